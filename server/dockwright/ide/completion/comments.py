"""Comments that mean something: parser directives, and those that silence rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.directives import DIRECTIVES
from dockwright.syntax.directives import read_directives

_DIRECTIVE = re.compile(r"(\w+)\s*=\s*(.*)\Z", re.DOTALL)
_OURS = re.compile(r"dockwright:\s*ignore(?:-file)?\s*\[(?:[^\]]*[,\s])?([\w-]*)\Z")
_HADOLINT = re.compile(r"hadolint\s+(?:(?:global|stage)\s+)?ignore\s*=\s*(?:[^#]*,\s*)?(\w*)\Z")
_SKIP = re.compile(r"check\s*=.*(?:skip|experimental)=(?:[^;]*,)?(\w*)\Z", re.IGNORECASE)
_NAME = r"[\w-]*"

_FORMS = {
    "dockwright: ignore[": ("Silence a rule for the instruction below", "dockwright: ignore[${1:rule}]"),
    "dockwright: ignore-file[": ("Silence a rule in the whole file", "dockwright: ignore-file[${1:rule}]"),
    "hadolint ignore=": ("Silence a rule for the instruction below, by hadolint's code", None),
    "hadolint global ignore=": ("Silence a rule in the whole file, by hadolint's code", None),
    "check=skip=": ("Silence a check of BuildKit for the instruction below", None),
}

Reported = Callable[[], Collection[str]]
"""Gives the names of rules that should come first; only asked where rules are offered."""


def comments(cursor: Cursor, reported: Reported, is_asked: bool) -> Iterator[Completion]:
    """What may be typed in a comment. Most are plain words, and no list must be in the way when their line is ended."""
    typed = cursor.line.lstrip()[1:].lstrip()
    for pattern, names in ((_OURS, _rules), (_HADOLINT, _codes), (_SKIP, _checks)):
        match = pattern.search(typed)
        if match is not None:
            yield from names(cursor, match[1], reported())
            return
    match = _DIRECTIVE.match(typed)
    if match is not None:
        yield from _values(cursor, match[1].lower(), match[2])
    elif typed or is_asked:
        yield from (one for one in _starts(cursor, typed) if one.text.startswith(typed))


def _starts(cursor: Cursor, typed: str) -> Iterator[Completion]:
    span = cursor.replacing(typed, r"[\w:=-]*")
    if span is None:
        return
    present = _directives_above(cursor)
    for row in DIRECTIVES.values() if present is not None else ():
        if row.name not in (present or ()):
            topic = ("directive", row.name)
            yield Completion(row.name, "property", span, f"{row.name}=", row.summary, topic, retriggers=True)
    for form, (meaning, snippet) in _FORMS.items():
        yield Completion(form.rstrip("[="), "snippet", span, form, meaning, snippet=snippet, retriggers=snippet is None)


def _directives_above(cursor: Cursor) -> frozenset[str] | None:
    """The directives above the cursor; None when the line is too far down for one."""
    above = cursor.text[: cursor.line_start]
    found = read_directives(above, int(cursor.model.dockerfile.bom))
    return frozenset(one.name for one in found) if above.count("\n") == len(found) else None


def _values(cursor: Cursor, name: str, typed: str) -> Iterator[Completion]:
    row = DIRECTIVES.get(name)
    last = typed.rpartition(";")[2] if name == "check" else typed
    span = cursor.replacing(last, r"\S*")
    if row is None or span is None:
        return
    for value, meaning in row.values.items():
        yield Completion(value, "value", span, value, meaning, ("directive", name), retriggers=value.endswith("="))


def _rules(cursor: Cursor, typed: str, reported: Collection[str]) -> Iterator[Completion]:
    from dockwright.rules import RULES

    span = cursor.replacing(typed, _NAME)
    if span is None:
        return
    for rule in sorted(RULES, key=lambda rule: (rule.name not in reported, rule.name)):
        yield Completion(rule.name, "rule", span, rule.name, rule.summary, ("rule", rule.name))


def _codes(cursor: Cursor, typed: str, reported: Collection[str]) -> Iterator[Completion]:
    yield from _aliases(cursor, typed, reported, lambda alias: alias.startswith("DL"))


def _checks(cursor: Cursor, typed: str, reported: Collection[str]) -> Iterator[Completion]:
    yield from _aliases(
        cursor, typed, reported, lambda alias: alias[:1].isupper() and not alias.startswith(("DL", "SC"))
    )
    span = cursor.replacing(typed, _NAME)
    if span is not None:
        yield Completion("all", "rule", span, "all", "All of BuildKit's checks")


def _aliases(
    cursor: Cursor, typed: str, reported: Collection[str], wanted: Callable[[str], bool]
) -> Iterator[Completion]:
    from dockwright.rules import RULES

    span = cursor.replacing(typed, _NAME)
    if span is None:
        return
    named = {alias: rule for rule in RULES for alias in rule.aliases if wanted(alias)}
    for alias in sorted(named, key=lambda alias: (named[alias].name not in reported, alias)):
        yield Completion(alias, "rule", span, alias, named[alias].summary, ("rule", alias))
