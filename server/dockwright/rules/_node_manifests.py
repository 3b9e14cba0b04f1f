"""What an install of Node packages reads and cannot see yet: settings and patches that are copied later."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.brought import Brought, brought_by, inside
from dockwright.refactorings.split.sources import PASSED, Sources
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer

_LOCKS = frozenset({"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"})
"""unused-lock-file speaks of these."""

_PASSED = PASSED | {"context", "removal"}
"""Kinds of entries that put nothing there; what comes from the context is known one by one."""

_USERS = ("NPM_CONFIG_USERCONFIG", "npm_config_userconfig", "YARN_RC_FILENAME")
"""Variables that say that settings are elsewhere."""


def missing(
    command: Command, run: Run, stage: Stage, model: SemanticModel, context: BuildContext
) -> Iterator[tuple[str, str, bool]]:
    """Each file or directory that the install would read, that the context has and only another copy brings, as its context
    path, its place in the image, and whether it is a directory."""
    from dockwright.refactorings.reorder.restores import restore_of
    from dockwright.refactorings.reorder.sites import directories

    restore, workdir = restore_of(command), model.state_before(run).workdir
    if restore is None or workdir is None or any(one in model.state_before(run).variables for one in _USERS):
        return
    directory = dict(directories(model.script(run), workdir)).get(command)
    sources = Sources(model, stage, context)
    place = normpath(join(directory, restore.directory)) if directory is not None else ""
    source = sources.context_path(join(place, "package.json"), run) if place else None
    if source is None or basename(source) != "package.json":
        return
    found = _read(command, context, dirname(source))
    if found is None or found.obstacles:
        return
    wanted = [(path, False) for path in found.files] + [(path, True) for path in found.directories]
    here = dirname(source)
    for path, is_directory in wanted:
        target = normpath(join(place, path[len(here) :].lstrip("/")))
        if not _is_aside(path, context, here) and _is_missing(model, stage, sources, run, path, target):
            yield path, target, is_directory


def _read(command: Command, context: BuildContext, directory: str) -> Manifests | None:
    from dockwright.projects.node_install import manifests

    manager = "yarn" if command.name == "yarnpkg" else command.name
    return manifests(context, directory, manager, directory, runs_scripts=not command.has_flag("ignore-scripts"))


def _is_aside(path: str, context: BuildContext, directory: str) -> bool:
    """Whether it is no matter of this rule: a lock file, another package, which may be left out on purpose, or what Prisma reads,
    where no script of the package asks Prisma."""
    if basename(path) in _LOCKS or basename(path) == "package.json":
        return True
    if "prisma" not in path:
        return False
    from dockwright.projects.node import read_package

    package = read_package(context, directory)
    scripts = package.scripts if package is not None else {}
    return not any("prisma" in scripts.get(name, "") for name in ("postinstall", "install", "preinstall", "prepare"))


def _is_missing(model: SemanticModel, stage: Stage, sources: Sources, run: Run, path: str, place: str) -> bool:
    """Whether nothing has put anything at the place of a path, nor the file anywhere, and another COPY brings it."""
    from dockwright.semantics.filesystem import files_of

    files = files_of(model, stage, sources.context)
    if sources.context_path(place, run) is not None or files.base_may_hold(place):
        return False
    if any(entry.kind not in _PASSED for entry in files.origin(place, run)):
        return False
    targets = (one.option("target", "dst", "destination") for one in run.mounts)
    if any(one is None or basename(one.value or "") == basename(path) for one in targets):
        return False
    every = [
        one
        for each in model.dockerfile.instructions
        if isinstance(each, Transfer)
        for one in _brought(model, each, sources)
    ]
    is_there = any(one.source == path for one in every if one.transfer.index < run.index)
    return not is_there and any(_brings(one, path) for one in every)


def _brought(model: SemanticModel, transfer: Transfer, sources: Sources) -> tuple[Brought, ...]:
    return tuple(brought_by(model, transfer, sources.context)) if transfer.from_ is None else ()


def _brings(one: Brought, path: str) -> bool:
    return one.source == path or (one.is_directory and (not one.source or inside(path, one.source) is not None))
