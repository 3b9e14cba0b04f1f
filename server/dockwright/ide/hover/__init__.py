"""Hover: what the word at a place means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dockwright.ide.hover.comments import comments
from dockwright.ide.hover.flags import flags
from dockwright.ide.hover.instructions import keywords, values
from dockwright.ide.hover.item import Hover, Spot
from dockwright.ide.hover.paths import files, paths
from dockwright.ide.hover.shell import shell
from dockwright.ide.hover.stages import stages_and_images
from dockwright.ide.hover.variables import variables
from dockwright.ide.steps import steps_at

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.semantics import SemanticModel

__all__ = ["Hover", "hover"]

_LOOKS: tuple[Callable[[Spot], Iterator[Hover]], ...] = (
    variables,
    keywords,
    stages_and_images,
    flags,
    values,
    paths,
    shell,
    files,
)
"""The finer comes first: a variable in an image's name, before the name."""


def hover(model: SemanticModel, context: BuildContext, offset: int) -> Hover | None:
    """What there is to say about the word that a cursor touches."""
    found = next(comments(model.dockerfile, offset), None)
    if found is not None:
        return found
    for step in reversed(steps_at(model.dockerfile, offset)):
        if not step.span.contains(offset):
            continue
        spot = Spot(model, context, offset, step)
        for look in _LOOKS:
            for one in look(spot):
                if one.span.contains(offset):
                    return one
    return None
