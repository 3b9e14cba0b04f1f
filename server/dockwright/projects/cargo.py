"""Rust projects: manifests, workspaces, the lock file, and settings of cargo, as far as they decide what a build makes.

Sources: https://doc.rust-lang.org/cargo/reference/manifest.html, /cargo-targets.html, /workspaces.html, /config.html (1.90).

What is asked for lies in the context, but cargo looks upwards through directories of the image. So paths here are those
of the image, and a `Lookup` tells which context path stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

from dockwright.context import BuildContext, is_sent
from dockwright.projects.toml import read_toml
from dockwright.values import NamedTuple

Lookup = Callable[[str], "str | None"]
"""The context path that stands at an absolute path of the image; None when nothing of the context does."""

MOST_MEMBERS = 400
"""So many members of a workspace are read."""

_UNLOCKED_SOURCE = re.compile(r"^source\s*=", re.MULTILINE)
_REPLACED = re.compile(r"^[^\S\n]*replace-with\s*=", re.MULTILINE)
_VENDORED = re.compile(r"^[^\S\n]*directory\s*=", re.MULTILINE)
_SETTINGS = ("config.toml", "config")


class Binary(NamedTuple):
    """A program that a package makes."""

    name: str
    is_conditional: bool = False  # only with features that it asks for


class Crate(NamedTuple):
    """A package with its manifest."""

    directory: str  # absolute, in the image
    source: str  # the same as a context path
    name: str
    binaries: tuple[Binary, ...]
    manifest: Mapping[str, Any]

    @property
    def libraries(self) -> tuple[str, ...]:
        """The kinds of library that it makes: cdylib, dylib, ...; () for the usual one or none."""
        kinds = _table(self.manifest.get("lib")).get("crate-type") or _table(self.manifest.get("lib")).get("crate_type")
        return tuple(str(one) for one in kinds) if isinstance(kinds, list) else ()

    @property
    def local(self) -> tuple[str, ...]:
        """The directories of the image that its path dependencies name."""
        found: dict[str, None] = {}
        for table in _dependency_tables(self.manifest):
            for one in table.values():
                path = _table(one).get("path")
                if isinstance(path, str):
                    found[normpath(join(self.directory, path))] = None
        return tuple(found)

    @property
    def dependencies(self) -> tuple[str, ...]:
        """The names of the packages that it asks for."""
        names = {str(_table(value).get("package", name)) for table in _dependency_tables(self.manifest)
                 for name, value in table.items()}  # fmt: skip
        return tuple(sorted(names))


class Project(NamedTuple):
    """What cargo builds from in a directory."""

    root: str  # absolute: the workspace's, or the package's own
    source: str  # the same as a context path
    current: Crate | None  # the package of the directory; None in a workspace without one of its own
    members: tuple[Crate, ...]
    default: tuple[Crate, ...]  # what a plain `cargo build` makes
    is_complete: bool  # all members could be read

    def selected(self, names: tuple[str, ...], everything: bool) -> tuple[Crate, ...]:
        """The packages of `-p NAME` and `--workspace`."""
        if everything:
            return self.members
        if names:
            return tuple(one for one in self.members if one.name in names)
        return self.default


class Locked(NamedTuple):
    """One package of Cargo.lock."""

    name: str
    is_remote: bool  # it is downloaded
    dependencies: tuple[str, ...]


class Wanted(NamedTuple):
    """A dependency as a manifest asks for it."""

    name: str
    features: tuple[str, ...]
    has_defaults: bool


class CargoSettings(NamedTuple):
    """What files named .cargo/config.toml say."""

    target: str = ""  # the platform that is built for
    target_directory: str = ""  # absolute
    install_root: str = ""  # absolute
    flags: tuple[str, ...] = ()  # for rustc, of any platform
    is_understood: bool = True


def _manifest(context: BuildContext, lookup: Lookup, directory: str) -> tuple[str, Mapping[str, Any] | None]:
    """The context path of the Cargo.toml of a directory of the image, and what it says; None where there is none to read."""
    source = lookup(join(directory, "Cargo.toml"))
    return source or "", read_toml(context, source) if source is not None else None


def read_crate(context: BuildContext, lookup: Lookup, directory: str) -> Crate | None:
    """The package of a directory of the image; None when there is none."""
    source, manifest = _manifest(context, lookup, directory)
    if manifest is None:
        return None
    package = _table(manifest.get("package") or manifest.get("project"))
    name = package.get("name")
    if not isinstance(name, str) or not name:
        return None
    place = dirname(source)
    return Crate(directory, place, name, tuple(_binaries(context, place, manifest, name)), manifest)


def _binaries(context: BuildContext, place: str, manifest: Mapping[str, Any], package: str) -> Iterator[Binary]:
    """The programs: those of [[bin]], and those that cargo finds by itself unless it is told not to."""
    listed: list[Mapping[str, Any]] = [_table(one) for one in _list(manifest.get("bin")) if isinstance(one, Mapping)]
    seen: set[str] = set()
    for one in listed:
        name = one.get("name")
        if isinstance(name, str) and name not in seen:
            seen.add(name)
            yield Binary(name, bool(one.get("required-features")))
    if _table(manifest.get("package")).get("autobins") is False:
        return
    paths = {normpath(str(one.get("path", ""))) for one in listed}
    for name, path in _found_binaries(context, place, package):
        if name not in seen and path not in paths:
            seen.add(name)
            yield Binary(name)


def _found_binaries(context: BuildContext, place: str, package: str) -> Iterator[tuple[str, str]]:
    """Names and paths of src/main.rs, src/bin/NAME.rs, src/bin/NAME/main.rs."""
    prefix = f"{place}/" if place else ""
    if context.sends(f"{prefix}src/main.rs"):
        yield package, "src/main.rs"
    for name in context.list(f"{prefix}src/bin"):
        path = f"src/bin/{name}"
        if name.endswith(".rs") and is_sent(context, prefix + path):
            yield name[:-3], path
        elif is_sent(context, f"{prefix}{path}/main.rs"):
            yield name, f"{path}/main.rs"


def read_project(context: BuildContext, lookup: Lookup, directory: str) -> Project | None:
    """What cargo finds from a directory of the image: the manifest there or above, and the workspace around it."""
    here = _nearest(lookup, directory)
    if here is None:
        return None
    current = read_crate(context, lookup, here)
    root = _workspace_root(context, lookup, here)
    if root is None:
        if current is None:
            return None
        return Project(here, current.source, current, (current,), (current,), True)
    return _workspace(context, lookup, root, current)


def _nearest(lookup: Lookup, directory: str) -> str | None:
    return next((one for one in upwards(directory) if lookup(join(one, "Cargo.toml")) is not None), None)


def upwards(directory: str) -> Iterator[str]:
    """The directory and all above it."""
    yield directory
    while directory not in ("/", ""):
        directory = dirname(directory)
        yield directory


def _workspace_root(context: BuildContext, lookup: Lookup, directory: str) -> str | None:
    """The directory of the manifest with [workspace] that a package belongs to."""
    for one in upwards(directory):
        source = lookup(join(one, "Cargo.toml"))
        manifest = read_toml(context, source) if source is not None else None
        if manifest is None:
            continue
        named = _table(manifest.get("package")).get("workspace")
        if one == directory and isinstance(named, str):
            return normpath(join(one, named))
        workspace = manifest.get("workspace")
        if isinstance(workspace, Mapping) and not _is_excluded(workspace, one, directory):
            return one
    return None


def _is_excluded(workspace: Mapping[str, Any], root: str, directory: str) -> bool:
    left_out = [normpath(join(root, one)) for one in _list(workspace.get("exclude")) if isinstance(one, str)]
    return any(directory == one or directory.startswith(f"{one}/") for one in left_out)


def _workspace(context: BuildContext, lookup: Lookup, root: str, current: Crate | None) -> Project | None:
    source, manifest = _manifest(context, lookup, root)
    if manifest is None:
        return None
    workspace = _table(manifest.get("workspace"))
    own = read_crate(context, lookup, root)
    directories = _members(context, lookup, root, dirname(source), workspace)
    found = [] if own is None else [own]
    is_complete = directories is not None
    waiting = list(directories or ())
    seen = {root}
    while waiting and len(found) < MOST_MEMBERS:
        directory = waiting.pop(0)
        if directory in seen:
            continue
        seen.add(directory)
        crate = read_crate(context, lookup, directory)
        if crate is None:
            is_complete = False
            continue
        found.append(crate)
        waiting += [one for one in crate.local if one.startswith(f"{root.rstrip('/')}/")]
    members = tuple(found)
    default = _default_members(root, workspace, current, own, members)
    return Project(root, dirname(source), current, members, default, is_complete and not waiting)


def _members(
    context: BuildContext, lookup: Lookup, root: str, source: str, workspace: Mapping[str, Any]
) -> list[str] | None:
    """The directories that `members` names; None when they are not understood. `source`: of the context, where the root is from."""
    found: list[str] = []
    for pattern in _list(workspace.get("members")):
        if not isinstance(pattern, str):
            return None
        if not any(mark in pattern for mark in "*?["):
            found.append(normpath(join(root, pattern)))
            continue
        paths = context.glob(join(source, pattern) if source else pattern)
        places = (normpath(join(root, path[len(source) :].lstrip("/"))) for path in paths)
        found += [place for place in places if lookup(join(place, "Cargo.toml")) is not None]
    return [one for one in found if not _is_excluded(workspace, root, one)]


def _default_members(
    root: str, workspace: Mapping[str, Any], current: Crate | None, own: Crate | None, members: tuple[Crate, ...]
) -> tuple[Crate, ...]:
    """What a plain `cargo build` makes: the package of the directory; at the root the default members, if any."""
    if current is not None and current.directory != root:
        return (current,)
    named = workspace.get("default-members")
    if isinstance(named, list):
        places = {normpath(join(root, str(one))) for one in named}
        if any("*" in one for one in places):
            return members
        return tuple(one for one in members if one.directory in places)
    return (own,) if own is not None else members


def wanted(context: BuildContext, project: Project) -> Iterator[Wanted]:
    """The dependencies of a project's packages, with what they take from the manifest of the workspace."""
    root = read_toml(context, join(project.source, "Cargo.toml"))
    inherited = _table(_table((root or {}).get("workspace")).get("dependencies"))
    for crate in project.members:
        for name, written in _table(crate.manifest.get("dependencies")).items():
            own = _table(written)
            shared = _table(inherited.get(name)) if own.get("workspace") is True else {}
            features = [*_list(shared.get("features")), *_list(own.get("features"))]
            has_defaults = (shared or own).get("default-features") is not False
            yield Wanted(str(name), tuple(one for one in features if isinstance(one, str)), has_defaults)


