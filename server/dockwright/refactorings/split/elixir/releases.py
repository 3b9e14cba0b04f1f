"""The releases that `mix release` makes in a stage, and where they are in the end."""

from __future__ import annotations

from posixpath import basename, join, normpath

from dockwright.context import BuildContext, parent
from dockwright.knowledge.table import words
from dockwright.projects.mix import Mix, read_mix
from dockwright.refactorings.reorder.elixir import tasks_of
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet, not_followed
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import Places, absolute, located
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

_TASKS = words(
    "local.hex local.rebar deps.get deps.compile deps.clean deps.update compile clean release phx.digest phx.digest.clean assets.deploy "
    "assets.setup assets.build esbuild esbuild.install tailwind tailwind.install sass gettext.compile sentry.package_source_code "
    "archive.install hex.info hex.repo hex.organization hex.config loadpaths test format credo"
)
"""Tasks whose results a release takes along, or that only build."""

_FILE_WORK = words("mkdir chmod chown chgrp touch rm rmdir cp mv ln sed")
_NODE = words("npm yarn pnpm npx node")


class Release(NamedTuple):
    """One release."""

    name: str
    path: str  # absolute, in the end
    made: str  # where mix put it
    run: Run  # that put it there
    directory: str  # of the project
    project: Mix | None


def releases_of(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, start: Start
) -> list[Release] | Obstacle:
    """All releases, or the first command of which nobody can tell what it leaves behind."""
    places = Places(model, stage, context, sources)
    likely = "" if context.is_known else _name_of(start)
    found: dict[str, Release] = {}
    for run in stage.of(Run):
        if unknown := not_followed(model, run):
            return unknown
        seen = 0
        for command, directory in located(model, run):
            seen += 1
            if not command.words:
                continue
            made = _made(model, context, sources, command, directory, run, likely)
            if isinstance(made, Obstacle):
                return made
            if made is not None:
                found[made.path] = made
            elif command.name in ("cp", "mv"):
                _follow(model, places, command, directory, run, found)
            elif not _is_known(command):
                return Obstacle(f"what `{_called(command)}` leaves behind is not known", command.name_span)
        if seen < len(model.commands(run)):
            return Obstacle("where a RUN works is not known", run.keyword_span)
    return list(found.values())


def _called(command: Command) -> str:
    """How a message names a command: a task of Mix by its name."""
    if command.name != "mix":
        return command.name or command.words[0].value
    return f"mix {next((task[0] for task in tasks_of(command) if task and task[0] not in _TASKS), '')}".rstrip()


def _is_known(command: Command) -> bool:
    if command.name == "mix":
        return all(task and task[0] in _TASKS for task in tasks_of(command))
    if command.name in ("npm", "yarn", "pnpm") and command.has_flag("g", "global"):
        return True
    is_system = is_install(command) or is_cleaning(command) or command.name in ("apt-get", "apt", "apk")
    return is_system or is_quiet(command) or command.name in _FILE_WORK | _NODE | accounts.PROGRAMS


def _made(
    model: SemanticModel, context: BuildContext, sources: Sources, command: Command, directory: str, run: Run, likely: str
) -> Release | Obstacle | None:  # fmt: skip
    """The release that a command makes, if it makes one; `likely`: its name where nothing states it."""
    if command.name != "mix":
        return None
    task = next((one for one in tasks_of(command) if one[:1] == ["release"]), None)
    if task is None:
        return None
    variables = dict(model.state_before(run).variables)
    variables.update({one.name: one.value.value if one.value is not None else "" for one in command.assignments})
    moved = next((name for name in ("MIX_BUILD_PATH", "MIX_BUILD_ROOT", "MIX_EXS") if name in variables), None)
    if moved is not None:
        return Obstacle(f"`{moved}` has the release made elsewhere", command.span)
    environment = variables.get("MIX_ENV", "dev")
    if environment is None or "$" in environment:
        return Obstacle("`MIX_ENV` is computed", command.span)
    path = sources.context_path(join(directory, "mix.exs"), run) if context.is_known else None
    project = read_mix(context, parent(path)) if path is not None else None
    if context.is_known and project is None:
        return Obstacle("mix.exs is not in the build context", command.span)
    place, name = _words(task)
    name = name or (project.release if project is not None else likely)
    if not name:
        return Obstacle("what the release is called is not known", command.span)
    into = place or f"_build/{environment}/rel/{name}"
    made = absolute(model, run, directory, into)
    if made is None:
        return Obstacle("where the release is made is computed", command.span)
    return Release(name, made, made, run, directory, project)


def _name_of(start: Start) -> str:
    """The name of the release by the program that starts: `app` of `_build/prod/rel/app/bin/app`; "" where that says none."""
    given = start.cmd.exec_words[:1] if start.cmd is not None else ()
    for word in (start.program, *(one.value for one in given)):
        above, _, name = word.rpartition("/bin/")
        if above and name not in ("", "server", "migrate") and "/" not in name:
            return name
    return ""


def _words(task: list[str]) -> tuple[str, str]:
    """The value of `--path` and the name."""
    place = name = ""
    remaining = iter(task[1:])
    for word in remaining:
        if word == "--path":
            place = next(remaining, "")
        elif word.startswith("--path="):
            place = word.partition("=")[2]
        elif word == "--version":
            next(remaining, "")
        elif not word.startswith("-"):
            name = name or word
    return place, name


def _follow(
    model: SemanticModel, places: Places, command: Command, directory: str, run: Run, found: dict[str, Release]
) -> None:
    """Take note of a release that is copied or moved as a whole."""
    operands = command.operands()
    if len(operands) != 2:
        return
    source = operands[0].value
    if source.endswith("/."):
        paths = absolute(model, run, directory, source), absolute(model, run, directory, operands[1].value)
        if paths[0] in found and paths[1] is not None:
            found[paths[1]] = found[paths[0]]._replace(path=paths[1], run=run)
        return
    moved = places.moved(command, directory, run)
    if moved is not None and moved[0] in found:
        release = found[moved[0]]
        if command.name == "mv":
            del found[moved[0]]
        found[moved[1]] = release._replace(path=moved[1], run=run)


def started(found: list[Release], start: Start, script: StartScript | None) -> Release | None:
    """The release whose program starts."""
    programs = [start.program, *(script.programs if script is not None else ())]
    if script is not None and script.runs_arguments:
        programs += start.arguments[:1]
        programs += [start.cmd.exec_words[0].value] if start.cmd is not None and start.cmd.exec_words else []
    search = (start.state.env.get("PATH") or "").split(":")
    for program in programs:
        paths = [normpath(join(start.directory, program))] if "/" in program else [join(one, program) for one in search]
        for release in reversed(found):
            scripts = (
                f"{release.path}/bin/{release.name}",
                f"{release.path}/bin/server",
                f"{release.path}/bin/migrate",
            )
            if any(path in scripts or (inside(path, f"{release.path}/bin") and basename(path)) for path in paths):
                return release
    return None
