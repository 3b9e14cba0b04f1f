"""Hints between the words: what a reader would have to look up elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dockwright.ide.formatting import last_content
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy, From
from dockwright.text import Span
from dockwright.values import NamedTuple

KINDS = ("stage-index", "expanded-image", "inherited-state", "rebuilds")
_EVERYTHING = frozenset({".", "./", "/", "*", "./*", "/*", "/."})


class Hint(NamedTuple):
    """A text shown at an offset, which is not part of the file."""

    offset: int
    label: str
    tooltip: str
    kind: str  # one of KINDS


def inlay_hints(model: SemanticModel, span: Span, kinds: Collection[str] = KINDS) -> tuple[Hint, ...]:
    """The hints of the stages and instructions in a span, in order."""
    found = [
        hint
        for stage in model.stages
        if stage.span.start <= span.end and span.start <= stage.span.end
        for hint in _of_stage(model, stage)
        if hint.kind in kinds and span.contains(hint.offset)
    ]
    return tuple(sorted(found, key=lambda hint: hint.offset))


def _of_stage(model: SemanticModel, stage: Stage) -> Iterator[Hint]:
    if stage.from_ is not None:
        yield from _expanded_image(stage, stage.from_)
        end = last_content(model.dockerfile, stage.from_.span.end)
        if len(model.stages) > 1:
            yield Hint(end, f"stage {stage.index}", "The number of this stage, for COPY --from", "stage-index")
        yield from _inherited(stage, end)
    yield from _rebuilds(model, stage)


def _expanded_image(stage: Stage, from_: From) -> Iterator[Hint]:
    image = from_.image
    if image is not None and image.variables and stage.base_text:
        yield Hint(image.span.end, f"= {stage.base_text}", "With the defaults of the build arguments", "expanded-image")


def _inherited(stage: Stage, offset: int) -> Iterator[Hint]:
    """User and directory that the stage starts with, where they are not just root and the root directory."""
    state = stage.states[0]
    parts = []
    if state.user is not None and not state.is_root:
        parts.append(f"USER {state.user}")
    if state.workdir is not None and state.workdir != "/":
        parts.append(f"WORKDIR {state.workdir}")
    if parts:
        yield Hint(offset, ", ".join(parts), "In effect from the base on", "inherited-state")


def _rebuilds(model: SemanticModel, stage: Stage) -> Iterator[Hint]:
    """The first COPY of everything: from there on the stage is built anew after any change."""
    for copy in stage.of(Copy):
        if copy.from_ is None and any(word.value in _EVERYTHING for word in copy.sources):
            end = last_content(model.dockerfile, copy.span.end)
            yield Hint(
                end, "rebuilds on any change", "This and all below in the stage, after any file changes", "rebuilds"
            )
            return
