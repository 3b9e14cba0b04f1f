"""The directory of the image that an application of Ruby is in: its sources and its Gemfile."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.ruby.steps import BUNDLE
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Transfer

_OTHERS = ("/", "/usr", "/usr/local", "/root", "/home")


def application_of(model: SemanticModel, stage: Stage, start: Start, sources: Sources) -> str | Obstacle:
    """Where the application is that starts: the directory of the start, or the one above it that a COPY fills."""
    places = tuple(_places(model, stage, sources))
    found = start.directory
    if places and not any(inside(one, found) is not None for one in places):
        above = [one for one in places if inside(found, one) is not None]
        if not above:
            return Obstacle(f"nothing is copied to `{found}`, the directory that the container starts in", start.span)
        found = max(above, key=len)
    if found in _OTHERS or inside(found, BUNDLE) is not None:
        return Obstacle("the application has no directory of its own", start.span)
    directories = [one.target for one in sources.brought if one.is_directory]
    for word in (start.program, *start.arguments):
        path = normpath(join(start.directory, word)) if "/" in word and not word.startswith("-") else found
        if inside(path, found) is None and any(inside(path, one) is not None for one in directories):
            return Obstacle(f"`{word}` is not in `{found}`, the directory of what starts", start.span)
    return found


def _places(model: SemanticModel, stage: Stage, sources: Sources) -> Iterator[str]:
    """The directories that something is copied to."""
    for one in sources.brought:
        yield one.target if one.is_directory else dirname(one.target)
    understood = {one.transfer for one in sources.brought}
    for transfer in stage.of(Transfer):
        written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
        target = model.state_before(transfer).resolve(written) if written is not None else None
        if transfer not in understood and target is not None:
            yield target
