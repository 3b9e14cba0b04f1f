from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, rule
from dockwright.semantics import Stage
from dockwright.syntax import Label, Pair
from dockwright.text import Span


@rule(
    "overridden-label",
    on=Stage,
    needs="LABEL",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    tags=("unnecessary",),
    invalid=(
        Invalid(
            "FROM alpine:3.20\nLABEL version=1\nLABEL version=2\n",
            "FROM alpine:3.20\nLABEL version=2\n",
            marked=("version=1",),
        ),
        Invalid("FROM alpine:3.20\nLABEL \\\n# c\n  a=1\nLABEL a=2\n", "FROM alpine:3.20\n# c\nLABEL a=2\n"),
        Invalid(
            'FROM alpine:3.20\nLABEL a="1" \\\n  b=2 \\\n  a=3\n',
            "FROM alpine:3.20\nLABEL b=2 \\\n  a=3\n",
            marked=('a="1"',),
        ),
        Invalid(
            "FROM alpine:3.20\nLABEL a=1 \\\n  b=2\nRUN x\nLABEL b=3\n",
            "FROM alpine:3.20\nLABEL a=1\nRUN x\nLABEL b=3\n",
            marked=("b=2",),
        ),
        Invalid("FROM alpine:3.20\nLABEL a 1 2\nLABEL a=$A a=3\n", "FROM alpine:3.20\nLABEL a=3\n"),
        Invalid("FROM alpine:3.20\nLABEL a=1 \\\n  # of the next\n  b=2\nLABEL a=3\n", title="a comment is in the way"),
    ),
    valid=(
        "FROM alpine:3.20\nLABEL a=1 A=2 a.b=3\n",
        "FROM alpine:3.20 AS one\nLABEL a=1\nFROM one\nLABEL a=2\n",
        "FROM alpine:3.20\nLABEL $KEY=1\nLABEL $KEY=2\n",
        "FROM alpine:3.20\nONBUILD LABEL a=1\nLABEL a=2\n",
    ),
)
def overridden_label(stage: Stage) -> Iterator[Finding]:
    """A later label of the stage has the same name.

    ## Why is this bad?
    The last one counts. The earlier one looks as if it were in the image.

    ## Fix safety
    The image is the same without the earlier one. What it says, such as a second author, is then nowhere: perhaps one label was meant
    to hold both.

    ## References
    - https://docs.docker.com/reference/dockerfile/#label
    """
    found: dict[str, tuple[Label, Pair]] = {}
    for label in stage.of(Label):
        for pair in label.pairs:
            name = pair.key.value
            if not name or not pair.key.is_literal or pair.value is None:
                continue
            if name in found:
                yield _finding(*found[name], pair)
            found[name] = label, pair


def _finding(label: Label, pair: Pair, later: Pair) -> Finding:
    related = Related(later.span, "this one counts")
    return Finding(pair.span, f"a later label sets `{pair.key.value}` again", _fixes(label, pair), (related,))


def _fixes(label: Label, pair: Pair) -> tuple[Fix, ...]:
    title = "Remove the earlier label"
    if len(label.pairs) == 1:
        return (Fix.remove(title, label, Safety.UNSAFE),)
    place = _place(label, pair)
    return (Fix.delete(title, place, Safety.UNSAFE),) if place is not None else ()


def _place(label: Label, pair: Pair) -> Span | None:
    """A pair with what parts it from its neighbour; None where comments are in between."""
    index = bisect_left(label.pairs, pair.span.start, key=_start)
    if index + 1 < len(label.pairs):
        place = Span(pair.span.start, label.pairs[index + 1].span.start)
        between = Span(pair.span.end, place.end)
    else:
        place = Span(label.pairs[index - 1].span.end, pair.span.end)
        between = Span(place.start, pair.span.start)
    return None if "#" in between.of(label.dockerfile.text) else place


def _start(pair: Pair) -> int:
    return pair.span.start
