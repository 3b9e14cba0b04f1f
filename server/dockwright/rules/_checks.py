"""Comments that tell BuildKit about its checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.syntax import Comment, Dockerfile, Instruction
from dockwright.text import Span
from dockwright.values import NamedTuple

_CHECK = lazy_pattern(r"#[^\S\n]*check[^\S\n]*=[^\S\n]*", re.IGNORECASE)
_PART = lazy_pattern(r"[^;]*")
_NAME = lazy_pattern(r"[^,\s]+")


class CheckComment(NamedTuple):
    """A `# check=...`: the whole of it, and what stands behind the `=`. BuildKit reads the value up to the first blank."""

    span: Span
    value: str
    value_span: Span
    is_directive: bool

    def parts(self) -> Iterator[tuple[str, str, Span]]:
        """The options that BuildKit reads: name, value, and where the value stands."""
        seen = self.value.split(" ", 1)[0]
        offset = self.value_span.start
        for part in seen.split(";", 2):
            name, equals, value = part.partition("=")
            start = offset + len(name) + len(equals)
            yield name.strip(), value, Span(start, start + len(value))
            offset += len(part) + 1

    def names(self) -> Iterator[tuple[str, Span]]:
        """The names of checks behind `skip=` and `experimental=`."""
        for option, value, span in self.parts():
            if option in ("skip", "experimental"):
                for match in _NAME.finditer(value):
                    yield match[0], Span(span.start + match.start(), span.start + match.end())


def check_comments(dockerfile: Dockerfile) -> Iterator[CheckComment]:
    """The directive, and the comments that look like it."""
    for directive in dockerfile.directives:
        if directive.name == "check":
            yield CheckComment(directive.span, directive.value, directive.value_span, True)
    if _CHECK.search(dockerfile.text) is None:
        return
    for comment in dockerfile.comments:
        match = _CHECK.match(dockerfile.text, comment.span.start, comment.span.end)
        if match is not None and not is_inside(dockerfile, comment):
            value = dockerfile.text[match.end() : comment.span.end].rstrip()
            span = Span(match.end(), match.end() + len(value))
            yield CheckComment(Span(comment.span.start, span.end), value, span, False)


def is_inside(dockerfile: Dockerfile, comment: Comment) -> bool:
    """Whether a comment stands within an instruction."""
    instruction = dockerfile.instruction_at(comment.span.start)
    return instruction is not None and comment.span.start < instruction.span.end


def instruction_below(dockerfile: Dockerfile, offset: int) -> Instruction | None:
    """The instruction that the comments at an offset belong to; an empty comment ends their block."""
    below = dockerfile.instruction_from(offset)
    if below is None or below.span.start <= offset or dockerfile.has_empty_comment(Span(offset + 1, below.span.start)):
        return None
    return below
