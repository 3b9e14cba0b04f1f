"""Work on files that the runtime stage does again: what it works on must be there, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import join, normpath

from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.sources import inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Transfer

_OF_COMPILERS = ("/usr/include", "/usr/lib", "/usr/lib64", "/usr/libexec", "/lib", "/lib64")
"""Directories of which a small image has few files, and may lack some altogether."""

_EVERYWHERE = ("/usr/local", "/usr/src", "/usr/share/zoneinfo")
_WITH_FIRST = words("chmod chown chgrp sed")
"""Programs whose first word is no path: a mode, an owner, what to do."""

_MAKERS = words("ln touch rm rmdir echo printf cat")
"""Programs that need not find a file to leave one, or none, behind."""


def absent_obstacle(model: SemanticModel, stage: Stage, work: Iterable[tuple[Command, str]]) -> Obstacle | None:
    """The first of these commands, each with the directory it runs in, that works on a file which only the full image may have."""
    brought = [path for transfer in stage.of(Transfer) if (path := _destination(model, transfer)) not in ("", "/")]
    for command, directory in work:
        if command.name == "mkdir":
            continue
        for path in paths_of_work(command, directory):
            if any(inside(path, one) is not None for one in brought):
                continue
            if _is_of_builder(path, command.name):
                return Obstacle(f"`{path}` may be in the builder only", command.name_span)
    return None


def _destination(model: SemanticModel, transfer: Transfer) -> str:
    written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
    return (model.state_before(transfer).resolve(written) if written is not None else None) or ""


def paths_of_work(command: Command, directory: str) -> Iterator[str]:
    """The absolute paths among the words of a command that works on files, as far as they are not computed."""
    skips_first = command.name in _WITH_FIRST and not command.has_flag("reference", "e", "expression", "f", "file")
    targets = (one.target for one in command.redirections if one.target is not None)
    operands = command.operands()[1:] if skips_first else command.operands()
    for word in (*operands, *targets):
        if "$" not in word.value and "`" not in word.value:
            yield normpath(join(directory, word.value))


def _is_of_builder(path: str, program: str) -> bool:
    if any(inside(path, one) is not None for one in _OF_COMPILERS):
        return True
    if inside(path, "/usr") is None or any(inside(path, one) is not None for one in _EVERYWHERE):
        return False
    return program not in _MAKERS
