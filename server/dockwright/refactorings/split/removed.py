"""Files of the context that a RUN of the builder takes away again: there is nothing left to copy."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from dockwright.refactorings.split.model import Build, Copied
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import Stage
from dockwright.syntax import Run

_UNKNOWN = frozenset("*?[{$`~")


def without_removed(build: Build, sources: Sources, stage: Stage) -> Build:
    """The build without the files that the container did not have either, each of which is told."""
    removed = tuple(_removed(build, sources, stage))
    gone = [one for one in build.copies if removed and _is_gone(one, removed, sources)]
    notes = (f"`{one.source}` is not copied: a RUN takes it away" for one in gone)
    kept = tuple(one for one in build.copies if one not in gone)
    return build._replace(copies=kept, notes=(*build.notes, *notes)) if gone else build


def _removed(build: Build, sources: Sources, stage: Stage) -> Iterator[tuple[int, str]]:
    """The absolute paths that `rm` takes away for certain, each with the index of the RUN."""
    for run in stage.of(Run):
        if run.index > build.last.index:
            return
        for command, directory in located(sources.model, run):
            if command.name != "rm" or not command.is_top_level or command.is_conditional:
                continue
            for word in command.operands():
                if not _UNKNOWN.intersection(word.value):
                    yield run.index, normpath(join(directory, word.value))


def _is_gone(copy: Copied, removed: tuple[tuple[int, str], ...], sources: Sources) -> bool:
    """Whether the last that brings what is copied from the context stands in front of what takes it away."""
    if not sources.context_path(copy.source):
        return False
    brought = max(one.transfer.index for one in sources.brought if inside(copy.source, one.target) is not None)
    return any(index > brought and inside(copy.source, path) is not None for index, path in removed)
