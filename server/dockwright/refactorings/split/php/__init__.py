"""PHP: the image of the interpreter builds and runs, so there is nothing that a second stage could leave behind.

Extensions are compiled into the image that runs them, and packages of Composer are sources. What a builder could save is Composer
itself, a single file, and what Node needs to build pages; neither is worth another image that has all extensions again, which
Composer asks for. So the reason is said, and what helps instead.
"""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.commands import PHP_EXTENSION_INSTALLERS
from dockwright.refactorings.split.model import Build, Obstacle
from dockwright.refactorings.split.start import Start
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage

_PAGES = frozenset({"npm", "yarn", "pnpm"})


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """Always an obstacle."""
    return reason(stage)


def reason(stage: Stage) -> Obstacle:
    """Why there is nothing to split, at the command that a stage of its own would be about."""
    for command in stage.commands:
        if command.name in _PAGES:
            served = (
                "which of the files that Node builds PHP serves is not known: build them in a stage of Node by hand"
            )
            return Obstacle(served, command.name_span)
    for command in stage.commands:
        if command.name in PHP_EXTENSION_INSTALLERS:
            return Obstacle("extensions of PHP are compiled into the image that runs them", command.name_span)
    return Obstacle("PHP runs from its sources: no artifact is built that a smaller image could run", stage.base_span)
