"""Splitting a single stage into builder and runtime.

candidate(model)                    whether a split could be expected at all: cheap
decide(model, context, settings)    whether it can be split, or why not
split(model, context, settings)     the offer with one choice for each right runtime base, or why not

One folder for each ecosystem, and static_site.py, examines the build; plan.py decides, with start_checks.py, system.py, users.py and
carried_packages.py for what the runtime base must have; carry.py takes each instruction where it belongs; render.py writes.
"""

from __future__ import annotations

from importlib import import_module

from dockwright.assist import Choice, Offer
from dockwright.context import BuildContext
from dockwright.knowledge.java_images import SERVERS
from dockwright.refactorings.split.joined import joining, parted
from dockwright.refactorings.split.model import BESIDE_INSTALL, Obstacle, Restarted
from dockwright.refactorings.split.plan import Plans, candidate, plan
from dockwright.refactorings.split.render import change, text_after
from dockwright.refactorings.split.start import Start, read_start
from dockwright.refactorings.split.unlikely import is_unlikely
from dockwright.rule import Safety, Settings
from dockwright.semantics import SemanticModel
from dockwright.syntax import Run, Transfer, parse
from dockwright.text import Edit, Span, apply
from dockwright.values import NamedTuple

__all__ = ["Obstacle", "Split", "candidate", "decide", "is_unlikely", "restarted", "split"]

_RESTARTS = {"java": "java.boot", "dotnet": "dotnet.run", "go": "go.run", "rust": "rust.run"}
"""The modules that know how a program starts by itself which a build tool starts, by ecosystem."""


class Split(NamedTuple):
    """A split that can be done."""

    basis: SemanticModel  # what the plans are for: the file with what had to be written down first
    plans: Plans
    stated: tuple[Edit, ...]  # the start, where the image brings it
    joined: bool  # the stages that the final one is built on are taken for a part of it
    notes: tuple[str, ...]
    claimed: tuple[Span, ...] = ()  # what another refactoring edits that the basis has done already


def split(
    model: SemanticModel, context: BuildContext, settings: Settings, *, assumes: bool = True
) -> Offer | Obstacle | None:
    """The split of the final stage; None: it is not made of a toolchain. `assumes`: also where it is likely, not known,
    that what is built is what starts."""
    found = decide(model, context, settings, assumes=assumes)
    return _offer(model, context, settings, found) if isinstance(found, Split) else found


def decide(
    model: SemanticModel, context: BuildContext, settings: Settings, *, assumes: bool = True, every_base: bool = True
) -> Split | Obstacle | None:
    """Whether the final stage can be split; None and `assumes`: as in `split`. Not `every_base`: one runtime base is enough to tell."""
    stated, joined = _inherited_start(model), joining(model, context)
    edits = (*stated, *joined)
    basis = SemanticModel(parse(apply(model.dockerfile.text, edits)), model.arguments) if edits else model
    found = plan(basis, context, settings, assumes=assumes, every_base=every_base)
    if isinstance(found, Obstacle) and edits and found.span.end > edits[0].span.start:
        found = found._replace(span=_image_span(model))
    notes: tuple[str, ...] = ()
    if isinstance(found, Obstacle) and assumes and (other := restarted(model, context)) is not None:
        basis = SemanticModel(parse(apply(model.dockerfile.text, other.edits)), model.arguments)
        again = plan(basis, context, settings)
        found, notes = (again, other.notes) if isinstance(again, Plans) else (found, ())
    claimed: tuple[Span, ...] = ()
    if (
        isinstance(found, Obstacle)
        and found.reason.endswith(BESIDE_INSTALL)
        and (first := _manifests_first(basis, context))
    ):
        better = SemanticModel(parse(apply(basis.dockerfile.text, first)), model.arguments)
        again = plan(better, context, settings)
        if isinstance(again, Plans):
            claimed = tuple(one.span for one in first) if basis is model else ()
            basis, found = better, again
    return Split(basis, found, stated, bool(joined), notes, claimed) if isinstance(found, Plans) else found


def _offer(model: SemanticModel, context: BuildContext, settings: Settings, decided: Split) -> Offer:
    """What a split writes, one choice for each right runtime base."""
    basis, found, stated, joined, notes, claimed = decided
    first = _manifests_first(basis, context)
    if first:
        better = SemanticModel(parse(apply(basis.dockerfile.text, first)), model.arguments)
        again = plan(better, context, settings)
        if isinstance(again, Plans) and [one.base for one in again.plans] == [one.base for one in found.plans]:
            claimed = tuple(one.span for one in first) if basis is model else ()
            basis, found = better, again
    if joined:
        found = parted(found, model)
    choices = [
        Choice(
            one.base.name,
            change(
                model.dockerfile,
                one,
                _without(text_after(basis.dockerfile, one), stated),
                (*notes, *one.notes),
                claimed,
            ),
        )
        for one in found.plans
    ]
    return Offer(tuple(choices), _image_span(model))


def _image_span(model: SemanticModel) -> Span:
    assert model.target is not None
    return model.target.base_span


def _inherited_start(model: SemanticModel) -> tuple[Edit, ...]:
    """The edit that writes down the start that the image of a server brings, so that it is looked at."""
    facts = model.target.facts if model.target is not None else None
    if facts is None or facts.family not in SERVERS:
        return ()
    from dockwright.refactorings.split.java.servers import inherited_start

    return inherited_start(model)


def _without(text: str, stated: tuple[Edit, ...]) -> str:
    """The text without the start that was written down for the plan alone."""
    for one in stated:
        before, _, after = text.rpartition(one.text)
        text = before + after
    return text


def restarted(model: SemanticModel, context: BuildContext) -> Restarted | None:
    """A start of what is built, where a build tool builds it when the container starts; None where that is not followed."""
    stage = model.target
    facts = stage.facts if stage is not None else None
    if stage is None or facts is None or facts.ecosystem not in _RESTARTS:
        return None
    start = read_start(model, stage)
    alone = _without_given(start, facts.ecosystem) if isinstance(start, Start) else None
    if alone is None:
        return None
    start = alone
    is_last = all(one.index < start.instruction.index for kind in (Run, Transfer) for one in stage.of(kind))
    if not is_last or start.beside or start.prefixes or start.before or "\n" in start.instruction.text:
        return None
    module = import_module(f"{__name__}.{_RESTARTS[facts.ecosystem]}")
    found: Restarted | None = module.restarted(model, stage, context, start)
    return found


def _without_given(start: Start, ecosystem: str) -> Start | None:
    """The start without the words of CMD, which a build tool in ENTRYPOINT hands on to what it starts; None where it reads them."""
    if start.cmd is None or start.entrypoint is None:
        return start
    given = tuple(one.value for one in start.cmd.exec_words)
    if not (given and start.entrypoint.is_exec and start.arguments[-len(given) :] == given):
        return None
    own = start.arguments[: -len(given)]
    if ecosystem == "go":
        hands_on = own != ("run",) and not given[0].endswith(".go")
    else:
        hands_on = ecosystem == "rust" and ("--" in own or not given[0].startswith("-"))
    return start._replace(arguments=own) if hands_on else None


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
