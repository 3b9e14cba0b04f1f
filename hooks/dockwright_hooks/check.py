"""The hook `dockwright`: check the files that pre-commit names."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dockwright import cli
from dockwright_hooks.names import told_apart


def main(argv: Sequence[str]) -> int:
    """Report what is wrong with the files; the same options and exit codes as `dockwright check`."""
    return cli.main(["check", "--quiet", "--force-exclude", *told_apart(argv)])


def run() -> None:
    raise SystemExit(main(sys.argv[1:]))
