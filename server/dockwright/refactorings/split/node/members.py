"""Which package of a workspace starts: by its file, by its script, or by a script of the root that leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from posixpath import basename, join, normpath, relpath

from dockwright.context import BuildContext
from dockwright.projects.node import Package, workspace_members
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, script_named, steps_of
from dockwright.projects.workspace_builds import TASK_RUNNERS, parts_of
from dockwright.refactorings.node_installs import DIRECTORY_FLAGS, commands_of, package_at
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.node.entry import sent_on
from dockwright.refactorings.split.node.pruning import Install
from dockwright.refactorings.split.node.starting import Starting, read_commands
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.values import NamedTuple

_DEEPEST = 5
_FILTERS = ("-w", "--workspace", "-F", "--filter", "--scope")
"""Flags that name the members whose script is run."""


class Workspace(NamedTuple):
    """A workspace as it lies in the image: absolute paths."""

    directory: str
    package: Package  # its root
    members: Mapping[str, Package]  # by their directories
    install: Install  # the last one, beside the root


class Begun(NamedTuple):
    """The package that starts."""

    directory: str  # absolute, in the image
    package: Package
    starting: Starting
    working: str  # where it runs, absolute
    is_sent: bool = False  # a package manager is told to look for it in the workspace
    also: tuple[str, ...] = ()  # the directories of other packages whose scripts run first


class _Before(NamedTuple):
    """What a command runs in front of the start."""

    starting: Starting
    places: tuple[str, ...] = ()  # of the packages whose scripts it runs
    is_sent: bool = False  # the package.json of the root says what it is


def begun_in(workspace: Workspace, sources: Sources, start: Start) -> Begun | None:
    """The package that a start comes down to, with what runs in front of it; None where that is no single one."""
    sent, above = sent_on(start, sources)
    begun = _begun(workspace, sources.context, (sent.program, *sent.arguments), sent.directory, 0)
    if begun is not None and above:
        runners = begun.starting.runners | {basename(start.program)}
        begun = begun._replace(is_sent=True, starting=begun.starting._replace(runners=runners))
    return _with_before(begun, workspace, sources.context, start) if begun is not None and start.before else begun


def in_member(model: SemanticModel, stage: Stage, sources: Sources, start: Start) -> Start:
    """The start as it is in the member of a workspace that it comes down to: `pnpm --filter web preview` is `pnpm preview`
    there, as is `npm --prefix web run preview`. Itself, where that is no single one."""
    name = basename(start.program)
    own = _own_flag(start)
    if own is not None and not start.before:
        at, directory = own, normpath(join(start.directory, start.arguments[own + 1]))
        words = (*start.arguments[:at], *start.arguments[at + 2 :])
        return start._replace(arguments=words, directory=directory, path=None)
    workspace = workspace_of(model, stage, sources) if name in RUNNERS | EXECUTORS | TASK_RUNNERS else None
    if workspace is None or start.before or start.directory != workspace.directory:
        return start
    argv: tuple[str, ...] = (start.program, *start.arguments)
    for _ in range(_DEEPEST):
        parts = parts_of(sources.context, workspace.package, argv)
        if parts:
            place = next((one for one, member in workspace.members.items() if member == parts[0].package), "")
            if len(parts) != 1 or not place:
                return start
            words = ("run", parts[0].argv[-1], *_given(argv, parts[0].argv[-1], workspace.install.manager))
            return start._replace(program=workspace.install.manager, arguments=words, directory=place, path=None)
        steps = steps_of(argv, workspace.package.scripts) or ()
        if len(steps) != 1 or steps[0].variables or steps[0].argv == argv:
            return start
        argv = steps[0].argv
    return start


def _own_flag(start: Start) -> int | None:
    """Where a package manager is told its directory: in front of the script, whose words the others are; npm also behind it."""
    name, words = basename(start.program), start.arguments
    script = script_named((name, *words)) if name in RUNNERS else None
    at = next((at for at, word in enumerate(words[:-1]) if word in DIRECTORY_FLAGS), None)
    if script is None or at is None or "--" in words[:at]:
        return None
    return at if name == "npm" or at < words.index(script) else None


def _given(argv: Sequence[str], script: str, manager: str) -> tuple[str, ...]:
    """The words that a script is given behind its name, without those that say whose script it is."""
    rest = list(argv[argv.index(script) + 1 :]) if script in argv else []
    found: list[str] = []
    while rest:
        word = rest.pop(0)
        if word in _FILTERS:
            rest = rest[1:]
        elif word != "--" and not word.startswith(tuple(f"{one}=" for one in _FILTERS)):
            found.append(word)
    return ("--", *found) if manager == "npm" and found else tuple(found)


def workspace_of(model: SemanticModel, stage: Stage, sources: Sources) -> Workspace | None:
    """The workspace that the last install in the stage is for."""
    found = None
    for run, command, directory in commands_of(model, stage):
        argv = [word.value for word in command.words]
        if restore_of(command) is None and argv[:3] != ["yarn", "workspaces", "focus"]:
            continue
        root = package_at(sources, directory)
        manager = "yarn" if command.name == "yarnpkg" else command.name
        members = _placed(sources, directory, root, manager) if root is not None else {}
        if root is not None and members:
            found = Workspace(directory, root, members, Install(run, command, manager, directory))
    return found


def _placed(sources: Sources, directory: str, root: Package, manager: str) -> dict[str, Package]:
    """The members that are in the image where the workspace has them."""
    places = {
        normpath(join(directory, relpath(one.directory or ".", root.directory or "."))): one
        for one in workspace_members(sources.context, root, manager)
    }
    there = {place: package_at(sources, place) for place in places}
    return {
        place: one for place, one in places.items()
        if (found := there[place]) is not None and found.directory == one.directory
    }  # fmt: skip


def _begun(
    workspace: Workspace, context: BuildContext, argv: tuple[str, ...], directory: str, depth: int
) -> Begun | None:
    """The package that a command starts in a directory, scripts of the root followed; None where that is no single one."""
    name = basename(argv[0]) if argv else ""
    if not name or depth > _DEEPEST:
        return None
    if name not in RUNNERS | EXECUTORS or (name == "bun" and script_named(argv) is None):
        return _by_file(workspace, argv, directory)
    sent = next((argv[at + 1] for at, word in enumerate(argv[:-1]) if word in DIRECTORY_FLAGS), "")
    directory = normpath(join(directory, sent))
    if directory != workspace.directory:
        return _by_script(workspace, argv, directory)
    parts = parts_of(context, workspace.package, argv)
    if parts:
        place = next((one for one, member in workspace.members.items() if member == parts[0].package), "")
        found = _by_script(workspace, (name, *parts[0].argv[1:]), place) if len(parts) == 1 and place else None
        return found._replace(is_sent=True) if found is not None else None
    steps = steps_of(argv, workspace.package.scripts) or ()
    if len(steps) != 1 or steps[0].variables or steps[0].argv == argv:
        return None
    found = _begun(workspace, context, steps[0].argv, directory, depth + 1)
    if found is None:
        return None
    return found._replace(is_sent=True, starting=found.starting._replace(runners=found.starting.runners | {name}))


def _with_before(begun: Begun, workspace: Workspace, context: BuildContext, start: Start) -> Begun | None:
    """With the commands in front of it: migrations of a database, as a rule."""
    for argv in reversed(start.before):
        found = _before(workspace, context, argv, start.directory, 0)
        if found is None or found.starting.server is not None:
            return None
        first, starting = found.starting, begun.starting
        starting = starting._replace(
            files=(*first.targets, *first.files, *starting.files),
            preloads=(*first.preloads, *starting.preloads),
            programs=tuple(dict.fromkeys((*first.programs, *starting.programs))),
            steps=(*first.steps, *starting.steps),
            runners=first.runners | starting.runners,
            why_not=starting.why_not or first.why_not,
        )
        also = (*found.places, *begun.also)
        begun = begun._replace(starting=starting, also=also, is_sent=begun.is_sent or found.is_sent)
    return begun


def _before(
    workspace: Workspace, context: BuildContext, argv: tuple[str, ...], directory: str, depth: int
) -> _Before | None:
    """What a command runs in front of the start, scripts of the root and of members followed."""
    name, script = basename(argv[0]) if argv else "", script_named(argv)
    if script is None or directory != workspace.directory or depth > _DEEPEST:
        member = workspace.members.get(directory)
        starting = read_commands([argv], member.scripts if member is not None else {})
        return _Before(starting) if starting is not None and name else None
    parts = parts_of(context, workspace.package, argv)
    if parts:
        found = [read_commands([(name, *one.argv[1:])], one.package.scripts) for one in parts]
        places = tuple(place for place, one in workspace.members.items() for part in parts if one == part.package)
        return _Before(found[0], places, True) if len(found) == 1 and found[0] is not None else None
    steps = steps_of(argv, workspace.package.scripts) or ()
    inner = _before(workspace, context, steps[0].argv, directory, depth + 1) if len(steps) == 1 else None
    if inner is None:
        return None
    return inner._replace(is_sent=True, starting=inner.starting._replace(runners=inner.starting.runners | {name}))


def _by_file(workspace: Workspace, argv: tuple[str, ...], directory: str) -> Begun | None:
    starting = read_commands([argv], {})
    if starting is None or len(starting.targets) != 1:
        return None
    path = normpath(join(directory, starting.targets[0]))
    places = [one for one in workspace.members if inside(path, one) is not None]
    if not places:
        return None
    place = max(places, key=len)
    return Begun(place, workspace.members[place], starting, directory)


def _by_script(workspace: Workspace, argv: tuple[str, ...], place: str) -> Begun | None:
    member = workspace.members.get(place)
    starting = read_commands([argv], member.scripts) if member is not None else None
    if member is None or starting is None or not starting.starts:
        return None
    if len(starting.targets) + (starting.server is not None) != 1 and not starting.why_not:
        return None
    return Begun(place, member, starting, place)
