"""A stage on an `onbuild` image as a stage on that image's own base, with its triggers written out."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.assist import Change, Offer, Refusal
from dockwright.knowledge.onbuild import FIRST_NODE_WITH_FORCE, IMAGES, OnbuildImage
from dockwright.refactorings.keyword_case import like
from dockwright.rule import Safety
from dockwright.semantics import ImageName, SemanticModel, Stage
from dockwright.syntax import Cmd, Entrypoint
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_MARK = "onbuild"


class Expansion(NamedTuple):
    """The edits of one stage, and its images before and after."""

    edits: tuple[Edit, ...]
    before: str
    after: str
    ended: str


def expand(model: SemanticModel, selection: Span | None) -> Offer | Refusal | None:
    """Write out the triggers of the stages at the selection, or of all in the file."""
    found: list[Expansion] = []
    spans: list[Span] = []
    for stage in model.stages:
        if stage.from_ is None or not (selection is None or _touches(stage.from_.span, selection)):
            continue
        answer = _expansion(stage)
        if isinstance(answer, Refusal):
            return answer
        if answer is not None:
            found.append(answer)
            spans.append(stage.from_.span)
    if not found:
        return None
    edits = tuple(edit for one in found for edit in one.edits)
    notes = tuple(dict.fromkeys(note for one in found for note in _notes(one)))
    title = f"Write out the triggers of `{found[0].before}`" if len(found) == 1 else "Write out the triggers"
    return Offer.single(Change(title, edits, Safety.UNSAFE, notes=notes), spans[0])


def _notes(one: Expansion) -> Iterator[str]:
    yield f"`{one.after}` is what `{one.before}` was built on; none has been made since {one.ended}"
    yield f"the triggers are those of the last `{one.before.rpartition(':')[0]}` images, which old ones may not have had"


def _expansion(stage: Stage) -> Expansion | Refusal | None:
    from_ = stage.from_
    if from_ is None or from_.image is None or stage.base_stage is not None:
        return None
    image = ImageName.parse(from_.image.value)
    if image is None or not image.tag or _MARK not in image.tag.split("-"):
        return None
    span = from_.image.span
    if image.has_variables or image.digest is not None or span.of(stage.model.dockerfile.text) != image.text:
        return Refusal("a variable or a digest says which image it is", span)
    known = IMAGES.get(image.family)
    if known is None:
        return Refusal(f"nobody has written down the triggers of `{image.text}`", span)
    bare = "-".join(part for part in image.tag.split("-") if part != _MARK)
    after = image.with_tag(known.floating.get(bare, bare))
    newline = stage.model.dockerfile.newline
    lines = [like(from_, line) for line in _instructions(stage, known, after)]
    edits = (
        Edit(span, after),
        Edit(Span(from_.span.end, from_.span.end), "".join(f"{newline}{line}" for line in lines)),
    )
    return Expansion(edits, image.text, after, known.ended)


def _instructions(stage: Stage, known: OnbuildImage, after: str) -> Iterator[str]:
    yield from known.setup
    for line in known.triggers:
        yield line.replace(" --force", "") if _is_old_node(after) else line
    if known.cmd and stage.last(Cmd) is None and stage.last(Entrypoint) is None:
        yield known.cmd


def _is_old_node(after: str) -> bool:
    image = ImageName.parse(after)
    return image is not None and image.family == "node" and 0 <= _major(image) < FIRST_NODE_WITH_FORCE


def _major(image: ImageName) -> int:
    numbers = image.version_numbers
    return numbers[0] if numbers else -1


def _touches(span: Span, selection: Span) -> bool:
    return span.start <= selection.end and selection.start <= span.end
