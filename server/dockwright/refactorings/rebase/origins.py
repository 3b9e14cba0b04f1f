"""Files that a stage has from another stage of the file: where they were before the COPY."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.refactorings.split.sources import PASSED
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.values import NamedTuple


class Origin(NamedTuple):
    """A file of a stage that another one takes."""

    stage: Stage  # the one that made it
    path: str  # absolute, there


def origins(model: SemanticModel, stage: Stage, context: BuildContext, path: str) -> Iterator[Origin]:
    """Where what is at an absolute path can have been made, the likeliest first; nothing unless a stage brings it.

    `COPY --from=build /out/app /srv/` brings the file `/srv/app`, or what is in a directory of that name.
    """
    for entry in reversed(files_of(model, stage, context).origin(path)):
        if entry.kind in PASSED or _is_elsewhere(entry, path, context):
            continue
        if entry.kind != "stage" or entry.stage is None or entry.is_anywhere:
            return
        for source in _sources(entry, path):
            further = tuple(origins(model, entry.stage, context, source))
            yield from further or (Origin(entry.stage, source),)
        if not _may_be_beside(entry, path):
            return


def is_left_alone(model: SemanticModel, stage: Stage, context: BuildContext, path: str) -> bool:
    """Whether nothing in the stage itself brings or changes what is at an absolute path: it is what the stage below has there."""
    found = (entry for entry in files_of(model, stage, context).origin(path) if entry.instruction in stage.instructions)
    return all(entry.kind in PASSED or _is_elsewhere(entry, path, context) for entry in found)


def _is_elsewhere(entry: Entry, path: str, context: BuildContext) -> bool:
    """Whether a directory of the context is known not to have what is at the path."""
    if entry.kind != "context" or not context.is_known or len(entry.sources) != 1:
        return False
    if _is_pattern(entry.sources[0]):
        found = context.glob(entry.sources[0])
        inner = _inner(entry, path)
        return bool(inner) and all(context.is_file(one) and basename(one) != inner for one in found)
    if not entry.is_directory:
        return False
    return not context.exists(normpath(join(entry.sources[0], _inner(entry, path))))


def _may_be_beside(entry: Entry, path: str) -> bool:
    """Whether what a COPY brings to a directory may be another file than the one at the path."""
    is_one = entry.is_tree and entry.is_directory is None
    return is_one and bool(_inner(entry, path)) and not fnmatchcase(basename(path), basename(_source(entry)))


def _source(entry: Entry) -> str:
    return normpath("/" + "".join(entry.sources[:1]).lstrip("/"))


def _inner(entry: Entry, path: str) -> str:
    return path[len(entry.path.rstrip("/")) :].strip("/")


def _is_pattern(path: str) -> bool:
    return any(mark in path for mark in "*?[")


def _sources(entry: Entry, path: str) -> Iterator[str]:
    """What the source of a COPY can be to what is at a path behind it."""
    source, inner = _source(entry), _inner(entry, path)
    if source == "/" or (inner and not entry.is_tree):
        return
    if _is_pattern(source):
        directory, pattern = dirname(source), basename(source)
        if "/" not in inner and fnmatchcase(inner, pattern) and not _is_pattern(directory):
            yield join(directory, inner)
        return
    if not inner or (inner == basename(source) and entry.is_directory is None):
        yield source
    if inner:
        yield join(source, inner)
