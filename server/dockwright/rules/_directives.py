"""What a change of parser directives does to the file."""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.syntax import Dockerfile, parse
from dockwright.text import Edit, apply


def splits_differently(dockerfile: Dockerfile, edits: Sequence[Edit]) -> bool:
    """Whether another escape character gives other instructions: lines are continued that were not, or no longer."""
    after = parse(apply(dockerfile.text, edits))
    return [one.text for one in dockerfile.instructions] != [one.text for one in after.instructions]


def is_refused(dockerfile: Dockerfile, edits: Sequence[Edit]) -> bool:
    """Whether the builder stops at the result, which has one directive twice or one with a wrong value."""
    return len(parse(apply(dockerfile.text, edits)).problems) > len(dockerfile.problems)
