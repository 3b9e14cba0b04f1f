"""Paths: of the build context as it is sent, and of a stage as far as its instructions tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join
from typing import TYPE_CHECKING

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.semantics.state import normalise
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.semantics import Stage

_MOST = 300  # names of one directory that are offered
_SEGMENT = r"[^\s/,\"']*"
_USUAL_DIRECTORIES = {
    "/": ("app", "etc", "home", "opt", "out", "root", "srv", "src", "tmp", "usr", "var", "workspace"),
    "/usr": ("bin", "lib", "local", "share", "src"),
    "/usr/local": ("bin", "etc", "lib", "share"),
    "/var": ("cache", "lib", "log", "www"),
    "/etc": ("ssl",),
    "/etc/ssl": ("certs",),
    "/opt": (),
}
"""Directories that nearly every system has, or that stages are given."""

_REMOTE = re.compile(r"[a-z+]+://|git@")


def context_paths(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """The names in the directory that is being typed; what the ignore file keeps out is left out."""
    context = cursor.context
    if not context.is_known or "$" in typed or _REMOTE.match(typed):
        return
    directory = dirname(typed) if "/" in typed else ""
    span = _segment(cursor, typed)
    if span is None:
        return
    names = [name for name in context.list(directory) if context.sends(join(directory.strip("/"), name))]
    for name in sorted(names, key=lambda name: (name.startswith("."), name))[:_MOST]:
        yield _path(cursor, span, name, context.is_dir(join(directory.strip("/"), name)), "build context")


def source_paths(cursor: Cursor, typed: str, source: str | None) -> Iterator[Completion]:
    """Paths of what a `--from` names, of the build context without one."""
    if not source:
        yield from context_paths(cursor, typed)
        return
    stages = cursor.model.stages
    here = cursor.stage
    if source.isdecimal() and int(source) < len(stages):
        stage: Stage | None = stages[int(source)]
    else:
        stage = cursor.model.stage_named(source)
    if stage is not None and here is not None and stage.index < here.index:
        yield from stage_paths(cursor, typed, stage)


def stage_paths(cursor: Cursor, typed: str, stage: Stage | None) -> Iterator[Completion]:
    """What stands in a directory of a stage's file system."""
    span = _segment(cursor, typed)
    if span is None or stage is None or "$" in typed:
        return
    directory = _directory(cursor, typed, stage)
    if directory is None:
        return
    found = dict(_children(cursor, directory, stage))
    is_foreign = stage is not cursor.stage
    if typed.startswith("/") or is_foreign:
        found |= {name: True for name in _USUAL_DIRECTORIES.get(directory, ()) if name not in found}
    rooted = "/" if is_foreign and not typed else ""
    for name, is_directory in list(found.items())[:_MOST]:
        yield _path(cursor, span, rooted + name, is_directory, f"stage {stage.name or stage.index}")


def working_directories(cursor: Cursor) -> Iterator[Completion]:
    """What WORKDIR may mean."""
    typed = cursor.before
    if not typed:
        for path in ("/app", "/src", "/work"):
            yield Completion(path, "folder", Span(cursor.offset, cursor.offset), path)
    yield from stage_paths(cursor, typed, cursor.stage)


def destinations(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """Where COPY may put something."""
    stage = cursor.stage
    if not typed and stage is not None and cursor.instruction is not None:
        workdir = cursor.model.state_before(cursor.instruction).workdir
        here = Span(cursor.offset, cursor.offset)
        yield Completion("./", "folder", here, "./", f"the working directory, {workdir}" if workdir else "")
    yield from stage_paths(cursor, typed, stage)


def _directory(cursor: Cursor, typed: str, stage: Stage) -> str | None:
    """The absolute directory whose names are wanted. Sources of --from count from the root."""
    head = typed.rpartition("/")[0]
    if typed.startswith("/") or stage is not cursor.stage:
        return normalise(head)
    if cursor.instruction is None:
        return None
    state = cursor.model.state_before(cursor.instruction)
    return state.resolve(head or ".")


def _children(cursor: Cursor, directory: str, stage: Stage) -> Iterator[tuple[str, bool]]:
    """The names in a directory, and whether each is a directory, the newest first."""
    start = directory.rstrip("/") + "/"
    before = cursor.offset
    for entry in reversed(files_of(cursor.model, stage, cursor.context).entries):
        if entry.is_anywhere or entry.kind in ("removal", "mode", "unknown") or entry.instruction.span.start >= before:
            continue
        if entry.path.startswith(start) and entry.path != start:
            name, slash, _ = entry.path[len(start) :].partition("/")
            yield name, bool(slash) or entry.kind == "directory" or entry.is_tree
        elif entry.kind == "context" and entry.is_tree:
            yield from _copied(cursor, entry, directory)


def _copied(cursor: Cursor, entry: Entry, directory: str) -> Iterator[tuple[str, bool]]:
    """The names that a copied directory of the context brings."""
    within = directory.rstrip("/") + "/"
    root = entry.path.rstrip("/") + "/"
    if not within.startswith(root) or not cursor.context.is_known:
        return
    for source in entry.sources:
        place = join("" if source in (".", "") else source, within[len(root) :]).rstrip("/")
        for name in cursor.context.list(place):
            path = join(place, name)
            if cursor.context.sends(path):
                yield name, cursor.context.is_dir(path)


def _segment(cursor: Cursor, typed: str) -> Span | None:
    """What is replaced: the name at the cursor, between slashes."""
    return cursor.replacing(basename(typed), _SEGMENT)


def _path(cursor: Cursor, span: Span, name: str, is_directory: bool, detail: str) -> Completion:
    has_slash = cursor.text.startswith("/", span.end)
    label = f"{name}/" if is_directory else name
    written = (name if has_slash else label).replace(" ", f"{cursor.model.dockerfile.escape} ")
    return Completion(label, "folder" if is_directory else "file", span, written, detail, retriggers=is_directory)
