"""The hook `dockwright-fix`: make all safe fixes in the files that pre-commit names."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dockwright import cli
from dockwright_hooks.names import told_apart


def main(argv: Sequence[str]) -> int:
    """Fix the files and report what remains; the same options and exit codes as `dockwright fix`.

    pre-commit itself sees and reports that a file was changed.
    """
    return cli.main(["fix", "--quiet", "--force-exclude", *told_apart(argv)])


def run() -> None:
    raise SystemExit(main(sys.argv[1:]))
