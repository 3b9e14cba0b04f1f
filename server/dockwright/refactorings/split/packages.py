"""OS packages that a stage installs: which of them the running program may need, and under which name elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.os_packages import (
    BUILD_ONLY,
    PROGRAM_OF_PACKAGE,
    SAME_ON_ALPINE,
    TRANSPORT_ONLY,
    is_build_only,
    is_go,
    runtime_of,
)
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Base
from dockwright.semantics import Stage
from dockwright.shell import Command, ShellWord
from dockwright.values import NamedTuple

FETCHERS = words(
    "bzr curl gnupg mercurial openssh openssh-client ssh subversion svn wget unzip xz xz-utils tar zip rsync"
    " git git-core git-lfs upx upx-ucl less vim vim-tiny nano man tree strace bash-completion file jq htop"
)
"""Programs that fetch and unpack what is built, or that people look around with; the program needs one if it starts it."""

DATA = words("ca-certificates tzdata")
_INSTALLERS = frozenset({"apt-get", "apt", "apk"})


class Installed(NamedTuple):
    """A package that is installed in a stage and stays in it."""

    name: str  # as written, without its version
    word: ShellWord
    command: Command


def is_install(command: Command) -> bool:
    return command.name in _INSTALLERS and command.subcommand in MANAGERS[_manager(command)].install


def has_own_lists(commands: Iterable[Command]) -> bool:
    """Whether the commands of a RUN that installs fetch the lists of packages by themselves, as apk always does."""
    return any(one.name == "apk" or (one.name in _INSTALLERS and one.subcommand == "update") for one in commands)


def installed(commands: Iterable[Command]) -> tuple[tuple[Installed, ...], ShellWord | None]:
    """The packages that apt and apk install and do not remove again, and a word among them that is computed."""
    found: dict[str, Installed] = {}
    groups: dict[str, list[str]] = {}
    computed: ShellWord | None = None
    for command in commands:
        if command.name not in _INSTALLERS:
            continue
        manager = MANAGERS[_manager(command)]
        operands = command.operands(manager.valued_flags)[1:]
        if command.subcommand in manager.install:
            group = _group(command)
            for word in operands:
                if not word.is_literal:
                    computed = computed or word
                    continue
                name = _name(word.value)
                found[name] = Installed(name, word, command)
                groups.setdefault(group, []).append(name)
        elif command.subcommand in manager.remove:
            for word in operands:
                for name in groups.get(word.value, [_name(word.value)]):
                    found.pop(name, None)
    return tuple(found.values()), computed


def removed_alone(commands: Sequence[Command]) -> tuple[Installed, ...]:
    """The development packages that apt removes again without what came along with them: their libraries stay."""
    if any(one.subcommand == "autoremove" or one.has_flag("auto-remove", "autoremove") for one in commands):
        return ()
    installs = [one for one in commands if one.name != "apk" and is_install(one)]
    stays = {one.name for one in installed(commands)[0]}
    return tuple(one for one in installed(installs)[0] if one.name.endswith("-dev") and one.name not in stays)


def leaves_tools(stage: Stage, facts: BaseImage) -> bool:
    """Whether an interpreter's image has what only building needs in one of its layers: it is the full image, or a RUN
    installs a compiler or development package that it does not remove itself. What a later RUN removes is there still.
    """
    if facts.variant == "full":
        return True
    runs = (installed(commands)[0] for _, commands in groupby(stage.commands, lambda one: one.instruction.index))
    return any(is_build_only(one.name) and one.name not in FETCHERS for found in runs for one in found)


def _manager(command: Command) -> str:
    return "apt-get" if command.name == "apt" else command.name


def _group(command: Command) -> str:
    """The name of apk's virtual package."""
    value = command.flag_value("virtual") or command.flag_value("t")
    return value.value if value is not None and command.name == "apk" else ""


def _name(text: str) -> str:
    for mark in ("=", "~", "<", ">", "@", "/", ":"):
        text = text.partition(mark)[0]
    return text


def programs_installed(commands: Iterable[Command], programs: Iterable[str]) -> tuple[str, ...]:
    """Those of the programs that a package brings which apt or apk installs."""
    there = {program for one in installed(commands)[0] for program in PROGRAM_OF_PACKAGE.get(one.name, (one.name,))}
    return tuple(one for one in programs if one in there)


def needed_to_run(
    package: str, os: str, release: str, *, links: bool, programs: Iterable[str]
) -> tuple[str, ...] | None:
    """What of a package a program needs when it runs: packages of the same system; None when nobody can tell.

    `links`: the program is linked against C libraries. `programs`: names of programs that it starts.
    """
    brings = PROGRAM_OF_PACKAGE.get(package, (package,))
    if any(program in brings for program in programs):
        return (package,)
    if package.endswith(("-dev", "-devel", "-headers")):
        if not links:
            return ()
        return runtime_of(package, os, release)
    if is_go(package) or package in BUILD_ONLY or package in TRANSPORT_ONLY or package in FETCHERS:
        return ()
    return (package,)


def on_alpine(package: str) -> str | None:
    """Alpine's name of a Debian package whose programs behave the same."""
    return package if package in DATA else SAME_ON_ALPINE.get(package)


_COMPILERS = frozenset({"gcc", "g++", "cc", "c++"})
"""Programs that need the headers of the C library besides."""

_NOT_EVERYWHERE = frozenset({"build-base", "git-core", "netcat", "python"})
"""Packages of Alpine alone, or that newer releases lack."""


def package_of(program: str, os: str) -> str | None:
    """The package that brings a program to a bare image."""
    if program in _COMPILERS:
        return "build-base" if os == "alpine" else "build-essential"
    names = [one for one, brought in PROGRAM_OF_PACKAGE.items() if program in brought and one not in _NOT_EVERYWHERE]
    if names:
        package = program if program in names else names[0]
        return on_alpine(package) if os == "alpine" else package
    return {"ffmpeg": "ffmpeg", "ffprobe": "ffmpeg", "convert": "imagemagick", "psql": "postgresql-client",
            "rsync": "rsync", "graphviz": "graphviz"}.get(program)  # fmt: skip


def install_line(packages: Collection[str], base: Base, *, recommended: bool = False) -> str:
    """The RUN that installs packages and leaves no cache behind."""
    listed = " ".join(packages)
    if base.package_manager == "apk":
        return f"RUN apk add --no-cache {listed}"
    flags = "-y" if recommended else "-y --no-install-recommends"
    quiet = (
        "DEBIAN_FRONTEND=noninteractive " if base.os == "ubuntu" and "tzdata" in packages else ""
    )  # it asks for an area
    return f"RUN apt-get update && {quiet}apt-get install {flags} {listed} && rm -rf /var/lib/apt/lists/*"
