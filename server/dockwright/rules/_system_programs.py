"""Programs that come from a package of a distribution, for certain."""

from __future__ import annotations

from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.package_managers import SYSTEM_PROGRAMS
from dockwright.knowledge.shared_libraries import DYNAMIC, SYSTEM_DIRECTORIES, SYSTEMS
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, files_of

_UNCHANGED = frozenset(("account", "directory", "mode", "removal"))
"""Kinds of entries that put no program at the path."""


def system_program(
    model: SemanticModel, origin: Stage | None, context: BuildContext, image: BaseImage, path: str
) -> str | None:
    """The name of the program at a path of a stage, or of an image where `origin` is None, that a package of the system has linked
    dynamically; None where it is another, or something else may have put it there."""
    name = basename(path)
    if name not in DYNAMIC or dirname(path) not in SYSTEM_DIRECTORIES or image.os not in SYSTEMS:
        return None
    if origin is None:
        return name
    if "static" in model.dockerfile.text and any(
        "static" in one.text for each in origin.lineage for one in each.instructions
    ):
        return None  # `busybox-static` has `/bin/busybox`
    return name if all(map(_is_of_system, files_of(model, origin, context).origin(path))) else None


def _is_of_system(entry: Entry) -> bool:
    name = entry.command.name if entry.command is not None else ""
    return entry.kind in _UNCHANGED or (entry.kind == "packages" and name in SYSTEM_PROGRAMS)
