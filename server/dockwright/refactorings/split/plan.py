"""The decision: whether a file can be split, where, and onto which runtime bases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from importlib import import_module

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.java_images import SERVERS
from dockwright.knowledge.os_packages import is_go
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.carry import carry
from dockwright.refactorings.split.model import Base, Build, Obstacle, Plan
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.places import covered_by_mount
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start, read_start
from dockwright.refactorings.whole_stage import says_start, whole
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Onbuild, Run, Transfer
from dockwright.syntax.dangling import escapes_at_end
from dockwright.values import NamedTuple

# The module that examines the builds of an ecosystem: examine(model, stage, context, start, facts, settings). Loaded when needed.
_MODULES = {
    "dotnet": "dockwright.refactorings.split.dotnet",
    "go": "dockwright.refactorings.split.go",
    "java": "dockwright.refactorings.split.java.application",
    "node": "dockwright.refactorings.split.node",
    "rust": "dockwright.refactorings.split.rust",
    "python": "dockwright.refactorings.split.python",
    "c": "dockwright.refactorings.split.c",
    "elixir": "dockwright.refactorings.split.elixir",
    "php": "dockwright.refactorings.split.php",
    "ruby": "dockwright.refactorings.split.ruby",
}

FOLLOWED = frozenset({"elixir", "go", "node", "python", "ruby", "rust"})
"""Ecosystems whose module knows what to do about commands in front of the one that stays."""

_ASSUMING = frozenset({"node"})
"""Ecosystems whose module is told whether it may assume, without the context, that what is built is what starts."""

_SYSTEMS = ("debian", "ubuntu", "alpine")
_COMPILERS = re.compile(r"\b(?:build-essential|build-base|gcc|g\+\+|clang)(?=[\s;&\\=]|\Z)")
_COMPILES = re.compile(
    r"\b(?:gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?)\s[^\n]{0,200}-\w|\bcmake\s+(?:-|\.)|\bmake\b|\bmeson\s+[\w-]"
)

_RPM_SYSTEMS = ("alma", "amazon", "centos", "fedora", "oracle", "rhel", "rocky")
_JDKS = re.compile(
    r"\b(?:java-[\d.]+-(?:openjdk|amazon-corretto)-(?:devel|jdk)|openjdk-?\d+|default-jdk|temurin-\d+-jdk)\b"
)
_BUILDS_JAVA = re.compile(r"(?:\bmvnw?|\bgradlew?|\bjavac|\bsbt)\s+\S")
_JAVA_TOOLS = ("mvn", "gradle", "javac", "sbt")

_RUST_BUILDS = re.compile(r"\bcargo\s+(?:\+\S+\s+)?(?:build|install)\b")
_RUST_LEAVES = re.compile(r"\brustup\s+self\s+uninstall\b|\brm\s+-\w+\s[^\n;&|]*\.(?:cargo|rustup)\b")
_RUST_PACKAGES = frozenset({"cargo", "rust-all", "rustup"})
_GO_BUILDS = re.compile(r"go(?<!\wgo)\s+(?:build|install)\b")  # beginning with a letter it is quickly searched for
_GO_ARCHIVE = re.compile(r"\bgo[^\s/]*\.linux-[^\s/]*\.tar\.gz\b|\bgo\.(?:tar\.gz|tgz)\b")
_BEFORE_MODULES = frozenset({"wheezy", "jessie", "stretch", "precise", "trusty", "xenial"})
"""Releases whose own Go is older than 1.11."""

ECOSYSTEMS = frozenset(_MODULES)
"""Ecosystems that have a module here."""


class Plans(NamedTuple):
    """The plans of a split, one for each right runtime base, the likeliest first."""

    stage: Stage
    build: Build
    plans: tuple[Plan, ...]


def candidate(model: SemanticModel) -> BaseImage | None:
    """The toolchain that the final stage is made of, when a split could be expected there. Cheap."""
    return toolchain_of(whole(model, model.target)) if model.target is not None else None


def toolchain_of(stage: Stage) -> BaseImage | None:
    """The toolchain that a stage builds with: that of its image, or what is installed."""
    if stage.from_ is None or stage.from_.image is None:
        return None
    facts = stage.facts
    if facts is None:
        return None
    is_system = facts.kind == "os"
    texts = [one.text for one in stage.of(Run)] if is_system or facts.family in SERVERS else []
    if is_system and facts.os in _SYSTEMS:
        if _builds_go(stage, facts, texts):
            return facts._replace(ecosystem="go")
        if facts.os != "alpine" and _builds_rust(stage, texts):
            return facts._replace(ecosystem="rust")
        if _compiles(texts):
            return facts._replace(ecosystem="c")
    if is_system and facts.os in (*_SYSTEMS, *_RPM_SYSTEMS) and _builds_java(texts):
        return facts._replace(ecosystem="java")
    if facts.family in SERVERS and _says(texts, _BUILDS_JAVA, *_JAVA_TOOLS):
        return facts
    return facts if facts.is_toolchain and facts.ecosystem in ECOSYSTEMS else None


def installs_compiler(stage: Stage) -> bool:
    """Whether a RUN names a package with a compiler of C."""
    return _says([one.text for one in stage.of(Run)], _COMPILERS, "build-", "gcc", "g++", "clang")


def _builds_java(texts: Sequence[str]) -> bool:
    """Whether an image of a system gets a development kit of Java, and a tool is called that builds with it."""
    return _says(texts, _JDKS, "jdk", "corretto") and _says(texts, _BUILDS_JAVA, *_JAVA_TOOLS)


def _builds_go(stage: Stage, facts: BaseImage, texts: Sequence[str]) -> bool:
    """Whether an image of a system gets Go, keeps it, and builds with it: in a release whose Go knows of modules."""
    if not any(map(_GO_BUILDS.search, texts)) or facts.release in _BEFORE_MODULES:
        return False
    if any(is_go(one.name) for one in installed(stage.commands)[0]):
        return True
    return any(
        "/usr/local" in text and _GO_ARCHIVE.search(text) and "rm -rf /usr/local/go" not in text for text in texts
    )


def _builds_rust(stage: Stage, texts: Sequence[str]) -> bool:
    """Whether an image of Debian or Ubuntu gets Rust, keeps it, and builds with it. That of Alpine links otherwise than rustup's."""
    if not _says(texts, _RUST_BUILDS, "cargo") or any(_RUST_LEAVES.search(text) for text in texts):
        return False
    return any("sh.rustup.rs" in text for text in texts) or any(
        one.name in _RUST_PACKAGES for one in installed(stage.commands)[0]
    )


