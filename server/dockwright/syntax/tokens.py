"""The lossless token stream of a Dockerfile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.syntax.directives import ESCAPES
from dockwright.syntax.instructions import Healthcheck, Instruction, Onbuild
from dockwright.syntax.nodes import Token
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.syntax.dockerfile import Dockerfile


def tokens(dockerfile: Dockerfile) -> Iterator[Token]:
    """Cut the text into tokens, gaps and all."""
    text, escape = dockerfile.text, dockerfile.escape
    position = 0
    for start, end, kind in sorted(_marks(dockerfile)):
        if start < position or start == end:
            continue
        yield from _gap(text, position, start, escape)
        yield Token(kind, Span(start, end), text[start:end])
        position = end
    yield from _gap(text, position, len(text), escape)


def _marks(dockerfile: Dockerfile) -> Iterator[tuple[int, int, str]]:
    if dockerfile.bom:
        yield 0, 1, "bom"
    for directive in dockerfile.directives:
        yield *directive.span, "directive"
    for comment in dockerfile.comments:
        yield *comment.span, "comment"
    for instruction in dockerfile.instructions:
        yield from _instruction_marks(instruction)


def _instruction_marks(instruction: Instruction) -> Iterator[tuple[int, int, str]]:
    yield *instruction.keyword_span, "keyword"
    for flag in instruction.flags:
        yield *flag.span, "flag"
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        yield from _instruction_marks(instruction.trigger)
    elif isinstance(instruction, Healthcheck) and instruction.type is not None:
        yield *instruction.type.span, "keyword"
    for word in instruction.words:
        yield *word.span, "word"
    for heredoc in instruction.heredocs:
        yield *heredoc.body, "body"
        if heredoc.terminator is not None:
            yield *heredoc.terminator, "terminator"


def _gap(text: str, start: int, end: int, escape: str) -> Iterator[Token]:
    """What lies between two marks: white space, continuations, and the punctuation of exec forms."""
    for match in _GAPS[escape].finditer(text, start, end):
        yield Token(match.lastgroup or "punctuation", Span(*match.span()), match[0])


def _gap_pattern(escape: str) -> re.Pattern[str]:
    continuation = rf"{re.escape(escape)}[ \t\r]*(?:\n|\Z)"
    return re.compile(rf"(?P<continuation>{continuation})|(?P<blank>\s+)|(?:(?!{continuation})\S)+")


_GAPS = {escape: _gap_pattern(escape) for escape in ESCAPES}
