"""Taking lines out of a file without leaving two blank lines where one was."""

from __future__ import annotations

from dockwright.text import Span


def with_blank(text: str, block: Span) -> Span:
    """The block with the blank line behind it where another one is in front of it."""
    end = text.find("\n", block.end) + 1
    is_between = end > 0 and not text[block.end : end].strip() and is_blank(text, block.start - 1)
    return Span(block.start, end) if is_between else block


def is_blank(text: str, end: int) -> bool:
    """Whether the line that ends at an offset is blank, and there is one."""
    return end > 0 and not text[text.rfind("\n", 0, end) + 1 : end].strip()
