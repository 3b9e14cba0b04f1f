"""Where stages are named: their FROM, and the FROM, --from and mounts that take from them."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.steps import steps_at
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Dockerfile, Instruction
from dockwright.text import Span
from dockwright.values import NamedTuple


class StagePlace(NamedTuple):
    """A stage named somewhere. `by_name` False: by its number, or through a variable."""

    stage: Stage
    span: Span
    instruction: Instruction
    is_definition: bool
    by_name: bool


_NAMED_ALL_THE_SAME = frozenset({"later", "self", "case"})


def stage_places(model: SemanticModel) -> Iterator[StagePlace]:
    """Every place of every stage: also those that the builder refuses, such as a stage further down."""
    text = model.dockerfile.text
    for stage in model.stages:
        if stage.from_ is not None and stage.from_.alias is not None:
            span = unquoted(model.dockerfile, stage.from_.alias.span)
            yield StagePlace(stage, span, stage.from_, True, span.of(text).lower() == stage.name)
        for reference in stage.references:
            span = unquoted(model.dockerfile, reference.span)
            by_name = span.of(text).lower() == reference.stage.name
            yield StagePlace(reference.stage, span, reference.instruction, False, by_name)
    for one in model.unresolved:
        named = model.stage_named(one.text) if one.reason in _NAMED_ALL_THE_SAME else None
        if named is not None:
            yield StagePlace(named, unquoted(model.dockerfile, one.span), one.instruction, False, True)


def stage_at(model: SemanticModel, offset: int) -> StagePlace | None:
    """The stage named at a cursor.."""
    touched = steps_at(model.dockerfile, offset)
    if not touched:
        return None
    found = [place for place in stage_places(model) if place.span.contains(offset)]
    return found[-1] if found else None


def graph(model: SemanticModel) -> list[tuple[int, int | str]]:
    """Which stages and what else each stage takes from, without names: the same graph, the same build."""
    links = [(one.instruction.index, one.stage.index) for stage in model.stages for one in stage.references]
    loose = [
        (one.instruction.index, one.reason if one.reason in _NAMED_ALL_THE_SAME else one.text)
        for one in model.unresolved
    ]
    bases = [(-1 - stage.index, stage.base_text or "") for stage in model.stages if stage.base_stage is None]
    return [*links, *loose, *bases]


def unquoted(dockerfile: Dockerfile, span: Span) -> Span:
    """The span without quotes around it."""
    text = span.of(dockerfile.text)
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return Span(span.start + 1, span.end - 1)
    return span
