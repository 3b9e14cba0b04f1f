"""A server whose build context is not known: the whole folder of the application moves to the small image of the same release.

The text tells that something is installed and built in the folder, and that Node starts there. Which files the server reads, and
what `npm start` runs, only the context tells; so the folder is copied as it is, and what stays behind are development
dependencies, compilers and the programs of the full image. Where dependencies may lie outside of the folder, or the text says
that sources, a watcher or a workspace are what starts, nothing is offered.

Sources: https://docs.npmjs.com/cli/v10/commands/npm-prune, https://yarnpkg.com/features/linkers,
https://nitro.build/deploy/runtimes/node. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename

from dockwright.knowledge.node_packages import ALPINE_LIBRARIES, LIBRARIES
from dockwright.knowledge.table import words
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, script_named
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.commands import is_quiet, is_tool_install, with_cleaning
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.node.bases import FAMILIES, runtime_base
from dockwright.refactorings.split.node.owners import builder_of
from dockwright.refactorings.split.node.starting import RUNTIME_VARIABLES, read_starting
from dockwright.refactorings.split.node.unread_closing import closing_of
from dockwright.refactorings.split.node.unread_commands import FILE_TOOLS, TOOLS
from dockwright.refactorings.split.node.unread_facts import CONTAINED, Unread
from dockwright.refactorings.split.node.unread_obstacles import (
    build_obstacle,
    project_obstacle,
    run_obstacle,
    start_obstacle,
)
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.subject import Candidate
from dockwright.syntax import Instruction, Run, Transfer

_STARTERS = words("node nodejs bun next remix-serve react-router-serve ts-node tsx nodemon babel-node")


def examine_unread(candidate: Candidate) -> Build | Obstacle | None:
    """What the stage builds and starts, going by the text; None: no Node server is what starts."""
    if candidate.facts.family not in FAMILIES or not all(map(_may_run_before, candidate.start.before)):
        return None
    script = start_script(candidate.start, candidate.sources, candidate.context)
    if isinstance(script, Obstacle):
        return script
    argv = _argv(candidate, script)
    if argv[:1] == ["yarn"] and argv[1:2] in (["workspace"], ["workspaces"]):
        reason = "which packages of the workspace a server needs is not known without the build context"
        return Obstacle(reason, candidate.start.span)
    if not argv or basename(argv[0]) not in _STARTERS | RUNNERS | EXECUTORS:
        return None if script is None else Obstacle(_unread(basename(script.path)), candidate.start.span)
    runner = script_named(argv)
    starting = read_starting(argv, {}) if runner is None else None
    if runner is None and starting is None:
        return None
    return _examine(Unread(candidate, script, argv, runner or "", starting))


def _may_run_before(words_: Sequence[str]) -> bool:
    """Whether what runs in front of the server is a program of its packages, or a script that neither installs nor builds."""
    if basename(words_[0]) not in RUNNERS | EXECUTORS | {"node"}:
        return False
    name = script_named(words_)
    verb = words_[1] if len(words_) > 1 else ""
    is_install = basename(words_[0]) in RUNNERS and name is None and verb not in ("exec", "x", "dlx")
    return not is_install and not any(one in (name or "") for one in ("build", "install", "dev", "watch", "test"))


def _argv(candidate: Candidate, script: StartScript | None) -> list[str]:
    """The words that start: behind a start script, those that it is given."""
    start = candidate.start
    if script is not None:
        return [word.value for word in start.cmd.exec_words] if start.cmd is not None else []
    argv = [start.program, *start.arguments]
    return argv[1:] if argv[0] == "docker-entrypoint.sh" else argv


def _unread(name: str) -> str:
    return f"what `{name}` does is not known without the build context"


def _examine(server: Unread) -> Build | Obstacle:
    for check in (start_obstacle, project_obstacle, build_obstacle, run_obstacle):
        obstacle = check(server)
        if obstacle is not None:
            return obstacle
    base = runtime_base(server.stage, server.candidate.facts)
    return base._replace(ships=False) if isinstance(base, Obstacle) else _build(server, base)


def _build(server: Unread, base: Base) -> Build | Obstacle:
    last = _last(server)
    closing, notes = closing_of(server, last)
    is_same = base.image == image_of(server.stage)
    if is_same and not closing and not any(is_install(command) for _, command, _ in server.commands):
        assert server.stage.from_ is not None
        return Obstacle("another stage would need the same image and the same dependencies", server.stage.from_.span)
    contained = server.contained()
    if contained:
        closing = ()
        notes = [f"that the build puts all the server needs into `{CONTAINED[1]}` is taken from its name"]
    place = contained or server.root
    owner = builder_of(server.model, last, server.builds[-1][0])
    return Build(
        ecosystem="node",
        copies=(Copied(place, place, True, owner),),
        last=last,
        sources=server.root,
        needs=Needs(libraries=True, packages=() if is_same else _libraries(server, base)),
        bases=(base,),
        extra=server.managers.lines,
        notes=(*notes, *_notes(server, base, is_same)),
        closing=(f"RUN {' && '.join(closing)}",) if closing else (),
        kept_variables=RUNTIME_VARIABLES,
    )


def _last(server: Unread) -> Instruction:
    """The last instruction that puts something into the folder, and what only cleans up or changes owners behind it."""
    last: Instruction = server.builds[-1][0]
    for run, command, directory in server.commands:
        is_work = command.name in TOOLS or (command.name in FILE_TOOLS and not is_quiet(command))
        if run.index > last.index and is_work and not is_tool_install(command) and server.is_inside(directory):
            last = run
    for transfer in server.stage.of(Transfer):
        written = server.model.expand(transfer.destination, transfer) if transfer.destination is not None else None
        target = server.model.state_before(transfer).resolve(written) if written is not None else None
        if transfer.index > last.index and target is not None and server.is_inside(target):
            last = transfer
    return with_cleaning(server.model, server.stage, last)


def _libraries(server: Unread, base: Base) -> tuple[str, ...]:
    table = ALPINE_LIBRARIES if base.os == "alpine" else LIBRARIES
    is_named = any("prisma" in one.text for one in (*server.stage.of(Run), server.start.instruction))
    return table["prisma"] if is_named else ()


def _notes(server: Unread, base: Base, is_same: bool) -> Iterator[str]:
    yield f"the build context was not read: see that the server needs nothing outside of `{server.contained() or server.root}`"
    if not is_same:
        yield f"see that no dependency needs a library or program that only `{image_of(server.stage)}` has, not `{base.image}`"
    if server.script is not None:
        yield f"see that the new image has what `{basename(server.script.path)}` starts"
