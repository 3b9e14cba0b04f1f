"""Which stages are built for their own sake: the last one, those that compose and bake files name, those one may choose."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from fnmatch import fnmatchcase
from glob import escape

from dockwright.context import BuildContext
from dockwright.semantics.model import SemanticModel
from dockwright.semantics.stages import Stage, with_needed


def named_targets(model: SemanticModel, context: BuildContext) -> Mapping[Stage, str]:
    """The stages that are targets of builds, each with the file that says so."""
    if not context.targets:
        return {}
    names = {str(stage.index): stage for stage in model.stages} | {
        stage.name: stage for stage in model.stages if stage.name is not None
    }
    return {names[name]: origin for name, origin in context.targets.items() if name in names}


def needed_by_targets(model: SemanticModel, context: BuildContext) -> frozenset[Stage]:
    """The stages that these builds run, those of the last stage left aside."""
    return frozenset(stage for target in named_targets(model, context) for stage in target.needed)


def choosable(model: SemanticModel) -> frozenset[Stage]:
    """The stages that a build argument can make the base of a later one, as in `FROM base-${TARGETARCH}`, with all they need."""
    last = {pattern: stage for stage in model.stages if (pattern := _pattern(stage)) is not None}
    return with_needed(one for stage in last.values() for one in chosen_by(stage))


def chosen_by(stage: Stage) -> list[Stage]:
    """The earlier stages whose name the variables of FROM may make up."""
    pattern = _pattern(stage)
    if pattern is None:
        return []
    model = stage.model
    fitting = model.keep((chosen_by, pattern), lambda: [one for one in model.stages if _fits(one, pattern)])
    return fitting[: bisect_left(fitting, stage.index, key=lambda one: one.index)]


def _fits(stage: Stage, pattern: str) -> bool:
    return stage.name is not None and fnmatchcase(stage.name, pattern)


def _pattern(stage: Stage) -> str | None:
    """What names the variables of FROM may make up; None: it has none, or its base is known."""
    word = stage.from_.image if stage.from_ is not None else None
    if word is None or not word.variables:
        return None
    start, parts = word.span.start, []
    for variable in word.variables:
        parts.append(escape(word.raw[start - word.span.start : variable.span.start - word.span.start]))
        start = variable.span.end
    parts.append(escape(word.raw[start - word.span.start :]))
    if not any(parts) and stage.base_stage is None and stage.base_text:
        return None  # the whole name is an argument, whose value is an image
    return "*".join(parts).lower()
