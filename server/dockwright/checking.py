"""One file from its path to its result: read, linted or fixed, written, and turned into plain values."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import repeat

from dockwright.context import BuildContext, with_files
from dockwright.lint import (
    Diagnostic,
    Objection,
    Profile,
    Proposal,
    Report,
    fix,
    gate,
    lint,
    prove_all,
    proves_alone,
    rules_name,
)
from dockwright.output.results import (
    UNREADABLE_FILE,
    UNWRITABLE_FILE,
    Entry,
    Excerpt,
    FileResult,
    Made,
    Note,
    Position,
    Range,
    Repair,
    Replacement,
    WrittenFile,
)
from dockwright.output.urls import rule_url
from dockwright.patterns import lazy_pattern
from dockwright.rule import Fix, NewFile, Safety, Severity
from dockwright.semantics import SemanticModel
from dockwright.text import Span
from dockwright.values import NamedTuple

_ODD = lazy_pattern(r"[\ud800-\udfff\U00010000-\U0010ffff]|\r(?!\n)")

EXCERPT_WIDTH = 160
"""How many characters of a line are shown at most; a longer one is cut around the words at fault."""


class Subject(NamedTuple):
    """A file to look at: what it is called, what is in it, and what is known around it."""

    path: str
    model: SemanticModel
    profile: Profile
    context: BuildContext
    root: str | None = None  # the directory of the context

    @property
    def text(self) -> str:
        return self.model.dockerfile.text


class Fixed(NamedTuple):
    """A file after its fixes, before anything is written."""

    result: FileResult
    text: str
    files: tuple[NewFile, ...] = ()


def check(subject: Subject, *, with_fixes: bool = True) -> FileResult:
    """What the rules say about a file; with fixes, each of them proven."""
    return result_of(subject, lint(subject.model, subject.context, subject.profile), with_fixes)


def repair_all(subject: Subject, safety: Safety, rules: frozenset[str] | None, *, with_fixes: bool = True) -> Fixed:
    """Make the fixes that promise at least `safety` (of the named rules); the result tells what was made and remains."""
    done = fix(subject.text, subject.context, subject.profile, safety=safety, rules=rules)
    report = done.report if rules is None else _only(done.report, rules)
    context = with_files(subject.context, done.files) if done.files else subject.context
    result = result_of(subject._replace(model=done.model, context=context), report, with_fixes)
    made = tuple(Made(one.rule, one.title) for one in done.applied)
    faults = tuple(f"{fault.rule}: {fault.message}" for fault in done.faults)
    return Fixed(result._replace(made=made, faults=(*faults, *result.faults)), done.text, done.files)


def unreadable(path: str, reason: str) -> FileResult:
    """The result of a file that no rule can see."""
    return _failed(path, UNREADABLE_FILE, f"the file cannot be read: {reason}")


def unwritable(path: str, reason: str, done: str = "fixed") -> FileResult:
    """The result of a file to which nothing could be done."""
    return _failed(path, UNWRITABLE_FILE, f"nothing was {done}: {reason}")


def _failed(path: str, name: str, message: str) -> FileResult:
    start = Position(1, 1)
    entry = Entry(name, (), Severity.ERROR, message, rule_url(name), Range(start, start))
    return FileResult(path, (entry,), fails=True)


def crashed(path: str, error: BaseException) -> FileResult:
    """The result of a file that dockwright failed on."""
    return FileResult(path, faults=(f"{type(error).__name__}: {error}",), is_crash=True)


def position(model: SemanticModel, offset: int) -> Position:
    """The position of an offset as people count: not the byte order mark, which they do not see."""
    line, column = model.dockerfile.lines.position(offset)
    if model.dockerfile.bom and line == 0:
        return Position(1, max(1, column))
    return Position(line + 1, column + 1)


def range_of(model: SemanticModel, span: Span) -> Range:
    return Range(position(model, span.start), position(model, span.end))


def _only(report: Report, rules: frozenset[str]) -> Report:
    return report._replace(diagnostics=tuple(one for one in report.diagnostics if rules_name(one.rule, rules)))


def result_of(subject: Subject, report: Report, with_fixes: bool) -> FileResult:
    """What is printed of a report."""
    unproven: list[str] = []
    repairs = _repairs(subject, report, unproven) if with_fixes else repeat(None)
    entries = tuple(map(_entry, repeat(subject.model), report.diagnostics, repairs))
    faults = (*(f"{fault.rule}: {fault.message}" for fault in report.faults), *unproven)
    odd_lines = tuple(_odd_lines(subject.model)) if entries else ()
    return FileResult(subject.path, entries, faults=faults, is_crash=bool(report.faults), odd_lines=odd_lines)


def _entry(model: SemanticModel, one: Diagnostic, fix: Repair | None) -> Entry:
    return Entry(
        one.rule.name,
        one.rule.aliases,
        one.severity,
        one.message,
        rule_url(one.rule.name),
        range_of(model, one.span),
        _excerpt(model, one.span),
        fix,
        tuple(Note(range_of(model, related.span), related.message) for related in one.related),
    )


def _repairs(subject: Subject, report: Report, faults: list[str]) -> list[Repair | None]:
    """For each diagnostic its first fix that passes the gate; in a file of many, its first fix if that passes."""
    count = sum(bool(one.fixes) for one in report.diagnostics)
    if proves_alone(subject.text, count):
        return [_proven(subject, report, one, faults) for one in report.diagnostics]
    passed = _proven_together(subject, report, faults)
    return [
        _repair(subject, one.fixes[0]) if one.fixes and (one.rule.name, one.fixes[0]) in passed else None
        for one in report.diagnostics
    ]


def _proven(subject: Subject, report: Report, one: Diagnostic, faults: list[str]) -> Repair | None:
    for offered in one.fixes:
        objection = gate(subject.model, subject.context, subject.profile, offered, one.rule, report)
        if objection is None:
            return _repair(subject, offered)
        faults.extend(_refusal(subject, Proposal(offered, one.rule), objection))
    return None


def _proven_together(subject: Subject, report: Report, faults: list[str]) -> set[tuple[str, Fix]]:
    """The first fixes, by rule, that pass the gate along with others that touch other places."""
    proposals = {
        (one.rule.name, one.fixes[0]): Proposal(one.fixes[0], one.rule) for one in report.diagnostics if one.fixes
    }

    def refuse(proposal: Proposal, objection: Objection) -> None:
        faults.extend(_refusal(subject, proposal, objection))

    passed = prove_all(subject.model, subject.context, subject.profile, proposals.values(), report, refuse)
    return set(map(_key, passed))


def _key(proposal: Proposal) -> tuple[str, Fix]:
    return proposal.rule.name if proposal.rule else "", proposal.fix


def _refusal(subject: Subject, proposal: Proposal, objection: Objection) -> Iterator[str]:
    """That a fix is wrong, as a mistake of dockwright's own."""
    if objection.is_fault:
        name, _ = _key(proposal)
        yield f"{name}: the fix `{proposal.fix.title}` is not offered: {objection.reason}"


