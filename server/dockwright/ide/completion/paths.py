"""Paths: of the build context as it is sent, and of a stage as far as its instructions tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from posixpath import basename, dirname, join
from typing import TYPE_CHECKING

from dockwright.context import clean
from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.ecosystems import ALWAYS_IGNORABLE, ECOSYSTEMS
from dockwright.knowledge.image_tags import DESTINATIONS
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.semantics.state import normalise
from dockwright.syntax import Transfer
from dockwright.text import Span, whole_number

if TYPE_CHECKING:
    from dockwright.semantics import Stage

_MOST = 300  # names of one directory that are offered at once
_SEGMENT = r"[^\s/,\"']*"
_USUAL_DIRECTORIES = {
    "/": ("app", "etc", "home", "opt", "out", "root", "srv", "src", "tmp", "usr", "var", "work", "workspace"),
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
    start = basename(typed).casefold()
    names = [name for name in context.list(directory) if start in name.casefold()]
    names = [name for name in names if context.sends(join(directory.strip("/"), name))]
    for name in _most(cursor, sorted(names, key=_rank)):
        yield _path(cursor, span, name, context.is_dir(join(directory.strip("/"), name)), "build context")


def _rank(name: str) -> tuple[bool, bool, str]:
    """What an image has a use for first; hidden files last."""
    return name.startswith("."), any(fnmatch(name, pattern) for pattern in ALWAYS_IGNORABLE), name


def _most(cursor: Cursor, names: list[str]) -> list[str]:
    """As many names as an editor shows with ease; that there are more, the cursor tells."""
    cursor.is_cut = cursor.is_cut or len(names) > _MOST
    return names[:_MOST]


def _manifests(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """What the restore of dependencies needs, as long as it is not copied; then the whole context."""
    context, stage = cursor.context, cursor.stage
    span = _segment(cursor, typed)
    if span is None or stage is None or not context.is_known or "/" in typed:
        return
    above = [copy for copy in stage.of(Transfer) if copy.from_ is None and copy.span.start < cursor.line_start]
    copied = {clean(word.value) for copy in above for word in copy.sources}
    if "" in copied:
        return
    own = stage.facts.ecosystem if stage.facts is not None else ""
    for layout in sorted(ECOSYSTEMS.values(), key=lambda layout: layout.name != own):
        for name in (*layout.manifests, *layout.locks):
            if (
                "*" not in name
                and "/" not in name
                and name not in copied
                and context.is_file(name)
                and context.sends(name)
            ):
                yield _path(cursor, span, name, False, f"build context, dependencies of {layout.name}")
    if not cursor.arguments and not typed:
        yield Completion(".", "folder", span, ".", "all that the build context sends")


def source_paths(cursor: Cursor, typed: str, source: str | None) -> Iterator[Completion]:
    """Paths of what a `--from` names, of the build context without one."""
    if not source:
        named = {clean(word) for word in cursor.arguments}
        head = dirname(typed)
        for one in (*_manifests(cursor, typed), *context_paths(cursor, typed)):
            if clean(join(head, one.label)) not in named:
                yield one
        return
    stages = cursor.model.stages
    here = cursor.stage
    if source.isdecimal() and whole_number(source) < len(stages):
        stage: Stage | None = stages[whole_number(source)]
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
    start = basename(typed).casefold()
    for name in _most(cursor, [name for name in found if start in name.casefold()]):
        is_directory = found[name]
        detail = f"stage {stage.name or stage.index}" if is_foreign else "this stage"
        yield _path(cursor, span, rooted + name, is_directory, detail)


def working_directories(cursor: Cursor) -> Iterator[Completion]:
    """What WORKDIR may mean."""
    typed = cursor.before
    if not typed:
        for path in ("C:/app", "C:/src") if cursor.is_windows else ("/app", "/src", "/work"):
            yield Completion(path, "folder", Span(cursor.offset, cursor.offset), path)
    yield from stage_paths(cursor, typed, cursor.stage)


def destinations(cursor: Cursor, typed: str) -> Iterator[Completion]:
    """Where COPY may put something."""
    stage = cursor.stage
    if not typed and stage is not None and cursor.instruction is not None:
        workdir = cursor.model.state_before(cursor.instruction).workdir
        here = Span(cursor.offset, cursor.offset)
        yield Completion("./", "folder", here, "./", f"the working directory, {workdir}" if workdir else "")
        family = stage.root_image.family if stage.root_image is not None else ""
        for path in DESTINATIONS.get(family, ()):
            yield Completion(path, "folder", here, path, "where the base image looks")
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


def program_path(cursor: Cursor, entry: Entry) -> str | None:
    """The path of a single file that a build has made, here or in the stage that it is copied from; None for other entries."""
    if entry.is_anywhere:
        return None
    if entry.kind != "stage" or entry.stage is None or len(entry.sources) != 1:
        return entry.path if entry.kind == "artifact" and not entry.is_tree else None
    source = normalise(entry.sources[0])
    made = [one for one in files_of(cursor.model, entry.stage, cursor.context).entries if one.path == source]
    if not made or program_path(cursor, made[-1]) is None:
        return None
    transfer = entry.instruction
    target = transfer.destination if isinstance(transfer, Transfer) else None
    is_inside = entry.is_tree and target is not None and target.value.endswith(("/", "."))
    return join(entry.path, basename(source)) if is_inside else entry.path


def _children(cursor: Cursor, directory: str, stage: Stage) -> Iterator[tuple[str, bool]]:
    """The names in a directory, and whether each is a directory, the newest first."""
    start = directory.rstrip("/") + "/"
    before = cursor.instruction.span.start if cursor.instruction is not None else cursor.offset
    for entry in reversed(files_of(cursor.model, stage, cursor.context).entries):
        if entry.is_anywhere or entry.kind in ("removal", "mode", "unknown") or entry.instruction.span.start >= before:
            continue
        program = program_path(cursor, entry)
        path = program or entry.path
        if path.startswith(start) and path != start:
            name, slash, _ = path[len(start) :].partition("/")
            yield name, bool(slash) or entry.kind == "directory" or (entry.is_tree and program is None)
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
        for name in sorted(cursor.context.list(place), key=_rank):
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
