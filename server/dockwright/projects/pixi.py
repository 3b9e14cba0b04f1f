"""Projects of pixi: what `pixi install` reads.

Sources: https://pixi.sh/latest/reference/pixi_manifest/, https://pixi.sh/latest/deployment/container/ (pixi 0.59). Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files
from dockwright.projects.toml import read_toml

FILES = ("pixi.toml", "pyproject.toml", "pixi.lock", ".pixi/config.toml")


def manifests(context: BuildContext, directory: str, root: str) -> Manifests | None:
    """What is read in a directory; None: no project of pixi is there."""
    data = read_toml(context, join(directory, "pixi.toml"))
    files = sent_files(context, directory, FILES)
    if data is None:
        project = read_toml(context, join(directory, "pyproject.toml"))
        tool = (project or {}).get("tool")
        data = tool.get("pixi") if isinstance(tool, Mapping) else None
    if not isinstance(data, Mapping):
        return None
    local = list(_local(data))
    obstacles = [f"`{name}` is built from the sources of the project" for name in dict.fromkeys(local)]
    overwritten = (path,) if sends_any(context, path := join(directory, ".pixi/envs")) else ()
    needless = None if _names_any(data) else "the project names no packages"
    return Manifests(tuple(files), (), overwritten, (), (*obstacles, *outside(tuple(files), root)), needless)


def _local(table: Mapping[str, Any]) -> Iterator[str]:
    """The packages that are taken from a directory, at any depth."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            if isinstance(value.get("path"), str):
                yield key
            yield from _local(value)


def _names_any(table: Mapping[str, Any]) -> bool:
    return any(
        isinstance(value, Mapping) and ((key.endswith("dependencies") and bool(value)) or _names_any(value))
        for key, value in table.items()
    )
