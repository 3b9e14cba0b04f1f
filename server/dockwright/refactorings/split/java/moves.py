"""Files that move in a stage: by `cp`, `mv` and `install`, and the links that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.refactorings.split.java.origins import MARKS, SHARED
from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.refactorings.split.sources import inside
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

_MOVERS = {"cp": (), "mv": (), "install": ("m", "o", "g", "mode", "owner", "group")}
"""Programs that move files, each with its flags that have a value."""

_DIRECTORIES = frozenset({"/", "/opt", "/srv", "/tmp", "/root", "/home", "/usr/local/bin", "/usr/local/lib"})
"""Directories that every image has."""


class Move(NamedTuple):
    """One source of one command."""

    source: str  # absolute; may hold wildcards
    target: str  # absolute
    is_into: bool  # the target is a directory
    command: Command
    run: Run


class Moves:
    """What the commands of a stage move, in their order."""

    def __init__(self, subject: JavaSubject) -> None:
        self.subject = subject
        self.all = tuple(self._read_moves())
        self.links = dict(self._read_links())

    def last_to(self, path: str) -> Move | None:
        """The last move that brings something to a path."""
        return next((one for one in reversed(self.all) if self.before(one, path) is not None), None)

    def before(self, move: Move, path: str) -> str | None:
        """Where a path was before the move; "?" for the one file that a pattern means; None: the move does not bring it."""
        pattern = basename(move.source)
        if MARKS.isdisjoint(move.source):
            inner = inside(path, join(move.target, pattern) if move.is_into else move.target)
            return None if inner is None else join(move.source, inner) if inner else move.source
        if not move.is_into:
            return "?" if path == move.target else None
        inner = inside(path, move.target)
        if not inner or not MARKS.isdisjoint(dirname(move.source)):
            return "?" if inner and "/" not in inner and fnmatchcase(inner, pattern) else None
        return join(dirname(move.source), inner) if fnmatchcase(inner.partition("/")[0], pattern) else None

    def linked(self, path: str) -> str:
        """The path behind symbolic links that a RUN made."""
        for _ in range(4):
            path = self.links.get(path, path)
        return path

    def before_moves(self, path: str) -> str | None:
        """Where a file was before `cp` and `mv` brought it to a path; None when that hangs on a pattern."""
        for _ in range(4):
            move = self.last_to(path)
            before = self.before(move, path) if move is not None else None
            if before is None:
                return path
            if before == "?":
                return None
            path = before
        return None

    def _read_links(self) -> Iterator[tuple[str, str]]:
        """Links, each with what it names: `ln -s /opt/app/bin/app /usr/local/bin`."""
        for run, command, directory in self.subject.commands():
            if command.name != "ln" or not command.has_flag("s", "symbolic"):
                continue
            operands = [self.subject.model.expand(word.value, run) for word in command.operands()]
            if len(operands) != 2 or any(one is None or any(mark in one for mark in "$`*?[") for one in operands):
                continue
            target, link = operands[0] or "", normpath(join(directory, operands[1] or ""))
            if link in SHARED or (operands[1] or "").endswith("/"):
                link = join(link, basename(target))
            if dirname(link) in SHARED:
                yield link, normpath(join(dirname(link), target))

    def _read_moves(self) -> Iterator[Move]:
        for run, command, directory in self.subject.commands():
            if command.name not in _MOVERS:
                continue
            operands = [self.subject.model.expand(word.value, run) for word in command.operands(_MOVERS[command.name])]
            if len(operands) < 2 or any(one is None or "$" in one or "`" in one for one in operands):
                continue
            sources = [normpath(join(directory, one or "")) for one in operands[:-1]]
            target = operands[-1] or ""
            place = normpath(join(directory, target))
            into = target.endswith(("/", "/.")) or len(sources) > 1 or self._is_directory(place, command)
            for source in sources:
                yield Move(source, place, into, command, run)

    def _is_directory(self, path: str, command: Command) -> bool:
        subject = self.subject
        first = self._entered.get(path)
        if path in _DIRECTORIES or (first is not None and first <= command.instruction.index):
            return True
        if any(one.is_directory and inside(one.target, path) is not None for one in subject.sources.brought):
            return True
        return any(at < command.span.start and inside(one, path) is not None for at, one in self._made_directories)

    @cached_property
    def _entered(self) -> dict[str, int]:
        """The working directories of the stage, each with the index of the first instruction that runs there."""
        found: dict[str, int] = {}
        for one in self.subject.stage.instructions:
            directory = self.subject.model.state_before(one).workdir
            if directory is not None:
                found.setdefault(directory, one.index)
        return found

    @cached_property
    def _made_directories(self) -> tuple[tuple[int, str], ...]:
        """What `mkdir` makes: the offset of the command, and the path."""
        makers = ((one, place) for _, one, place in self.subject.commands() if one.name == "mkdir")
        found = ((one, place, word.value) for one, place in makers for word in one.operands(("m", "mode")))
        return tuple((one.span.start, normpath(join(place, text))) for one, place, text in found)
