"""What is to say about a copy in front of restores, worked out once for each."""

from __future__ import annotations

from dockwright.assist import Refusal
from dockwright.context import BuildContext
from dockwright.refactorings.reorder.candidates import Candidate, find
from dockwright.refactorings.reorder.plan import Plan
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Transfer
from dockwright.values import NamedTuple


class Answer(NamedTuple):
    """All that is to say about one copy: its restores, the plan for those that can be helped, and why others cannot."""

    candidates: tuple[Candidate, ...]
    plan: Plan | None
    refusals: tuple[tuple[Candidate, Refusal], ...]

    def refusal_of(self, candidate: Candidate) -> Refusal | None:
        return next((refusal for one, refusal in self.refusals if one is candidate), None)


def answer(
    model: SemanticModel, context: BuildContext, copy: Transfer, *, keeps_layers: bool | None = None
) -> Answer | None:
    """What can be done about a copy that precedes restores; None when it precedes none.

    `keeps_layers`: whether the stage's layers are part of the final image; None: as they are now.
    """
    key = (answer, context, copy, keeps_layers)
    return model.keep(key, lambda: _answer(model, context, copy, keeps_layers))


def _answer(model: SemanticModel, context: BuildContext, copy: Transfer, keeps_layers: bool | None) -> Answer | None:
    candidates = find(model, context, copy)
    if not candidates or _has_no_shell(model, copy):
        return None
    hopeless = [(one, _obstacle(one)) for one in candidates if not one.is_possible]
    possible = [one for one in candidates if one.is_possible]
    from dockwright.refactorings.reorder.planner import Planner

    planner = Planner(model, context, candidates[0].copied, keeps_layers)
    plan = planner.plan(possible)
    return Answer(candidates, plan, (*hopeless, *planner.refusals))


def _has_no_shell(model: SemanticModel, copy: Transfer) -> bool:
    """Whether nothing runs above the copy, which may bring all that is needed to run something."""
    stage = model.stage_of(copy)
    return stage is not None and stage.facts is not None and not stage.facts.has_shell


def plan_stage(
    model: SemanticModel, context: BuildContext, stage: Stage, *, keeps_layers: bool | None = None
) -> Plan | None:
    """The reordering of a stage: of its first copy that can be helped.

    `keeps_layers` False: the stage will not be part of the final image, so it may leave things in its layers.
    """
    for copy in stage.of(Transfer):
        found = answer(model, context, copy, keeps_layers=keeps_layers)
        if found is not None and found.plan is not None:
            return found.plan
    return None


def _obstacle(candidate: Candidate) -> Refusal:
    assert candidate.manifests is not None
    return Refusal(candidate.manifests.obstacles[0], candidate.restore.command.span)
