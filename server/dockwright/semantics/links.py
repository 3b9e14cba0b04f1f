"""What a stage takes from elsewhere by name: from a stage of the file, or from what is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.syntax import Copy, From, Instruction, Onbuild, Run, Word
from dockwright.text import Span, whole_number
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.semantics.stages import Stage


class Reference(NamedTuple):
    """A place that names another stage: FROM, COPY --from, or RUN --mount=from."""

    instruction: Instruction
    span: Span  # the name or number
    stage: Stage  # the one it names


class Unresolved(NamedTuple):
    """A `from` that names no earlier stage.

    `reason`: "image" (an image or a named context, by its form), "name" (could be a stage's name, or an image of Docker
    Hub), "later" (a stage further down), "self", "index" (no such number), "case" (FROM is case-sensitive), "variable"
    (not expanded in --from). Builds fail on all but the first two.
    """

    instruction: Instruction
    span: Span
    text: str
    reason: str


def links_of(stage: Stage) -> Iterator[Reference | Unresolved]:
    """What the stage takes from elsewhere by name."""
    if stage.from_ is not None and stage.from_.image is not None:
        yield from _base_link(stage, stage.from_, stage.from_.image)
    if not _may_refer(stage):
        return
    for instruction in stage.instructions:
        step = instruction.trigger if isinstance(instruction, Onbuild) else instruction
        if isinstance(step, Copy):
            flag = step.from_
            if flag is not None and flag.value is not None and flag.value.value:
                yield from _from_link(stage, step, flag.value.value, flag.value.span, numbers=True)
        elif isinstance(step, Run):
            for mount in step.mounts:
                option = mount.option("from")
                if option is not None and option.value and option.value_span is not None:
                    yield from _from_link(stage, step, option.value, option.value_span, numbers=False)


def _base_link(stage: Stage, from_: From, word: Word) -> Iterator[Reference | Unresolved]:
    if stage.base_stage is not None:
        yield Reference(from_, word.span, stage.base_stage)
        return
    text = stage.base_text
    if text is None or text == "scratch":
        return
    named = stage.model.stage_named(text)
    if named is None:
        return
    if named.index < stage.index:
        yield Unresolved(from_, word.span, text, "case")
    elif named.name == text and named.index > stage.index:
        yield Unresolved(from_, word.span, text, "later")


def _from_link(
    stage: Stage, instruction: Instruction, text: str, span: Span, *, numbers: bool
) -> Iterator[Reference | Unresolved]:
    """What a `from` names. That of a trigger is looked up in the build that it takes part in, which may have any stages."""
    if "$" in text:
        yield Unresolved(instruction, span, text, "variable")
        return
    if numbers and text.isdecimal():
        index = whole_number(text)
        found = stage.model.stages[index] if index < len(stage.model.stages) else None
        if found is None or found.from_ is None:
            if not instruction.is_onbuild:
                yield Unresolved(instruction, span, text, "index")
            return
    else:
        found = stage.model.stage_named(text)
    if found is None:
        yield Unresolved(instruction, span, text, "name" if _is_name_like(text) else "image")
    elif found.index < stage.index:
        yield Reference(instruction, span, found)
    elif not instruction.is_onbuild:
        yield Unresolved(instruction, span, text, "self" if found is stage else "later")


def _may_refer(stage: Stage) -> bool:
    """Whether the word `from` is anywhere behind the FROM: a quick look that spares reading flags."""
    if not stage.instructions:
        return False
    text = stage.model.dockerfile.text
    start, end = stage.instructions[0].span.start, stage.instructions[-1].span.end
    return "from" in text[start:end].lower()


def _is_name_like(text: str) -> bool:
    """Whether a text could be a stage's name: no registry, path, tag or digest."""
    return not any(mark in text for mark in "/:@")
