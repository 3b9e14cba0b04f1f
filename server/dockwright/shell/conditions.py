"""Which members of an and-or list the script may skip and still succeed."""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.patterns import lazy_pattern
from dockwright.shell.nodes import CONDITIONAL, LOOSE, PIPELINE, SUBSTITUTION, TOP_LEVEL

DEPTH = 1 << 8  # a place counts the substitutions around it from this bit on

_TEST = lazy_pattern(
    r"(?:\[\[?|test|which|type|hash)(?=\s|$)"
    r"|command\s+-[vV]"
    r"|[ef]?grep\s(?:[^;&|\n]*\s)?(?:-[a-zA-Z]*q|--quiet|--silent)"
)


def is_test(text: str, start: int, end: int) -> bool:
    """Whether the command at text[start:end] is run for its exit status: `[ -f x ]`, `command -v x`, `grep -q x`."""
    return _TEST.match(text, start, end) is not None


def member_places(where: int, joints: Sequence[str], tests: Sequence[bool]) -> list[int]:
    """The place of each member of an and-or list that stands at `where`.

    `joints` are the operators between the members, `tests` whether a member is a test. What stands behind `||` is
    conditional. So is what a test guards, but only where the script goes on when the test fails: `test -n "$V" && make`
    as the end of a script is an assertion, not a condition.
    """
    last_or = max((index for index, joint in enumerate(joints) if joint == "||"), default=-1)
    places: list[int] = []
    guarded = False
    for index in range(len(tests)):
        place = where | LOOSE if index <= last_or else where
        joint = joints[index - 1] if index else ""
        if joint == "||":
            guarded = False
            place |= CONDITIONAL
        elif joint:
            guarded = guarded or tests[index - 1]
            if guarded and place & LOOSE:
                place |= CONDITIONAL
        places.append(place)
    return places


def substituted(where: int) -> int:
    """The place of what is run by a substitution in a word that stands at `where`."""
    return (where & ~(TOP_LEVEL | PIPELINE) | SUBSTITUTION | LOOSE) + DEPTH
