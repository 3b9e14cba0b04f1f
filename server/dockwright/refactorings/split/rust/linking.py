"""How a Rust program is linked: against which C library, and which other libraries it takes from the system.

Sources: https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes, https://doc.rust-lang.org/rustc/platform-support.html (1.90).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from dockwright.knowledge.distributions import ARCHIVED
from dockwright.knowledge.os_packages import RUNTIME_OF_RELEASE
from dockwright.knowledge.rust_crates import (
    FEATURES_THAT_LINK,
    FRAMEWORKS,
    LOADS_AT_BUILD,
    SELF_CONTAINED,
    SYSTEM,
    SYSTEM_AUTHORITIES,
    SYSTEM_ZONES,
    UNKNOWN,
)
from dockwright.projects.cargo import Locked, read_lock, wanted
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.rust.builds import Made, RustSubject
from dockwright.shell import Command
from dockwright.values import NamedTuple

ENDED = ARCHIVED | {"bullseye"}
"""Those, and one whose packages will follow."""

_LAST_OF_RELEASE: Mapping[tuple[int, ...], str] = {
    (1, 54): "bullseye",
    (1, 69): "bookworm",
    (1, 89): "trixie",
}
"""Versions whose image moved to the next Debian release at some time: a program runs on the release that it is built on
and on later ones."""

_BUILD_DEVELOPMENT = frozenset(
    ["libclang-dev", "llvm-dev", "libc6-dev", "libc-dev", "musl-dev", "libstdc++-dev", "linux-libc-dev", "libprotobuf-dev",
     "libelf-dev"]
)  # fmt: skip
"""Development packages of compilers and generators."""


_BINDING = re.compile(r"[-_]sys(?:2|[-_]\w+)?\Z")
"""The names of crates that bind a library: `curl-sys`, `ffmpeg-sys-next`, `cairo-sys-rs`."""

_ALPINE_NOTE = "the program is linked against libraries of Alpine: ask `ldd` whether all of them are installed"


class Linking(NamedTuple):
    """What the program is linked against."""

    is_static: bool
    release: str  # of the builder's system, for what is dynamic
    packages: tuple[str, ...] = ()  # to install in the runtime stage
    uses_system: bool = False  # some library of the system, perhaps one that every image of it has
    links_more: bool = False  # what the file installs for development may be linked, too
    certificates: bool = False
    zones: bool = False
    is_proven: bool = True
    notes: tuple[str, ...] = ()
    crates: frozenset[str] = frozenset()  # all packages of the program, as far as they are known


def linking(subject: RustSubject, made: Made, name: str) -> Linking | Obstacle:
    """How the program of a cargo command is linked; `name` is its package, "" when that is not known."""
    flags = _flags(subject, made)
    if any("prefer-dynamic" in one for one in flags):
        return Obstacle("the program is linked against Rust's own shared library (`prefer-dynamic`)", made.command.span)
    if made.target and "-linux" not in made.target:
        return Obstacle(f"the program is built for `{made.target}`", made.command.span)
    is_musl = "musl" in made.target if made.target else subject.facts.libc == "musl"
    is_static = is_musl and not any("-crt-static" in one for one in flags)
    release = _release(subject)
    locked = _locked(subject, made, name)
    newer = _newer(made, locked) if locked is not None else ""
    if locked is None or newer:
        missing = "there is no Cargo.lock" if made.project is not None else "Cargo.lock was not read"
        missing = f"Cargo.lock is older than Cargo.toml: it does not know `{newer}`" if newer else missing
        note = f"{missing}, so which C libraries the program is linked against is not known: ask `ldd` for them"
        if is_static:
            note = f"{missing}, so whether the program wants certificates and time zones is not known"
        packages = () if is_static or subject.facts.os != "debian" else _asked_for(subject, made, release)
        return Linking(is_static, release, packages, True, True, True, True, False, (note,))
    found = _libraries(subject, made, locked, release) if not is_static else ()
    if isinstance(found, Obstacle):
        return found
    crates = frozenset(one.name for one in locked)
    uses_system = not is_static and any(_takes_system(one, subject, made) for one in locked)
    return Linking(
        is_static,
        release,
        found,
        uses_system,
        is_musl and not is_static,
        bool(crates & SYSTEM_AUTHORITIES),
        bool(crates & SYSTEM_ZONES),
        True,
        (*_notes(locked, made), *((_ALPINE_NOTE,) if is_musl and not is_static else ())),
        crates,
    )


def _flags(subject: RustSubject, made: Made) -> list[str]:
    """What rustc is told."""
    found = list(made.settings.flags)
    variables = subject.model.state_before(made.run).variables
    for name, value in variables.items():
        if name.endswith("RUSTFLAGS") and value:
            found.append(value.replace("\x1f", " "))
    commands: list[Command] = [one for one in subject.model.commands(made.run) if one.name == "export"]
    found += [word.value for one in commands for word in one.arguments if "RUSTFLAGS" in word.value]
    found += [
        one.value.value for one in made.command.assignments if one.name.endswith("RUSTFLAGS") and one.value is not None
    ]
    return [*found, *(word.value for word in made.command.arguments if "target-feature" in word.value)]


def _release(subject: RustSubject) -> str:
    """The Debian release that the program runs on for certain."""
    facts = subject.facts
    image = subject.stage.root_image
    is_named = image is not None and facts.release in image.variants
    return facts.release if is_named else _LAST_OF_RELEASE.get(facts.version[:2], facts.release)


def _locked(subject: RustSubject, made: Made, name: str) -> tuple[Locked, ...] | None:
    """The packages of Cargo.lock that the program may be made of."""
    project = made.project
    if project is None:
        return None
    found = read_lock(subject.context, project.source)
    if found is None:
        own = {one.name for one in project.members}
        asked = {dependency for crate in project.members for dependency in crate.dependencies}
        return () if asked <= own else None
    by_name: dict[str, list[Locked]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    if name not in by_name:
        return found
    waiting, seen = [name], {name}
    while waiting:
        for one in by_name.get(waiting.pop(), ()):
            new = [dependency for dependency in one.dependencies if dependency not in seen]
            seen.update(new)
            waiting += new
    return tuple(one for one in found if one.name in seen)


def _newer(made: Made, locked: Collection[Locked]) -> str:
    """A crate that the program's own package asks for, and Cargo.lock does not know: the build adds it, and what comes along."""
    members = made.project.members if made.project is not None else ()
    names = {one.name for one in locked} | {one.name for one in members}
    for crate in members:
        if len(members) > 1 and not any(one.name == crate.name for one in locked):
            continue  # another program of the workspace
        table = crate.manifest.get("dependencies")
        for name, value in table.items() if isinstance(table, Mapping) else ():
            own = value if isinstance(value, Mapping) else {}
            if "workspace" not in own and str(own.get("package", name)) not in names:
                return str(name)
    return ""


