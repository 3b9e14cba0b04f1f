"""`dockwright refactor ASSIST [FILE[:LINE]]` and `dockwright refactor --list [FILE]`."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from dockwright.assist import Assist, Change, Offer, Refusal
from dockwright.assists import ASSISTS
from dockwright.changes import WriteError, carry_out, changes, diff
from dockwright.checking import Subject, position
from dockwright.cli import FINDINGS, OK
from dockwright.commands._one_file import subject_of
from dockwright.config.error import hint
from dockwright.console import UsageError, complain, say, say_bytes, show_diff, tell
from dockwright.lint import Objection, gate, told
from dockwright.rule import Fix
from dockwright.syntax import encode
from dockwright.text import Span, apply, whole_number

PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?", re.DOTALL)


def run(options: Namespace) -> int:
    name, written = words(options)
    path, line, column = place(written)
    if not options.list and name is None:
        raise UsageError("which refactoring? `dockwright refactor --list FILE` tells what there is")
    assist = None if name is None or options.list else named(name)
    subject = subject_of(options, path)
    selection = _selection(subject, line, column)
    if assist is None:
        return _list(options, subject, selection)
    return _refactor(options, subject, selection, assist)


def words(options: Namespace) -> tuple[str | None, str]:
    """The refactoring and the file of a command line. A single word is the refactoring, unless a file is called so."""
    if options.file is not None or options.assist is None:
        return options.assist, "." if options.file is None else options.file
    only = options.assist
    return (None, only) if options.list or os.path.lexists(place(only)[0]) else (only, ".")


def place(written: str) -> tuple[str, int | None, int | None]:
    """FILE[:LINE[:COLUMN]] in its parts; a file that is really called so wins, and `C:` is no file with a line."""
    found = PLACE.fullmatch(written)
    if found is None or os.path.lexists(written):
        return written, None, None
    column = found["column"]
    return found["path"], whole_number(found["line"]), None if column is None else whole_number(column)


def named(name: str) -> Assist:
    """The assist of a name. Raises UsageError."""
    found = next((assist for assist in ASSISTS if assist.name == name), None)
    if found is None:
        known = [assist.name for assist in ASSISTS]
        raise UsageError(f"no refactoring is called `{name}`{hint(name, known)} (there are: {', '.join(known)})")
    return found


def _selection(subject: Subject, line: int | None, column: int | None) -> Span | None:
    """The cursor at a line's first word, or at a column of it; None: the whole file."""
    if line is None:
        return None
    lines = subject.model.dockerfile.lines
    if not 1 <= line <= len(lines):
        count = len(lines) - (subject.text.endswith("\n") or not subject.text)
        raise UsageError(f"{subject.path} has {count} {'line' if count == 1 else 'lines'}, and no line {line}")
    start, end = lines.line_start(line - 1), lines.line_end(line - 1)
    text = subject.text[start:end]
    cursor = start + (len(text) - len(text.lstrip()) if column is None else min(column - 1, len(text)))
    return Span(cursor, cursor)


def answer(assist: Assist, subject: Subject, selection: Span | None) -> Offer | Refusal | None:
    """What the assist says: with the choices that pass the gate only, and a refusal when none does."""
    said = assist.run(subject.model, subject.context, subject.profile.settings, selection)
    if isinstance(said, Refusal):
        return said._replace(reason=told(said.reason))
    if said is None:
        return None
    tried = {choice.name: _objection(subject, choice.change) for choice in said.choices}
    choices = tuple(choice for choice in said.choices if tried[choice.name] is None)
    if not choices and (problems := subject.model.dockerfile.problems):
        return Refusal("the file has errors; mend them first", problems[0].span)
    objections = [(name, one) for name, one in tried.items() if one is not None]
    for name, one in objections:
        if one.is_fault:
            complain(f"{subject.path}: internal fault: {assist.name} {name} is not offered: {one.reason}")
    if choices:
        return said._replace(choices=choices)
    explained = [one.reason for _, one in objections if not one.is_fault]
    return Refusal(explained[0] if explained else "its result could not be proven right", said.span)


def _objection(subject: Subject, change: Change) -> Objection | None:
    return gate(subject.model, subject.context, subject.profile, Fix.of(change))


def _refactor(options: Namespace, subject: Subject, selection: Span | None, assist: Assist) -> int:
    said = answer(assist, subject, selection)
    if said is None:
        hint_of_place = "; name a place: FILE:LINE" if assist.is_light and selection is None else ""
        complain(f"{subject.path}: {assist.name}: there is nothing to do here{hint_of_place}")
        return FINDINGS
    if isinstance(said, Refusal):
        line, column = position(subject.model, said.span.start)
        complain(f"{subject.path}:{line}:{column}: {assist.name}: {said.reason}")
        return FINDINGS
    change = _chosen(said, options.base, assist)
    text = apply(subject.text, change.edits)
    try:
        listed = changes(subject, text, change.files)
        if options.diff:
            show_diff(diff(listed))
        elif options.stdout:
            say_bytes(encode(text))
            for file in change.files:
                complain(f"{file.path} would be written as well")
        else:
            carry_out(listed)
            tell("".join(f"{each.path}: {'created' if each.before is None else change.title}\n" for each in listed))
    except WriteError as error:
        complain(str(error))
        return FINDINGS
    for note in change.notes:
        complain(f"to check: {note}")
    return OK


def _chosen(offer: Offer, base: str | None, assist: Assist) -> Change:
    names = [choice.name for choice in offer.choices]
    if base is None:
        return offer.default.change
    choice = offer.choice(base) if base else None
    if choice is None:
        known = f" (there are: {', '.join(names)})" if any(names) else " (there is no choice)"
        raise UsageError(f"{assist.name} does not offer the base `{base}` here{hint(base, names)}{known}")
    return choice.change


def _list(options: Namespace, subject: Subject, selection: Span | None) -> int:
    answers = [(assist, answer(assist, subject, selection)) for assist in ASSISTS]
    listed = [(assist, said) for assist, said in answers if said is not None]
    if options.format == "json":
        import json

        say(json.dumps([_record(subject, *each) for each in listed], indent=2) + "\n")
    else:
        lines = [line for assist, said in listed for line in _lines(subject, assist, said)]
        tell("\n".join(lines or ["no refactorings for this file"]) + "\n")
    return OK


def _record(subject: Subject, assist: Assist, said: Offer | Refusal) -> dict[str, Any]:
    record: dict[str, Any] = {
        "assist": assist.name,
        "title": assist.summary.removesuffix("."),
        "offered": False,
        "safety": None,
        "choices": [],
        "default": None,
        "reason": None,
        "after": None,
    }
    if isinstance(said, Refusal):
        return record | {"reason": said.reason}
    change = said.default.change
    return record | {
        "title": change.title,
        "offered": True,
        "safety": change.safety.label,
        "choices": [choice.name for choice in said.choices if choice.name],
        "default": said.default.name or None,
        "after": apply(subject.text, change.edits),
    }


def _lines(subject: Subject, assist: Assist, said: Offer | Refusal) -> Iterator[str]:
    if isinstance(said, Refusal):
        line = position(subject.model, said.span.start).line
        yield f"  - {assist.name}: refused: {said.reason} (line {line})"
        return
    change = said.default.change
    yield f"  * {assist.name}: {change.title} ({change.safety.label})"
    if said.default.name:
        names = " | ".join(choice.name for choice in said.choices)
        yield f"      --base {names} (default: {said.default.name})"
