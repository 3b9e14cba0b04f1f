"""Python on a small image: every package is pure, or comes as a wheel that brings its libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename
from typing import Any

from dockwright.context import join
from dockwright.knowledge.python_packages import (
    DEVELOPMENT,
    LIBRARIES,
    PROGRAMS,
    PURE,
    STRANGERS,
    WITH_WHEELS,
    brought_by,
    normalised,
)
from dockwright.knowledge.slim_tags import BUILDPACK_ONLY
from dockwright.projects.python import extras_of, read_requirements, requirement_lines
from dockwright.projects.python_project import installs_itself, read_project
from dockwright.projects.python_source import read_sources
from dockwright.projects.toml import read_toml
from dockwright.refactorings.slim_base.subject import Subject, is_there
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.python.done import Install, absolute
from dockwright.refactorings.split.python.environment import is_pure
from dockwright.refactorings.split.python.starting import start_obstacle
from dockwright.refactorings.split.python.steps import steps_of
from dockwright.refactorings.split.python.tools import TOOLS
from dockwright.text import whole_number

_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*([^;]*)")
WHEELED_VERSIONS = ((3, 8), (3, 14))
"""From the first to the last version of Python that the packages in question offer wheels for."""

_MISSING = BUILDPACK_ONLY | {"adduser", "addgroup"}
"""Programs that the full image has for certain, and the small one perhaps not."""

_INSTALLERS = frozenset({"pip", "setuptools", "wheel"})
_HARMLESS_OPTIONS = (
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-i",
    "--index-url",
    "--extra-index-url",
    "--trusted-host",
)
_WHEEL = re.compile(r"-(?P<python>[\w.]+)-(?P<abi>[\w.]+)-(?P<platform>[\w.]+)\.whl\Z")


def suffices(subject: Subject) -> bool:
    """Whether a Python stage needs nothing of the full image."""
    steps = steps_of(subject.model, subject.stage, subject.context)
    if isinstance(steps, Obstacle) or start_obstacle(
        subject.model, subject.stage, subject.context, subject.start, subject.script
    ):
        return False
    names = {command.name for command in subject.stage.commands}
    if any(name in _MISSING and not is_there(subject, name) for name in names):
        return False
    read = read_sources(subject.context)
    if read.obstacle or read.programs or read.starts_any:
        return False
    packages: set[str] = set()
    for install in steps.installs:
        found = _names(subject, install)
        if found is None:
            return False
        packages |= found
    started = (subject.start.program, *(subject.script.programs if subject.script is not None else ()))
    return all(_starts(subject, basename(one), packages) for one in started if not one.endswith(".sh"))


def _starts(subject: Subject, program: str, names: set[str]) -> bool:
    """Whether a program is Python, brought by a package of its name, or in the small image."""
    return program.startswith("python") or normalised(program) in names or is_there(subject, program)


def _names(subject: Subject, install: Install) -> set[str] | None:
    """The packages of an install, if they are all known to compile nothing and to need nothing; else None."""
    if install.is_tool or (
        set(install.packages) <= _INSTALLERS | TOOLS and not install.requirements and install.packages
    ):
        return set(install.packages)
    if install.tool in ("uv", "poetry"):
        return _locked(subject, install)
    if install.tool == "pipenv" or install.command.has_flag("no-binary", "editable", "e"):
        return None
    found = {normalised(name) for name in install.packages}
    operands = [word.value for word in install.command.operands()]
    named = [one for one in operands if normalised(re.split(r"[\[=<>~!;@ ]", one)[0]) in found]
    lines: list[str] = list(named)
    for written in install.requirements:
        more = _lines(subject, install, written)
        if more is None:
            return None
        lines += more
    has_wheels = _has_wheels(subject)
    if not all(_is_light(line, has_wheels) for line in lines):
        return None
    return found | {name for line in lines if (name := _name(line))}


def _has_wheels(subject: Subject) -> bool:
    """Whether packages that are compiled offer wheels for this Python."""
    version = subject.small.version[:2]
    first, last = WHEELED_VERSIONS
    return subject.small.family == "python" and len(version) == 2 and first <= version <= last


def _lines(subject: Subject, install: Install, written: str) -> list[str] | None:
    """The requirements of a file with all it includes."""
    path = subject.sources.context_path(absolute(written, install.directory), install.run)
    read = read_requirements(subject.context, [path], subject.sources.context_path(install.directory)) if path else None
    if read is None or read.sources or read.archives or read.clones or read.directories or read.missing:
        return None
    lines = [line for file in read.files for line in requirement_lines(subject.context.read(file) or "")]
    if any(line.startswith("-") and not line.startswith(_HARMLESS_OPTIONS) for line in lines):
        return None
    return [line for line in lines if not line.startswith("-")]


def _name(line: str) -> str:
    match = _REQUIREMENT.match(line)
    return normalised(match[1]) if match else ""


def _is_light(line: str, has_wheels: bool) -> bool:
    """Whether a requirement is pure, whatever its version, or in its newest version comes as a wheel."""
    match = _REQUIREMENT.match(line.split(" --")[0])
    if match is None or "@" in line or "://" in line:
        return False
    name, extras, version = normalised(match[1]), match[2] or "", match[3]
    brought = brought_by(name, extras_of(extras))
    if brought is None:
        return False
    is_newest = not any(mark in version for mark in ("==", "<", "~="))
    own = (
        f"{name}-binary" if f"{name}-binary" in brought else name
    )  # the libraries that the package itself would look for
    others = all(one in PURE or (has_wheels and one in WITH_WHEELS) for one in brought if one != own)
    return others and (own in PURE or (has_wheels and own in WITH_WHEELS and is_newest))


# Lock files name the wheels


def _locked(subject: Subject, install: Install) -> set[str] | None:
    """The packages of a lock file, if each has a wheel for this Python; else None."""
    where = subject.sources.context_path(install.directory)
    project = read_project(subject.context, where) if where is not None else None
    version = subject.small.version[:2]
    if project is None or len(version) < 2 or subject.small.family != "python":
        return None
    if installs_itself(project, install.tool) and not is_pure(subject.context, project):
        return None
    path = join(project.directory, f"{install.tool}.lock")
    if subject.sources.context_path(absolute(f"{install.tool}.lock", install.directory), install.run) != path:
        return None
    data = read_toml(subject.context, path)
    packages = data.get("package") if data is not None else None
    if not isinstance(packages, list):
        return None
    names: set[str] = set()
    for one in packages:
        name = _package_name(one)
        if name is None or (not _is_own(one) and not _has_wheel(one, (version[0], version[1]))):
            return None
        names.add(name)
    demanding = STRANGERS.keys() | DEVELOPMENT.keys() | PROGRAMS.keys() | LIBRARIES.keys()
    return names if not names & demanding else None


def _package_name(package: Any) -> str | None:
    name = package.get("name") if isinstance(package, Mapping) else None
    return normalised(name) if isinstance(name, str) else None


def _is_own(package: Mapping[str, Any]) -> bool:
    """Whether a package of uv.lock is the project itself."""
    source = package.get("source")
    return isinstance(source, Mapping) and (source.get("virtual") == "." or source.get("editable") == ".")


def _has_wheel(package: Mapping[str, Any], version: tuple[int, int]) -> bool:
    """Whether there is a wheel for every machine, or one for each kind that Debian images are made for."""
    tags = list(_tags(package, version))
    if "any" in tags:
        return True
    return all(
        any("linux" in tag and machine in tag and "musl" not in tag for tag in tags)
        for machine in ("x86_64", "aarch64")
    )


def _tags(package: Mapping[str, Any], version: tuple[int, int]) -> Iterator[str]:
    """The platforms of the wheels that this Python takes."""
    number = f"{version[0]}{version[1]}"
    for key in ("wheels", "files"):
        files = package.get(key)
        for one in files if isinstance(files, list) else ():
            written = (one.get("url") or one.get("file")) if isinstance(one, Mapping) else None
            match = _WHEEL.search(written) if isinstance(written, str) else None
            if match is None:
                continue
            pythons, abi = match["python"].split("."), match["abi"]
            is_stable = abi == "abi3" and any(_is_older(tag, version) for tag in pythons)
            if (
                f"cp{number}" in pythons
                or is_stable
                or (abi == "none" and ("py3" in pythons or f"py{number}" in pythons))
            ):
                yield match["platform"]


def _is_older(tag: str, version: tuple[int, int]) -> bool:
    digits = tag.removeprefix("cp")
    return digits.isdecimal() and len(digits) > 1 and (whole_number(digits[0]), whole_number(digits[1:])) <= version
