"""Links of the builder to devices, as logs have to /dev/stdout: nothing can be copied through them, so they are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from dockwright.refactorings.split.model import Build
from dockwright.refactorings.split.places import absolute, located
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

_DEVICES = ("/dev/", "/proc/")
_EVERYWHERE = frozenset({"/tmp", "/etc", "/var", "/var/log", "/var/run", "/run", "/home", "/opt", "/srv"})
"""Directories of every image with a shell."""


def without_devices(build: Build, model: SemanticModel, stage: Stage) -> Build:
    """The build without such links, each of which is told where the runtime stage cannot make it, too."""
    links = dict(link for run in stage.of(Run) if run.index <= build.last.index for link in _links(model, run))
    gone = [one for one in build.copies if one.source in links] if links else []
    notes = (
        f"`{one.source}` is a link to `{links[one.source]}`, which is to be made in the runtime stage, too"
        for one in gone
        if dirname(one.source) not in _EVERYWHERE
    )
    kept = tuple(one for one in build.copies if one not in gone)
    return build._replace(copies=kept, notes=(*build.notes, *notes)) if gone else build


def is_link_to_device(model: SemanticModel, command: Command) -> bool:
    """Whether a command makes such a link where every image has the directory for it."""
    run = command.instruction
    return isinstance(run, Run) and any(
        other is command and dirname(link[0]) in _EVERYWHERE for other, link in _made(model, run)
    )


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
