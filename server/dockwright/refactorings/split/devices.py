"""Links of the builder to devices, as logs have to /dev/stdout: nothing can be copied through them, so they are made anew."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.refactorings.split.model import Build
from dockwright.refactorings.split.places import absolute, located
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

_DEVICES = ("/dev/", "/proc/")
_EVERYWHERE = frozenset({"/tmp", "/etc", "/var", "/var/log", "/var/run", "/run", "/home", "/opt", "/srv"})
"""Directories of every image with a shell."""


def without_devices(build: Build, model: SemanticModel, stage: Stage) -> Build:
    """The build without such links, which the runtime stage makes by itself."""
    links = dict(link for run in stage.of(Run) if run.index <= build.last.index for link in _links(model, run))
    gone = [one for one in build.copies if one.source in links] if links else []
    kept = tuple(one for one in build.copies if one not in gone)
    return build._replace(copies=kept) if gone else build


def link_to_device(model: SemanticModel, command: Command) -> tuple[str, str] | None:
    """The path of such a link that a command makes, and what it leads to."""
    run = command.instruction
    made = _made(model, run) if isinstance(run, Run) and command.name == "ln" else ()
    return next((link for other, link in made if other is command), None)


def is_everywhere(directory: str) -> bool:
    """Whether every image with a shell has the directory."""
    return directory in _EVERYWHERE


def told(link: tuple[str, str]) -> str:
    """What to check of a link that the runtime stage does not get."""
    return f"`{link[0]}` is a link to `{link[1]}`, which is to be made in the runtime stage, too"


def _links(model: SemanticModel, run: Run) -> Iterator[tuple[str, str]]:
    return (link for _, link in _made(model, run))


def _made(model: SemanticModel, run: Run) -> Iterator[tuple[Command, tuple[str, str]]]:
    """The commands of a RUN that make such links, each with the path of the link and what it leads to."""
    for command, directory in located(model, run):
        operands = command.operands() if command.name == "ln" and command.has_flag("s", "symbolic") else ()
        if len(operands) == 2 and operands[0].value.startswith(_DEVICES):
            path = absolute(model, run, directory, operands[1].value)
            if path is not None:
                yield command, (path, operands[0].value)
