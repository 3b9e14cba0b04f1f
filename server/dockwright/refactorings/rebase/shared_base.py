"""A final stage on a stage that those which build stand on, too (`FROM base AS runner`): its instructions once more, on a small image."""

from __future__ import annotations

from collections.abc import Callable

from dockwright.assist import Offer
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.render import line_edits
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Onbuild, parse
from dockwright.text import Edit, apply


def on_shared_base(
    model: SemanticModel, stage: Stage, rebase: Callable[[SemanticModel], Offer | Obstacle | None]
) -> Offer | Obstacle | None:
    """What the stage can stand on when it repeats what the stages below it say; None where those do more than to prepare it.

    `rebase`: the offer for a stage on an image.
    """
    edits = _repeated(model, stage)
    if not edits:
        return None
    assert stage.from_ is not None
    assert stage.from_.image is not None
    text = model.dockerfile.text
    basis = SemanticModel(parse(apply(text, edits)), model.arguments)
    found = rebase(basis)
    if isinstance(found, Obstacle):
        return found._replace(span=stage.from_.image.span)
    if found is None:
        return None
    choices = (
        one._replace(change=one.change._replace(edits=line_edits(text, apply(basis.dockerfile.text, one.change.edits))))
        for one in found.choices
    )
    return found._replace(choices=tuple(choices), span=stage.from_.image.span)


def _repeated(model: SemanticModel, stage: Stage) -> tuple[Edit, ...]:
    """The image at the bottom and all that is done on it, in place of the name of the stage."""
    from_, root, text = stage.from_, stage.root.from_, model.dockerfile.text
    below = tuple(reversed(stage.lineage[1:]))
    if from_ is None or from_.image is None or from_.flags or root is None or root.image is None or not below:
        return ()
    if any(one.of(Onbuild) or any(map(restore_of, one.commands)) for one in below):
        return ()
    image = text[(root.flags[0] if root.flags else root.image).span.start : root.image.span.end]
    newline = model.dockerfile.newline
    parts = []
    for one in below:
        assert one.from_ is not None
        if one.instructions:
            parts.append(text[one.from_.line_span.end : one.instructions[-1].line_span.end].strip("\r\n") + newline)
    end = from_.line_span
    after = "" if text[end.start : end.end].endswith("\n") else newline
    where = end._replace(start=end.end)
    return (Edit(from_.image.span, image), Edit(where, after + "".join(parts)))