def _compiles(texts: Sequence[str]) -> bool:
    """Whether an image of a system gets a compiler of C, and calls it or CMake by name."""
    is_there = _says(texts, _COMPILERS, "build-", "gcc", "g++", "clang")
    return is_there and _says(texts, _COMPILES, "cc", "++", "clang", "make", "meson")


def _says(texts: Sequence[str], pattern: re.Pattern[str], *marks: str) -> bool:
    """Whether one of the texts matches. `marks`: one of them is in every text that does; the others are soon left out."""
    likely = dict.fromkeys([text for mark in marks for text in texts if mark in text])
    return any(map(pattern.search, likely))


def plan(
    model: SemanticModel, context: BuildContext, settings: Settings, *, assumes: bool = True, every_base: bool = True
) -> Plans | Obstacle | None:
    """The plans for the final stage; None: no toolchain that could be left behind. `assumes`, `every_base`: as in `decide`."""
    facts = candidate(model)
    if facts is None or model.target is None:
        return None
    stage = whole(model, model.target)
    obstacle = _global_obstacle(stage, facts)
    if obstacle is not None:
        return obstacle
    start = read_start(model, stage, follows=facts.ecosystem in FOLLOWED)
    if isinstance(start, Obstacle):
        return _reason_without_start(stage, facts) or start
    build = examine(model, stage, context, start, facts, settings, assumes=assumes)
    if isinstance(build, Obstacle):
        return build
    obstacle = (
        _shared_obstacle(model.target, build)
        or _shipping_obstacle(model, stage)
        or _hidden_obstacle(model, stage, context, build)
    )
    if obstacle is not None:
        return obstacle
    return _plans(model, stage, context, start, build, every_base=every_base)


