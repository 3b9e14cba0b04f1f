"""What the packages and the sources of a Python program need of the system: C libraries, programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from dockwright.context import BuildContext, parent
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.os_packages import PROGRAM_OF_PACKAGE, runtime_of
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.python_packages import DEVELOPMENT, LIBRARIES, PROGRAMS, STRANGERS, normalised
from dockwright.knowledge.slim_tags import BUILDPACK_ONLY
from dockwright.projects.python import directory_of, extras_of, read_requirements
from dockwright.projects.python_dependencies import declared
from dockwright.projects.python_locks import ALL, locked
from dockwright.projects.python_source import read_sources
from dockwright.refactorings.split.model import Base, Needs, Obstacle
from dockwright.refactorings.split.python.done import Export, Install, absolute
from dockwright.refactorings.split.python.reading import exports_of
from dockwright.refactorings.split.python.steps import Steps
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Transfer

_LOCKED = re.compile(r'^name = "([^"]+)"', re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_BROUGHT = frozenset(program for programs in PROGRAM_OF_PACKAGE.values() for program in programs)


def needs_of(
    model: SemanticModel,
    stage: Stage,
    context: BuildContext,
    sources: Sources,
    start: Start,
    script: StartScript | None,
    steps: Steps,
    facts: BaseImage,
    base: Base,
) -> Needs | Obstacle:
    """The libraries and programs; an obstacle where they cannot be told."""
    packages: dict[str, None] = {}
    programs: dict[str, None] = {}
    for install in steps.installs:
        names = _names(model, stage, context, sources, install, steps)
        if isinstance(names, Obstacle):
            return names
        listed = frozenset(names)
        for name in names if not install.is_tool else ():
            if f"{name}-binary" in listed:
                continue  # it brings the library
            if name in STRANGERS:
                return Obstacle(f"`{name}` {STRANGERS[name]}", install.command.name_span)
            programs.update(dict.fromkeys(PROGRAMS.get(name, ())))
            if facts.os == "debian":
                packages.update(dict.fromkeys(LIBRARIES.get(name, ())))
            for library in DEVELOPMENT.get(name, ()) if facts.variant == "full" else ():
                found = runtime_of(library, facts.os, facts.release)
                if found is None:
                    return Obstacle(f"what `{name}` loads on this release is not known", install.command.name_span)
                packages.update(dict.fromkeys(found))
    if context.is_known:
        read = read_sources(context)
        if facts.variant == "full" and read.obstacle:
            return Obstacle(read.obstacle, start.span)
        programs.update(dict.fromkeys(read.programs))
    in_front = (words[0] for words in start.before)
    started = (start.program, *in_front, *(script.programs if script is not None else ()))
    programs.update(dict.fromkeys(basename(one) for one in started))
    wanted = tuple(one for one in programs if one in BUILDPACK_ONLY | _BROUGHT and one not in base.programs)
    return Needs(libraries=True, programs=wanted, packages=tuple(packages))


def _names(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, install: Install, steps: Steps
) -> tuple[str, ...] | Obstacle:
    """The packages that an install brings, as far as files of the context tell."""
    names = dict.fromkeys(install.packages)
    if not context.is_known:
        return tuple(names)
    where = sources.context_path(install.directory, install.run)
    for written in install.requirements:
        if "://" in written:
            return Obstacle("the requirements are downloaded", install.command.name_span)
        place = absolute(written, install.directory)
        export = next((one for one in steps.exports if one.path == place and one.run.index <= install.run.index), None)
        if export is not None:
            names.update(dict.fromkeys(_exported(context, sources, export)))
            continue
        if (exported := _from_stage(model, stage, context, place, install)) is not None:
            names.update(dict.fromkeys(exported))
            continue
        path = sources.context_path(place, install.run)
        found = read_requirements(context, [path], where) if path else None
        if found is None:
            return Obstacle(f"`{written}` is not found in the build context", install.command.name_span)
        for one in found.sources:
            names.update(dict.fromkeys(_declared(context, sources, install, one)))
        names.update(dict.fromkeys(normalised(match[0]) for one in found.packages if (match := _NAME.match(one))))
    if install.tool in ("uv", "poetry", "pipenv", "pdm"):
        names.update(dict.fromkeys(_locked(context, sources, install)))
    local = [one for one in install.packages if one.startswith((".", "/", "file:"))]
    if local and _has_data_files(context, where or ""):
        return Obstacle("the project installs data files beside the interpreter", install.command.name_span)
    for one in local:
        names.update(dict.fromkeys(_declared(context, sources, install, one)))
    return tuple(names)


def _from_stage(
    model: SemanticModel, stage: Stage, context: BuildContext, place: str, install: Install
) -> Iterable[str] | None:
    """The names in a file of requirements that is copied from another stage, where a command writes it."""
    for reference in stage.references:
        copy = reference.instruction
        if not isinstance(copy, Transfer) or copy.index > install.run.index or copy.destination is None:
            continue
        target = model.state_before(copy).resolve(model.expand(copy.destination, copy) or "")
        for export in exports_of(model, reference.stage) if target is not None else ():
            taken = (model.expand(word, copy) for word in copy.sources)
            if export.path in taken and place in (target, f"{target}/{basename(export.path)}"):
                return _exported(context, Sources(model, reference.stage, context), export)
    return None


def _exported(context: BuildContext, sources: Sources, export: Export) -> Iterable[str]:
    """The names that a file of requirements has which a command writes."""
    install = Install(export.command, export.run, export.directory, export.tool)
    if export.tool != "pip":
        return _locked(context, sources, install)
    found = dict.fromkeys(one for source in export.sources if source.endswith((".toml", ".cfg", ".py"))
                          for one in _declared(context, sources, install, dirname(source) or "."))  # fmt: skip
    where = sources.context_path(export.directory, export.run)
    for source in export.sources:
        path = sources.context_path(absolute(source, export.directory), export.run)
        read = (
            read_requirements(context, [path], where) if path is not None and source.endswith((".in", ".txt")) else None
        )
        matches = (_NAME.match(one) for one in (read.packages if read is not None else ()))
        found.update(dict.fromkeys(normalised(match[0]) for match in matches if match is not None))
    return tuple(found)


def _declared(context: BuildContext, sources: Sources, install: Install, local: str) -> Iterable[str]:
    """The names that a project in a directory depends on."""
    path = absolute(directory_of(local), install.directory)
    found = sources.project(path, ("pyproject.toml", "setup.py", "setup.cfg"), install.run)
    return sorted(declared(context, found, extras_of(local))) if found is not None else ()


def _locked(context: BuildContext, sources: Sources, install: Install) -> Iterable[str]:
    """The names that the lock file says are installed; else all in lock files and manifest."""
    path = sources.context_path(absolute(MANAGERS[install.tool].locks[0], install.directory), install.run)
    told = frozenset[str]()
    if path is not None:
        has_extras = install.command.has_flag("extra", "all-extras", "E", "extras", "group", "with", "all-groups", "G")
        left_out = frozenset[str]() if has_extras else _left_out(install)
        told = locked(context, parent(path), install.tool, left_out=left_out, has_extras=has_extras)
    return told or _mentioned(context, sources, install)


def _left_out(install: Install) -> frozenset[str]:
    """The groups of packages that are not installed."""
    command = install.command
    if install.tool == "pipenv":
        return frozenset() if command.has_flag("dev", "d") else frozenset({ALL})
    if install.tool == "pdm":
        return frozenset({ALL}) if command.has_flag("prod", "production") else frozenset()
    only, without = command.flag_value("only"), command.flag_value("without")
    if only is not None:
        return frozenset({ALL}) if only.value == "main" else frozenset()
    named = (
        frozenset(without.value.split(",")) if without is not None and "$" not in without.value else frozenset[str]()
    )
    return named | ({"dev"} if command.has_flag("no-dev", "no-default-groups") else set())


def _mentioned(context: BuildContext, sources: Sources, install: Install) -> Iterator[str]:
    """The names in the lock files of a project, and in its manifest."""
    for name in ("uv.lock", "poetry.lock", "pdm.lock"):
        for match in _LOCKED.finditer(_text(context, sources, install, name)):
            yield normalised(match[1])
    for name in ("pyproject.toml", "Pipfile", "Pipfile.lock"):
        text = _text(context, sources, install, name)
        for match in re.finditer(r"^\s*\"?([A-Za-z0-9][\w.-]*)\"?\s*[=:]|\"([A-Za-z0-9][\w.-]*)", text, re.MULTILINE):
            yield normalised(match[1] or match[2])


def _text(context: BuildContext, sources: Sources, install: Install, name: str) -> str:
    """The text of a file in the directory where packages are installed; "" where there is none."""
    path = sources.context_path(absolute(name, install.directory), install.run)
    return (context.read(path) or "") if path is not None else ""


def _has_data_files(context: BuildContext, directory: str) -> bool:
    from dockwright.context import join

    texts = (context.read(join(directory, name)) or "" for name in ("setup.py", "setup.cfg", "pyproject.toml"))
    return any("data_files" in text or "data-files" in text for text in texts)
