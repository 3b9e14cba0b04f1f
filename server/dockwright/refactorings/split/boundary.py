"""Where the builder ends: at the last instruction that an artifact depends on, or that only the builder can do."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename

from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import (
    called,
    is_build_step,
    is_cleaning,
    is_quiet,
    is_tool_install,
    paths_of,
)
from dockwright.refactorings.split.model import Build, Copied, Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import Places, files_written, is_taken_away, located
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run

_MAKERS = frozenset({"mkdir", "chown", "chmod", "chgrp", "ln", "touch", "update-ca-certificates"})
"""Programs that a runtime stage can run by itself."""

_HARMLESS_ARGUMENTS = frozenset({"--help", "-h", "-help", "help", "--version", "-version", "version", "-v", "-V"})


def with_put_aside(build: Build, sources: Sources, stage: Stage) -> Build:
    """The build along with the RUNs right behind it that only copy or write files, which the container gets too."""
    places = Places(sources.model, stage, sources.context, sources)
    for run in stage.of(Run):
        if run.index <= build.last.index or build.shared:
            continue
        copies = _put_aside(build, places, run)
        if not copies:
            break
        build = build._replace(last=run, copies=(*build.copies, *copies))
    return build


def _put_aside(build: Build, places: Places, run: Run) -> tuple[Copied, ...]:
    """What a RUN that does nothing else puts elsewhere or writes by `>`; () when it does more than that."""
    copies: list[Copied] = []
    state = places.model.state_before(run)
    owner = "" if state.is_root else state.user or ""
    if places.model.script(run).dialect != "posix" or places.model.script(run).has_errors:
        return ()
    working = [(one, directory) for one, directory in located(places.model, run) if one.words and not is_quiet(one)]
    for command, directory in working:
        moved = places.moved(command, directory, run) if command.name in ("cp", "install") else None
        written = files_written(places.model, command, directory, run) or ()
        copies += [Copied(path, path, False, owner) for path in written]
        if moved is not None:
            source, target = moved
            if is_taken_away(places.model, command, target):
                continue
            origin = places.sources.context_path(source, run)
            is_directory = command.has_flag("r", "R", "a", "recursive", "archive") and not (
                origin and places.context.is_known and places.context.is_file(origin)
            )
            copies.append(Copied(target, target, is_directory, owner))
        elif not written and command.name != "mkdir" and not _is_of_build(places.model, build, command):
            return ()
    return tuple(copies)


def boundary_of(model: SemanticModel, stage: Stage, build: Build) -> Instruction | Obstacle:
    """The last instruction of the builder. Behind the artifact only what the runtime stage can do may follow."""
    boundary = build.last
    for run in stage.of(Run):
        if run.index <= build.last.index:
            continue
        script = model.script(run)
        if script.dialect != "posix" or script.has_errors:
            return Obstacle("a RUN behind the build is not understood", run.keyword_span, ships=True)
        working = [one for one in script.commands if one.words and not is_quiet(one)]
        if not build.shared and all(_is_of_build(model, build, one) for one in working):
            boundary = run
        elif unknown := _unknown(one for one in working if one not in build.vouched):
            return Obstacle(f"what `{called(unknown)}` leaves behind is not known", unknown.name_span, ships=True)
    return boundary


def _is_of_build(model: SemanticModel, build: Build, command: Command) -> bool:
    """Cleaning up, more tools, a chmod of an artifact, or the artifact asked for its help or version."""
    if is_cleaning(command) or is_tool_install(command) or is_build_step(command):
        return True
    state = model.state_before(command.instruction)
    if command.name == "chmod" and state.workdir is not None:
        paths = paths_of(command, state.workdir)
        return all(any(inside(path, copy.source) is not None for copy in build.copies) for path in paths)
    if not all(word.value in _HARMLESS_ARGUMENTS for word in command.arguments) or not command.arguments:
        return False
    return any(basename(copy.source) == command.name for copy in build.copies)


def _unknown(commands: Iterable[Command]) -> Command | None:
    """A command that the runtime stage cannot be trusted with."""
    return next((one for one in commands if not can_run(one)), None)


def can_run(command: Command) -> bool:
    """Whether a runtime stage can be trusted with a command: it makes users, directories and links, installs, or cleans up."""
    is_known = command.name in accounts.PROGRAMS or command.name in _MAKERS
    return is_known or is_install(command) or is_cleaning(command)
