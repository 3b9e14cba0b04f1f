"""Installs of a Python project together with what it depends on, which their tool cannot take apart."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.refactorings.reorder.python import is_project, own_words
from dockwright.refactorings.reorder.restores import values_of
from dockwright.semantics import Stage
from dockwright.shell import Command
from dockwright.syntax import Transfer
from dockwright.text import Span
from dockwright.values import NamedTuple

_ENVIRONMENTS = {"flit": ("install",), "hatch": ("env", "run", "build")}


class Undivided(NamedTuple):
    """Why the dependencies cannot come first, and the command that brings them."""

    reason: str
    span: Span


def undivided(stage: Stage) -> Iterator[Undivided]:
    """The commands behind a COPY of the context that install the project itself, its dependencies along with it."""
    first = next((one for one in stage.of(Transfer) if one.from_ is None), None)
    for command in stage.commands if first is not None else ():
        words = _installs_project(command)
        if words and first is not None and command.span.start > first.span.start:
            advice = "`uv pip install .` or a requirements file would let them come first"
            reason = f"`{words}` installs the project along with its dependencies: {advice}"
            yield Undivided(reason, command.span)


def _installs_project(command: Command) -> str:
    """The words of such a command; "" where it is none."""
    name, words = command.name, [one.value for one in command.words]
    if name in _ENVIRONMENTS:
        return " ".join(words[:2]) if words[1:2] and words[1] in _ENVIRONMENTS[name] else ""
    if name.startswith("python"):
        if words[1:2] == ["setup.py"] and words[2:3] in (["install"], ["develop"]):
            return " ".join(words[:3])
        if values_of(command, ("m",)) != ("pip",):
            return ""
        valued = MANAGERS["pip"].valued_flags | {"m"}
    elif name.rstrip(".0123456789") == "pip":
        valued = MANAGERS["pip"].valued_flags
    else:
        return ""
    operands = [one.value for one in command.operands(valued)]
    own = own_words(command, operands[1:]) if operands[:1] == ["install"] else {}
    projects = [path for path in own.values() if not path.startswith("-")]
    is_all = bool(projects) and all(map(is_project, projects)) and not command.has_flag("r", "requirement", "no-deps")
    return f"pip install {projects[0]}" if is_all else ""
