"""The words of commands follow a file or directory of the build context that moves: `COPY main.py .` brings another name, and
`CMD ["python", "main.py"]` starts it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename, dirname, relpath

from dockwright.context import BuildContext
from dockwright.ide.moved_names import module_of, module_places, search_path
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, deed, sites
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.semantics.state import normalise
from dockwright.shell import ShellWord
from dockwright.syntax import Copy, Healthcheck, Instruction, ShellOrExec, Transfer
from dockwright.text import Edit, Span

Places = tuple[str, str]
"""Paths in the context, without a leading slash: before and after the move."""

_TAKING = ("mode", "removal")
"""What commands do to a file that another one has put there."""


def commands_that_follow(model: SemanticModel, context: BuildContext, old: str, new: str) -> Iterator[Edit]:
    """The edits of RUN, CMD, ENTRYPOINT and HEALTHCHECK that go with a move inside the context."""
    marks = [mark for mark in (basename(old).removesuffix(".py"), basename(dirname(old))) if mark]
    for instruction in model.dockerfile.instructions:
        stage = model.stage_of(instruction)
        if stage is None or not isinstance(instruction, (ShellOrExec, Healthcheck)):
            continue
        if not any(mark in instruction.text for mark in marks):
            continue
        written: set[str] = set()  # by the instruction itself
        for site in sites(model, instruction):
            written.update(one.path for one in deed(site).writes if one.kind not in _TAKING)
            for word in site.command.words:
                if site.place(word).path in written:
                    continue
                path = _new_path(model, stage, context, (old, new), site, word)
                if path is not None:
                    yield from _replacement(instruction, site, word, path)
                elif word.is_literal:
                    yield from _renamed(model, stage, context, (old, new), site, word)


def copies_that_follow(model: SemanticModel, context: BuildContext, old: str, new: str) -> Iterator[Edit]:
    """The edits of `COPY --from` that go with a move inside the context, where a stage has copied what moves."""
    for stage in model.stages:
        for reference in stage.references:
            copy = reference.instruction
            if reference.stage is None or not isinstance(copy, Copy) or copy.is_json:
                continue
            for word in copy.sources:
                if not word.is_literal or word.raw != word.value or basename(old) not in word.value:
                    continue
                place = normalise(f"/{word.value}")
                path = _place_after(model, reference.stage, context, (old, new), place, None)
                if path is not None and path != place and _is_plain(path):
                    yield Edit(word.span, path if word.value.startswith("/") else path[1:])


def _new_path(
    model: SemanticModel, stage: Stage, context: BuildContext, move: Places, site: Site, word: ShellWord
) -> str | None:
    """Where in the image that is after the move which a word names; None when it stays there."""
    if not word.is_literal or not _may_be_file(word.value):
        return None
    place = site.place(word)
    if not place.is_exact:
        return None
    path = _place_after(model, stage, context, move, place.path, site.command.instruction)
    return path if path != place.path else None


def _renamed(
    model: SemanticModel, stage: Stage, context: BuildContext, move: Places, site: Site, word: ShellWord
) -> Iterator[Edit]:
    """The edit of a word that names a file without its path: a module of Python, or a program that is looked for."""
    before = site.command.instruction
    if word is site.command.words[0]:
        for place in search_path(site, word):
            moved = _place_after(model, stage, context, move, place, before)
            if moved is not None:
                if dirname(moved) == dirname(place) and _is_plain(moved):
                    yield from _part(before, word, word.value, basename(moved))
                return
        return
    for place in module_places(site, word):
        moved = _place_after(model, stage, context, move, place, before)
        name = module_of(site, moved) if moved is not None else None
        if name is not None:
            yield from _part(before, word, word.value.partition(":")[0], name)
            return


def _part(instruction: Instruction, word: ShellWord, old: str, new: str) -> Iterator[Edit]:
    """The edit of the beginning of a word, which may stand in quotes."""
    source = word.span.of(instruction.dockerfile.text)
    start = word.span.start + (source[:1] in ('"', "'"))
    span = Span(start, start + len(old))
    if old != new and span.of(instruction.dockerfile.text) == old:
        yield Edit(span, new)


def _place_after(
    model: SemanticModel, stage: Stage, context: BuildContext, move: Places, path: str, before: Instruction | None
) -> str | None:
    """Where in a stage that is after the move which is at a path, as far as a COPY alone has put it there."""
    found = files_of(model, stage, context).origin(path, before)
    own = [one for one in found if one.path == path or (one.is_tree and path.startswith(_inside(one.path)))]
    putting = [one for one in own if one.is_transfer or (one.path == path and one.kind not in _TAKING)]
    if not putting or putting[-1].is_anywhere or len(putting[-1].sources) != 1:
        return None
    entry = putting[-1]
    if entry.kind == "context":
        return _landing(model, entry, path, move)
    if entry.stage is None:
        return None
    source = f"/{entry.sources[0]}"  # in the other stage
    moved = _place_after(model, entry.stage, context, move, normalise(f"{source}/{relpath(path, entry.path)}"), None)
    if moved is None:
        return None
    if path != entry.path:  # of a directory the content is copied
        is_inside = entry.is_tree and moved.startswith(_inside(source))
        return normalise(f"{entry.path}/{relpath(moved, source)}") if is_inside else None
    is_renamed = not entry.is_tree and basename(source) == basename(entry.path) and not _is_named(model, entry)
    return _inside(dirname(entry.path)) + basename(moved) if is_renamed else None


def _inside(directory: str) -> str:
    return f"{directory.rstrip('/')}/"


def _may_be_file(text: str) -> bool:
    return ("/" in text or "." in text) and not text.startswith("-") and "://" not in text


def _landing(model: SemanticModel, entry: Entry, path: str, move: Places) -> str | None:
    """Where a file of the image is after the move of what a COPY takes it from; None when nobody can tell."""
    (source,) = entry.sources
    if entry.path == path and not entry.is_tree:
        moved = _moved(source, move)
        if moved is None or basename(source) != basename(entry.path) or _is_named(model, entry):
            return None
        return _inside(dirname(entry.path)) + basename(moved)
    below = relpath(path, entry.path) if path != entry.path else ""
    if any(mark in source for mark in "*?["):
        before = f"{dirname(source)}/{below}".lstrip("/")
        moved = _moved(before, move)
        fits = moved is not None and fnmatchcase(before, source) and fnmatchcase(moved, source)
        if moved is None or not fits or dirname(moved) != dirname(before):
            return None
        return normalise(f"{entry.path}/{basename(moved)}")
    root = f"{source}/" if source else ""
    moved = _moved(root + below, move)
    if entry.is_directory is not True or moved is None or not below or not moved.startswith(root):
        return None
    return normalise(f"{entry.path}/{moved[len(root) :]}")


def _moved(path: str, move: Places) -> str | None:
    old, new = move
    if path == old:
        return new
    return new + path[len(old) :] if path.startswith(f"{old}/") else None


def _is_named(model: SemanticModel, entry: Entry) -> bool:
    """Whether the destination says what the file is called in the image."""
    transfer = entry.instruction
    word = transfer.destination if isinstance(transfer, Transfer) else None
    text = model.expand(word, transfer) if word is not None else None
    return text is None or (not text.endswith("/") and model.state_before(transfer).resolve(text) == entry.path)


def _replacement(instruction: Instruction, site: Site, word: ShellWord, path: str) -> Iterator[Edit]:
    """The word with the new path, relative or absolute as it was; nothing where quotes stand in the way."""
    written = path
    if not word.value.startswith("/"):
        if site.cwd is None:
            return
        prefix = "./" if word.value.startswith("./") else ""
        written = prefix + relpath(path, site.cwd)
        if written.startswith(("../", "./../")) and not word.value.startswith("../"):
            return
    source = word.span.of(instruction.dockerfile.text)
    if source == json.dumps(word.value, ensure_ascii=False):
        yield Edit(word.span, json.dumps(written, ensure_ascii=False))
    elif source == word.value and _is_plain(written):
        yield Edit(word.span, written)


def _is_plain(path: str) -> bool:
    return all(character.isalnum() or character in "/._-+@%:," for character in path)
