"""What a stage is for, as its name tells."""

from __future__ import annotations

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.semantics import Stage

_FOR_DEVELOPMENT = words(
    "ci coverage debug dev devcontainer develop development e2e lint test tester testing tests unit"
)
_BETWEEN = lazy_pattern(r"[^a-z0-9]+")


def is_for_development(stage: Stage) -> bool:
    """Whether the image is for those who work on the program, with all their tools."""
    return stage.name is not None and not _FOR_DEVELOPMENT.isdisjoint(_BETWEEN.split(stage.name.lower()))
