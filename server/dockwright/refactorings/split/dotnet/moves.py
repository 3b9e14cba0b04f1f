"""Copies and moves of a whole directory, and of all that is in one."""

from __future__ import annotations

from posixpath import basename, dirname

from dockwright.refactorings.split.places import Places, absolute, located
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Candidate
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple


class Moved(NamedTuple):
    """A directory whose files are in another one, too, or instead."""

    source: str  # absolute
    target: str  # absolute
    run: Run
    is_copy: bool  # the files are still where they were


def moves(subject: Candidate) -> tuple[Moved, ...]:
    """What `cp` and `mv` do to whole directories, in order."""
    found: list[Moved] = []
    places = Places(subject.model, subject.stage, subject.context, subject.sources)
    for run in subject.stage.of(Run):
        for command, directory in located(subject.model, run):
            if command.name not in ("cp", "mv") or command.in_substitution or command.is_conditional:
                continue
            pair = _contents(subject, command, directory, run) or places.moved(command, directory, run)
            if pair is not None:
                found.append(Moved(*pair, run, command.name == "cp" and not _is_removed(subject, pair[0], command)))
    return tuple(found)


def _contents(subject: Candidate, command: Command, directory: str, run: Run) -> tuple[str, str] | None:
    """The directories of `cp -r out/* /app` and `cp -r out/. /app`."""
    operands = command.operands()
    if len(operands) != 2 or basename(operands[0].value) not in ("*", "."):
        return None
    paths = [absolute(subject.model, run, directory, word) for word in (dirname(operands[0].value), operands[1].value)]
    source, target = paths
    return (source, target) if source is not None and target is not None else None


def _is_removed(subject: Candidate, path: str, copy: Command) -> bool:
    """Whether a command behind the copy takes the directory away."""
    for run in subject.stage.of(Run):
        for command, directory in located(subject.model, run):
            if command.name != "rm" or command.span.start < copy.span.start:
                continue
            places = (absolute(subject.model, run, directory, word.value) for word in command.operands())
            if any(place is None or inside(path, place) is not None for place in places):
                return True
    return False
