"""What npm and yarn 1 leave in the layer: the packages that they downloaded, in a cache beside `node_modules`."""

from __future__ import annotations

from collections.abc import Callable

from dockwright.rule import Fix, Safety
from dockwright.rules._appending import append_alike, takes_away
from dockwright.rules._hadolint import mount_contains
from dockwright.rules._layers import cache_mounted, is_followed_by, is_offline, is_taken
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run
from dockwright.values import NamedTuple


class Keeper(NamedTuple):
    """A package manager that keeps what it downloads."""

    name: str
    caches: tuple[str, ...]  # where root's cache is
    variables: tuple[str, ...]  # they put it elsewhere
    removed: tuple[str, ...]  # a path that `rm` is given is the cache's where it has one of these
    programs: tuple[str, ...]  # they install from the cache where they are told so
    offline: tuple[str, ...]  # by these flags
    cleaning: str  # the command that empties the cache
    installing: Callable[[Command], ShellWord | None]  # the word by which a command fills it
    cleans: Callable[[Command], bool]

    def needs_cache(self, model: SemanticModel, run: Run) -> bool:
        """Whether a RUN installs from the cache."""
        calls = (one for one in model.commands(run) if one.name in self.programs)
        return any(is_offline(run) or one.has_flag(*self.offline) for one in calls)

    def removes(self, command: Command) -> bool:
        """Whether a command removes the cache."""
        if command.name != "rm":
            return False
        return any(part in word.value.lower() for word in command.operands() for part in self.removed)


def is_emptied(command: Command, model: SemanticModel, keeper: Keeper) -> bool:
    """Whether the cache is no part of the layer: a mount, or emptied or filled once more behind the command."""
    run = command.instruction
    env = model.state_before(run).env
    if cache_mounted(run, *keeper.caches, *(folder for name in keeper.variables if (folder := env.get(name)))):
        return True
    if mount_contains(run, keeper.name) or mount_contains(run, ".cache"):
        return True
    commands = command.script.commands
    behind = commands[commands.index(command) + 1 :]
    return any(keeper.cleans(one) or keeper.removes(one) or keeper.installing(one) for one in behind)


def emptying(command: Command, model: SemanticModel, keeper: Keeper) -> tuple[Fix, ...]:
    """The fix that empties the cache at the end of the RUN; none where somebody needs it later, or the manager is gone by then."""
    stage = model.stage_of(command.instruction)
    earlier = [one for level in stage.lineage for one in level.commands] if stage is not None else []
    if is_followed_by(model, command.instruction, keeper.needs_cache) or is_taken(model, *keeper.caches):
        return ()
    edit = append_alike(command, keeper.cleaning) if not takes_away(command, keeper.name, earlier) else None
    return (Fix("Empty the cache in the same RUN", (edit,), Safety.SAFE),) if edit is not None else ()
