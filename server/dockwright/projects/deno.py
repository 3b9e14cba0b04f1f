"""Which files `deno install` reads: the configuration with the members of its workspace, the lock file, package.json.

Sources: https://docs.deno.com/runtime/reference/cli/install, https://docs.deno.com/runtime/fundamentals/configuration,
https://docs.deno.com/runtime/fundamentals/workspaces; tried with Deno 2.9: files that imports name are not read, and scripts of the
project do not run. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dockwright.context import BuildContext, is_sent, join
from dockwright.projects.manifests import Manifests, is_below, not_locked, place
from dockwright.projects.node import EVENTS, json_with_comments, local_dependencies, read_package, texts

CONFIGURATIONS = ("deno.json", "deno.jsonc")
WRITTEN = ("node_modules", "vendor")
"""What an install may write beside the configuration; the same thing in the context would be put over it."""


def manifests(context: BuildContext, directory: str, root: str = "", *, runs_scripts: bool = False) -> Manifests | None:
    """What an install in `directory` reads; None: there is nothing to install from. `root`: the directory that is copied."""
    config = configuration(context, directory)
    package = read_package(context, directory)
    if (not config and package is None) or not is_below(directory, root):
        return None
    data = json_with_comments(context.read(config)) if config else {}
    members = tuple(_members(context, directory, data))
    files: dict[str, None] = {}
    doubts: list[str] = []
    obstacles = [
        f"`{name}` of `{config}` names directories of the project" for name in ("links", "patch") if data.get(name)
    ]
    named = [
        place(directory, one) for one in (data.get("importMap"), _lock(data)) if isinstance(one, str) and ":" not in one
    ]
    for path in (config, join(directory, "deno.lock"), *named, join(directory, ".npmrc")):
        if path and is_sent(context, path) and is_below(path, root):
            files[path] = None
        elif path in named:
            doubts.append(f"`{config}` names a file that is not among the copied files")
    for one in (directory, *members):
        paths = (configuration(context, one), join(one, "package.json"))
        files.update((path, None) for path in paths if path and is_sent(context, path))
        other = read_package(context, one)
        if other is not None:
            local = local_dependencies(other).items()
            obstacles += (f"the dependency `{name}` is a part of the project: `{spec}`" for name, spec in local)
            if runs_scripts and any(event in other.scripts for event in EVENTS):
                doubts.append(f"the install may run scripts of `{other.file}`")
    lock = join(directory, "deno.lock") if data.get("lock") in (None, True) else place(directory, str(_lock(data)))
    doubts += _lock_doubts(context, lock, (directory, *members)) if lock else ()
    overwritten = tuple(path for name in WRITTEN if context.sends(path := join(directory, name)))
    has_any = any(_imports(context, one) for one in (directory, *members))
    needless = None if has_any else "the project has no dependencies"
    return Manifests(tuple(files), (), overwritten, tuple(doubts), tuple(obstacles), needless)


def configuration(context: BuildContext, directory: str) -> str:
    """The path of the configuration in a directory, "" without one."""
    paths = (join(directory, name) for name in CONFIGURATIONS)
    return next((path for path in paths if is_sent(context, path)), "")


def _lock(data: Mapping[str, Any]) -> object:
    lock = data.get("lock")
    return lock.get("path") if isinstance(lock, Mapping) else lock


def _members(context: BuildContext, directory: str, data: Mapping[str, Any]) -> Iterator[str]:
    """The directories of the workspace, of which those that are not there are skipped."""
    listed = data.get("workspace")
    listed = listed.get("members") if isinstance(listed, Mapping) else listed
    package = read_package(context, directory)
    patterns = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    for pattern in (*patterns, *(package.workspaces if package is not None else ())):
        path = place(directory, pattern)
        for name in (*CONFIGURATIONS, "package.json") if path is not None else ():
            for file in context.glob(join(path or "", name)):
                yield file.rpartition("/")[0]


def _lock_doubts(context: BuildContext, lock: str, directories: tuple[str, ...]) -> list[str]:
    """What is imported and not in the lock file."""
    text = context.read(lock) if is_sent(context, lock) else None
    if not text:
        return []
    named = (spec for one in directories for spec in _specifiers(_data(context, one)))
    plain = (re.sub(r"^(npm|jsr):/", r"\1:", spec) for spec in named)
    missing = next((spec for spec in plain if f'"{_without_version(spec)}' not in text), None)
    return [] if missing is None else [not_locked(missing, lock)]


def _without_version(spec: str) -> str:
    """`jsr:@std/path@` of `jsr:@std/path@1/posix`."""
    scheme, _, name = spec.partition(":")
    scope, slash, rest = name.partition("/") if name.startswith("@") else ("", "", name)
    return f"{scheme}:{scope}{slash}{re.split('[@/]', rest, maxsplit=1)[0]}"


def _data(context: BuildContext, directory: str) -> Mapping[str, Any]:
    return json_with_comments(context.read(configuration(context, directory) or join(directory, "deno.json")))


def _specifiers(data: Mapping[str, Any]) -> list[str]:
    """What the import map has from registries."""
    return [spec for spec in texts(data.get("imports")).values() if spec.startswith(("npm:", "jsr:"))]


def _imports(context: BuildContext, directory: str) -> bool:
    """Whether anything is to be installed for a member."""
    data = _data(context, directory)
    package = read_package(context, directory)
    return bool(data.get("importMap")) or bool(_specifiers(data)) or bool(package is not None and package.dependencies)
