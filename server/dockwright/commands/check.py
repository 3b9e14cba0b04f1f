"""`dockwright check [PATH...]`."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from dockwright.checking import check
from dockwright.commands._files import run_files, wishes_of
from dockwright.commands._report import exit_code, report, shows_fixes


def run(options: Namespace) -> int:
    wishes = wishes_of(options)
    with_fixes = shows_fixes(options, wishes)
    files = run_files(options, wishes, partial(check, with_fixes=with_fixes), proves_fixes=with_fixes)
    report(files, options, wishes)
    return exit_code(files)
