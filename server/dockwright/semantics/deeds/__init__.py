"""What one shell command does: the paths it reads and writes, the variables it heeds, whether nobody can tell.

A path stands for itself and all below it. What is not understood is a barrier: it may read and write anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dockwright.knowledge.package_managers import manager_of
from dockwright.semantics.deeds import files, packages
from dockwright.semantics.deeds.packages import sets_for_project
from dockwright.semantics.deeds.site import Deed, Place, Site, Write, barrier, site_of, sites, write_at

if TYPE_CHECKING:
    from dockwright.shell import Command, ShellWord

__all__ = ["Deed", "Place", "Site", "Write", "deed", "is_understood", "sets_for_project", "site_of", "sites"]

_INTERPRETERS: Mapping[str, Callable[[Site], Deed]] = {**files.INTERPRETERS, **packages.INTERPRETERS}
_WRITING = frozenset({">", ">>", ">|", "&>", "&>>", "<>"})
_DEVICES = ("/dev/", "/proc/", "/sys/")


def deed(site: Site) -> Deed:
    """What the command does, worked out once."""
    if site.done is None:
        site.done = _deed(site)
    return site.done


def _deed(site: Site) -> Deed:
    command = site.command
    if not command.name and not command.words:
        return _with_redirections(site, Deed())
    interpret = _interpreter(command.name) or barrier
    return _with_redirections(site, interpret(site))


def is_understood(command: Command) -> bool:
    """Whether it is known what the command's program does: all others are barriers."""
    return _interpreter(command.name) is not None or (not command.name and not command.words)


def _interpreter(program: str) -> Callable[[Site], Deed] | None:
    found = _INTERPRETERS.get(program)
    if found is None and (manager := manager_of(program)) is not None:
        found = packages.MANAGED.get(manager.name)
    return found


def _with_redirections(site: Site, done: Deed) -> Deed:
    redirections = site.command.redirections
    if not redirections:
        return done
    reads, writes = list(done.reads), list(done.writes)
    for redirection in redirections:
        if redirection.target is None or redirection.operator.startswith("<<"):
            continue
        place = site.place(redirection.target)
        if place.path.startswith(_DEVICES):
            continue
        if redirection.operator in _WRITING or (
            redirection.operator == ">&" and not _is_descriptor(redirection.target)
        ):
            writes.append(write_at(place, "file"))
        elif redirection.operator == "<":
            reads.append(place.path)
    return done._replace(reads=tuple(reads), writes=tuple(writes))


def _is_descriptor(word: ShellWord) -> bool:
    return word.value.isdecimal() or word.value == "-"
