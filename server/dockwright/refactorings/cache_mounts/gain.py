"""Whether a RUN works anew after every edit, so that a cache mount pays: a layer that comes from the cache needs none."""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.refactorings.cache_mounts.tools import Tool
from dockwright.refactorings.hints import may_bring_go
from dockwright.refactorings.reorder import Plan, answer
from dockwright.refactorings.reorder.sites import copied_directory, workdirs
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run, Transfer


def plan_for(model: SemanticModel, context: BuildContext, stage: Stage, run: Run) -> Plan | None:
    """The reordering that concerns this RUN."""
    plans = model.keep((_plans, context, stage), lambda: _plans(model, context, stage))
    return next((plan for copy, plan in plans.get(run, ()) if copy.index < run.index), None)


def _plans(model: SemanticModel, context: BuildContext, stage: Stage) -> dict[Run, list[tuple[Transfer, Plan]]]:
    """The reorderings of a stage by the RUNs that they concern, each with its copy."""
    plans: dict[Run, list[tuple[Transfer, Plan]]] = {}
    for copy in stage.of(Transfer):
        found = answer(model, context, copy) if copy.from_ is None else None
        if found is not None and found.plan is not None:
            for run in dict.fromkeys(step.run for step in found.plan.steps):
                plans.setdefault(run, []).append((copy, found.plan))
    return plans


def works_anew(
    model: SemanticModel, context: BuildContext, stage: Stage, run: Run, tool: Tool, plan: Plan | None
) -> bool:
    """Whether the RUN runs again after every edit of a source, and no better order would spare it that."""
    if tool.is_restore and plan is not None:
        return False
    for level in stage.lineage:
        places = workdirs(model, level)
        for copy in level.of(Transfer):
            if (level is stage and copy.index > run.index) or copy.from_ is not None:
                continue
            if copied_directory(model, context, copy, places[copy]) is not None:
                return True
            if not tool.is_restore and may_bring_go(copy, context):
                return True
    return False
