"""Packages that dnf, yum and microdnf install, where Java is one of them: the runtime stage stands on another system and has none.

Source: https://packages.fedoraproject.org (java-21-openjdk-devel),
https://docs.aws.amazon.com/corretto/latest/corretto-17-ug/amazon-linux-install.html. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockwright.knowledge.java_images import java_package
from dockwright.knowledge.os_packages import is_build_only
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import DATA, FETCHERS
from dockwright.shell import Command, ShellWord

SYSTEMS = words("alma amazon centos fedora oracle rhel rocky")
"""Systems whose packages are of this kind."""

_INSTALLERS = words("dnf yum microdnf")
_OF_BUILDS = words("ant bzip2 curl-minimal findutils git-core gradle gzip maven maven-openjdk11 maven-openjdk17 maven-openjdk21 "
                   "maven-amazon-corretto17 maven-amazon-corretto21 shadow-utils which")  # fmt: skip
"""What builds, what fetches and unpacks it, and programs that every image of a runtime has."""


def packages(commands: Iterable[Command]) -> Iterator[ShellWord]:
    """The words of the packages that are installed."""
    for command in commands:
        manager = MANAGERS["dnf" if command.name == "yum" else command.name] if command.name in _INSTALLERS else None
        if manager is not None and command.subcommand in manager.install:
            yield from command.operands(manager.valued_flags)[1:]


def obstacle(commands: Iterable[Command]) -> Obstacle | None:
    """A package that the program may need when it runs: the name that it has elsewhere is not known."""
    for word in packages(commands):
        name = word.value
        is_known = name in _OF_BUILDS or name in FETCHERS or name in DATA or is_build_only(name)
        if not word.is_literal or not (is_known or java_package(name, "") is not None):
            called = "which packages are installed is computed" if not word.is_literal else ""
            reason = (
                called or f"what the program needs of `{name}` when it runs, and where else it comes from, is not known"
            )
            return Obstacle(reason, word.span, ships=True)
    return None
