"""Splitting a single stage into builder and runtime.

candidate(model)                    whether a split could be expected at all: cheap
split(model, context, settings)     the offer with one choice for each right runtime base, or why not

One module for each ecosystem examines the build (go.py, static_site.py); carry.py takes each instruction where it
belongs; plan.py decides; render.py writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.assist import Choice, Offer
from dockwright.context import BuildContext
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.plan import Plans, candidate, plan
from dockwright.refactorings.split.render import change, text_after
from dockwright.rule import Safety, Settings
from dockwright.semantics import SemanticModel
from dockwright.syntax import parse
from dockwright.text import Edit, Span, apply

if TYPE_CHECKING:
    from dockwright.refactorings.split.java.boot import Restarted

__all__ = ["Obstacle", "candidate", "split"]


def split(
    model: SemanticModel, context: BuildContext, settings: Settings, *, assumes: bool = True
) -> Offer | Obstacle | None:
    """The split of the final stage; None: it is not made of a toolchain. `assumes`: also where it is likely, not known,
    that what is built is what starts."""
    found = plan(model, context, settings, assumes=assumes)
    basis = model
    claimed: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    if isinstance(found, Obstacle) and assumes and (other := _restarted(model, context)) is not None:
        basis = SemanticModel(parse(apply(model.dockerfile.text, other.edits)), model.arguments)
        again = plan(basis, context, settings)
        found, notes = (again, other.notes) if isinstance(again, Plans) else (found, ())
    if not isinstance(found, Plans):
        return found
    first = _manifests_first(model, context) if basis is model else ()
    if first:
        better = SemanticModel(parse(apply(model.dockerfile.text, first)), model.arguments)
        again = plan(better, context, settings)
        if isinstance(again, Plans) and [one.base for one in again.plans] == [one.base for one in found.plans]:
            basis, found, claimed = better, again, tuple(one.span for one in first)
    choices = [
        Choice(
            one.base.name,
            change(model.dockerfile, one, text_after(basis.dockerfile, one), (*notes, *one.notes), claimed),
        )
        for one in found.plans
    ]
    assert model.target is not None
    assert model.target.from_ is not None
    assert model.target.from_.image is not None
    return Offer(tuple(choices), model.target.from_.image.span)


def _restarted(model: SemanticModel, context: BuildContext) -> Restarted | None:
    """The start of a jar in place of the build tool that starts Spring Boot."""
    stage = model.target
    facts = stage.facts if stage is not None else None
    if (
        facts is None
        or facts.ecosystem != "java"
        or not any(one in model.dockerfile.text for one in ("spring-boot:run", "bootRun"))
    ):
        return None
    from dockwright.refactorings.split.java.boot import restarted

    return restarted(model, context)


def _manifests_first(model: SemanticModel, context: BuildContext) -> tuple[Edit, ...]:
    """The edits that copy manifests first, where that is proven."""
    from dockwright.refactorings import reorder

    assert model.target is not None
    found = reorder.plan_stage(model, context, model.target, keeps_layers=False)
    if found is None or found.safety is not Safety.SAFE or found.ignore:
        return ()
    if all(one.manifests is not None and one.manifests.needless for one in found.candidates):
        return ()
    return reorder.edits(found)
