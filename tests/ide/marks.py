"""Texts with marks: `‸` is the cursor, and results are shown by brackets around them."""

from __future__ import annotations

from collections.abc import Iterable

from dockwright.semantics import SemanticModel
from dockwright.syntax import parse
from dockwright.text import Span


def at_cursor(marked: str) -> tuple[SemanticModel, int]:
    """The model of a text without its cursor, and where that is."""
    offset = marked.index("‸")
    return SemanticModel(parse(marked.replace("‸", ""))), offset


def shown(text: str, spans: Iterable[Span]) -> str:
    """The text with each span in brackets: `«x»`."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    return text
