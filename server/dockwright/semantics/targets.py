"""Which stages are built for their own sake: the last one, those that compose and bake files name, those one may choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from glob import escape

from dockwright.context import BuildContext
from dockwright.semantics.model import SemanticModel, Stage


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
    chosen = (one for stage in model.stages for one in chosen_by(stage))
    return frozenset(needed for one in chosen for needed in one.needed)


def chosen_by(stage: Stage) -> Iterator[Stage]:
    """The earlier stages whose name the variables of FROM may make up."""
    word = stage.from_.image if stage.from_ is not None else None
    if word is None or not word.variables:
        return
    start, parts = word.span.start, []
    for variable in word.variables:
        parts.append(escape(word.raw[start - word.span.start : variable.span.start - word.span.start]))
        start = variable.span.end
    parts.append(escape(word.raw[start - word.span.start :]))
    if not any(parts) and stage.base_stage is None and stage.base_text:
        return  # the whole name is an argument, whose value is an image
    pattern = "*".join(parts).lower()
    for earlier in stage.model.stages[: stage.index]:
        if earlier.name is not None and fnmatchcase(earlier.name, pattern):
            yield earlier
