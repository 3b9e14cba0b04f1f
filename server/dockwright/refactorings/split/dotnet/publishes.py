"""The publishes of a stage: what each makes and where, and which of them a container starts."""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, normpath

from dockwright.projects.dotnet import PROJECT_ENDINGS, SOLUTION_ENDINGS
from dockwright.projects.package_scripts import parse_text
from dockwright.refactorings.split.dotnet.applications import (
    Application,
    output_directory,
    project_directory,
    read_applications,
)
from dockwright.refactorings.split.dotnet.commands import Publish, publish_of
from dockwright.refactorings.split.dotnet.moves import Moved, moves
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.places import absolute, located
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.subject import Candidate
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.text import whole_number
from dockwright.values import NamedTuple

_VERBS = frozenset(
    {"run", "watch", "ef", "test", "build", "publish", "restore", "tool", "exec", "msbuild", "fsi", "script", "r"}
)


_DEFAULT_PLACE = re.compile(
    r"(?P<project>.*)/bin/(?P<configuration>[\w.-]+)/net(?:coreapp)?(?P<version>\d+\.\d+)(?:/[\w.-]+)?/publish"
)
"""Where a publish without `-o` puts its files."""

_VARIABLE = re.compile(r"\$\{?(\w*)")
_RELATIVE_TO_COMMAND = 3
"""From this SDK on `-o out` is relative to where the command runs; before, to the project."""

_PROJECT_FILES = (*PROJECT_ENDINGS, "project.json")


class DotnetSubject(Candidate):
    """A stage on an image of the toolchain."""

    __slots__ = ()


class Started(NamedTuple):
    """The program that a container starts."""

    path: str  # absolute
    by_host: bool  # `dotnet x.dll`, else a program of its own


class Published(NamedTuple):
    """What one publish makes."""

    command: Command
    run: Run
    publish: Publish
    directory: str  # absolute: where the command runs
    output: str  # absolute; "" when only the start can tell
    application: Application | None  # None: not known
    origin: str = ""  # absolute: where the publish itself put the files, when they were copied from there

    @property
    def source(self) -> str:
        """The directory of the builder that holds the files, and nothing else as far as one can tell."""
        return self.origin or self.output

    @property
    def version(self) -> tuple[int, int] | None:
        """The version of .NET that the directory of the publish names."""
        found = _DEFAULT_PLACE.fullmatch(self.source)
        if found is None:
            return None
        major, minor = found["version"].split(".")
        return whole_number(major), whole_number(minor)


def started(subject: DotnetSubject, script: StartScript | None) -> Started | Obstacle:
    """What starts, by itself or through a script of the context."""
    start = subject.start
    if script is not None:
        return _started_by(subject, script)
    return _started(start, start.program, start.arguments)


def _started(start: Start, program: str, arguments: tuple[str, ...]) -> Started | Obstacle:
    if basename(program) != "dotnet":
        if "/" not in program:
            return Obstacle(f"`{program}` is not what a publish makes", start.span)
        return Started(normpath(join(start.directory, program)), False)
    first = _expanded(start, arguments[0]) if arguments else ""
    if first in _VERBS or not first:
        return Obstacle(f"the container runs the .NET SDK when it starts: `{f'dotnet {first}'.strip()}`", start.span)
    if not first.endswith(".dll") or "$" in first:
        return Obstacle(f"what `dotnet {first}` starts is not known", start.span)
    return Started(normpath(join(start.directory, first)), True)


def _expanded(start: Start, word: str) -> str:
    """The word as a shell expands it, as far as ENV tells: `$name.dll`."""
    env = start.state.env
    if not start.needs_shell or not all(env.get(match[1]) for match in _VARIABLE.finditer(word)):
        return word
    try:
        return expand(word, env, complete=start.state.env_known) or word
    except ExpansionError:
        return word


def _started_by(subject: DotnetSubject, script: StartScript) -> Started | Obstacle:
    """What a script starts: the one `dotnet` in it, or what CMD hands to it."""
    start = subject.start
    source = subject.sources.context_path(script.path)
    commands = parse_text(subject.context.read(source) or "") if source else None
    found = [one for one in commands or () if one.name == "dotnet"]
    if len(found) > 1:
        return Obstacle(f"`{basename(script.path)}` starts `dotnet` several times", start.span)
    if found:
        return _started(start, "dotnet", tuple(word.value for word in found[0].arguments))
    if script.runs_arguments and start.cmd is not None and start.arguments:
        words = tuple(one.value for one in start.cmd.exec_words)
        if words:
            return _started(start, words[0], words[1:])
    return Obstacle(f"what `{basename(script.path)}` starts is not known", start.span)


def publishes(subject: DotnetSubject) -> tuple[Published, ...]:
    """The publishes of the stage whose place is known, in order."""
    found: list[Published] = []
    for run in subject.stage.of(Run):
        if subject.model.script(run).has_errors:
            continue
        for command, directory in located(subject.model, run):
            publish = publish_of(command)
            if publish is not None and not command.is_conditional:
                found += _published(subject, command, run, publish, directory)
    return tuple(found)


