"""What the RUN instructions of a Python stage do together: which install, which the runtime stage repeats, and which are in the way."""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.refactorings.split.commands import paths_of
from dockwright.refactorings.split.model import BESIDE_INSTALL, Obstacle
from dockwright.refactorings.split.places import paths_in
from dockwright.refactorings.split.python.done import Done, Export, Install
from dockwright.refactorings.split.python.reading import SYSTEMS, read
from dockwright.refactorings.split.python.repeated import absent_obstacle
from dockwright.refactorings.split.python.tools import installers_of
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run, User
from dockwright.values import NamedTuple


class Steps(NamedTuple):
    """All of a stage's steps, none of which is not understood."""

    installs: tuple[Install, ...]
    environments: tuple[str, ...]  # absolute paths of virtual environments that are made
    settings: tuple[Command, ...]  # poetry config and the like
    last: Run  # the last one that installs
    replayed: frozenset[Instruction]  # RUNs that only work on copied files: the runtime stage has them, too
    vouched: frozenset[Command]  # commands behind the installs that the runtime stage can run
    works: tuple[tuple[Command, str], ...]  # commands on files, each with the directory it runs in
    exports: tuple[Export, ...]
    downloads: tuple[str, ...]  # absolute: files that are fetched in front of the last install, and stay


def steps_of(model: SemanticModel, stage: Stage, context: BuildContext) -> Steps | Obstacle:
    """The steps, or the first that nobody can tell what it leaves behind."""
    done: dict[Run, list[Done]] = {}
    installers = installers_of(model, stage)
    for run in stage.of(Run):
        found = list(read(model, run, installers))
        for one in found:
            if isinstance(one, Obstacle):
                return one
        done[run] = [one for one in found if isinstance(one, Done)]
    downloads = _kept_downloads(done)
    installs = tuple(one.install for all_ in done.values() for one in all_ if one.install is not None)
    working = [one for one in installs if not one.is_tool]
    if not working:
        on_the_way = next((one for one in stage.commands if one.name == "uv" and one.subcommand == "run"), None)
        if on_the_way is not None:
            reason = "`uv run` installs packages on its way: give it a `uv sync` in a RUN in front"
            return Obstacle(reason, on_the_way.name_span)
        return Obstacle("no Python packages are installed here", stage.base_span)
    last = working[-1].run
    users = [one for one in stage.of(User) if one.index < last.index]
    if len(users) > 1:
        return Obstacle("the user changes more than once before packages are installed", users[1].keyword_span)
    for run, all_ in done.items():
        if obstacle := _order_obstacle(model, run, all_, last):
            return obstacle
    repeated = (
        (one.command, one.directory)
        for run, all_ in done.items()
        if run.index > last.index or _is_replayed(all_)
        for one in all_
        if one.kind == "file"
    )
    if obstacle := absent_obstacle(model, stage, repeated):
        return obstacle
    return Steps(
        installs,
        tuple(one.path for all_ in done.values() for one in all_ if one.kind == "environment"),
        tuple(one.command for all_ in done.values() for one in all_ if one.kind == "setting"),
        last,
        frozenset(run for run, all_ in done.items() if run.index < last.index and _is_replayed(all_)),
        frozenset(one.command for run, all_ in done.items() if run.index > last.index for one in all_ if _is_own(one)),
        tuple((one.command, one.directory) for all_ in done.values() for one in all_ if one.kind == "file"),
        tuple(one.export for all_ in done.values() for one in all_ if one.export is not None),
        downloads,
    )


def _kept_downloads(done: dict[Run, list[Done]]) -> tuple[str, ...]:
    """The files that are fetched and not removed again; what removes no others is only cleaning up."""
    kept = dict.fromkeys(one.path for all_ in done.values() for one in all_ if one.kind == "download")
    fetched = set(kept)
    for all_ in done.values():
        for index, one in enumerate(all_):
            paths = paths_of(one.command, one.directory) if one.kind == "file" and one.command.name == "rm" else []
            if paths and fetched.issuperset(paths):
                all_[index] = one._replace(kind="clean")
                for path in paths:
                    kept.pop(path, None)
    return tuple(kept)


def _is_own(done: Done) -> bool:
    """Whether a command behind the installs is the runtime stage's own work, cleaning of its files among it."""
    return done.kind in ("work", "file", "filter", "upgrade")


def _is_replayed(all_: list[Done]) -> bool:
    """Whether a RUN works on copied files and does nothing else, or brings the system up to date."""
    kinds = {one.kind for one in all_}
    if "upgrade" in kinds:
        return all(one.kind in ("upgrade", "quiet", "clean") or _is_of_upgrade(one.command) for one in all_)
    return "file" in kinds and kinds <= {"file", "filter", "quiet", "clean"}


def _is_of_upgrade(command: Command) -> bool:
    return command.name in SYSTEMS and command.subcommand in ("update", "clean", "autoclean", "autoremove")


def _order_obstacle(model: SemanticModel, run: Run, all_: list[Done], last: Run) -> Obstacle | None:
    """Work that would be lost, or that cannot be taken apart from installing."""
    fetched = {one.path for one in all_ if one.kind == "download"}
    if run.index > last.index:
        first = next((one.command for one in all_ if one.kind == "download"), None)
        return Obstacle(f"`{first.name}` fetches a file behind the last install", first.name_span) if first else None
    kinds = {one.kind for one in all_}
    for one in all_:
        if one.kind == "work":
            words_ = [word.value for word in one.command.words if not word.value.startswith("-") or word.value == "-m"]
            reason = f"`{' '.join(words_[:3])}` stands in front of the last install, or beside it: {BESIDE_INSTALL}"
            return Obstacle(reason, one.command.name_span)
        if one.kind == "upgrade" and not _is_replayed(all_):
            reason = f"`{one.command.name} {one.command.subcommand}` is part of a RUN that does other work"
            return Obstacle(reason, one.command.name_span)
        if (
            one.kind == "file"
            and not _is_replayed(all_)
            and not fetched.issuperset(paths_of(one.command, one.directory) or ["/"])
            and not (kinds & {"account", "system", "install"} and _is_plain(model, one, all_, last))
        ):
            return Obstacle(f"`{one.command.name}` is part of a RUN that does other work", one.command.name_span)
    return None


def _is_plain(model: SemanticModel, done: Done, all_: list[Done], last: Run) -> bool:
    """Whether a directory is made or given away beside users or packages, as every split takes along."""
    if done.command.name not in ("mkdir", "chown"):
        return False
    made = {path for one in all_ if one.command.name == "mkdir" for path in paths_in(model, one.command, one.directory)}
    homes = {f"/home/{word.value}" for one in all_ if one.kind == "account" for word in one.command.operands()}
    there = made | homes | {model.state_after(last).workdir}
    return all(path in there for path in paths_in(model, done.command, done.directory))
