"""The edit that makes a dockwright.toml leave out one more rule; comments and order of the file stay as they are."""

from __future__ import annotations

import re
from typing import Any

from dockwright.projects.toml import parse_toml
from dockwright.text import Edit, Span, apply

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_LIST = re.compile(r"^[ \t]*(?:ignore|\"ignore\"|'ignore')[ \t]*=[ \t]*\[", re.MULTILINE)
_LAST = re.compile(r"[\"'](?P<comma>[ \t\r\n]*,)?(?:[ \t\r\n]|#[^\n]*)*\Z")


def ignore_in_configuration(text: str, rule: str) -> Edit | None:
    """None where the file cannot be read, names the rule already, or is written in a way that is not understood.

    What the edit makes of the file is read again: the list has one more name, and nothing else is different.
    """
    before = _tables(text)
    if before is None:
        return None
    names = before.get("ignore", [])
    if not isinstance(names, list) or rule in names:
        return None
    wanted = before | {"ignore": [*names, rule]}
    for edit in _into_list(text, rule) if "ignore" in before else (_new_line(text, rule),):
        if _tables(apply(text, (edit,))) == wanted:
            return edit
    return None


def _tables(text: str) -> dict[str, Any] | None:
    try:
        return parse_toml(text)
    except (ValueError, RecursionError):
        return None


def _new_line(text: str, rule: str) -> Edit:
    """Above the first table, whose keys would be its own."""
    newline = "\r\n" if "\r\n" in text else "\n"
    table = _TABLE.search(text)
    if table is None:
        start = len(text)
        gap = "" if not text or text.endswith("\n") else newline
        return Edit(Span(start, start), f'{gap}ignore = ["{rule}"]{newline}')
    return Edit(Span(table.start(), table.start()), f'ignore = ["{rule}"]{newline}{newline}')


def _into_list(text: str, rule: str) -> list[Edit]:
    """Behind the last name, for each bracket that may be the end of the list."""
    opening = _LIST.search(text)
    if opening is None:
        return []
    edits = []
    for closing in re.finditer(r"\]", text[opening.end() :][:10_000]):
        inner = text[opening.end() : opening.end() + closing.start()]
        last = _LAST.search(inner)
        if last is not None:
            comma = last["comma"]
            place = opening.end() + (last.end("comma") if comma else last.start() + 1)
            edits.append(Edit(Span(place, place), f' "{rule}",' if comma else f', "{rule}"'))
        elif not inner.strip():
            edits.append(Edit(Span(opening.end(), opening.end()), f'"{rule}"'))
    return edits
