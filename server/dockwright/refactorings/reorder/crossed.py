"""Restores that stand between the sources and a later restore, and read manifests among the sources: the members of a workspace,
the modules of a build, the directories that take a package's place. What they are told on their command line does not name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from dockwright.values import NamedTuple


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
    for one in _restores(model, context, stage, run, workdir, copied):
        if any(overlap(read, tree) for read in _read(one.manifests, one.site, one.place) for tree in trees):
            return one.command
    return None


def installs_alone(
    model: SemanticModel, context: BuildContext, stage: Stage, run: Run, workdir: str, copied: Copied
) -> bool:
    """Whether a RUN does nothing but install packages of Node, from manifests that are known to be all that it reads."""
    restores = [restore_of(one) for one in model.commands(run) if one.name != "cd"]
    if not restores or any(one is None or one.ecosystem != "node" for one in restores):
        return False
    found = list(_restores(model, context, stage, run, workdir, copied))
    return len(found) == len(restores) and not any(one.manifests.obstacles for one in found)


class _Found(NamedTuple):
    command: Command
    site: Site
    place: str  # of the project, absolute
    manifests: Manifests


def _restores(
    model: SemanticModel, context: BuildContext, stage: Stage, run: Run, workdir: str, copied: Copied
) -> Iterator[_Found]:
    """The restores of a RUN whose projects are in the context."""
    if not context.is_known or not may_restore(run.text, context) or model.script(run).has_errors:
        return
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
        if found is not None:
            yield _Found(command, site, place, found)


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
    """What the restore reads: its manifests; where they are not all that it needs all of its directory, and where one of
    them leads out of that, whatever there is."""
    if not found.obstacles:
        return tuple(site.copied.image_path(path) for path in found.paths)
    leads_out = any(".." in (site.context.read(path) or "") for path in found.files)
    return ("/",) if leads_out else (place,)
