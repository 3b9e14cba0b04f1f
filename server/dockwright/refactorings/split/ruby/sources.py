"""Sources of packages of Node and yarn that a stage adds to its system, as Rails' images of old do: only a build of pages looks there.

Sources: https://github.com/nodesource/distributions, https://classic.yarnpkg.com/en/docs/install (November 2026).
"""

from __future__ import annotations

from collections.abc import Sequence

from dockwright.knowledge.table import words
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run

_ADDRESSES = ("https://deb.nodesource.com/", "https://dl.yarnpkg.com/")
_TAKERS = words("bash sh apt-key gpg tee")
"""Programs that take what is fetched: a script, or a key."""

_LISTS = ("/etc/apt/sources.list.d/", "/etc/apt/keyrings/", "/usr/share/keyrings/", "/etc/apt/trusted.gpg.d/")

OF_BUILDS = words("npm yarn yarnpkg")
"""Packages of those sources that nothing which runs looks at."""


def adding(model: SemanticModel, run: Run) -> frozenset[Command]:
    """The commands of a RUN that add such a source."""
    if not any(address in run.text for address in _ADDRESSES):
        return frozenset()
    commands = model.commands(run)
    return frozenset(one for at, one in enumerate(commands) if _adds(commands, at))


def _adds(commands: Sequence[Command], at: int) -> bool:
    """Whether a command fetches a script or a key, takes what the one in front of it has fetched, or writes a list."""
    command = commands[at]
    values = [word.value for word in command.arguments]
    if command.name in ("curl", "wget"):
        return command.next_operator == "|" and any(one.startswith(_ADDRESSES) for one in values)
    if command.operator == "|" and command.name in _TAKERS and at:
        return _adds(commands, at - 1)
    written = [one.target.value for one in command.redirections if one.target is not None]
    is_list = any(address in one for one in values for address in _ADDRESSES)
    return (
        command.name in ("echo", "printf")
        and is_list
        and (command.next_operator == "|" or (bool(written) and all(one.startswith(_LISTS) for one in written)))
    )
