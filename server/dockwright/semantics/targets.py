"""Which stages are built for their own sake: the last one, and those that compose and bake files name."""

from __future__ import annotations

from collections.abc import Mapping

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
