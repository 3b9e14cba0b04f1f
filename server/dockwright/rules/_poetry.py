"""Whether the Poetry that a command starts is of version 2, for certain."""

from __future__ import annotations

from dockwright.patterns import lazy_pattern
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run
from dockwright.text import whole_number
from dockwright.values import NamedTuple

_REQUIREMENT = lazy_pattern(r"poetry(?:\[[\w,-]*\])?(?:(==|~=|>=|>)\s*(\d+)[\w.*]*)?")
_OLDEST_PYTHON = (3, 9)
"""For older versions pip takes a Poetry of version 1."""
_INSTALLERS = frozenset(("pip", "pip3", "pipx"))
_PLUGINS = ("self", "add", "update")
"""Subcommands of Poetry that may make another of it."""
_SCRIPT = "install.python-poetry.org"


class Installation(NamedTuple):
    """What installs Poetry."""

    command: Command
    word: ShellWord | None  # the requirement; None for Poetry's own installer


def newer_poetry(model: SemanticModel, stage: Stage, command: Command) -> Installation | None:
    """The one command in front that installs Poetry, of version 2 or whatever is the newest; None where it may be another."""
    facts = stage.facts
    if facts is None or facts.family != "python" or () < facts.version[:2] < _OLDEST_PYTHON:
        return None
    found: list[Installation] = []
    for one in reversed(stage.lineage):
        for run in one.of(Run):
            for each in model.commands(run):
                if each is command:
                    return found[0] if len(found) == 1 else None
                if each.name == "poetry" and each.subcommand in _PLUGINS:
                    return None
                installation = _installation(model, run, each)
                if installation is not None:
                    found.append(installation)
                elif "poetry" in each.span.of(model.dockerfile.text) and each.name != "poetry":
                    return None
    return None


def _installation(model: SemanticModel, run: Run, command: Command) -> Installation | None:
    if command.name == "curl" and any(_SCRIPT in word.value for word in command.arguments):
        is_told = "version" in run.text or any(
            "VERSION" in name for name in model.state_before(run).variables if "POETRY" in name
        )
        return Installation(command, None) if not is_told and "POETRY_" not in run.text else None
    words = [word for word in command.arguments if word.value.startswith("poetry")]
    if command.name not in _INSTALLERS or command.subcommand != "install" or len(words) != 1:
        return None
    match = _REQUIREMENT.fullmatch(words[0].value)
    if match is None or (match[1] in ("==", "~=") and whole_number(match[2]) < 2):
        return None
    return Installation(command, words[0])
