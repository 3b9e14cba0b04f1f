"""Whether the package manager that a container starts by is fetched only then, because corepack has not fetched it in the image.

`corepack enable` puts stand-ins for pnpm and yarn on PATH. The first call of one downloads the manager itself into
`~/.cache/node/corepack` of whoever calls it. Source: https://github.com/nodejs/corepack#readme. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.rules._layers import is_opaque
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.state import means_root
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run, Transfer

MANAGERS = frozenset(("pnpm", "pnpx", "yarn", "yarnpkg"))

_SETTINGS = ("COREPACK_", "HOME", "XDG_CACHE_HOME", "YARN_PATH")
"""What the names of variables begin with that say where corepack keeps what it downloads, or that it does not."""

_CALLERS = MANAGERS | {"npm", "npx", "turbo", "nx", "lerna", "rush"}
"""Programs that may call a manager, and so have corepack fetch it."""


def fetched_at_start(model: SemanticModel, stage: Stage, start: Instruction) -> str | None:
    """Why the manager is not in the image, one clause; None where it may be there."""
    facts, state = stage.facts, model.state_before(start)
    if facts is None or facts.family != "node" or state.user is None:
        return None
    if any(name.startswith(_SETTINGS) for name in state.env if name not in facts.env):
        return None
    if any("corepack" in one.text or ".cache" in one.text for level in stage.lineage for one in level.of(Transfer)):
        return None
    commands = list(_commands(stage))
    if not any(command.name == "corepack" and command.subcommand == "enable" for _, command in commands):
        return None
    if any(one.name == "npm" and not MANAGERS.isdisjoint(_packages(one)) for _, one in commands):
        return None
    callers = [run for run, one in commands if _fetches(one) and not _is_hidden(run)]
    users = [model.state_before(run).user for run in callers]
    if None in users or any(one is not None and _account(one) == _account(state.user) for one in users):
        return None
    who = f"`{state.user.partition(':')[0]}`"
    return f"corepack has fetched it for another user than {who}" if users else "corepack has only been enabled"


def _commands(stage: Stage) -> Iterator[tuple[Run, Command]]:
    for level in stage.lineage:
        for run in level.of(Run):
            for command in level.model.commands(run):
                yield run, command


def _packages(command: Command) -> set[str]:
    """The packages that a command of npm names, without their versions."""
    return {word.value.partition("@")[0] for word in command.operands()}


def _fetches(command: Command) -> bool:
    """Whether corepack may fetch a manager for the command."""
    if command.name == "corepack":
        return command.subcommand != "enable"
    return command.name in _CALLERS or is_opaque(command)


def _is_hidden(run: Run) -> bool:
    """Whether what is fetched goes into a cache mount, and so not into the image."""
    targets = (one.option("target", "dst", "destination") for one in run.mounts)
    ends = ("/.cache", "/node", "/corepack")
    return any(one is not None and (one.value or "").rstrip("/").endswith(ends) for one in targets)


def _account(user: str) -> str:
    """One name for each user of Node's images."""
    name = user.partition(":")[0]
    return "root" if means_root(user) else "node" if name == "1000" else name
