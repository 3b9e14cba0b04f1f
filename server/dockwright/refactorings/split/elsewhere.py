"""A build in an image of which no toolchain is known: it got its tools by a package manager, or is an application server."""

from __future__ import annotations

import re

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.model import Obstacle
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint

_PYTHON_AND_NODE = "nikolaik/python-nodejs"
_VERSIONS = lazy_pattern(r"python([\d.]+)-nodejs(\d+)")
"""How the tags of an image with both begin. Source: https://github.com/nikolaik/docker-python-nodejs. Date: 2026-11."""
_PAGES = {"hugo": "public", "zola": "public", "jekyll": "_site", "mdbook": "book"}
"""Generators of static pages that need no toolchain themselves, and the directory that they write to."""
_GENERATES = words("build serve server")
_VARIABLE = re.compile(r"\$\{[^}]*\}|\$\w+")
_OF_NODE = words("npm yarn pnpm")

_KNOWN_ELSEWHERE = words("golang gradle maven node rust")
"""Official images of Docker Hub that companies proxy under names of their own."""

_MAVEN = words("package verify install deploy")
_GRADLE = words("build assemble jar war bootJar bootWar shadowJar installDist")
_TOOLS = ("maven", "gradle", "jdk", "java", "dotnet-sdk")
"""Parts of the names of packages that build."""

_BUILDS = {
    "cargo": ("rust:1", words("build install")),
    "go": ("golang:1", words("build install")),
    "mvn": ("maven:3-eclipse-temurin-21", _MAVEN),
    "mvnw": ("maven:3-eclipse-temurin-21", _MAVEN),
    "gradle": ("gradle:8-jdk21", _GRADLE),
    "gradlew": ("gradle:8-jdk21", _GRADLE),
    "dotnet": ("mcr.microsoft.com/dotnet/sdk", words("publish")),
}
"""Tool -> (image that has it, the words by which it builds)."""


def reason(model: SemanticModel) -> Obstacle | None:
    """Why the final stage is not split, though it builds; None where it builds nothing that is known."""
    stage = model.target
    if stage is None or stage.from_ is None or stage.from_.image is None or stage.base_stage is not None:
        return None
    if stage.base is not None and stage.base.family == _PYTHON_AND_NODE:
        return _of_both(stage, stage.base.tag or "")
    if (pages := _of_pages(model, stage)) is not None:
        return pages
    for command in stage.commands:
        tool = command.name.rpartition("/")[2]
        image, verbs = _BUILDS.get(tool, ("", frozenset[str]()))
        if not verbs.isdisjoint(one.value for one in command.words) and not _is_removed(stage, command):
            base = image_of(stage)
            if chosen := _chosen(model, stage):
                return Obstacle(
                    f"`{tool}` builds on {chosen}, as each build chooses: name this stage, and copy what it makes to one on a small image",
                    command.span,
                )
            if stage.facts is None and stage.base is not None and stage.base.name in _KNOWN_ELSEWHERE:
                return Obstacle(
                    f"whether `{base}` is the `{stage.base.name}` of Docker Hub is not known: build in a stage on it, and copy "
                    "what is made to one on a small image",
                    stage.base_span,
                )
            installer = _installer(stage, command)
            known = f"with what `{installer}` installs there" if installer else "of which no toolchain is known"
            return Obstacle(
                f"`{tool}` builds on `{base}`, {known}: build in a stage before it, on an image like "
                f"`{image}` of the version that it needs, and copy what is made",
                command.span,
            )
    return None


def _of_pages(model: SemanticModel, stage: Stage) -> Obstacle | None:
    """What would help a stage that makes static pages, or has them made when the container starts."""
    starts = [
        one for kind in (Cmd, Entrypoint) if (last := stage.last(kind)) is not None for one in model.commands(last)
    ]
    for command in (*stage.commands, *starts):
        directory = _PAGES.get(command.name.rpartition("/")[2])
        is_plain = command.name.endswith("hugo") and command.subcommand in ("", None)
        is_asked = command.has_flag("version", "help", "h", "V")
        if directory and not is_asked and (is_plain or command.subcommand in _GENERATES):
            return Obstacle(
                f"the pages that `{command.name}` makes need it no longer: make them in a stage of their own, and copy `{directory}` "
                "to an image of nginx",
                command.name_span,
            )
    return None


def _chosen(model: SemanticModel, stage: Stage) -> str:
    """Which stages a variable in FROM chooses from, by their names: `base-${TARGETARCH}` means `base-amd64` or another one."""
    image = stage.from_.image if stage.from_ is not None else None
    if image is None or not image.variables:
        return ""
    pattern = "[^/:@]+".join(map(re.escape, _VARIABLE.split(image.value.lower())))
    names = [one.name for one in model.stages if one.name and one is not stage and re.fullmatch(pattern, one.name)]
    listed = " or ".join(f"`{one}`" for one in names[:3])
    return listed if len(names) > 1 else ""


def _of_both(stage: Stage, tag: str) -> Obstacle | None:
    """What to do with an image that has Python and Node, where Node installs or builds something there."""
    command = next((one for one in stage.commands if one.name in _OF_NODE and one.subcommand), None)
    if command is None or stage.from_ is None or stage.from_.image is None:
        return None
    told = _VERSIONS.match(tag)
    python, node = (f"python:{told[1]}-slim", f"node:{told[2]}") if told is not None else ("python:3-slim", "node:22")
    return Obstacle(
        f"`{image_of(stage)}` has Python and Node: let a stage on `{node}` do what `{command.name}` does, and one on `{python}` "
        "take what that writes, unless Python calls Node when it runs",
        command.span,
    )


def _is_removed(stage: Stage, build: Command) -> bool:
    """Whether the RUN that builds takes its tools away again."""
    same = (one for one in stage.commands if one.instruction is build.instruction and one.name in MANAGERS)
    return any(one.subcommand in MANAGERS[one.name].remove for one in same)


def _installer(stage: Stage, build: Command) -> str:
    """The package manager that installs what builds; "" where none is seen to."""
    for command in stage.commands:
        is_installer = command.name in MANAGERS and command.span.start < build.span.start
        if is_installer and any(name in word.value for word in command.arguments for name in _TOOLS):
            return command.name
    return ""
