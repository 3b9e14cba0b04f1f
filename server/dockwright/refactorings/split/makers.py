"""Commands of a builder that may make files which the program reads when it runs, though nothing names them."""

from __future__ import annotations

from collections.abc import Callable

from dockwright.refactorings.split.accounts import PROGRAMS as ACCOUNT_PROGRAMS
from dockwright.refactorings.split.commands import is_cleaning, is_quiet
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import Places, located
from dockwright.shell import Command
from dockwright.syntax import Run

_INERT = frozenset(
    {"mkdir", "chown", "chmod", "chgrp", "touch", "rm", "apt", "apt-get", "apk", "dpkg", "strip", "upx", "ldconfig",
     "update-ca-certificates"} | ACCOUNT_PROGRAMS
)  # fmt: skip
"""Programs that leave nothing among the sources that a running program could read."""


def first_maker(places: Places, last: int, is_known: Callable[[Command, str, Run], bool]) -> str | None:
    """The first command up to the instruction of index `last` that may make such files. `is_known`: told a command with its
    directory, whether what it makes is known."""
    for run in places.stage.of(Run):
        for command, directory in located(places.model, run) if run.index <= last else ():
            is_inert = command.name in _INERT or is_quiet(command) or is_cleaning(command) or is_install(command)
            if command.words and not is_inert and not is_known(command, directory, run):
                return command.name or command.words[0].value
    return None