def read_lock(context: BuildContext, source: str) -> tuple[Locked, ...] | None:
    """The packages of the Cargo.lock in a context directory; None when there is none that is understood."""
    found = read_toml(context, join(source, "Cargo.lock") if source else "Cargo.lock")
    packages = found.get("package") if found is not None else None
    if found is None:
        return None
    if not isinstance(packages, list):
        return ()
    return tuple(
        Locked(
            str(one.get("name", "")),
            isinstance(one.get("source"), str),
            tuple(str(name).partition(" ")[0] for name in _list(one.get("dependencies"))),
        )
        for one in packages
        if isinstance(one, Mapping)
    )


def settings_of(context: BuildContext, lookup: Lookup, directory: str) -> CargoSettings:
    """The settings in effect in a directory of the image; nearer files win."""
    found = CargoSettings()
    for one in reversed(list(upwards(directory))):
        for name in _SETTINGS:
            source = lookup(join(one, ".cargo", name))
            if source is None:
                continue
            table = read_toml(context, source)
            found = found._replace(is_understood=False) if table is None else _over(found, table, one)
            break
    return found


def _over(below: CargoSettings, table: Mapping[str, Any], directory: str) -> CargoSettings:
    build, install = _table(table.get("build")), _table(table.get("install"))
    target = build.get("target")
    understood = below.is_understood and (target is None or isinstance(target, str))
    flags = [*below.flags, *_words(build.get("rustflags"))]
    for one in _table(table.get("target")).values():
        flags += _words(_table(one).get("rustflags"))
    return CargoSettings(
        target if isinstance(target, str) else below.target,
        _place(build.get("target-dir"), directory) or below.target_directory,
        _place(install.get("root"), directory) or below.install_root,
        tuple(flags),
        understood and "include" not in table,
    )


def _place(value: object, directory: str) -> str:
    return normpath(join(directory, value)) if isinstance(value, str) and value else ""


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [str(one) for one in value] if isinstance(value, list) else []


def downloads(context: BuildContext) -> bool:
    """Whether a build of the context's crates may download any: not when all of them are there."""
    locks = [one for one in context.glob("**/Cargo.lock") if context.sends(one)]
    if locks and not any(_UNLOCKED_SOURCE.search(context.read(one) or "") for one in locks):
        return False
    settings = (context.read(one) or "" for name in _SETTINGS for one in context.glob(f"**/.cargo/{name}"))
    return not any(_REPLACED.search(text) and _VENDORED.search(text) for text in settings)


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dependency_tables(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    names = ("dependencies", "build-dependencies")
    places = [manifest, *(_table(one) for one in _table(manifest.get("target")).values())]
    for place in places:
        for name in names:
            yield _table(place.get(name))
    yield _table(_table(manifest.get("workspace")).get("dependencies"))
