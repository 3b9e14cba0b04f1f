"""Parser directives: the `# syntax=`, `# escape=` and `# check=` lines that may open a file."""

from __future__ import annotations

import re

from dockwright.syntax.lines import SPACES
from dockwright.syntax.nodes import Directive
from dockwright.text import Span

NAMES = ("syntax", "escape", "check")
ESCAPES = ("\\", "`")

_BLANKS = "\t\n\f\r "
_DIRECTIVE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*")


def read_directives(text: str, offset: int) -> tuple[Directive, ...]:
    """The directives at the top of the text, read from `offset` (behind a byte order mark).

    The first line that is none, be it blank or an ordinary comment, ends them. Repeated ones are in the answer. Behind
    a first line `#!...` BuildKit looks for `syntax` and `check` alone.
    """
    if not text.startswith("#!", offset):
        return _block(text, offset)
    offset = text.find("\n", offset) + 1
    return tuple(one for one in _block(text, offset) if one.name != "escape") if offset else ()


def _block(text: str, offset: int) -> tuple[Directive, ...]:
    directives = []
    while offset < len(text):
        stop = text.find("\n", offset)
        stop = len(text) if stop < 0 else stop
        directive = _read(text[offset:stop].rstrip("\r"), offset)
        if directive is None:
            break
        directives.append(directive)
        offset = stop + 1
    return tuple(directives)


def escape_character(directives: tuple[Directive, ...]) -> str:
    """The escape character in effect: what the first valid directive says, else the backslash."""
    for directive in directives:
        if directive.name == "escape":
            return directive.value if directive.value in ESCAPES else "\\"
    return "\\"


def _read(line: str, offset: int) -> Directive | None:
    comment = line.lstrip(SPACES)
    if not comment.startswith("#"):
        return None
    assignment = comment[1:].lstrip(SPACES)
    match = _DIRECTIVE.match(assignment)
    if match is None or match[1].lower() not in NAMES:
        return None
    start = match.end()
    end = len(assignment.rstrip(_BLANKS))
    if end <= start:  # nothing but blanks: BuildKit takes the last one for the value
        start, end = len(assignment) - 1, len(assignment)
        if assignment[start] == "=":
            return None
    base = offset + len(line) - len(assignment)
    return Directive(
        span=Span(offset + len(line) - len(comment), base + end),
        name=match[1].lower(),
        name_span=Span(base, base + match.end(1)),
        value=assignment[start:end],
        value_span=Span(base + start, base + end),
    )