def _reason_without_start(stage: Stage, facts: BaseImage) -> Obstacle | None:
    """What to say where nothing is started in a way that is understood, of an ecosystem that is never split."""
    if facts.ecosystem != "php":
        return None
    from dockwright.refactorings.split.php import reason

    return reason(stage)


def _shared_obstacle(target: Stage, build: Build) -> Obstacle | None:
    """What keeps a final stage on top of another one together: the other one builds, or would have to change."""
    is_own = build.last in target.instructions and all(one.span.start > target.span.start for one in build.edits)
    if target.base_stage is None or (is_own and says_start(target)):
        return None
    return Obstacle(f"the final stage is built on the stage `{image_of(target)}`", target.base_span)


def _global_obstacle(stage: Stage, facts: BaseImage) -> Obstacle | None:
    """What no ecosystem can get around."""
    if facts.os == "windows":
        return Obstacle("images for Windows are not split", stage.base_span)
    if facts.has_onbuild:
        return Obstacle("what an onbuild image does is not written in the file", stage.base_span)
    if onbuild := stage.last(Onbuild):
        return Obstacle("ONBUILD is for images that others build on", onbuild.keyword_span)
    if ends := escapes_at_end(stage.model.dockerfile):
        return Obstacle("the last line goes on, and the file ends", ends[0])
    return None


def _shipping_obstacle(model: SemanticModel, stage: Stage) -> Obstacle | None:
    """What stands in the way although a built artifact is what starts."""
    for one in stage.instructions:
        if isinstance(one, Run) and model.script(one).has_errors:
            return Obstacle("a RUN is not understood", one.keyword_span, ships=True)
        if isinstance(one, Transfer) and one.flag("parents") is not None:
            return Obstacle("where `COPY --parents` puts files is not followed", one.keyword_span, ships=True)
    return None


def _hidden_obstacle(model: SemanticModel, stage: Stage, context: BuildContext, build: Build) -> Obstacle | None:
    """Where what the last RUN makes lies in a mount of it, and is no part of the image."""
    if not isinstance(build.last, Run) or not build.last.mounts:
        return None
    sources = Sources(model, stage, context)
    made = (one.source for one in build.copies if sources.context_path(one.source) is None)
    return next(filter(None, (covered_by_mount(model, build.last, path) for path in made)), None)


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings,
    *, assumes: bool = True,
) -> Build | Obstacle:  # fmt: skip
    """What a stage builds, by the module of its ecosystem. `assumes`: as in `split`."""
    look = import_module(_MODULES[facts.ecosystem]).examine
    if facts.ecosystem in _ASSUMING:
        look = partial(look, assumes=assumes)
    found: Build | Obstacle = look(model, stage, context, start, facts, settings)
    return found


def _plans(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, build: Build, *, every_base: bool
) -> Plans | Obstacle:
    """One plan for each base that the stage can be carried over to, or for the first where one is enough; the first base's
    obstacle when there is none."""
    plans: list[Plan] = []
    first: Obstacle | None = None
    for base in build.bases:
        found = carry(model, stage, context, start, build, base)
        if isinstance(found, Plan):
            if not every_base and is_worth_it(base, len(build.bases), start, build):
                return Plans(stage, build, (found,))
            plans.append(found)
        elif first is None:
            first = found
    plans = [one for one in plans if is_worth_it(one.base, len(plans), start, build)]
    if plans:
        found_too = (carry(model, stage, context, start, one, base) for one in build.variants for base in one.bases)
        return Plans(stage, build, (*plans, *(one for one in found_too if isinstance(one, Plan))))
    return first or Obstacle(
        f"which runtime base has the C library of {image_of(stage)} is not known",
        stage.base_span,
        ships=True,
    )


def is_worth_it(base: Base, number: int, start: Start, build: Build) -> bool:
    """Debian's slim image is a choice only where something speaks for it: a shell, packages, or nothing smaller.

    `number`: of the bases that are right.
    """
    if base.name != "debian-slim" or number == 1 or build.bases[0] is base:
        return True
    return start.needs_shell or build.needs.shell or bool(build.needs.programs)
