"""Files that a stage has from another stage of the file: where they were before the COPY."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.values import NamedTuple

_PASSED = words("account directory mode packages restore")
"""Kinds of entries that leave alone what a COPY brought."""


class Origin(NamedTuple):
    """A file of a stage that another one takes."""

    stage: Stage  # the one that made it
    path: str  # absolute, there


def origins(model: SemanticModel, stage: Stage, context: BuildContext, path: str) -> Iterator[Origin]:
    """Where what is at an absolute path can have been made, the likeliest first; nothing unless a stage brings it.

    `COPY --from=build /out/app /srv/` brings the file `/srv/app`, or what is in a directory of that name.
    """
    found = files_of(model, stage, context).origin(path)
    entry = next((one for one in reversed(found) if one.kind not in _PASSED), None)
    if entry is None or entry.kind != "stage" or entry.stage is None or entry.is_anywhere:
        return
    for source in _sources(entry, path):
        further = tuple(origins(model, entry.stage, context, source))
        yield from further or (Origin(entry.stage, source),)


def _sources(entry: Entry, path: str) -> Iterator[str]:
    """What the source of a COPY can be to what is at a path behind it."""
    source = normpath("/" + "".join(entry.sources[:1]).lstrip("/"))
    inner = path[len(entry.path.rstrip("/")) :].strip("/")
    if source == "/" or any(mark in source for mark in "*?[") or (inner and not entry.is_tree):
        return
    if not inner or (inner == basename(source) and entry.is_directory is None):
        yield source
    if inner:
        yield join(source, inner)
