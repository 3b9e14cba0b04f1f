"""Restores that read a few files of the directory in which they run: what a command is told apart as, and the restore made of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dockwright.context import BuildContext
from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.restores import Restore, named_by_variables
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

Find = Callable[[BuildContext, str, str], Manifests | None]


class Found(NamedTuple):
    """What a command restores."""

    ecosystem: str
    label: str
    guesses: tuple[str, ...]
    find: Find  # by the context, the directory and what is copied
    inserted: str = ""
    prefixes: tuple[str, ...] = ()  # of variables that name places
    paths: tuple[str, ...] = ()  # directories that are looked into, in place of the one where it runs


def restore(command: Command, found: Found) -> Restore:
    """The restore that a command is, or does on its way where one is inserted for it."""
    return Restore(
        command,
        found.ecosystem,
        found.label,
        "",
        found.guesses,
        partial(_find, found),
        f"check that `{found.label}` needs no other file of the project",
        found.inserted,
        is_explicit=not found.inserted,
        is_likely=lambda model, site: False,
        doubts=partial(_doubts, command, found.prefixes),
    )


def _find(found: Found, site: Site) -> Manifests | None:
    if found.paths:
        places = [site.context_path(one) for one in found.paths]
        known = tuple(one for one in places if one is not None)
        return found.find(site.context, "\n".join(known), site.copied.source) if len(known) == len(places) else None
    where = site.context_path()
    return found.find(site.context, where, site.copied.source) if where is not None else None


def _doubts(command: Command, prefixes: tuple[str, ...], site: Site, run: Run) -> list[str]:
    return named_by_variables(command, site, *prefixes) if prefixes else []
