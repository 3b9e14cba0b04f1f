"""Pages that Node builds in the image of another language: a stage of Node builds them, and the image has neither Node nor packages.

node_stage(model, context)    the offer, or why not; None where Node builds nothing there
"""

from __future__ import annotations

from dockwright.assist import Change, Offer
from dockwright.context import BuildContext
from dockwright.refactorings.keyword_case import in_lower_case, is_lower_case
from dockwright.refactorings.node_stage.plan import Plan, plan
from dockwright.refactorings.split.carry import deletions
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.render import line_edits
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel
from dockwright.syntax import Dockerfile, parse
from dockwright.text import Edit, Span, apply

__all__ = ["node_stage"]


def node_stage(model: SemanticModel, context: BuildContext) -> Offer | Obstacle | None:
    """The final stage without Node, and one in front of it that builds the pages."""
    found = plan(model, context) if context.is_known else None
    if not isinstance(found, Plan):
        return found
    text = model.dockerfile.text
    after = apply(text, _edits(model.dockerfile, found))
    if not _is_whole(model.dockerfile, parse(after), found):
        return None
    better = apply(after, _manifests_first(SemanticModel(parse(after), model.arguments), context, found.name))
    change = Change(
        f"Build the pages in a stage on `{found.image}`", line_edits(text, better), Safety.UNSAFE, notes=found.notes
    )
    return Offer.single(change, found.span)


def _is_whole(before: Dockerfile, after: Dockerfile, found: Plan) -> bool:
    """Whether every instruction that is to stay is there, and each new one is one by itself."""
    new = parse("\n".join((*found.vendor, "FROM x", *found.lines, *found.copies)))
    left = len(before.instructions) - len(found.deleted) - 1
    return len(after.instructions) == left + len(new.instructions) and not after.problems


def _edits(dockerfile: Dockerfile, found: Plan) -> tuple[Edit, ...]:
    text, newline = dockerfile.text, dockerfile.newline
    is_lower = is_lower_case(dockerfile)
    new = [*found.vendor, f"FROM {found.image} AS {found.name}"]
    lines = [*(map(in_lower_case, new) if is_lower else new), *found.lines, ""]
    stage = "".join(f"{line}\n" for line in lines).replace("\r\n", "\n").replace("\n", newline)
    at = found.at.line_span.start
    if found.at.comments_above and text[: found.at.comments_above[0].span.start].strip():
        at = text.rfind("\n", 0, found.at.comments_above[0].span.start) + 1  # not what is said of the whole file
    place = found.replaced.line_span
    end = newline if text[place.start : place.end].endswith("\n") else ""
    written = map(in_lower_case, found.copies) if is_lower else found.copies
    copies = Edit(place, newline.join(written) + end)
    return (Edit(Span(at, at), stage), copies, *found.edits, *deletions(text, found.deleted))


def _manifests_first(model: SemanticModel, context: BuildContext, name: str) -> tuple[Edit, ...]:
    """The edits that copy the manifests first in the new stage, where that is proven."""
    from dockwright.refactorings import reorder

    stage = model.stage_named(name)
    found = reorder.plan_stage(model, context, stage, keeps_layers=False) if stage is not None else None
    is_safe = found is not None and found.safety is Safety.SAFE and not found.ignore
    return reorder.edits(found) if is_safe and found is not None else ()
