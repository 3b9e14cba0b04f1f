"""How a name, or a whole suppressing comment, is taken out."""

from __future__ import annotations

from dockwright.suppressions import Suppression, Suppressions
from dockwright.text import Span


def removal(suppressions: Suppressions, one: Suppression) -> Span:
    """What to delete to take one name out: the name with its comma, or the whole comment when it names no other."""
    text = suppressions.dockerfile.text
    names = [other for other in suppressions.names if other.comment == one.comment]
    if len(names) == 1:
        return _comment(text, one.comment)
    place = names.index(one)
    if place + 1 < len(names):
        return Span(one.span.start, names[place + 1].span.start)
    return Span(names[place - 1].span.end, one.span.end)


def _comment(text: str, comment: Span) -> Span:
    """The line of a comment that stands alone, else the comment with the blanks before it."""
    start = text.rfind("\n", 0, comment.start) + 1
    if not text[start : comment.start].strip():
        end = text.find("\n", comment.end)
        return Span(start, len(text) if end < 0 else end + 1)
    return Span(len(text[: comment.start].rstrip(" \t")), comment.end)
