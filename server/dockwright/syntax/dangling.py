"""The last instruction, where it was to go on, and the file ends."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.syntax.dockerfile import Dockerfile
from dockwright.text import Span


def escapes_at_end(dockerfile: Dockerfile) -> list[Span]:
    """The escape characters, with blanks, behind which there is nothing of the last instruction; from the last line upwards."""
    if not dockerfile.instructions:
        return []
    last = dockerfile.instructions[-1]
    if last.heredocs or dockerfile.text.find(dockerfile.escape, last.span.start) < 0:
        return []
    return list(_read_upwards(dockerfile, last.span.start))


def _read_upwards(dockerfile: Dockerfile, start: int) -> Iterator[Span]:
    """From the last line upwards: the escape characters, with blanks, behind which there is nothing of the instruction."""
    text, escape = dockerfile.text, dockerfile.escape
    end = len(text)
    while end >= start:
        begin = max(start, text.rfind("\n", start, end) + 1)
        line = text[begin:end]
        visible = line.strip()
        if visible and not (visible.startswith("#") and begin > start):
            stripped = line.rstrip("\r").rstrip(" \t")
            content = stripped[:-1].rstrip(" \t")
            if not stripped.endswith(escape) or content.endswith(escape):
                return
            yield Span(begin + len(content), begin + len(stripped))
            if content:
                return
        end = begin - 1
