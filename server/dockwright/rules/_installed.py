"""Packages of Python and Node that a stage installs, and where they are put."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.patterns import lazy_pattern
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

_NODE_MANAGERS = ("npm", "yarn", "pnpm", "bun")
_PIPS = ("pip", "pip2", "pip3")
_PYTHONS = ("python", "python2", "python3")


class Installation(NamedTuple):
    """One command that installs packages."""

    command: Command
    directory: str  # absolute: node_modules, or the prefix of a Python: /usr/local, /opt/venv
    packages: tuple[str, ...]  # names, as far as they are known


def is_pip(command: Command) -> bool:
    """Whether the command is pip, by itself or as a module of Python."""
    if command.name in _PIPS:
        return True
    return command.name in _PYTHONS and [one.value for one in command.arguments[:2]] == ["-m", "pip"]


def python_installations(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[Installation]:
    """What pip installs in a stage and those it is built on."""
    from dockwright.knowledge.python_packages import normalised

    environments = frozenset(one.path for one in environments_of(model, stage))
    for each in reversed(stage.lineage):
        for run in each.of(Run):
            if "pip" not in run.text or model.script(run).has_errors:
                continue
            active = ""
            for site in sites(model, run):
                command = site.command
                if command.name in (".", "source") and command.arguments:
                    active = _activated(site) or active
                prefix = _prefix(site, environments, active) if is_pip(command) else None
                if prefix is not None:
                    packages = tuple(normalised(one) for one in _requirements(model, each, context, site))
                    yield Installation(command, prefix, packages)


class Environment(NamedTuple):
    """A virtual environment of Python that a stage makes."""

    path: str  # absolute
    command: Command


def environments_of(model: SemanticModel, stage: Stage) -> tuple[Environment, ...]:
    """The virtual environments that a stage and those it is built on make."""
    return model.keep(
        (environments_of, stage),
        lambda: tuple(found for one in reversed(stage.lineage) for found in _own_environments(model, one)),
    )


def _own_environments(model: SemanticModel, stage: Stage) -> tuple[Environment, ...]:
    return model.keep((_own_environments, stage), lambda: tuple(_environments(model, stage)))


def _environments(model: SemanticModel, stage: Stage) -> Iterator[Environment]:
    for run in stage.of(Run):
        if not any(sign in run.text for sign in ("env", "uv", "poetry", "pdm")) or model.script(run).has_errors:
            continue
        for site in sites(model, run):
            path = _made(site)
            if path is not None and path != "/" and "relocatable" not in run.text:
                yield Environment(path, site.command)


def _made(site: Site) -> str | None:
    """Where the command makes an environment; None when it makes none, or that is not known."""
    name = site.command.name
    words = [word.value for word in site.command.arguments]
    if name == "uv" and words[:1] == ["sync"]:
        given = site.variables.get("UV_PROJECT_ENVIRONMENT", "")
        return None if given is None or site.command.has_flag("active") else _here(site, given or ".venv")
    if name in _IN_PROJECT:
        given = site.variables.get(_IN_PROJECT[name])
        is_here = given is not None and given.lower() in ("1", "true", "yes")
        return _here(site, ".venv") if is_here and any(word in ("install", "sync") for word in words[:2]) else None
    if words[:2] in (["-m", "venv"], ["-m", "virtualenv"]) and name.startswith(("python", "pypy")):
        operands = site.command.operands(_VALUED)  # the module is the value of -m
    elif name == "virtualenv" or (name == "uv" and words[:1] == ["venv"]):
        operands = site.command.operands(_VALUED)[int(name == "uv") :]
    else:
        return None
    if name == "uv" and not operands:
        return _here(site, ".venv")
    value = site.value(operands[0]) if len(operands) == 1 else None
    return _here(site, value) if value is not None else None


def _here(site: Site, path: str) -> str | None:
    place = site.at(path)
    return place.path if place.is_exact else None


_IN_PROJECT = {"poetry": "POETRY_VIRTUALENVS_IN_PROJECT", "pipenv": "PIPENV_VENV_IN_PROJECT"}
"""The variables that make them put the environment beside the project."""

_VALUED = frozenset({"m", "p", "python", "prompt", "c", "cache-dir"})


def _activated(site: Site) -> str | None:
    """The environment whose `activate` is read."""
    place = site.place(site.command.arguments[0])
    return place.path.removesuffix("/bin/activate") if place.path.endswith("/bin/activate") else None


def _prefix(site: Site, environments: frozenset[str], active: str) -> str | None:
    """Where pip puts what it installs; None where that is not known, or it installs nothing."""
    command = site.command
    if "install" not in [word.value for word in command.arguments[:4]]:
        return None
    variables = site.variables
    if command.has_flag("t", "target", "root") or any(name in variables for name in _ELSEWHERE):
        return None
    prefix = command.flag_value("prefix")
    if prefix is not None:
        place = site.place(prefix)
        return place.path if place.is_exact else None
    if command.has_flag("user"):
        return f"{site.home.rstrip('/')}/.local" if site.home is not None else None
    program = site.place(command.words[0]).path if "/" in command.words[0].value else ""
    if program:
        return dirname(dirname(program)) if dirname(program).endswith("/bin") else None
    first = (variables.get("PATH") or "").partition(":")[0].removesuffix("/bin")
    for known in (active, variables.get("VIRTUAL_ENV") or "", first):
        if known in environments:
            return known
    return "/usr/local" if not active else None


_INCLUDED = lazy_pattern(r"(?:-r|--requirement)[\s=]*(\S+)")
_ELSEWHERE = ("PIP_PREFIX", "PIP_ROOT", "PIP_TARGET", "PIP_USER", "PYTHONUSERBASE")
"""Variables that choose another place for what pip installs."""


def _requirements(model: SemanticModel, stage: Stage, context: BuildContext, site: Site) -> Iterator[str]:
    """The packages that pip is asked for by name, by itself or in files of the context."""
    command = site.command
    for word in command.operands(MANAGERS["pip"].valued_flags):
        value = word.value
        if word.is_literal and value not in ("pip", "install") and value[:1].isalpha() and "/" not in value:
            yield _name(value)
    if not context.is_known:
        return
    from dockwright.refactorings.split.sources import Sources

    names = [word for word in command.flag_values("r", "requirement") if word is not None]
    sources = Sources(model, stage, context) if names else None
    for name in names:
        place = site.place(name)
        path = sources.context_path(place.path, command.instruction) if sources is not None and place.is_exact else None
        if path is not None:
            yield from _listed(context, path, set())


def _listed(context: BuildContext, path: str, seen: set[str]) -> Iterator[str]:
    """The packages of a requirements file that are installed wherever it is used: constraints install nothing, and lines with a
    marker (`; sys_platform == "win32"`) are passed over."""
    from dockwright.projects.python import requirement_lines

    seen.add(path)
    for line in requirement_lines(context.read(path) or "") if context.sends(path) else ():
        included = _INCLUDED.fullmatch(line)
        if included is not None:
            inner = normpath(f"{dirname(path)}/{included[1]}").lstrip("/")
            yield from _listed(context, inner, seen) if inner not in seen else ()
        elif line[0].isalnum() and ";" not in line and "://" not in line:
            yield _name(line)


def _name(requirement: str) -> str:
    for mark in ("[", "=", "<", ">", "~", "!", ";", "@", " "):
        requirement = requirement.partition(mark)[0]
    return requirement


def node_installations(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[Installation]:
    """What npm and its like install beside a package.json of the context, and is not removed again."""
    from dockwright.projects.node import read_package
    from dockwright.refactorings.split.sources import Sources
    from dockwright.semantics.filesystem import files_of

    entries = files_of(model, stage, context).entries
    for position, entry in enumerate(entries):
        command = entry.command
        if entry.kind != "restore" or command is None or command.name not in _NODE_MANAGERS:
            continue
        if not entry.path.endswith("/node_modules") or entry.path.startswith("/usr/"):
            continue
        if any(later.kind == "removal" and later.concerns(entry.path) for later in entries[position + 1 :]):
            continue
        if any(word.value.lstrip("-").startswith(("libc", "platform", "os=", "target")) for word in command.arguments):
            continue
        owner = model.stage_of(entry.instruction)
        place = f"{dirname(entry.path)}/package.json"
        source = Sources(model, owner, context).context_path(place) if owner is not None else None
        package = read_package(context, dirname(source)) if source is not None else None
        if package is not None:
            yield Installation(command, entry.path, tuple(package.section("dependencies")))
