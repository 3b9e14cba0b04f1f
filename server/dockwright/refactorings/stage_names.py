"""Stages that are counted: a name for them, and the name in place of the number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, count

from dockwright.assist import Change, Offer, Refusal
from dockwright.refactorings.keyword_case import as_keyword
from dockwright.semantics import Reference, SemanticModel, Stage
from dockwright.text import Edit, Span


def free_name(model: SemanticModel, stage: Stage, given: Collection[str] = ()) -> str:
    """A name that no stage has, none of those just given away, and no image that the file names."""
    written = model.keep((free_name,), lambda: _names(model))
    is_toolchain = stage.facts is not None and stage.facts.is_toolchain
    wanted = ("builder", f"builder-{stage.index}") if is_toolchain else ()
    numbered = (f"stage-{stage.index}-{number}" for number in count(2))
    return next(
        one for one in chain(wanted, (f"stage-{stage.index}",), numbered) if not (one in written or one in given)
    )


def _names(model: SemanticModel) -> frozenset[str | None]:
    """What stages are called, and images."""
    names = {one.name for one in model.stages} | {one.base_text for one in model.stages}
    return frozenset(names | {one.text for one in model.unresolved})


def name_stages(model: SemanticModel, selection: Span | None) -> Offer | Refusal | None:
    """Use names for the stages at the selection that are counted, or for all in the file."""
    stages = list(_wanted(model, selection))
    edits: list[Edit] = []
    named: list[str] = []
    taken: set[str] = set()
    first: Refusal | None = None
    for stage in stages:
        name = _name(model, stage, taken)
        if isinstance(name, Refusal):
            first = first or name
            continue
        taken.add(name)
        named.append(name)
        edits.extend(_edits(stage, name))
    if not edits:
        return first
    title = f"Call the stage `{named[0]}`" if len(named) == 1 else f"Call {len(named)} stages by name"
    if all(stage.name is not None for stage in stages):
        title = "Use the stage's name" if len(named) == 1 else "Use the names of the stages"
    return Offer.single(Change(title, tuple(sorted(edits))), stages[0].span)


def _wanted(model: SemanticModel, selection: Span | None) -> Iterator[Stage]:
    """The stages that are counted in the selection, or that begin in it without a name."""
    for stage in model.stages:
        counted = _counted(stage)
        if selection is None:
            if counted:
                yield stage
            continue
        spans = [one.instruction.span for one in counted]
        is_selected = any(_touches(span, selection) for span in spans)
        if not is_selected and stage.from_ is not None and _touches(stage.from_.span, selection):
            is_selected = bool(counted) or (stage.name is None and not stage.is_target)
        if is_selected:
            yield stage


def _counted(stage: Stage) -> list[Reference]:
    """Where the stage is called by its number. What ONBUILD triggers counts the stages of another file."""
    text = stage.model.dockerfile.text
    found = stage.referenced_by
    return [one for one in found if one.span.of(text).isdecimal() and not one.instruction.is_onbuild]


def _name(model: SemanticModel, stage: Stage, taken: set[str]) -> str | Refusal:
    from_ = stage.from_
    if from_ is None or from_.image is None:
        return Refusal("the stage has no image", stage.span)
    if from_.alias is not None:
        if model.stage_named(from_.alias.value) is not stage:
            return Refusal(f"another stage is called `{from_.alias.value}` as well", from_.alias.span)
        return from_.alias.value
    if len(from_.words) > 1:
        return Refusal("its FROM has more than an image", from_.words[1].span)
    return free_name(model, stage, taken)


def _edits(stage: Stage, name: str) -> Sequence[Edit]:
    found = [Edit(one.span, name) for one in _counted(stage)]
    if stage.from_ is not None and stage.from_.image is not None and stage.name is None:
        end = stage.from_.image.span.end
        found.append(Edit(Span(end, end), f" {as_keyword(stage.from_)} {name}"))
    return found


def _touches(span: Span, selection: Span) -> bool:
    return span.start <= selection.end and selection.start <= span.end
