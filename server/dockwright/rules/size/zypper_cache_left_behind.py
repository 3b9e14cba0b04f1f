from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, rule
from dockwright.rules._appending import append_alike, takes_away
from dockwright.rules._confirmation import first_operand
from dockwright.rules._hadolint import counts, is_hadolint, is_hidden, leaves_cache, mount_contains
from dockwright.rules._layers import cache_mounted, is_followed_by, is_offline, is_taken
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run

INSTALLING = frozenset({"install", "in"})
FETCHING = INSTALLING | {"update", "up", "patch", "dist-upgrade", "dup", "source-install", "si"}
VALUED = MANAGERS["zypper"].valued_flags - {"n"}
CACHE = "/var/cache/zypp"


@rule(
    "zypper-cache-left-behind",
    on=Command,
    commands=("zypper",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3036",),
    invalid=(
        Invalid(
            "FROM opensuse/leap:15.6\nRUN zypper -n install curl\n",
            "FROM opensuse/leap:15.6\nRUN zypper -n install curl && zypper clean -a\n",
            marked=("install",),
        ),
        Invalid(
            "FROM opensuse/leap:15.6\nRUN zypper ref && zypper -n up\n",
            "FROM opensuse/leap:15.6\nRUN zypper ref && zypper -n up && zypper clean -a\n",
            marked=("up",),
        ),
        Invalid("FROM opensuse/leap:15.6\nRUN zypper -n in curl; true\n"),
        Invalid(
            "FROM opensuse/leap:15.6\nRUN zypper -n in curl && zypper rr -a\n", title="no repository is left to clean"
        ),
        Invalid("FROM opensuse/leap:15.6\nRUN zypper -n in -d curl\n", title="what it fetches is wanted"),
        Invalid(
            "FROM opensuse/leap:15.6\nRUN zypper -n in curl\nRUN zypper --no-refresh search git\n",
            "FROM opensuse/leap:15.6\nRUN zypper -n in curl && zypper clean -a\nRUN zypper --no-refresh search git\n",
            title="a later RUN wants the lists",
        ),
    ),
    valid=(
        "FROM opensuse/leap:15.6\nRUN zypper -n install curl && zypper clean -a\n",
        "FROM opensuse/leap:15.6\nRUN zypper -n install curl && zypper cc --all\n",
        "FROM opensuse/leap:15.6\nRUN zypper -n install curl && rm -rf /var/cache/zypp/*\n",
        "FROM opensuse/leap:15.6\nRUN --mount=type=cache,target=/var/cache/zypp zypper -n install curl\n",
        "FROM opensuse/leap:15.6 AS build\nRUN zypper -n in gcc\nFROM scratch\nCOPY --from=build /a /a\n",
    ),
)
def zypper_cache_left_behind(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The package lists that zypper fetched stay in the layer.

    ## Why is this bad?
    Nothing reads the lists and the downloaded packages once those are installed. Removing them in a later `RUN` does not
    help: the layer with them is already written.

    Only layers of the image that is shipped count: a builder stage may leave them.

    ## Fix safety
    `zypper clean -a` at the end of the same `RUN` is safe when the RUN is a plain `&&` chain. Where a later `RUN`
    works with the lists the fix asks for a look.

    ## References
    - https://en.opensuse.org/SDB:Zypper_manual
    """
    strict = is_hadolint(settings)
    instruction = command.instruction
    word = first_operand(command, INSTALLING if strict else FETCHING, VALUED, settings)
    if word is None or is_hidden(command, settings) or not counts(model, instruction, settings):
        return
    if mount_contains(instruction, CACHE) if strict else cache_mounted(instruction, CACHE):
        return
    fetches, cleans = partial(_fetches, settings=settings), partial(_cleans, settings=settings)
    if not (leaves_cache(command, fetches, cleans) if strict else _stays(command, settings)):
        return
    is_early = strict and any(map(cleans, command.script.commands))  # it would stay too early for hadolint
    yield Finding(word.span, "the package lists stay in the layer", () if is_early else _fixes(command, model))


def _stays(command: Command, settings: Settings) -> bool:
    """Whether nothing behind the command empties the cache, or fetches more."""
    commands = command.script.commands
    return not any(
        _fetches(one, settings) or _cleans(one, settings) or _removes(one)
        for one in commands[commands.index(command) + 1 :]
    )


def _fetches(command: Command, settings: Settings) -> bool:
    return command.name == "zypper" and first_operand(command, FETCHING, VALUED, settings) is not None


def _cleans(command: Command, settings: Settings) -> bool:
    return command.name == "zypper" and first_operand(command, ("clean", "cc"), VALUED, settings) is not None


def _removes(command: Command) -> bool:
    return command.name == "rm" and any(word.value.startswith(CACHE) for word in command.operands())


def _fixes(command: Command, model: SemanticModel) -> tuple[Fix, ...]:
    commands = command.script.commands
    if takes_away(command, "zypper") or any(one.subcommand in ("rr", "removerepo") for one in commands):
        return ()
    edit = append_alike(command, "zypper clean -a") if not command.has_flag("d", "download-only") else None
    if edit is None:
        return ()
    needed = is_followed_by(model, command.instruction, _needs_cache) or is_taken(model, CACHE)
    return (Fix("Clean up in the same RUN", (edit,), Safety.UNSAFE if needed else Safety.SAFE),)


def _needs_cache(model: SemanticModel, run: Run) -> bool:
    managers = (one for one in model.commands(run) if one.name == "zypper")
    return any(is_offline(run) or one.has_flag("no-refresh", "C") for one in managers)
