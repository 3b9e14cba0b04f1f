"""`dockwright ignore [PATH...]`: puts a comment above what makes `check` fail, so that it fails for what is new only."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from dockwright.changes import WriteError, carry_out, changes, diff
from dockwright.checking import Subject, result_of, unwritable
from dockwright.cli import FINDINGS, OK
from dockwright.commands._files import named_rules, run_files, wishes_of
from dockwright.commands._report import exit_code, report_faults
from dockwright.console import UsageError, say, show_diff
from dockwright.discovery.files import STANDARD_INPUT
from dockwright.ide.suppress import ignore_each, ignore_in_file
from dockwright.lint import Diagnostic, Report, analyse, lint, rules_name
from dockwright.output import renderer
from dockwright.output.results import FileResult, Made, Results
from dockwright.output.terminal import printable
from dockwright.syntax import Dockerfile
from dockwright.text import Edit, apply
from dockwright.values import NamedTuple
from dockwright.workspace import Wishes, workspace_of


class Orders(NamedTuple):
    """What to ignore (of these rules, if any are named), why, and whether only to show it."""

    rules: frozenset[str] | None
    reason: str
    is_diff: bool


class NotSilencedError(Exception):
    """Why no comment silences the findings of a file, as a clause."""


def run(options: Namespace) -> int:
    if STANDARD_INPUT in options.paths:
        raise UsageError("`-` is no file that comments could be put into")
    if not options.reason.isprintable():
        raise UsageError("the reason must be one line")
    wishes = wishes_of(options, *options.rule)
    orders = Orders(named_rules(options), options.reason.strip(), options.diff)
    files = run_files(options, wishes, partial(_ignore, wishes, orders))
    if options.diff:
        show_diff("".join(file.diff for file in files))
    elif not options.quiet:
        say("".join(_told(files)))
    left = tuple(file._replace(made=()) for file in files if file.entries)
    if left:
        say(renderer("compact")(Results(left)))
    report_faults(files)
    return exit_code(files) or (FINDINGS if any(file.diff for file in files) else OK)


def _ignore(wishes: Wishes, orders: Orders, subject: Subject) -> FileResult:
    """Put the comments into a file, or say what they would be."""
    fail_on = workspace_of(wishes).configuration(subject.path).fail_on

    def is_meant(one: Diagnostic) -> bool:
        is_wanted = orders.rules is None or rules_name(one.rule, orders.rules)
        return is_wanted and fail_on is not None and one.severity >= fail_on

    try:
        text, result = silence(subject, is_meant, orders.reason)
        listed = changes(subject, text, ())
        if orders.is_diff:
            return result._replace(diff=diff(listed))
        carry_out(listed)
    except (NotSilencedError, WriteError) as error:
        return unwritable(subject.path, str(error), "ignored")
    return result


def silence(subject: Subject, is_meant: Callable[[Diagnostic], bool], reason: str = "") -> tuple[str, FileResult]:
    """The text with comments above what is reported and meant, and what they silence and what remains. What no comment above
    its instruction silences is silenced for the whole file."""
    before = _meant(subject, is_meant)
    if not before.diagnostics:
        return subject.text, result_of(subject, before, with_fixes=False)
    if not subject.profile.suppressions:
        raise NotSilencedError("the configuration lets no comment silence a finding (`suppressions = false`)")
    counts = Counter(one.rule.name for one in before.diagnostics)
    places = [(one.span.start, one.rule.name) for one in before.diagnostics]
    silenced = _with(subject, ignore_each(subject.model.dockerfile, places, reason))
    left = {one.rule.name: None for one in _meant(silenced, is_meant).diagnostics if one.rule.name in counts}
    if left:
        silenced = _with(silenced, [ignore_in_file(silenced.model.dockerfile, *left, reason=reason)])
    if not _builds_alike(subject.model.dockerfile, silenced.model.dockerfile):
        raise NotSilencedError("a comment would change what is built")
    after = _meant(silenced, is_meant)
    for one in after.diagnostics:
        if one.rule.name not in counts:
            raise NotSilencedError(f"a comment would be reported itself, by `{one.rule.name}`")
        counts[one.rule.name] -= 1
    made = tuple(Made(rule, "ignored") for rule in counts.elements())
    text, result = silenced.text, result_of(silenced, after, with_fixes=False)
    silenced.model.release()
    return text, result._replace(made=made)


def _meant(subject: Subject, is_meant: Callable[[Diagnostic], bool]) -> Report:
    """What is reported and meant."""
    report = lint(subject.model, subject.context, subject.profile)
    return report._replace(diagnostics=tuple(filter(is_meant, report.diagnostics)))


def _with(subject: Subject, edits: Sequence[Edit]) -> Subject:
    """The same file with other text."""
    return subject._replace(model=analyse(apply(subject.text, edits), subject.context.arguments))


def _builds_alike(one: Dockerfile, other: Dockerfile) -> bool:
    """Whether two files have the same instructions and are read in the same way."""
    return _read_by_builder(one) == _read_by_builder(other)


def _read_by_builder(dockerfile: Dockerfile) -> tuple[list[str], list[str]]:
    text = dockerfile.text
    return [one.span.of(text) for one in dockerfile.directives], [one.text for one in dockerfile.instructions]


def _told(files: Sequence[FileResult]) -> list[str]:
    """A line for each file, and one for all."""
    lines = [f"{printable(file.path)}: {_rules_of(file)}\n" for file in files if file.made]
    count = sum(len(file.made) for file in files)
    places = "1 file" if len(files) == 1 else f"{len(files)} files"
    findings = {0: "Nothing more is", 1: "1 finding is"}.get(count, f"{count} findings are")
    return [*lines, f"{findings} ignored now in {places}.\n"]


def _rules_of(file: FileResult) -> str:
    counts = Counter(one.rule for one in file.made)
    return ", ".join(rule if count == 1 else f"{rule} (x{count})" for rule, count in counts.items())