def _libraries(
    subject: RustSubject, made: Made, locked: Collection[Locked], release: str
) -> tuple[str, ...] | Obstacle:
    """The packages of the system with the libraries that the crates link."""
    packages: dict[str, None] = {"libgcc": None} if subject.facts.os == "alpine" else {}
    for one in locked:
        if _is_unknown(one.name) and one.is_remote:
            return Obstacle(
                f"what the crate `{one.name}` needs when it runs is not known", made.command.span, ships=True
            )
        linked = SYSTEM.get(one.name)
        if linked is None or not _takes_system(one, subject, made) or linked.in_base or subject.facts.os == "alpine":
            continue  # on Alpine the development packages that the file installs tell
        runtime = RUNTIME_OF_RELEASE.get(release, {}).get(linked.package)
        if subject.facts.os != "debian" or runtime is None or release in ARCHIVED:
            reason = f"which package has the library of the crate `{one.name}` is not known"
            return Obstacle(reason, made.command.span, ships=True)
        packages.update(dict.fromkeys(runtime))
    return tuple(packages)


def _asked_for(subject: RustSubject, made: Made, release: str) -> tuple[str, ...]:
    """The packages with the libraries that the manifests ask for by name and features, as far as these tell."""
    found: dict[str, None] = {}
    for one in wanted(subject.context, made.project) if made.project is not None else ():
        features = {"", *one.features, *(("default-tls",) if one.has_defaults else ())}
        if any("bundled" in feature or "vendored" in feature for feature in features):
            continue
        linked = [other for feature, other in FEATURES_THAT_LINK.get(one.name, {}).items() if feature in features]
        for crate in linked:
            found.update(dict.fromkeys(RUNTIME_OF_RELEASE.get(release, {}).get(SYSTEM[crate].package, ())))
    return tuple(found)


def _is_unknown(name: str) -> bool:
    if name in UNKNOWN:
        return True
    return _BINDING.search(name) is not None and name not in SELF_CONTAINED and name not in SYSTEM


def _takes_system(one: Locked, subject: RustSubject, made: Made) -> bool:
    """Whether a crate links the system's library: unless Cargo.lock tells that it compiles its own."""
    linked = SYSTEM.get(one.name)
    if linked is None:
        return False
    is_bundled = bool(linked.bundle) and linked.bundle in one.dependencies
    return not is_bundled or _is_optional(made)


def _is_optional(made: Made) -> bool:
    """Whether a package of the project makes a choice of features of what brings libraries along."""
    for crate in made.project.members if made.project is not None else ():
        features = crate.manifest.get("features")
        if any(word in str(features) for word in ("vendored", "bundled", "static")):
            return True
    return False


def _notes(locked: Collection[Locked], made: Made) -> Iterator[str]:
    names = {one.name for one in locked}
    for name, note in FRAMEWORKS.items():
        if name not in names:
            continue
        users = {one.name for one in locked if name in one.dependencies}
        if not (name in LOADS_AT_BUILD and users and users <= LOADS_AT_BUILD[name]):
            yield note
    for crate in made.project.members if made.project is not None else ():
        if "dylib" in crate.libraries:
            yield f"`{crate.name}` is a shared library of Rust, which the program may load"


def development_packages(subject: RustSubject) -> tuple[str, ...]:
    """What the file installs for development that no crate in the tables explains."""
    known = {one.package for one in SYSTEM.values()} | _BUILD_DEVELOPMENT
    found, _ = installed(subject.stage.commands)
    names = (one.name for one in found)
    return tuple(
        one
        for one in names
        if one.endswith(("-dev", "-devel")) and one not in known and not one.startswith(("libclang", "llvm"))
    )
