"""What holds for all tests: they say the same whether or not a shellcheck is installed. Its own tests switch it on."""

from __future__ import annotations

import os

os.environ["DOCKWRIGHT_SHELLCHECK"] = "off"
