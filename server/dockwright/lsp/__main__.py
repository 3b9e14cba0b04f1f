"""`python -m dockwright.lsp`: the language server alone."""

import sys

from dockwright.lsp.server import main

sys.exit(main())
