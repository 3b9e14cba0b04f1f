"""Parser directives, and names of rules in comments that silence them."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.hover.item import Hover
from dockwright.ide.topics import page
from dockwright.patterns import lazy_pattern
from dockwright.suppressions import Suppressions
from dockwright.syntax import Dockerfile
from dockwright.text import Span

_UNFINISHED = lazy_pattern(r"#[ \t]*([A-Za-z]+)[ \t]*=(?=[ \t\r]*\Z)")


def comments(dockerfile: Dockerfile, offset: int) -> Iterator[Hover]:
    """What stands at the offset, if that is a comment with a meaning."""
    if not _may_be_comment(dockerfile, offset):
        return
    for suppression in Suppressions(dockerfile).names:
        text = page(("rule", suppression.name)) if suppression.span.contains(offset) else None
        if text is not None:
            yield Hover(suppression.span, text)
    for directive in dockerfile.directives:
        text = page(("directive", directive.name)) if directive.span.contains(offset) else None
        if text is not None:
            yield Hover(directive.span, text)
    yield from _unfinished(dockerfile, offset)


def _unfinished(dockerfile: Dockerfile, offset: int) -> Iterator[Hover]:
    """A directive whose value is still to come: to the builder a comment, and not to the one who types it."""
    lines = dockerfile.lines
    line = lines.line(offset)
    if line != len(dockerfile.directives):
        return
    start = lines.line_start(line)
    match = _UNFINISHED.match(dockerfile.text, start + int(dockerfile.bom and not line), lines.line_end(line))
    text = page(("directive", match[1].lower())) if match is not None else None
    if match is not None and text is not None:
        yield Hover(Span(*match.span()), text)


def _may_be_comment(dockerfile: Dockerfile, offset: int) -> bool:
    start = dockerfile.text.rfind("\n", 0, offset) + 1
    return "#" in dockerfile.text[start:offset] or dockerfile.text.startswith("#", offset)
