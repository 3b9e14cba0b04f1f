"""What stands above a stage: what it is built on, who takes from it, and the refactorings that are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockwright.assist import Assist, Offer
from dockwright.context import UNKNOWN, BuildContext
from dockwright.rule import Safety, Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.targets import named_targets, needed_by_targets
from dockwright.text import Span
from dockwright.values import NamedTuple


class Lens(NamedTuple):
    """A line of text above a place; `assist` and `choice` name the refactoring that it starts, if any."""

    span: Span
    title: str
    assist: str | None = None
    choice: str = ""


def stage_lenses(model: SemanticModel, context: BuildContext = UNKNOWN) -> tuple[Lens, ...]:
    """How the stages hang together; a file with a single stage needs no such line."""
    if len(model.stages) < 2:
        return ()
    targets, needed = named_targets(model, context), needed_by_targets(model, context)
    return tuple(
        Lens(stage.from_.keyword_span, " · ".join(_facts(stage, targets.get(stage), stage in needed)))
        for stage in model.stages
        if stage.from_ is not None
    )


def refactoring_lenses(
    model: SemanticModel, context: BuildContext, settings: Settings, assists: Iterable[Assist]
) -> tuple[Lens, ...]:
    """The likeliest choice of every large refactoring that can be done, where it belongs."""
    found = []
    for assist in assists:
        if assist.is_light:
            continue
        answer = assist.run(model, context, settings, None)
        if isinstance(answer, Offer) and answer.default.change.safety > Safety.DISPLAY:
            start = _start(model, answer.span)
            found.append(Lens(start, answer.default.change.title, assist.name, answer.default.name))
    return tuple(found)


def _facts(stage: Stage, origin: str | None, is_needed: bool) -> Iterator[str]:
    """`origin`: the file that builds the stage by its name; `is_needed`: whether such a build runs it."""
    if stage.is_target:
        yield "final stage"
    elif not (stage.is_reachable or is_needed):
        yield "not part of the final image"
    if origin is not None:
        yield f"target in {origin}"
    if stage.base_stage is not None:
        yield f"builds on {_name(stage.base_stage)}"
    copied = {one.stage.index: one.stage for one in stage.references if one.stage is not stage.base_stage}
    if copied:
        yield f"copies from {_names(copied.values())}"
    owners = [_owner(stage, one.instruction.index) for one in stage.referenced_by]
    users = {owner.index: owner for owner in owners if owner is not None}
    if users:
        yield f"used by {_names(users.values())}"
    if stage.base_stage is None and stage.facts is not None and stage.facts.size_mb:
        yield f"on an image of about {stage.facts.size_mb} MB"


def _owner(stage: Stage, index: int) -> Stage | None:
    """The stage that the instruction of this index stands in."""
    return stage.model.stage_of(stage.model.dockerfile.instructions[index])


def _name(stage: Stage) -> str:
    return f"`{stage.name}`" if stage.name else f"stage {stage.index}"


def _names(stages: Iterable[Stage]) -> str:
    return ", ".join(_name(stage) for stage in stages)


def _start(model: SemanticModel, span: Span) -> Span:
    """The first word of the instruction at a span."""
    instruction = model.dockerfile.instruction_at(span.start)
    return instruction.keyword_span if instruction is not None else Span(span.start, span.start)
