"""What can be folded: stages, instructions over several lines, here-documents, blocks of comments."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.semantics import SemanticModel
from dockwright.syntax import Dockerfile
from dockwright.text import Span
from dockwright.values import NamedTuple


class Fold(NamedTuple):
    """Zero-based lines, both of them part of the fold."""

    first: int
    last: int
    is_comment: bool = False


def folds(model: SemanticModel) -> tuple[Fold, ...]:
    """The folds by their first line; of two that start on one line the larger one counts, which editors can open."""
    largest: dict[int, Fold] = {}
    for fold in _all(model):
        known = largest.get(fold.first)
        if fold.last > fold.first and (known is None or known.last < fold.last):
            largest[fold.first] = fold
    return tuple(largest[first] for first in sorted(largest))


def _all(model: SemanticModel) -> Iterator[Fold]:
    dockerfile = model.dockerfile
    for stage in model.stages:
        if stage.from_ is not None:
            yield _fold(dockerfile, stage.span)
    for instruction in dockerfile.instructions:
        yield _fold(dockerfile, instruction.span)
        for heredoc in instruction.heredocs[1:]:  # the first one is folded with the instruction
            end = heredoc.terminator.end if heredoc.terminator is not None else heredoc.body.end
            yield _fold(dockerfile, Span(heredoc.body.start, end))
    yield from _comment_blocks(dockerfile)


def _fold(dockerfile: Dockerfile, span: Span) -> Fold:
    lines = dockerfile.lines
    return Fold(lines.line(span.start), lines.line(span.end))


def _comment_blocks(dockerfile: Dockerfile) -> Iterator[Fold]:
    """Comments on neighbouring lines."""
    lines = [dockerfile.lines.line(comment.span.start) for comment in dockerfile.comments]
    start = 0
    for index, line in enumerate(lines):
        if index + 1 == len(lines) or lines[index + 1] != line + 1:
            yield Fold(lines[start], line, True)
            start = index + 1
