"""Programs that a stage fetches by themselves and its container starts: those that need nothing of their system come along."""

from __future__ import annotations

from collections.abc import Collection
from posixpath import basename

from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.places import Places, absolute, located
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.transfers import PROGRAM_PLACES
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

_STATIC = (
    "github.com/golang-migrate/migrate/releases/",
    "github.com/pressly/goose/releases/",
    "github.com/amacneil/dbmate/releases/",
    "github.com/jwilder/dockerize/releases/",
    "github.com/powerman/dockerize/releases/",
    "github.com/grpc-ecosystem/grpc-health-probe/releases/",
    "github.com/rubenv/sql-migrate/releases/",
    "github.com/jackc/tern/releases/",
    "github.com/ufoscout/docker-compose-wait/releases/",
)
"""Where programs come from that are linked statically. Source: how the projects build their releases (2026-11)."""

_OUTPUTS = {"curl": ("o", "output"), "wget": ("O", "output-document")}


class Fetched(NamedTuple):
    """One such program."""

    path: str  # absolute
    run: Run  # that fetches it


def needs_system(start: Start) -> Obstacle | None:
    """A program that is downloaded for the start, and that may need the C library of its image."""
    url = next((one for one in start.downloads if not any(each in one for each in _STATIC)), None)
    if url is None:
        return None
    return Obstacle(f"what `{basename(url)}` needs of the image, which is downloaded, is not known", start.span)


def fetched_programs(model: SemanticModel, stage: Stage, places: Places, names: Collection[str]) -> dict[str, Fetched]:
    """The programs of these names that a RUN fetches, by name."""
    found: dict[str, Fetched] = {}
    for run in stage.of(Run):
        if not any(one in run.text for one in _STATIC) or model.script(run).has_errors:
            continue
        for command, directory in located(model, run):
            paths = _unpacked(model, command, directory, run, names)
            paths += (_written(model, command, directory, run, places),)
            for path in paths:
                if path is not None and basename(path) in names and path.rpartition("/")[0] in PROGRAM_PLACES:
                    found[basename(path)] = Fetched(path, run)
    return found


def _unpacked(
    model: SemanticModel, command: Command, directory: str, run: Run, names: Collection[str]
) -> tuple[str | None, ...]:
    """The programs that `tar` takes out of archives which go by their names: `dockerize-linux-amd64-v0.6.1.tar.gz`."""
    word = command.flag_value("C") or command.flag_value("directory") if command.name == "tar" else None
    if word is None:
        return ()
    named = (name for name in names if f"/{name}-" in run.text or f"/{name}_" in run.text)
    return tuple(absolute(model, run, directory, f"{word.value}/{name}") for name in named)


def _written(model: SemanticModel, command: Command, directory: str, run: Run, places: Places) -> str | None:
    """The file that a command moves or downloads to a place that it names."""
    if command.name in _OUTPUTS:
        word = next((one for name in _OUTPUTS[command.name] if (one := command.flag_value(name)) is not None), None)
        return absolute(model, run, directory, word.value) if word is not None else None
    moved = places.moved(command, directory, run)
    return moved[1] if moved is not None else None
