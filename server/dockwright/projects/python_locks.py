"""Lock files of Python projects: which packages an install takes from them, with or without those for development.

Sources: the documentation of uv 0.9, poetry 2.2, pdm 2.26 and pipenv 2026, and lock files that they wrote. Date: 2026-11.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from dockwright.context import BuildContext, join
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.python_packages import normalised
from dockwright.projects.toml import read_toml

ALL = "*"

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def locked(
    context: BuildContext, directory: str, tool: str, *, left_out: frozenset[str], has_extras: bool
) -> frozenset[str]:
    """The normalised names that an install by `tool` brings; empty where the lock file does not tell.

    `left_out`: the groups that are not installed, ALL for all but the project's own dependencies. Without `has_extras` what only an
    extra of the project asks for is left out, too. Both as far as the file tells.
    """
    path = join(directory, MANAGERS[tool].locks[0])
    if tool == "pipenv":
        return _of_pipfile(context.read(path) or "" if context.sends(path) else "", left_out)
    data = read_toml(context, path)
    packages = data.get("package") if data is not None else None
    if not isinstance(packages, list) or not all(
        isinstance(one, Mapping) and isinstance(one.get("name"), str) for one in packages
    ):
        return frozenset()
    if tool == "uv":
        return _of_uv(packages, left_out, has_extras)
    manifest = read_toml(context, join(directory, "pyproject.toml")) or {}
    return frozenset(normalised(one["name"]) for one in _for_use(packages, manifest, left_out))


def unlocked(context: BuildContext, directory: str, tool: str) -> str:
    """A dependency that the manifest of a project names and its lock file does not have, which an install by uv, pdm or pipenv
    would add to it; "" without one, or where the lock file does not tell."""
    if tool == "pipenv":
        names = locked(context, directory, tool, left_out=frozenset(), has_extras=True)
        manifest = read_toml(context, join(directory, "Pipfile")) or {}
        wanted = [name for section in ("packages", "dev-packages") for name in _table(manifest.get(section))]
        is_told = '"default"' in (context.read(join(directory, "Pipfile.lock")) or "")
        return next((one for one in wanted if is_told and normalised(one) not in names), "")
    data = read_toml(context, join(directory, MANAGERS[tool].locks[0])) or {}
    packages = data.get("package")
    known = {normalised(str(_table(one).get("name"))) for one in packages} if isinstance(packages, list) else set[str]()
    project = _table((read_toml(context, join(directory, "pyproject.toml")) or {}).get("project"))
    asked = project.get("dependencies")
    wanted = [found[0] for one in asked if (found := _NAME.match(str(one)))] if isinstance(asked, list) else []
    return next((one for one in wanted if normalised(one) not in known), "") if data else ""


def _of_pipfile(text: str, left_out: frozenset[str]) -> frozenset[str]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return frozenset()
    sections = (
        [data.get(name) for name in ("default", "develop")[: 1 if left_out else 2]] if isinstance(data, Mapping) else []
    )
    return frozenset(normalised(name) for one in sections if isinstance(one, Mapping) for name in one)


def _for_use(packages: list[Any], manifest: Mapping[str, Any], left_out: frozenset[str]) -> Iterable[Mapping[str, Any]]:
    """Those of poetry and pdm that are installed: by their groups, or by what the manifest leads to."""
    if not left_out:
        return packages
    if all(isinstance(one.get("groups"), list) for one in packages):
        return [one for one in packages if _is_kept({str(group) for group in one["groups"]}, left_out)]
    if all(isinstance(one.get("category"), str) for one in packages):
        return [one for one in packages if one["category"] != "dev"]
    poetry = _table(_table(manifest.get("tool")).get("poetry"))
    wanted = set(_table(poetry.get("dependencies")))
    for name, group in _table(poetry.get("group")).items() if ALL not in left_out else ():
        wanted |= set(_table(_table(group).get("dependencies"))) if name not in left_out else set()
    if not wanted:
        return packages
    by_name = {normalised(one["name"]): one for one in packages}
    edges = {
        name: [normalised(one) for one in _table(package.get("dependencies"))] for name, package in by_name.items()
    }
    reached = _reached({normalised(name) for name in wanted}, edges)
    return [one for name, one in by_name.items() if name in reached]


def _is_kept(groups: set[str], left_out: frozenset[str]) -> bool:
    return bool({"main", "default"} & groups or (ALL not in left_out and groups - left_out))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _reached(start: set[str], edges: Mapping[str, list[str]]) -> set[str]:
    """The names, and all that they lead to."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += edges.get(name, ())
    return found


def _of_uv(packages: list[Any], left_out: frozenset[str], has_extras: bool) -> frozenset[str]:
    """What the members of the workspace lead to; an extra of a package is a name of its own here: `psycopg[binary]`."""
    edges: dict[str, list[str]] = {}
    roots: set[str] = set()
    for one in packages:
        name = normalised(one["name"])
        edges.setdefault(name, []).extend(_names(one.get("dependencies")))
        extras = one.get("optional-dependencies")
        for extra, wanted in extras.items() if isinstance(extras, Mapping) else ():
            edges.setdefault(f"{name}[{extra}]", []).extend((name, *_names(wanted)))
        source = one.get("source")
        if isinstance(source, Mapping) and source.keys() & {"virtual", "editable", "directory"}:
            roots.add(name)
            roots |= {f"{name}[{extra}]" for extra in extras} if has_extras and isinstance(extras, Mapping) else set()
            groups = one.get("dev-dependencies")
            if not left_out and isinstance(groups, Mapping):
                roots |= {wanted for group in groups.values() for wanted in _names(group)}
    return frozenset(name for name in _reached(roots, edges) if "[" not in name)


def _names(wanted: Any) -> list[str]:
    """The names in a list of dependencies, each also with its extras."""
    names: list[str] = []
    for one in wanted if isinstance(wanted, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("name"), str):
            name = normalised(one["name"])
            extras = one.get("extra")
            names += [name, *(f"{name}[{extra}]" for extra in (extras if isinstance(extras, list) else ()))]
    return names
