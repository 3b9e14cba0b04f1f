"""Restores that stand between the sources and a later restore, and read manifests among the sources: the members of a workspace,
the modules of a build, the directories that take a package's place. What they are told on their command line does not name them."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.hints import may_restore
from dockwright.refactorings.reorder.restores import Restore, restore_of
from dockwright.refactorings.reorder.sites import Copied, Site, directories, overlap, resolve
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run


def restore_between(
    model: SemanticModel,
    context: BuildContext,
    stage: Stage,
    run: Run,
    workdir: str,
    copied: Copied,
    trees: Iterable[str],
) -> Command | None:
    """The command of a RUN that reads a manifest below one of these directories of the image, to which `copied` moves down."""
    if not context.is_known or not may_restore(run.text) or model.script(run).has_errors:
        return None
    sources = Sources(model, stage, context)
    for command, directory in directories(model.script(run), workdir):
        restore = restore_of(command) if directory is not None else None
        if restore is None or directory is None:
            continue
        place = resolve(directory, restore.directory)
        source = _context_directory(sources, place, restore, run)
        if source is None:
            continue
        site = Site(context, stage, _project(copied, source, place), directory, model.state_before(run).variables)
        found = restore.find(site)
        if found is not None and any(overlap(one, tree) for one in _read(found, site, place) for tree in trees):
            return command
    return None


def _context_directory(sources: Sources, place: str, restore: Restore, run: Run) -> str | None:
    """The context directory of the project in a directory of the image, by a manifest that a copy brings, or as a whole."""
    for one in sources.brought:
        is_here = one.transfer.index < run.index and not one.is_directory and dirname(one.target) == place
        if is_here and any(fnmatchcase(basename(one.source), guess) for guess in restore.guesses):
            return dirname(one.source)
    return sources.context_path(place, run)


def _project(copied: Copied, source: str, place: str) -> Copied:
    """The project as if it had come as a whole, from as far above as the directories of image and context are called alike."""
    root = place[: -len(source) - 1] if source and place.endswith(f"/{source}") else None
    return copied._replace(source=source if root is None else "", target=place if root is None else root or "/")


def _read(found: Manifests, site: Site, place: str) -> tuple[str, ...]:
    """What the restore reads: its manifests, or all of its directory where they are not all that it needs."""
    return (place,) if found.obstacles else tuple(site.copied.image_path(path) for path in found.paths)
