"""`dockwright fix [PATH...]`: mends in place; standard input is passed through; with --diff nothing is written."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from dockwright.changes import WriteError, carry_out, changes, diff
from dockwright.checking import Subject, crashed, repair_all, unreadable, unwritable
from dockwright.cli import FINDINGS, OK
from dockwright.commands._files import judge, named_rules, run_files, wishes_of
from dockwright.commands._report import exit_code, report, report_failures, report_faults, shows_fixes
from dockwright.console import UsageError, complain, say_bytes, show_diff
from dockwright.discovery import Failure, Source, read
from dockwright.discovery.files import STANDARD_INPUT
from dockwright.output.diff import unified
from dockwright.output.results import FileResult
from dockwright.rule import Safety
from dockwright.syntax import encode
from dockwright.values import NamedTuple
from dockwright.workspace import Wishes, workspace_of


class Orders(NamedTuple):
    """Which fixes to make (of these rules, if any are named), and whether only to show them."""

    safety: Safety
    rules: frozenset[str] | None
    is_diff: bool
    shows_fixes: bool  # whether the report shows the fixes that were not made


def run(options: Namespace) -> int:
    wishes = wishes_of(options, *options.rule)
    orders = _orders(options, wishes)
    if STANDARD_INPUT in options.paths:
        return _pass_through(options, wishes, orders)
    proves_fixes = orders.shows_fixes or orders.safety is Safety.UNSAFE
    files = run_files(options, wishes, partial(_mend, orders), proves_fixes=proves_fixes)
    if not options.diff:
        report(files, options, wishes)
        return exit_code(files)
    show_diff("".join(file.diff for file in files))
    report_failures(files)
    report_faults(files)
    return exit_code(files) or (FINDINGS if any(file.diff for file in files) else OK)


def _orders(options: Namespace, wishes: Wishes) -> Orders:
    """Whoever names a rule wants its unsafe fixes as well."""
    safety = Safety.UNSAFE if options.unsafe_fixes or options.rule else Safety.SAFE
    with_fixes = not options.diff and shows_fixes(options, wishes)
    return Orders(safety, named_rules(options), options.diff, with_fixes)


def _mend(orders: Orders, subject: Subject) -> FileResult:
    """Mend a file in place, or say how."""
    fixed = repair_all(subject, orders.safety, orders.rules, with_fixes=orders.shows_fixes)
    try:
        listed = changes(subject, fixed.text, fixed.files)
        if orders.is_diff:
            return fixed.result._replace(diff=diff(listed))
        carry_out(listed)
    except WriteError as error:
        return unwritable(subject.path, str(error))
    return fixed.result


def _pass_through(options: Namespace, wishes: Wishes, orders: Orders) -> int:
    """Standard input mended to standard output; what was made and what remains goes to standard error."""
    if options.paths != [STANDARD_INPUT]:
        raise UsageError("`-` is passed through and cannot be fixed together with files")
    path = options.stdin_filename or STANDARD_INPUT
    source = read(STANDARD_INPUT)
    if isinstance(source, Failure):
        result = unreadable(path, source.message)
    else:
        workspace_of(wishes).configuration(path)
        result = _mend_text(wishes, orders, source._replace(path=path))
    if options.diff:
        report_failures([result])
        report_faults([result])
    else:
        report([result], options, wishes, to_stderr=True)
    return exit_code([result]) or (FINDINGS if result.diff else OK)


def _mend_text(wishes: Wishes, orders: Orders, source: Source) -> FileResult:
    """Print the mended text, or how it would change. What cannot be mended is printed as it came; no file is written."""
    try:
        subject = workspace_of(wishes).subject(source.path, source.text)
        fixed = repair_all(subject, orders.safety, orders.rules, with_fixes=orders.shows_fixes)
    except Exception as error:
        say_bytes(encode("" if orders.is_diff else source.text))
        return crashed(source.path, error)
    changed = unified(source.path, source.text, fixed.text) if orders.is_diff else ""
    say_bytes(encode(changed if orders.is_diff else fixed.text))
    for file in fixed.files:
        complain(f"{file.path} would be written; {STANDARD_INPUT} writes no files")
    return judge(fixed.result._replace(diff=changed), wishes)
