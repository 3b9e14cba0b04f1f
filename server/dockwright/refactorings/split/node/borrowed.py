"""Packages that another stage installs, and a COPY brings: `COPY --from=deps /app/node_modules ./node_modules`."""

from __future__ import annotations

from posixpath import dirname, join

from dockwright.context import BuildContext
from dockwright.refactorings.node_installs import commands_of
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.node.pruning import Install
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import Copy
from dockwright.values import NamedTuple


class Borrowed(NamedTuple):
    """An install of another stage, and the COPY that brings what it filled."""

    install: Install
    stage: Stage
    copy: Copy


def install_at(model: SemanticModel, stage: Stage, directory: str) -> Install | None:
    """The last command of a stage, or of those that it is built on, that installs what package.json in a directory names."""
    found = None
    for one in reversed(stage.lineage):
        for run, command, place in commands_of(model, one):
            restore = restore_of(command)
            if restore is not None and restore.ecosystem == "node" and place == directory:
                found = Install(run, command, "yarn" if command.name == "yarnpkg" else command.name, place)
    return found


def borrowed(model: SemanticModel, stage: Stage, context: BuildContext, root: str) -> Borrowed | None:
    """The install whose packages a stage has beside the package.json in `root`, from a stage on the same system."""
    place = join(root, "node_modules")
    found: Borrowed | None = None
    for copy in stage.of(Copy):
        for entry in entries_of(model, copy, context) if copy.from_ is not None else ():
            if entry.path != place:
                continue
            install = _install_of(model, entry)
            if found is not None or install is None or entry.stage is None or not _is_like(stage, entry.stage):
                return None
            found = Borrowed(install, entry.stage, copy)
    return found


def _install_of(model: SemanticModel, entry: Entry) -> Install | None:
    """The install that filled what an entry brings."""
    source = "/" + entry.sources[0].lstrip("/") if entry.sources else ""
    if entry.stage is None or entry.is_anywhere or not source.endswith("/node_modules"):
        return None
    return install_at(model, entry.stage, dirname(source))


def _is_like(stage: Stage, other: Stage) -> bool:
    """Whether two stages stand on the same release of the same system."""
    one, two = stage.facts, other.facts
    return one is not None and two is not None and (one.os, one.release) == (two.os, two.release)
