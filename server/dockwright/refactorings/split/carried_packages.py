"""Packages of the system that the runtime stage installs, as the program may need them when it runs."""

from __future__ import annotations

from collections.abc import Collection

from dockwright.knowledge.base_images import may_be_archived
from dockwright.knowledge.distributions import ARCHIVED
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import FETCHERS, Installed, installed, is_install, needed_to_run, on_alpine
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.syntax import Run

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"

GO_ZONES = "/usr/local/go/lib/time/zoneinfo.zip"
"""The time zones that Go's own distribution holds. A program looks there below GOROOT, for what TZ names, too: the variable
ZONEINFO counts for `time.LoadLocation` alone. Source: time/zoneinfo_unix.go (Go 1.24)."""

_PAGE_BUILD = frozenset({"nodejs", "npm", "yarn"})
"""What compiles the pages of a program that is not one of Node."""

_NATIVE_BUILD = frozenset({"python", "python2", "python3", "py3-pip", "py3-setuptools"})
"""What node-gyp needs to compile native modules, beside compilers."""


def install_needed(subject: Subject, draft: Draft) -> Obstacle | None:
    """The packages of the builder's system that the program is known to need."""
    base = subject.base
    for package in subject.build.needs.packages:
        if base.os != subject.facts.os or not base.package_manager:
            return Obstacle(f"{base.image} cannot install `{package}`", subject.start.span, ships=True)
        draft.packages[package] = None
    return None


def carry_packages(subject: Subject, draft: Draft) -> Obstacle | None:
    """The packages of the old stage that the program may need."""
    facts = subject.facts
    commands = (command for one in subject.stage.of(Run) for command in subject.model.commands(one))
    found, computed = installed(commands)
    if computed is not None:
        return Obstacle("which packages are installed is computed", computed.span, ships=True)
    started = (*subject.build.needs.programs, *subject.start.prefixes, *subject.start.beside)
    for one in found:
        if one.name in subject.build.needless:
            continue
        if one.name in _PAGE_BUILD and _compiles_pages(subject) and one.name not in started:
            continue
        if subject.build.ecosystem == "node" and one.name in _NATIVE_BUILD and one.name not in started:
            continue
        links = subject.build.needs.libraries
        is_kept = one.name in subject.build.kept
        needed = (
            (one.name,) if is_kept else needed_to_run(one.name, facts.os, facts.release, links=links, programs=started)
        )
        if needed is None:
            reason = f"what a program needs of `{one.name}` when it runs is not known"
            return Obstacle(reason, one.word.span, ships=True)
        if not needed and one.name in FETCHERS and one.command.instruction.index > subject.boundary.index:
            _keep_tool(subject, draft, one.name)
        for package in needed:
            obstacle = _carry_package(subject, draft, package, one, started)
            if obstacle is not None:
                return obstacle
    return None


def _keep_tool(subject: Subject, draft: Draft, package: str) -> None:
    """Install a program of people behind the build once more, as `curl` that a check of the container's health may call."""
    base = subject.base
    name = package if base.os == subject.facts.os else on_alpine(package) if base.os == "alpine" else None
    if name is not None and base.package_manager and package not in base.programs:
        draft.packages[name] = None


def _compiles_pages(subject: Subject) -> bool:
    """Whether Node can only be there for the build: the sources of the program tell which others it starts."""
    is_read = subject.build.ecosystem in ("go", "rust") and subject.context.is_known
    return is_read or subject.build.ecosystem == "dotnet"


def _carry_package(
    subject: Subject, draft: Draft, package: str, one: Installed, started: Collection[str]
) -> Obstacle | None:
    base = subject.base
    if package in ("ca-certificates", "tzdata"):
        provide(subject, draft, package)
        return None
    if package in base.programs:
        return None
    name = package if base.os == subject.facts.os else on_alpine(package) if base.os == "alpine" else None
    if name is None or not base.package_manager:
        reason = f"the program may need `{package}`, which {base.image} cannot install"
        return Obstacle(reason, one.word.span, ships=True)
    draft.packages[name] = None
    if package not in started and name not in subject.build.needs.packages:
        draft.note(f"`{package}` is installed in the runtime stage too: leave it out if only the build uses it")
    return None


def provide(subject: Subject, draft: Draft, package: str) -> None:
    """Certificates or time zones, unless the base has them: by a package, or from the builder."""
    base, boundary = subject.base, subject.boundary
    has = base.has_certificates if package == "ca-certificates" else base.has_zones
    if has:
        return
    if base.package_manager:
        draft.packages[package] = None
    elif package == "ca-certificates":
        draft.add(boundary, f"COPY --from={{builder}} {CERTIFICATES} {CERTIFICATES}")
    else:
        draft.add(boundary, f"COPY --from={{builder}} {GO_ZONES} {GO_ZONES}")
        draft.add(boundary, f"ENV GOROOT={GO_ZONES.partition('/lib/')[0]}")


def archived_obstacle(subject: Subject, draft: Draft) -> Obstacle | None:
    """A release that the mirrors hold no longer: what the old stage did not install, the new one cannot either, nor without
    the sources of packages that the old one writes."""
    base, stage = subject.base, subject.stage
    is_archived = base.release in ARCHIVED if base.release else base.os == "debian" and may_be_archived(subject.facts)
    if not is_archived or not draft.packages:
        return None
    installs = [one for one in stage.commands if is_install(one)]
    writes = next((one for one in stage.of(Run) if "/etc/apt" in one.text), None)
    if installs and writes is None:
        return None
    span = writes.keyword_span if writes is not None else subject.start.span
    package = next(iter(draft.packages))
    return Obstacle(
        f"Debian's mirrors do not hold {f'`{base.release}`' if base.release else 'its release'} any longer, and `{package}` would come from there",
        span,
        ships=True,
    )
