"""The spans that a growing selection takes, from the word at the cursor to the whole file."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.steps import steps_at
from dockwright.ide.variables import places
from dockwright.semantics import SemanticModel
from dockwright.syntax import Arg, Env, Healthcheck, Instruction, Label, ShellOrExec
from dockwright.text import Span


def selections(model: SemanticModel, offset: int) -> tuple[Span, ...]:
    """The spans around a cursor, each within the next; the last one is the file."""
    dockerfile = model.dockerfile
    whole = Span(0, len(dockerfile.text))
    found = {whole}
    for instruction in steps_at(dockerfile, offset):
        found.update(_of_instruction(model, instruction))
    stage = model.stage_at(offset)
    if stage is not None:
        found.add(stage.span)
    found.update(comment.span for comment in dockerfile.comments)
    found.update(directive.span for directive in dockerfile.directives)
    return tuple(_nested(span for span in found if span.contains(offset) and not span.is_empty) or [whole])


def _of_instruction(model: SemanticModel, instruction: Instruction) -> Iterator[Span]:
    yield instruction.span
    yield instruction.keyword_span
    arguments = instruction.head
    yield arguments.source_span(0, len(arguments.text))
    for place in places(instruction):
        yield place.span
        yield place.outer
    for flag in instruction.flags:
        yield from (flag.span, flag.name_span)
        if flag.value is not None:
            yield flag.value.span
        for option in flag.options:
            yield from (option.span, option.key_span)
            if option.value_span is not None:
                yield option.value_span
    for word in instruction.words:
        yield word.span
    if isinstance(instruction, Arg | Env | Label):
        for pair in instruction.pairs:
            yield from (pair.span, pair.key.span)
            if pair.value is not None:
                yield pair.value.span
    for heredoc in instruction.heredocs:
        yield from (heredoc.span, heredoc.body)
    if isinstance(instruction, ShellOrExec | Healthcheck):
        for command in model.commands(instruction):
            yield command.span
            yield from (word.span for word in command.words)


def _nested(spans: Iterator[Span]) -> list[Span]:
    """Those that lie within each other, the smallest first."""
    chain: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.end - span.start, span)):
        if not chain or (span.covers(chain[-1]) and span != chain[-1]):
            chain.append(span)
    return chain
