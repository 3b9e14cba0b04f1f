"""A program that `dotnet run` starts: what the file says when it is published in the image, and started itself.

`dotnet run` compiles for Debug, and sets what a launch profile of `Properties/launchSettings.json` says; a program that is
published gets it from ENV.

Source: `dotnet help run`, https://learn.microsoft.com/aspnet/core/fundamentals/environments (.NET 10).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.dotnet import PROJECT_ENDINGS, project_at
from dockwright.refactorings.split.dotnet.applications import Application, read_applications
from dockwright.refactorings.split.dotnet.publishes import DotnetSubject
from dockwright.refactorings.split.model import Restarted
from dockwright.refactorings.split.restart import restart
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Env
from dockwright.values import NamedTuple

_OUTPUT = "out"
_PLAIN = re.compile(r"[\w./:=,@+*-]+")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_VALUED = {"--project": "project", "-p": "project", "-c": "configuration", "--configuration": "configuration"}
_IDLE = words("--no-build --no-restore --no-launch-profile -q --quiet")
_URLS = words("--urls --server.urls")
_DIRECTORIES = words("app build code dotnetapp home opt project root source src srv tmp usr work workdir workspace")
"""Names of directories that are no names of projects."""


class _Call(NamedTuple):
    """The command line of `dotnet run`."""

    project: str  # as it is written; "" for the one of the directory
    configuration: str
    arguments: tuple[str, ...]  # of the program
    has_profile: bool  # a launch profile may be applied

    @property
    def names_urls(self) -> bool:
        return any(one.partition("=")[0] in _URLS for one in self.arguments)


class _Program(NamedTuple):
    """What is published."""

    name: str  # of the library, without ending
    project: str  # as the publish names it; "" for the one of the directory
    settings: Mapping[str, str]  # variables of the launch profile
    note: str = ""


def restarted(model: SemanticModel, stage: Stage, context: BuildContext, start: Start) -> Restarted | None:
    """The edits that publish the program and start it; None where the start is another, or would not be the same."""
    call = _call(start)
    if call is None:
        return None
    subject = DotnetSubject(model, stage, context, start, Sources(model, stage, context))
    program = _known(subject, call) if context.is_known else _guessed(start, call)
    if program is None:
        return None
    output = normpath(join(start.directory, _OUTPUT))
    project = f" {program.project}" if program.project else ""
    lines = [f"RUN dotnet publish{project} -c {call.configuration or 'Release'} -o {output}"]
    own = {pair.key.value for env in stage.of(Env) for pair in env.pairs}
    if call.names_urls:
        own.add("ASPNETCORE_URLS")
    lines += [f"ENV {name}={value}" for name, value in program.settings.items() if name not in own]
    command = " ".join(["dotnet", f"{_OUTPUT}/{program.name}.dll", *call.arguments])
    note = "the container ran `dotnet run`, and starts what is published now: see that the program does not differ"
    return Restarted(restart(start, lines, command), command, (note, *filter(None, (program.note,))))


def _call(start: Start) -> _Call | None:
    if start.program != "dotnet" or start.arguments[:1] != ("run",):
        return None
    found = {"project": "", "configuration": ""}
    arguments: list[str] = []
    has_profile = True
    remaining = list(start.arguments[1:])
    while remaining:
        one = remaining.pop(0)
        if one == "--":
            arguments += remaining
            break
        if one in _VALUED and remaining:
            found[_VALUED[one]] = remaining.pop(0)
        elif one in _IDLE:
            has_profile = has_profile and one != "--no-launch-profile"
        elif one.partition("=")[0] in _URLS:
            arguments += [one] if "=" in one else [one, *remaining[:1]]
            remaining = remaining if "=" in one else remaining[1:]
        else:
            return None
    is_plain = all(map(_PLAIN.fullmatch, filter(None, (*found.values(), *(one.replace("$", "") for one in arguments)))))
    if not is_plain or (start.instruction.is_exec and any("$" in one for one in arguments)):
        return None
    return _Call(found["project"], found["configuration"], tuple(arguments), has_profile)


def _known(subject: DotnetSubject, call: _Call) -> _Program | None:
    start = subject.start
    source = subject.sources.context_path(start.directory)
    if source is None:
        return None
    project = call.project
    if not project and project_at(subject.context, source, "") is None:  # a solution lies beside it
        projects = [one for one in subject.context.list(source) if one.endswith(PROJECT_ENDINGS)]
        project = projects[0] if len(projects) == 1 else ""
    applications = read_applications(subject.context, source, project) or ()
    if len(applications) != 1 or not applications[0].is_program or not applications[0].assembly:
        return None
    settings = _launch_settings(subject.context, applications[0]) if call.has_profile else {}
    return _Program(applications[0].assembly, project, settings) if settings is not None else None


def _launch_settings(context: BuildContext, application: Application) -> dict[str, str] | None:
    """What the launch profile sets; None when it is not understood."""
    path = join(dirname(application.path), "Properties/launchSettings.json").lstrip("/")
    text = context.read(path) if context.sends(path) else None
    if text is None:
        return {}
    try:
        profiles = json.loads(text.lstrip("\ufeff"))["profiles"].values()
        profile = next(one for one in profiles if one.get("commandName") == "Project")
        found = {str(name): str(value) for name, value in profile.get("environmentVariables", {}).items()}
    except (ValueError, TypeError, KeyError, AttributeError, StopIteration, RecursionError):
        return None
    urls = [one for one in str(profile.get("applicationUrl") or "").split(";") if one.startswith("http://")]
    if urls:
        found.setdefault("ASPNETCORE_URLS", ";".join(urls))
    is_plain = all(_VARIABLE.fullmatch(name) and re.fullmatch(r"[\w./:;,+*-]*", value) for name, value in found.items())
    return found if is_plain and not profile.get("commandLineArgs") else None


def _guessed(start: Start, call: _Call) -> _Program | None:
    """Without the build context: a program is called like its project, and that like its directory."""
    written = call.project or start.directory
    name = basename(written.rstrip("/"))
    for ending in PROJECT_ENDINGS:
        name = name.removesuffix(ending)
    if not re.fullmatch(r"[A-Za-z][\w.-]*", name) or name.lower() in _DIRECTORIES:
        return None
    note = f"the build context was not read: see that the program is called `{name}.dll`, and what a launch profile sets for it"
    return _Program(name, call.project, {}, note)
