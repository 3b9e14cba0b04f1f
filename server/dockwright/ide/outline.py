"""The outline of a Dockerfile: its stages, and in each the instructions with what they set.

Many editors list names alone, without details: so a name tells one `RUN` from the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Arg, Env, Instruction, Label
from dockwright.text import Span
from dockwright.values import NamedTuple

_LONGEST = 80  # characters of a name or a detail


class Item(NamedTuple):
    """One entry. `kind` is stage, instruction, argument, variable, label or directive."""

    name: str
    detail: str
    kind: str
    span: Span  # all of it
    name_span: Span  # what to select
    children: tuple[Item, ...] = ()

    def walk(self) -> Iterator[Item]:
        """This entry, then all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def outline(model: SemanticModel) -> tuple[Item, ...]:
    """Directives, what stands above the first stage, and the stages."""
    dockerfile = model.dockerfile
    directives = [Item(one.name, _shorten(one.value), "directive", one.span, one.span) for one in dockerfile.directives]
    if model.stages and model.stages[0].from_ is None:
        return (*directives, *_instructions(dockerfile.instructions))
    above = [one for one in dockerfile.instructions if model.stage_of(one) is None]
    return (*directives, *_instructions(above), *map(_stage, model.stages))


def _stage(stage: Stage) -> Item:
    from_ = stage.from_
    assert from_ is not None
    alias, image = from_.alias, from_.image
    name_span = alias.span if alias is not None else image.span if image is not None else from_.keyword_span
    written = _shorten(image.value) if image is not None else ""
    children = _instructions(stage.instructions)
    if alias is None or not alias.value:
        return Item(f"{from_.keyword} {written}".rstrip(), "", "stage", stage.span, name_span, children)
    return Item(_shorten(alias.value), written, "stage", stage.span, name_span, children)


def _instructions(instructions: Iterable[Instruction]) -> tuple[Item, ...]:
    return tuple(_instruction(one) for one in instructions if one.keyword)


def _instruction(instruction: Instruction) -> Item:
    name = _shorten(f"{instruction.keyword} {instruction.head.text}")
    pairs = tuple(_pairs(instruction))
    return Item(name, "", "instruction", instruction.span, instruction.keyword_span, pairs)


def _pairs(instruction: Instruction) -> Iterator[Item]:
    if not isinstance(instruction, Arg | Env | Label):
        return
    kind = {"ARG": "argument", "ENV": "variable"}.get(instruction.keyword, "label")
    for pair in instruction.pairs:
        if pair.key.value:
            detail = _shorten(pair.value.value) if pair.value is not None else ""
            yield Item(_shorten(pair.key.value), detail, kind, pair.span, pair.key.span)


def _shorten(text: str) -> str:
    text = " ".join(text[: 3 * _LONGEST].split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
