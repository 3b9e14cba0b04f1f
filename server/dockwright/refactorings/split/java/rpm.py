"""Packages that dnf, yum and microdnf install."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.shell import Command, ShellWord

_INSTALLERS = words("dnf yum microdnf")


def packages(commands: Iterable[Command]) -> Iterator[ShellWord]:
    """The words of the packages that are installed."""
    for command in commands:
        manager = MANAGERS["dnf" if command.name == "yum" else command.name] if command.name in _INSTALLERS else None
        if manager is not None and command.subcommand in manager.install:
            yield from command.operands(manager.valued_flags)[1:]
