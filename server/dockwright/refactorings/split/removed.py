"""Files that a RUN of the builder takes away again: there is nothing left to copy."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from dockwright.refactorings.split.commands import is_cleaning, is_quiet
from dockwright.refactorings.split.model import Build, Copied
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import Stage
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer
from dockwright.values import NamedTuple

_UNKNOWN = frozenset("*?[{$`~")


class _Removal(NamedTuple):
    """What is taken away for certain."""

    command: Command
    path: str  # absolute


def without_removed(build: Build, sources: Sources, stage: Stage) -> Build:
    """The build without the files that the container did not have either, each of which is told."""
    removed = tuple(_removed(sources, stage))
    gone = [one for one in build.copies if removed and _is_gone(one, removed, sources, stage)]
    notes = (f"`{one.source}` is not copied: a RUN takes it away" for one in gone)
    kept = tuple(one for one in build.copies if one not in gone)
    return build._replace(copies=kept, notes=(*build.notes, *notes)) if gone else build


def _removed(sources: Sources, stage: Stage) -> Iterator[_Removal]:
    """The absolute paths that `rm`, or `cargo clean`, takes away."""
    for run in stage.of(Run):
        for command, directory in located(sources.model, run):
            if not command.is_top_level or command.is_conditional:
                continue
            if command.name == "cargo" and command.subcommand == "clean" and not command.has_flag("p", "package"):
                yield _Removal(command, join(directory, "target"))
            for word in command.operands() if command.name == "rm" else ():
                if not _UNKNOWN.intersection(word.value):
                    yield _Removal(command, normpath(join(directory, word.value)))


def _is_gone(copy: Copied, removed: tuple[_Removal, ...], sources: Sources, stage: Stage) -> bool:
    """Whether nothing brings what is copied behind what takes it away: no COPY of it, or where it is not of the context none at all,
    nor a command that does more than to clean up."""
    found = [one for one in removed if inside(copy.source, one.path) is not None]
    if not found:
        return False
    if sources.context_path(copy.source):
        brought = max(one.transfer.index for one in sources.brought if inside(copy.source, one.target) is not None)
        return any(one.command.instruction.index > brought for one in found)
    last = max(found, key=lambda one: one.command.span.start).command
    later = (one for one in stage.of(Transfer) if one.index > last.instruction.index)
    if next(later, None) is not None:
        return False
    return not any(_may_make(one, last) for run in stage.of(Run) for one in sources.model.commands(run))


def _may_make(command: Command, last: Command) -> bool:
    """Whether a command behind the last removal may put files anywhere."""
    return (
        command.span.start > last.span.start and bool(command.words) and not (is_quiet(command) or is_cleaning(command))
    )
