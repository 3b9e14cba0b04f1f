"""Cache and tmpfs mounts of a RUN: what is written there is in no layer, and what a cache holds stays from build to build."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from dockwright.refactorings.brought import inside
from dockwright.syntax import Flag, Run


def passing_mounts(run: Run) -> Iterator[tuple[Flag, str, str]]:
    """The mounts that no layer has anything of, each with its type and its target as it is written."""
    for mount in run.mounts:
        kind, target = mount.option("type"), mount.option("target", "dst", "destination")
        if kind is not None and kind.value in ("cache", "tmpfs") and target is not None and target.value:
            yield mount, kind.value, target.value


def hides(run: Run, directory: str, *places: str) -> bool:
    """Whether a mount is above one of these absolute paths, so that what is written there is not in the image.

    `directory`: what a target counts from that is not absolute.
    """
    targets = [normpath(join(directory, target)) for _, _, target in passing_mounts(run)]
    return any(inside(place, target) is not None for target in targets for place in places)


def keeps(run: Run, parts: tuple[str, ...]) -> bool:
    """Whether a cache mount whose target has one of these in it keeps downloads from one build to the next."""
    return any(kind == "cache" and part in target for _, kind, target in passing_mounts(run) for part in parts)
