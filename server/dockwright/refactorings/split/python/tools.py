"""How programs that install packages come into an image: by an installer of their own, by pipx, or moved to where they are found.

Sources: https://docs.astral.sh/uv/guides/integration/docker/, https://python-poetry.org/docs/#installation, https://pipx.pypa.io
(November 2026). Each keeps to a directory of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, join, normpath

from dockwright.knowledge.commands import PYTHON_TOOL_INSTALLERS
from dockwright.knowledge.table import words
from dockwright.refactorings.split.commands import paths_of
from dockwright.refactorings.split.transfers import brings_installer
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Add

TOOLS = words("poetry uv pipenv pdm virtualenv pip-tools build poetry-plugin-export poetry-core pipx")
"""Packages that install others, and are no part of what runs."""

_RUNS_INSTALLER = words("python python3 sh bash")
_PROGRAMS = words("poetry uv uvx pdm pipenv pipx")
_MOVERS = words("ln cp mv")
_PIPX_VALUED = ("python", "pip-args", "index-url", "i", "suffix", "include-deps")


def fetches_installer(command: Command) -> bool:
    """Whether the command hands the installer of poetry or uv, which keep to themselves, on to a shell or Python."""
    if command.name not in ("curl", "wget") or command.next_operator != "|" or command.redirections:
        return False
    return any(word.value.startswith(PYTHON_TOOL_INSTALLERS) for word in command.arguments)


def runs_fetched(command: Command) -> bool:
    """Whether a command runs what the one in front of it hands on."""
    return command.operator == "|" and command.name in _RUNS_INSTALLER


def installers_of(model: SemanticModel, stage: Stage) -> frozenset[str]:
    """Where the ADD instructions of a stage put such installers."""
    return frozenset(_added(model, stage))


def _added(model: SemanticModel, stage: Stage) -> Iterator[str]:
    for one in stage.of(Add):
        target = model.expand(one.destination, one) if one.destination is not None else None
        path = model.state_before(one).resolve(target) if target is not None else None
        if path is not None and len(one.sources) == 1 and brings_installer(one):
            yield path if not (target or "").endswith("/") else f"{path}/{basename(one.sources[0].value)}"


def is_of_installer(command: Command, directory: str, installers: frozenset[str]) -> bool:
    """Whether a command runs one of these installers, makes it executable, or takes it away."""
    if command.name in _RUNS_INSTALLER:
        named = command.operands()[:1]
        return bool(named) and normpath(join(directory, named[0].value)) in installers
    if command.name in ("rm", "chmod"):
        paths = paths_of(command, directory)
        return bool(paths) and set(paths) <= installers
    return "/" in command.words[0].value and command.words[0].value in installers


def moves_tool(command: Command) -> bool:
    """Whether a command puts nothing but programs that install packages where others find them."""
    operands = [word.value for word in command.operands()]
    return command.name in _MOVERS and len(operands) > 1 and all(basename(one) in _PROGRAMS for one in operands[:-1])


def tools_of_pipx(command: Command) -> tuple[str, ...] | None:
    """The tools that pipx installs; () where it installs none; None where it installs something that is no tool, or does more."""
    operands = [word.value for word in command.operands(_PIPX_VALUED)]
    verb, named = (operands[0], operands[1:]) if operands else ("", [])
    if verb in ("ensurepath", "list", "environment", ""):
        return ()
    names = tuple(one.partition("=")[0].partition("[")[0].partition("<")[0].partition(">")[0] for one in named)
    is_known = verb in ("install", "inject", "upgrade") and bool(names) and all(one in TOOLS for one in names)
    return names if is_known else None