def _published(subject: DotnetSubject, command: Command, run: Run, publish: Publish, directory: str) -> list[Published]:
    applications: tuple[Application | None, ...] = (None,)
    source = _project_source(subject, directory) if subject.context.is_known else None
    if subject.context.is_known:
        written = publish.project
        if written.startswith("/"):
            source, written = "", subject.sources.context_path(written) or "\0"
        elif written and source is None:  # the directory above the sources
            found = subject.sources.context_path(normpath(join(directory, written)))
            source, written = "", found if found is not None else "\0"
        read = (
            read_applications(subject.context, source, written) if source is not None and "\0" not in written else None
        )
        applications = read or (None,)
    places = []
    for application in applications:
        output = _output(subject, command, run, publish, directory, application, source)
        if output is not None:
            places.append(Published(command, run, publish, directory, output, application))
    return places


def _project_source(subject: DotnetSubject, directory: str) -> str | None:
    """The context directory of the project in a directory of the image: copied as a whole, or its file by itself."""
    found = subject.sources.context_path(directory)
    if found is not None:
        return found
    files = (
        one for one in reversed(subject.sources.brought) if not one.is_directory and dirname(one.target) == directory
    )
    return next(
        (dirname(one.source) for one in files if one.target.endswith((*PROJECT_ENDINGS, *SOLUTION_ENDINGS))), None
    )


def _output(
    subject: DotnetSubject,
    command: Command,
    run: Run,
    publish: Publish,
    directory: str,
    application: Application | None,
    source: str | None,
) -> str | None:
    """Where a publish puts its files; "" when the start must tell, None when it is computed or settings decide it."""
    named = publish.flags.get("output", publish.properties.get("publishdir"))
    sdk = subject.facts.version[0] if subject.facts.version else 0
    if named:
        if not named.startswith("/") and (0 < sdk < _RELATIVE_TO_COMMAND or "output" not in publish.flags):
            place = _project_place(publish, directory, application, source)
            return absolute(subject.model, run, place, named.rstrip("/")) if place is not None else None
        return absolute(subject.model, run, directory, named.rstrip("/") or "/")
    if application is None or source is None:
        return "" if not subject.context.is_known else None
    place = project_directory(application, directory, source)
    found = output_directory(application, publish, application.target(publish), sdk)
    return normpath(join(place, found)) if found is not None else None


def _project_place(publish: Publish, directory: str, application: Application | None, source: str | None) -> str | None:
    """The directory of the image that the project is in; None when that cannot be told."""
    if application is not None and source is not None:
        return project_directory(application, directory, source)
    written = publish.project
    if "$" in written or written.endswith(SOLUTION_ENDINGS):
        return None
    return normpath(join(directory, dirname(written) if written.endswith(_PROJECT_FILES) else written))


def published_as(subject: DotnetSubject, found: tuple[Published, ...], what: Started) -> Published | None:
    """The publish that makes what starts: the last that writes there, or whose files are moved there."""
    place = dirname(what.path)
    stem = basename(what.path).removesuffix(".dll") if what.by_host else basename(what.path)
    made = _made_in(subject, found, place, stem)
    for move in reversed(moves(subject)) if made is None else ():
        if move.target == place:
            made = _made_in(subject, found, move.source, stem)
            return _moved(made, move) if made is not None else None
    return made


def _made_in(subject: DotnetSubject, found: tuple[Published, ...], place: str, stem: str) -> Published | None:
    for one in reversed(found):
        is_there = one.output == place if one.output else _may_be_in(subject, one, place)
        if is_there and (one.application is None or one.application.assembly in ("", stem)):
            return one._replace(output=place)
    return None


def _moved(one: Published, move: Moved) -> Published:
    """What `mv` leaves is at its new place only; what `cp` leaves is better taken from where nothing else is."""
    run = max(one.run, move.run, key=lambda each: each.index)
    return one._replace(output=move.target, run=run, origin=move.source if move.is_copy else "")


def _may_be_in(subject: DotnetSubject, one: Published, place: str) -> bool:
    """Without the build context: whether a publish without `-o` puts its files into a directory that the start names."""
    found = _DEFAULT_PLACE.fullmatch(place)
    project = _project_place(one.publish, one.directory, None, None)
    if found is None or {"artifactspath", "outputpath", "baseoutputpath"} & one.publish.properties.keys():
        return False
    written = one.publish.flags.get("configuration", one.publish.properties.get("configuration", ""))
    named = subject.model.expand(written, one.run) if written else ""
    sdk = subject.facts.version[:1]
    defaults = ("Release", "Debug") if sdk >= (8,) else ("Debug",)
    is_configuration = found["configuration"] in ((named,) if named else defaults)
    is_below = inside(found["project"], project or one.directory) is not None
    is_project = not one.publish.project.endswith(_PROJECT_FILES) or found["project"] == project
    return is_configuration and is_below and is_project
