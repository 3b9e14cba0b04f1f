"""Programs and libraries that a stage takes from elsewhere, of which nobody knows what they need of its image."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.refactorings.split.model import Base, Obstacle
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.transfers import PROGRAM_PLACES
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import Transfer
from dockwright.values import NamedTuple

_PATTERN = re.compile(r"[*?\[]")
_LIBRARY_PLACES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_DATA_PLACES = ("/usr/lib/ssl", "/usr/local/lib/node_modules")


class Stranger(NamedTuple):
    """Something that was not built together with the program that starts."""

    name: str
    transfer: Transfer
    is_library: bool  # or may be, being a part of the system


def strangers_of(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, own: Collection[str]
) -> tuple[Stranger, ...]:
    """What the COPY and ADD of the stage bring to the places of programs and libraries, but for what has one of its own names.
    `own`: the absolute paths where these are before they are copied."""
    return tuple(_strangers(model, stage, context, start, own))


def _strangers(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, own: Collection[str]
) -> Iterator[Stranger]:
    names = {basename(one) for one in own}
    for transfer in stage.of(Transfer):
        for entry in entries_of(model, transfer, context):
            written = "".join(entry.sources[:1])
            written = f"/{written.lstrip('/')}" if entry.kind == "stage" else written
            source = basename(written)
            if source in names and entry.kind in ("stage", "context"):
                continue
            if _PATTERN.search(source) and _are_own(entry, written, own):
                continue
            name = written if _PATTERN.search(source) else basename(entry.path) or source or "/"
            if _is_library(entry):
                yield Stranger(name, transfer, True)
            elif _is_program(entry) or name in start.prefixes:
                yield Stranger(name, transfer, False)


def _are_own(entry: Entry, pattern: str, own: Collection[str]) -> bool:
    """Whether a pattern stands for programs that were built together: they have a directory, which nothing else names."""
    directory = dirname(pattern)
    builder = entry.stage
    if (
        builder is None
        or directory in (*PROGRAM_PLACES, "/", "/go/bin")
        or not any(fnmatchcase(one, pattern) for one in own)
    ):
        return False
    return sum(directory in one.text for one in builder.instructions) == 1


def _is_library(entry: Entry) -> bool:
    """Whether shared libraries may be among what an entry brings, or whole directories of the system."""
    if ".so" in basename(entry.path) or entry.is_anywhere:
        return True
    if any(inside(entry.path, place) is not None for place in _LIBRARY_PLACES):
        return not any(inside(entry.path, place) is not None for place in _DATA_PLACES)
    return entry.is_tree and any(
        inside(place, entry.path) is not None and place != entry.path for place in PROGRAM_PLACES
    )


def _is_program(entry: Entry) -> bool:
    return entry.path in PROGRAM_PLACES or dirname(entry.path) in PROGRAM_PLACES


def stranger_obstacle(strangers: tuple[Stranger, ...], base: Base, os: str) -> Obstacle | None:
    """What another image may lack for them: a library any of it, a program what is not of the same system."""
    is_same = base.os == os and base.has_shell
    stranger = next((one for one in strangers if one.is_library or not is_same), None)
    if stranger is None:
        return None
    return Obstacle(
        f"what `{stranger.name}` needs of the image is not known", stranger.transfer.keyword_span, ships=True
    )
