"""Node on a small image: no package runs a script when it is installed, and nothing starts another program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import basename, join
from typing import Any

from dockwright.context import BuildContext, keep, read_as
from dockwright.knowledge.npm_natives import HARMLESS_SCRIPTS, NEED_MORE
from dockwright.knowledge.table import words
from dockwright.projects.node import Package, lifecycle_scripts, lock_file, read_package, workspace_members
from dockwright.projects.package_scripts import steps_of
from dockwright.refactorings.slim_base.subject import Subject, is_there, unknown_commands
from dockwright.shell import Command

MOST_FILES = 3000
"""So many files are read; what a larger project starts is not known."""

_BUILDERS = words(
    "astro babel copyfiles cpx cross-env esbuild eslint nest next nuxt parcel rimraf rollup sass swc tailwindcss tsc tsup "
    "vite vue-cli-service vue-tsc webpack"
)
_STARTERS = _BUILDERS | words("node serve http-server tsx ts-node")
_WORDS_OF_STARTS = ("child_process", "execa", "shelljs", "zx", "node-pty", "process.dlopen", ".node")
_STARTS_OTHERS = re.compile(r"child_process|\bexeca\b|\bshelljs\b|\bzx\b|node-pty|process\.dlopen|\.node['\"]\s*\)")
_SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")
_INSTALLS = words("ci install i clean-install")


def suffices(subject: Subject) -> bool:
    """Whether a Node stage needs nothing of the full image."""
    commands = unknown_commands(subject)
    package = _package(subject, subject.start.directory)
    if commands is None or package is None or workspace_members(subject.context, package, "npm"):
        return False
    if not all(_is_light(subject, command, package) for _, command in commands):
        return False
    return _starts(subject, package) and not _starts_others(subject.context)


def _package(subject: Subject, directory: str) -> Package | None:
    where = subject.sources.context_path(directory)
    return read_package(subject.context, where) if where is not None else None


def _is_light(subject: Subject, command: Command, package: Package) -> bool:
    """Whether a command installs what compiles nothing, or runs a builder that is written in JavaScript."""
    directory = subject.model.state_before(command.instruction).workdir
    if command.name != "npm" or not command.is_top_level or _package(subject, directory or "\0") != package:
        return False
    operands = [word.value for word in command.operands()]
    if operands[:1] == ["run"]:
        steps = steps_of([word.value for word in command.words], package.scripts)
        return steps is not None and all(step.argv and basename(step.argv[0]) in _BUILDERS for step in steps)
    if operands[:1] == ["cache"]:
        return True
    is_own = (
        len(operands) == 1
        and operands[0] in _INSTALLS
        and not command.has_flag("g", "global", "prefix", "C", "build-from-source")
    )
    return is_own and _has_lock(subject, command, package) and installs_lightly(subject.context, package)


def _has_lock(subject: Subject, command: Command, package: Package) -> bool:
    """Whether the lock file is in the image when the command runs, and says what it installs."""
    path = lock_file(subject.context, package.directory, "npm")
    directory = subject.model.state_before(command.instruction).workdir
    if path is None or directory is None:
        return False
    return subject.sources.context_path(join(directory, basename(path)), command.instruction) == path


def installs_lightly(context: BuildContext, package: Package) -> bool:
    """Whether, by the lock file, no package compiles or fetches by a script of its own."""
    import json

    if any(not one.is_understood or "prisma" in one.command for one in lifecycle_scripts(context, package)):
        return False
    path = lock_file(context, package.directory, "npm")
    try:
        data = json.loads(context.read(path) or "") if path is not None else None
    except (ValueError, RecursionError):
        return False
    packages = data.get("packages") if isinstance(data, Mapping) else None
    if not isinstance(packages, Mapping) or "" not in packages:
        return False
    return all(_is_plain(str(place), entry) for place, entry in packages.items() if place)


def _is_plain(place: str, entry: Any) -> bool:
    if not isinstance(entry, Mapping) or not place.startswith("node_modules/") or entry.get("link"):
        return False
    name = place.rpartition("node_modules/")[2]
    resolved = entry.get("resolved", "https://")
    is_fetched = isinstance(resolved, str) and resolved.startswith("https://")
    return name not in NEED_MORE and is_fetched and (not entry.get("hasInstallScript") or name in HARMLESS_SCRIPTS)


def _starts(subject: Subject, package: Package) -> bool:
    """Whether all that starts is JavaScript."""
    if subject.script is not None:
        return all(is_there(subject, one) for one in subject.script.programs)
    steps = steps_of([subject.start.program, *subject.start.arguments], package.scripts)
    return steps is not None and all(step.argv and basename(step.argv[0]) in _STARTERS for step in steps)


def _starts_others(context: BuildContext) -> bool:
    """Whether sources of the project start programs or load libraries, or installed packages come along."""
    return keep(context, _starts_others, lambda: _any_starts_others(context))


def _any_starts_others(context: BuildContext) -> bool:
    count = 0
    for path in context.sent_files():
        if "node_modules/" in path:
            return True
        if path.endswith(_SUFFIXES):
            count += 1
            if count > MOST_FILES or read_as(context, path, _says_so):
                return True
    return False


def _says_so(text: str) -> bool:
    return any(word in text for word in _WORDS_OF_STARTS) and _STARTS_OTHERS.search(text) is not None