def _repair(subject: Subject, fix: Fix) -> Repair:
    edits = tuple(Replacement(range_of(subject.model, edit.span), edit.text) for edit in fix.edits)
    files = tuple(WrittenFile(place_of(subject.root, file.path), file.text) for file in fix.files)
    return Repair(fix.title, fix.safety, edits, files)


def place_of(root: str | None, path: str) -> str:
    """A path of the context as a user would write it: below the working directory without the way there."""
    place = os.path.join(root or "", *path.split("/"))
    return place.removeprefix(os.path.join(os.getcwd(), ""))


def _excerpt(model: SemanticModel, span: Span) -> Excerpt:
    """The line where the span starts, without a byte order mark, cut to EXCERPT_WIDTH."""
    lines, text = model.dockerfile.lines, model.dockerfile.text
    line = lines.line(span.start)
    start, end = lines.line_start(line), lines.line_end(line)
    begin = start + (start == 0 and model.dockerfile.bom)
    if end - begin > EXCERPT_WIDTH:
        begin = max(begin, min(span.start - EXCERPT_WIDTH // 4, end - EXCERPT_WIDTH))
        end = min(end, begin + EXCERPT_WIDTH)
    return Excerpt(text[begin:end], position(model, begin).column)


def _odd_lines(model: SemanticModel) -> Iterator[tuple[int, str]]:
    """The lines with characters or bytes that some readers count in another way, without a byte order mark."""
    lines, text = model.dockerfile.lines, model.dockerfile.text
    if text.isascii() and "\r" not in text:
        return
    for line in sorted({lines.line(found.start()) for found in _ODD.finditer(text)}):
        start = lines.line_start(line) + (line == 0 and model.dockerfile.bom)
        yield line + 1, text[start : lines.line_end(line)]
