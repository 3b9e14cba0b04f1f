"""What yum and dnf leave in the layer: the lists of all packages, and the packages where they are told to keep them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, Safety, Settings
from dockwright.rules._appending import append_alike, takes_away
from dockwright.rules._hadolint import counts, has_argument, leaves_cache
from dockwright.rules._layers import cache_mounted, is_followed_by, is_offline, is_taken
from dockwright.rules._rpm import VALUED
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

PROGRAMS = ("yum", "dnf", "microdnf", "dnf5", "tdnf")
CACHES = ("/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/tdnf")
_FETCHING = MANAGERS["dnf"].install | MANAGERS["dnf"].upgrade | {"in", "up", "rei", "group", "module"}


def subcommand(command: Command) -> ShellWord | None:
    operands = command.operands(VALUED)
    return operands[0] if operands else None


def cache_left_behind(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The finding at the last command of a RUN that fetches, when nothing behind it cleans up."""
    word = subcommand(command)
    instruction = command.instruction
    if word is None or word.value not in _FETCHING or not counts(model, instruction, settings):
        return
    if cache_mounted(instruction, *CACHES) or _ends_with_cleaning(command):
        return
    yield Finding(word.span, "the package lists stay in the layer", partial(cleaning, command, model))


def cleaning(command: Command, model: SemanticModel) -> tuple[Fix, ...]:
    """The fix that cleans up at the end of the RUN."""
    if command.has_flag("downloadonly", "installroot") or takes_away(command, command.name):
        return ()
    program = command.words[0].span.of(command.instruction.dockerfile.text)
    edit = append_alike(command, f"{program} clean all")
    if edit is None:
        return ()
    needed = is_followed_by(model, command.instruction, _needs_cache) or is_taken(model, *CACHES)
    return (Fix("Clean up in the same RUN", (edit,), Safety.UNSAFE if needed else Safety.SAFE),)


def _needs_cache(model: SemanticModel, run: Run) -> bool:
    managers = (one for one in model.commands(run) if one.name in PROGRAMS)
    return any(is_offline(run) or one.has_flag("C", "cacheonly") for one in managers)


def hadolint_cache_left_behind(
    command: Command, model: SemanticModel, fetching: Collection[str], cache: str
) -> Iterator[Finding]:
    """hadolint's verdict; `cache` is what `rm` must remove."""

    def fetches(one: Command) -> bool:
        return one.name == command.name and has_argument(one, *fetching)

    def cleans(one: Command) -> bool:
        if one.name == "rm":
            return has_argument(one, "-rf", cache)
        return one.name == command.name and has_argument(one, "clean", "all")

    if not leaves_cache(command, fetches, cleans):
        return
    word = next(word for word in command.arguments if word.value in fetching)
    is_early = any(map(cleans, command.script.commands))  # it would stay too early for hadolint
    fixes = () if is_early else partial(cleaning, command, model)
    yield Finding(word.span, "the package lists stay in the layer", fixes)


def _ends_with_cleaning(command: Command) -> bool:
    """Whether the cache is emptied, or more is fetched, behind the command."""
    commands = command.script.commands
    behind = commands[commands.index(command) + 1 :]
    return any(_cleans(one) or _fetches(one) for one in behind)


def _fetches(command: Command) -> bool:
    if command.name not in PROGRAMS:
        return False
    word = subcommand(command)
    return word is not None and word.value in _FETCHING


def _cleans(command: Command) -> bool:
    if command.name in PROGRAMS:
        word = subcommand(command)
        return word is not None and word.value == "clean"
    if command.name == "rm":
        targets = [word.value.rstrip("/*") for word in command.operands()]
        is_whole = any(target.endswith("/var/cache") for target in targets)  # that of another root, too
        return is_whole or any(cache in target for target in targets for cache in CACHES)
    return False
