"""Whether a file that a container starts with can be in the image."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname

from dockwright.context import BuildContext, join
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of, files_of
from dockwright.semantics.mentions import may_be_meant
from dockwright.syntax import Transfer, Volume

ENDINGS = {
    "node": ("", ".js", ".json", ".node", ".mjs", ".cjs", "/index.js", "/package.json", "/index.json"),
    "python": ("", "/__main__.py"),
}
"""What interpreters try behind the name they are given."""

_FILES = (".cfg", ".cjs", ".conf", ".env", ".html", ".ini", ".jar", ".js", ".json", ".lock", ".md", ".mjs", ".php", ".py", ".rb",
          ".sh", ".toml", ".ts", ".txt", ".war", ".yaml", ".yml")  # fmt: skip
"""Names that end like this are files; another name with a dot may be a directory whose content is copied."""

_PASSED = frozenset(("mode", "removal", "account", "packages"))


def is_missing(model: SemanticModel, stage: Stage, context: BuildContext, path: str, paths: list[str]) -> bool:
    """Whether none of the paths can be there; first of all by what is copied, which is quickly seen."""
    transfers: list[Entry] = []
    for one in stage.lineage:
        for transfer in reversed(one.of(Transfer)):
            for entry in entries_of(model, transfer, context):
                if any(_may_be(entry, each, context) for each in paths):
                    return False
                transfers.append(entry)
    is_empty = stage.facts is not None and stage.facts.kind == "empty"
    if not (_is_filled(transfers, dirname(path), context) or (is_empty and _is_elsewhere(transfers, path))):
        return False
    if _is_mounted(model, stage, path):
        return False
    if _may_build(stage, context):
        return False
    files = files_of(model, stage, context)
    if any(files.base_may_hold(each) or files.may_be_installed(each) for each in paths):
        return False
    if any(_may_be(entry, each, context) for each in paths for entry in files.entries):
        return False
    return not any(may_be_meant(model, stage, each) for each in paths)


def _may_build(stage: Stage, context: BuildContext) -> bool:
    """Whether an install may run scripts of the project, which may make anything."""
    installs = any(
        command.name in ("npm", "yarn", "pnpm", "bun") and not command.has_flag("ignore-scripts")
        for one in stage.lineage
        for command in one.commands
    )
    if not installs or not context.is_known:
        return installs
    from dockwright.projects.node import EVENTS

    texts = [context.read(path) or "" for path in context.glob("**/package.json") if "node_modules/" not in path]
    return any(f'"{event}"' in text for text in texts for event in EVENTS)


def _is_mounted(model: SemanticModel, stage: Stage, path: str) -> bool:
    """Whether the path may be mounted when the container starts."""
    for one in stage.lineage:
        for volume in one.of(Volume):
            for word in volume.paths:
                place = model.expand(word, volume)
                if place is None or path.startswith(place.rstrip("/") + "/") or path == place:
                    return True
    return False


def _may_be(entry: Entry, path: str, context: BuildContext) -> bool:
    """Whether the instruction may have put something at the path."""
    if entry.kind in _PASSED or not entry.concerns(path):
        return False
    if entry.kind == "directory":
        return entry.is_anywhere
    if entry.kind != "context" or not context.is_known or entry.is_anywhere:
        return True
    for source in entry.sources:
        if any(mark in source for mark in "*?[") or not context.exists(source):
            return True  # who builds the image sees to it that there is something
        inner = path[len(entry.path) :].lstrip("/") if entry.is_tree and path != entry.path else ""
        found = join(source, inner) if inner else source
        if context.sends(found) or (context.exists(found) and not context.ignored(found)):
            return True
    return not entry.sources


def is_made_outside(model: SemanticModel, stage: Stage, context: BuildContext, path: str) -> bool:
    """Whether a COPY would bring the path if it were in the context, from where git ignores it: a build on the machine may
    make it before the image is built."""
    from dockwright.refactorings.ignore_file import is_ignored_by_git

    for one in stage.lineage:
        for transfer in one.of(Transfer):
            for entry in entries_of(model, transfer, context):
                if entry.kind == "context" and entry.is_tree and not entry.is_anywhere and entry.concerns(path):
                    inner = path[len(entry.path) :].lstrip("/")
                    found = [join(source, inner) for source in entry.sources]
                    if any(is_ignored_by_git(context, each) and not context.ignored(each) for each in found):
                        return True
    return False


def _is_elsewhere(entries: Sequence[Entry], path: str) -> bool:
    """Whether a file of that name is copied to another place: into an image that has nothing else nobody will mount it."""
    return any(basename(source.rstrip("/")) == basename(path) for one in entries for source in one.sources)


def _is_filled(entries: Sequence[Entry], directory: str, context: BuildContext) -> bool:
    """Whether something is copied into the directory, and all of it is understood."""
    found = [one for one in entries if one.is_transfer and (one.concerns(directory) or dirname(one.path) == directory)]
    return bool(found) and (context.is_known or all(one.path.endswith(_FILES) for one in found))
