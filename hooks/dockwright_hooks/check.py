"""The hook `dockwright`: check the files that pre-commit names."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dockwright import cli
from dockwright_hooks.names import told_apart

WHAT_TO_DO = (
    "dockwright: `dockwright fix FILE`, or the hook dockwright-fix, makes the safe fixes; `dockwright explain RULE` tells more;"
    " `# dockwright: ignore[RULE]` in the line above silences\n"
)


def main(argv: Sequence[str]) -> int:
    """Report what is wrong with the files; the same options and exit codes as `dockwright check`.

    Who commits may never have heard of dockwright, so that the way out is told as well.
    """
    code = cli.main(["check", "--quiet", "--force-exclude", *told_apart(argv)])
    if code == cli.FINDINGS:
        from dockwright.console import say_error

        say_error(WHAT_TO_DO)
    return code


def run() -> None:
    raise SystemExit(main(sys.argv[1:]))
