"""From a plan of a split to a change: edits of the Dockerfile, a title, what to check."""

from __future__ import annotations

from collections.abc import Iterable

from dockwright.assist import Change
from dockwright.refactorings.keyword_case import in_lower_case, is_lower_case
from dockwright.refactorings.split.model import Plan
from dockwright.rule import Safety
from dockwright.syntax import Dockerfile
from dockwright.text import Edit, Span, apply


def text_after(dockerfile: Dockerfile, plan: Plan) -> str:
    """The whole text after the split."""
    return apply(dockerfile.text, edits(dockerfile, plan))


def edits(dockerfile: Dockerfile, plan: Plan) -> tuple[Edit, ...]:
    """The edits of the Dockerfile, disjoint."""
    return (*plan.edits, _runtime_stage(dockerfile, plan))


def _runtime_stage(dockerfile: Dockerfile, plan: Plan) -> Edit:
    newline = dockerfile.newline
    is_lower = is_lower_case(dockerfile)
    alias = f"{'as' if is_lower else 'AS'} {plan.runtime}" if plan.runtime else ""
    from_ = " ".join(word for word in ("FROM", plan.platform, plan.base.image, alias) if word)
    lines = [*plan.closing, "", from_, *plan.instructions]
    if is_lower:
        lines = [in_lower_case(line) for line in lines]
    at = _beyond_deleted(plan)
    text = newline.join(line.replace("\r\n", "\n").replace("\n", newline) for line in lines) + newline
    if dockerfile.text[: plan.at] and not dockerfile.text[: plan.at].endswith("\n"):
        text = newline + text.rstrip("\r\n")
    return Edit(Span(at, at), text)


def _beyond_deleted(plan: Plan) -> int:
    """Where to insert when what stands around the boundary is deleted: a deletion must not start there, nor reach beyond it."""
    at = plan.at
    for edit in sorted(plan.edits, key=lambda edit: edit.span):
        if edit.span.start <= at < edit.span.end:
            at = edit.span.end
    return at


def change(
    dockerfile: Dockerfile, plan: Plan, after: str, notes: tuple[str, ...], claimed: Iterable[Span] = ()
) -> Change:
    """The change to `after`, the text that the plan gives, perhaps on top of another refactoring, which edits `claimed`."""
    edits = line_edits(dockerfile.text, after)
    for span in claimed:
        edits = _claiming(dockerfile.text, edits, span)
    return Change(
        title=f"Split into a builder and a runtime stage on `{plan.base.image}`{f', {plan.variant}' if plan.variant else ''}",
        edits=edits,
        safety=Safety.UNSAFE if notes else Safety.SAFE,
        notes=notes,
    )


def _claiming(text: str, edits: tuple[Edit, ...], span: Span) -> tuple[Edit, ...]:
    """The same change, whose edits reach to a place that another change of the same thing would edit: so that nobody makes
    both. Texts that could be inserted at two places would not meet otherwise."""
    if not edits or any(_meet(one.span, span) for one in edits):
        return edits
    nearest = min(edits, key=lambda one: max(one.span.start - span.end, span.start - one.span.end))
    head = text[min(span.start, nearest.span.start) : nearest.span.start]
    tail = text[nearest.span.end : max(span.end, nearest.span.end)]
    wide = Span(nearest.span.start - len(head), nearest.span.end + len(tail))
    return tuple(Edit(wide, f"{head}{nearest.text}{tail}") if one is nearest else one for one in edits)


def _meet(one: Span, two: Span) -> bool:
    """Whether two edits exclude each other: they overlap, or one inserts at the edge of the other."""
    return one.overlaps(two) or ((one.is_empty or two.is_empty) and one.start <= two.end and two.start <= one.end)


_MOST_PAIRS = 5_000
"""Of more pairs of equal lines than these, the many that are alike are no longer compared one by one."""


def line_edits(before: str, after: str) -> tuple[Edit, ...]:
    """The edits that turn one text into the other, each of whole lines but for what they have in common at the ends."""
    from collections import Counter
    from difflib import SequenceMatcher

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    counts = Counter(new)
    is_monotonous = sum(counts[line] for line in old) > _MOST_PAIRS
    matcher = SequenceMatcher(None, old, new, autojunk=is_monotonous)
    found: list[Edit] = []
    for tag, first, last, start, stop in matcher.get_opcodes():
        if tag != "equal":
            found.append(Edit(Span(offsets[first], offsets[last]), "".join(new[start:stop])))
    return tuple(found)
