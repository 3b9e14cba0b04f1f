"""The programs that a stage of C leaves behind, as values; and which of them starts."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname

from dockwright.projects.c_source import Lists
from dockwright.refactorings.split.model import Copied
from dockwright.refactorings.split.transfers import PROGRAM_PLACES
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple


class Program(NamedTuple):
    """A program, and how it was linked."""

    path: str  # absolute, in the end
    run: Run  # that put it there
    command: Command  # of the RUN that made it
    is_static: bool
    is_cpp: bool
    libraries: tuple[str, ...]  # of -l
    words: tuple[str, ...]  # all of the command
    prefix: str = ""  # where all that belongs to it was installed; "": it is one file
    lists: Lists | None = None
    is_computed: bool = False  # some of the words are


class Found(NamedTuple):
    """What a stage leaves behind."""

    programs: tuple[Program, ...]
    others: tuple[Copied, ...]  # files that are put outside of the sources
    written: tuple[str, ...] = ()  # files among the sources that commands write by `>`


def started(programs: Sequence[Program], names: Sequence[str]) -> Program | None:
    """The program that is meant by one of these absolute paths, or by a bare name in a directory of PATH."""
    for name in names:
        for one in reversed(programs):
            if one.path == name:
                return one
            if "/" not in name and basename(one.path) == name and dirname(one.path) in PROGRAM_PLACES:
                return one
    return None
