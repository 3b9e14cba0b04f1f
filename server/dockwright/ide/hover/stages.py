"""Stages and images: what they are built on, who uses them, and what is known of a base image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.ide.hover.item import Hover, Spot
from dockwright.ide.stage_names import stage_places
from dockwright.ide.topics import page
from dockwright.semantics.filesystem import files_of
from dockwright.semantics.images import ImageName
from dockwright.semantics.targets import named_targets, needed_by_targets
from dockwright.syntax import Copy, From, Instruction, Run
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.semantics import Stage


def stages_and_images(spot: Spot) -> Iterator[Hover]:
    """The stage that is named at the place, else the image."""
    if not isinstance(spot.instruction, (From, Copy, Run)) or not _is_near(spot):
        return
    for place in stage_places(spot.model):
        if place.span.contains(spot.offset) and place.instruction is spot.instruction:
            yield Hover(place.span, stage_text(spot, place.stage))
    for span, written in _images(spot.instruction):
        if span.contains(spot.offset):
            text = image_text(spot, written)
            if text is not None:
                yield Hover(span, text)


def _is_near(spot: Spot) -> bool:
    """Whether the place is in FROM's arguments or in a flag, without which nothing is to be found."""
    if isinstance(spot.instruction, From):
        return not spot.instruction.keyword_span.contains(spot.offset)
    return any(flag.span.contains(spot.offset) for flag in spot.instruction.flags)


def _images(instruction: Instruction) -> Iterator[tuple[Span, str]]:
    """Where images are named, and how."""
    if isinstance(instruction, From) and instruction.image is not None:
        yield instruction.image.span, instruction.image.raw
    elif isinstance(instruction, Copy):
        flag = instruction.from_
        if flag is not None and flag.value is not None:
            yield flag.value.span, flag.value.value
    elif isinstance(instruction, Run):
        for mount in instruction.mounts:
            option = mount.option("from")
            if option is not None and option.value_span is not None:
                yield option.value_span, option.value or ""


def _need(spot: Spot, stage: Stage) -> str:
    """What the stage is built for."""
    if stage.is_reachable:
        return "needed for the final stage"
    if stage in needed_by_targets(spot.model, spot.context):
        return "not needed for the final stage: it is built when a target is"
    return "not needed for the final stage: it is not built"


def stage_text(spot: Spot, stage: Stage) -> str:
    """A stage in a few lines."""
    name = f"`{stage.name}`" if stage.name else f"{stage.index}"
    lines = [f"Stage {name}" + (", the final one" if stage.is_target else f", number {stage.index}")]
    base = stage.base_stage
    if base is not None:
        lines.append(f"* built on the stage `{base.name}`, in the end on `{_root(stage)}`")
    elif stage.base_text:
        lines.append(f"* built on `{stage.base_text}`")
    users = [_user(spot, one.instruction, one.span) for one in stage.referenced_by]
    if users:
        lines.append(f"* used by {', '.join(dict.fromkeys(users))}")
    origin = named_targets(spot.model, spot.context).get(stage)
    if origin is not None:
        lines.append(f"* the target of a build in `{origin}`")
    if not stage.is_target:
        lines.append(f"* {_need(spot, stage)}")
    rebuilt = _rebuilt_from(spot, stage)
    if rebuilt is not None:
        lines.append(f"* any change of the sources runs it again from line {rebuilt} on")
    facts = stage.facts
    if facts is not None and facts.size_mb:
        lines.append(f"* base image: about {facts.size_mb} MB unpacked (an estimate)")
    return "\n".join((lines[0], "", *lines[1:]))


def _rebuilt_from(spot: Spot, stage: Stage) -> int | None:
    """The line of the first instruction that copies whole directories of the build context, of this stage or its base."""
    for entry in files_of(spot.model, stage, spot.context).entries:
        if entry.is_broad:
            return spot.line_of(entry.instruction.span.start)
    return None


def _root(stage: Stage) -> str:
    image = stage.root_image
    return image.text if image is not None else "an unknown image"


def _user(spot: Spot, instruction: Instruction, span: Span) -> str:
    user = spot.model.stage_of(instruction)
    name = f"stage {user.name or user.index}" if user is not None else "a stage"
    return f"{instruction.keyword} in {name} (line {spot.line_of(span.start)})"


def image_text(spot: Spot, written: str) -> str | None:
    """What is known of an image; with variables, of what they stand for by default."""
    expanded = spot.model.expand(written, spot.instruction)
    if expanded == "scratch":
        return page(("image", "scratch", ""))
    image = ImageName.parse(expanded) if expanded else None
    if image is None:
        return None
    text = page(("image", image.family, image.tag or "")) or f"`{image.text}`\n\nNot in dockwright's tables."
    lines = [f"`{written}` stands for `{expanded}` by default" if "$" in written else "", text]
    if image.digest:
        lines.append("Pinned by its digest; the tag is only for people.")
    elif not image.tag:
        lines.append("Without a tag it is `latest`.")
    return "\n\n".join(filter(None, lines))
