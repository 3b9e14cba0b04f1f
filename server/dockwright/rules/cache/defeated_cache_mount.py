from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._flags import removal
from dockwright.rules._layers import cache_mounted, covering_mount
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.text import Span

_CACHES = {
    "pip": ("/root/.cache/pip", "/root/.cache"),
    "pip3": ("/root/.cache/pip", "/root/.cache"),
    "uv": ("/root/.cache/uv", "/root/.cache"),
    "poetry": ("/root/.cache/pypoetry", "/root/.cache"),
    "npm": ("/root/.npm",),
    "yarn": ("/usr/local/share/.cache/yarn",),
}
_FLAGS = {"pip": "no-cache-dir", "pip3": "no-cache-dir", "uv": "no-cache", "poetry": "no-cache"}
_SWITCHES = {"pip": "PIP_NO_CACHE_DIR", "pip3": "PIP_NO_CACHE_DIR", "uv": "UV_NO_CACHE"}
_PLACES = {"pip": "PIP_CACHE_DIR", "pip3": "PIP_CACHE_DIR", "uv": "UV_CACHE_DIR", "poetry": "POETRY_CACHE_DIR"}
_EMPTYING = {
    "pip": ("cache purge",),
    "pip3": ("cache purge",),
    "uv": ("cache clean",),
    "npm": ("cache clean", "cache clear"),
    "yarn": ("cache clean",),
}
_MOVING = {
    "npm": ("npm_config_cache", "NPM_CONFIG_CACHE"),
    "yarn": ("YARN_CACHE_FOLDER", "XDG_CACHE_HOME"),
}
_HOME = re.compile(r"/home/([^/]+)/(.+?)/?$")
_UV_ON = frozenset({"1", "true", "t", "yes", "y", "on"})
_PIP = "RUN --mount=type=cache,target=/root/.cache/pip pip install"
_YARN = "RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn"
_NPM = "RUN --mount=type=cache,target=/root/.npm npm ci"


@rule(
    "defeated-cache-mount",
    on=(Command, Run),
    commands=tuple(_CACHES),
    needs="--mount=",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"FROM python:3.12\n{_PIP} --no-cache-dir -r requirements.txt\n",
            f"FROM python:3.12\n{_PIP} -r requirements.txt\n",
            marked=("--no-cache-dir",),
        ),
        Invalid(
            "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/uv uv sync --no-cache\n",
            "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/uv uv sync\n",
            marked=("--no-cache",),
        ),
        Invalid(
            f"FROM python:3.12\nENV PIP_NO_CACHE_DIR=off\n{_PIP} -r requirements.txt\n",
            marked=("--mount=type=cache,target=/root/.cache/pip",),
            title="pip takes any value for on",
        ),
        Invalid("FROM python:3.12\nENV UV_NO_CACHE=1\nRUN --mount=type=cache,target=/root/.cache/uv uv sync\n"),
        Invalid(f"FROM python:3.12\nENV PIP_CACHE_DIR=/tmp/pip\n{_PIP} -r requirements.txt\n"),
        Invalid(
            f"FROM python:3.12\nENV PIP_CACHE_DIR=/tmp/pip\n{_PIP} -U pip && pip install flask\n",
            marked=("--mount=type=cache,target=/root/.cache/pip",),
            title="one finding for the RUN",
        ),
        Invalid(f"FROM python:3.12\nUSER app\n{_PIP} -r requirements.txt\n", title="the cache of another user"),
        Invalid(
            f"FROM node:20\n{_YARN} && yarn build && yarn cache clean\n",
            f"FROM node:20\n{_YARN} && yarn build\n",
            marked=("yarn cache clean",),
        ),
        Invalid(
            f"FROM node:20\n{_NPM} \\\n    && npm cache clean --force \\\n    && npm run build\n",
            f"FROM node:20\n{_NPM} \\\n    && npm run build\n",
            marked=("npm cache clean --force",),
        ),
        Invalid(
            f"FROM node:20\n{_NPM}; npm cache clean --force\n",
            marked=("npm cache clean --force",),
            title="no chain to take it out of",
        ),
        Invalid(
            f"FROM python:3.12\n{_PIP} flask && pip cache purge\n",
            f"FROM python:3.12\n{_PIP} flask\n",
            marked=("pip cache purge",),
        ),
        Invalid(
            "FROM python:3.14\nENV USER=app\nRUN --mount=type=cache,target=/home/$USER/.cache/uv uv sync\n",
            "FROM python:3.14\nENV USER=app\nRUN --mount=type=cache,target=/root/.cache/uv uv sync\n",
            marked=("/home/$USER/.cache/uv",),
            title="the cache of a user who does not run it",
        ),
        Invalid(
            "FROM python:3.14\nRUN --mount=type=cache,target=/home/app/.cache pip install -U pip && pip install flask\nUSER app\n",
            "FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache pip install -U pip && pip install flask\nUSER app\n",
            marked=("/home/app/.cache",),
        ),
        Invalid(
            "FROM node:24\nWORKDIR /app\nRUN --mount=type=cache,target=~/.npm npm ci\n",
            "FROM node:24\nWORKDIR /app\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
            marked=("~/.npm",),
            title="no shell expands the options of a mount",
        ),
        Invalid(
            "FROM node:24\nWORKDIR /app\nRUN --mount=type=cache,target=~/.npm npm ci && npm cache clean --force\n",
            marked=("~/.npm",),
            title="the right mount would be emptied",
        ),
        Invalid("FROM node:24\nUSER node\nRUN --mount=type=cache,target=~/.cache/pnpm pnpm install\n"),
    ),
    valid=(
        "FROM alpine:3.22\nRUN --mount=type=cache,target=/cache cp ~/a /cache\n",
        "FROM python:3.14\nUSER app\nRUN --mount=type=cache,target=/home/app/.cache/uv uv sync\n",
        "FROM python:3.14\nENV HOME=/home/app\nRUN --mount=type=cache,target=/home/app/.cache/uv uv sync\n",
        "FROM python:3.14\nENV UV_CACHE_DIR=/home/app/.cache/uv\nRUN --mount=type=cache,target=/home/app/.cache/uv uv sync\n",
        "FROM python:3.14\nRUN --mount=type=cache,target=/home/app/.cache/uv su app -c 'uv sync'\n",
        "FROM python:3.14\nRUN --mount=type=cache,target=/home/app/.cache/uv uv sync --cache-dir /home/app/.cache/uv\n",
        "FROM python:3.14\nRUN --mount=type=cache,target=/home/app/.cache/pip uv sync\n",
        "FROM python:3.14\nRUN --mount=type=cache,target=/home/app/.cache --mount=type=cache,target=/root/.cache/uv uv sync\n",
        f"FROM python:3.12\n{_PIP} -r requirements.txt\n",
        "FROM python:3.12\nRUN pip install --no-cache-dir flask\n",
        "FROM python:3.12\nRUN --mount=type=cache,target=/var/cache/apt pip install --no-cache-dir flask\n",
        f"FROM python:3.12\n{_PIP} --no-cache-dir=false flask\n",
        f"FROM python:3.12\nENV PIP_NO_CACHE_DIR=\n{_PIP} flask\n",
        f"FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\n{_PIP.replace('pip install', 'PIP_NO_CACHE_DIR= pip install')} flask\n",
        "FROM python:3.12\nENV UV_NO_CACHE=0\nRUN --mount=type=cache,target=/root/.cache/uv uv sync\n",
        f"FROM python:3.12\nENV PIP_CACHE_DIR=/root/.cache/pip\n{_PIP} flask\n",
        f"FROM python:3.12\nENV PIP_CACHE_DIR=/tmp/pip\n{_PIP} --cache-dir /root/.cache/pip flask\n",
        f"FROM python:3.12\nARG PIP_CACHE_DIR\n{_PIP} flask\n",
        f"FROM python:3.12\nUSER app\nENV HOME=/root\n{_PIP} flask\n",
        f"FROM python:3.12\nARG USERNAME\nUSER $USERNAME\n{_PIP} flask\n",
        f"FROM python:3.12\nUSER app\n{_PIP.replace('pip install', 'sudo pip install')} flask\n",
        f"FROM python:3.12\nUSER app\n{_PIP} --no-cache-dir flask\n",
        "FROM node:20\nRUN yarn && yarn cache clean\n",
        f"FROM node:20\n{_YARN} && yarn cache clean left-pad\n",
        f"FROM node:20\n{_NPM} && npm cache verify\n",
        f"FROM node:20\nENV npm_config_cache=/tmp/npm\n{_NPM} && npm cache clean --force\n",
        f"FROM node:20\n{_NPM.replace('npm ci', 'npm set cache /c && npm ci')} && npm cache clean --force\n",
        f"FROM node:20\n{_NPM.replace('=cache', '=tmpfs')} && npm cache clean --force\n",
        f"FROM node:20\nUSER node\n{_NPM} && npm cache clean --force\n",
        f"FROM node:20\n{_NPM} || npm cache clean --force\n",
    ),
)
def defeated_cache_mount(node: Command | Run, model: SemanticModel) -> Iterator[Finding]:
    """A cache is mounted, and a flag, a variable or the user keeps the program from using it, or a command empties it.

    ## Why is this bad?
    `--no-cache-dir` was written to keep downloads out of the layer. A cache mount is in no layer; with the flag it stays empty, and
    everything is downloaded again after each change. The same happens with `PIP_NO_CACHE_DIR`, for which pip takes every
    value for on, `off` and `0` too; where `PIP_CACHE_DIR` names another directory; and where another user than root runs
    the program, whose cache is below a home directory of its own, or root runs it, and the mount is in the home directory of another.

    `npm cache clean`, `yarn cache clean`, `pip cache purge` and `uv cache clean` empty the mount: the next build finds nothing there.

    Nothing expands `~` in a mount: `target=~/.npm` is a directory of that name below the working directory, where no program looks.

    The fix drops the flag or the command, or mounts the cache of root; the layer stays as small, as the cache is in the mount.

    ## Fix safety
    A package that is compiled when it is installed is taken from the cache then, as an earlier build compiled it: perhaps with
    other libraries, or with other flags (`CMAKE_ARGS`, `--no-binary`).

    ## References
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    - https://pip.pypa.io/en/stable/topics/caching/
    """
    if isinstance(node, Run):
        yield from _below_tilde(node, model)
        return
    command, run = node, node.instruction
    if not isinstance(run, Run):
        return
    mount = covering_mount(run, *_CACHES[command.name])
    if mount is None:
        yield from _of_another_home(command, run, model)
        return
    if _empties(command):
        is_kept = covering_mount(run, *_CACHES[command.name], kinds=("cache",)) is not None
        if is_kept and _is_that_cache(command, run, model):
            name = " ".join([command.name, *(word.value for word in command.operands())])
            yield Finding(command.span, f"`{name}` empties the mounted cache", _without(command, name))
        return
    if command.name not in _FLAGS:
        return
    flag = command.flag(_FLAGS[command.name])
    if flag is None:
        first = next((one for one in command.script.commands if one.name == command.name), command)
        if first is command and (why := _defeat(command, run, model)):
            yield Finding(mount.span, why)
        return
    place = removal(command, flag.word) if flag.value is None else None
    if place is None or _defeat(command, run, model):  # without the flag the cache would be in the layer
        return
    fix = Fix.delete(f"Drop `--{flag.name}`", place, Safety.UNSAFE)
    yield Finding(flag.word.span, f"`--{flag.name}` keeps `{command.name}` from the mounted cache", (fix,))


def _below_tilde(run: Run, model: SemanticModel) -> Iterator[Finding]:
    """Caches in what was meant for a home directory."""
    state = model.state_before(run)
    for mount in run.mounts:
        kind, target = mount.option("type"), mount.option("target", "dst", "destination")
        if kind is None or kind.value != "cache" or target is None or target.value_span is None:
            continue
        written = target.value or ""
        if not written.startswith("~/"):
            continue
        home = state.env.get("HOME") or ("/root" if state.is_root is True else None)
        fixes: tuple[Fix, ...] = ()
        if home is not None and not _is_passed_by(run, model):
            meant = f"{home}{written[1:]}"
            fixes = (Fix.replace(f"Mount `{meant}`", target.value_span, meant, Safety.UNSAFE),)
        yield Finding(target.value_span, "nothing expands `~` in a mount: no program looks for its cache there", fixes)


def _of_another_home(command: Command, run: Run, model: SemanticModel) -> Iterator[Finding]:
    """Root runs the program, and the cache that is mounted is in the home directory of somebody else."""
    name, state = command.name, model.state_before(run)
    if name not in _PLACES or state.is_root is not True or command.is_nested or command.prefixes:
        return
    moving = {_PLACES[name], "XDG_CACHE_HOME", "HOME"}
    if moving & state.variables.keys() or any(one in run.text for one in moving) or command.has_flag("cache-dir"):
        return
    if next(one for one in command.script.commands if one.name == name) is not command:
        return
    for mount in run.mounts:
        kind, target = mount.option("type"), mount.option("target", "dst", "destination")
        if kind is None or kind.value != "cache" or target is None or target.value_span is None:
            continue
        found = _HOME.match(target.value or "")
        own = f"/root/{found[2]}" if found else ""
        if found and own in _CACHES[name]:
            fix = Fix.replace(f"Mount `{own}`", target.value_span, own, Safety.UNSAFE)
            fixes = () if _is_passed_by(run, model) else (fix,)
            yield Finding(target.value_span, f"root runs `{name}`, whose cache is `{own}`", fixes)
            return


def _is_passed_by(run: Run, model: SemanticModel) -> bool:
    """Whether a command of the RUN empties its cache or has a flag against it: with the right mount that would be the next mistake."""
    return any(_empties(one) or (one.name in _FLAGS and one.has_flag(_FLAGS[one.name])) for one in model.commands(run))


def _empties(command: Command) -> bool:
    words = " ".join(word.value for word in command.operands())
    return words in _EMPTYING.get(command.name, ()) and not command.is_conditional


def _is_that_cache(command: Command, run: Run, model: SemanticModel) -> bool:
    """Whether the cache that is emptied is the one that is mounted."""
    name, state = command.name, model.state_before(run)
    moving = _MOVING.get(name) or (_PLACES[name], "XDG_CACHE_HOME")
    moves = any(one in state.variables or one in run.text for one in (*moving, "HOME"))
    is_set = any(map(model.dockerfile.mentions, ("set cache", "set -g cache")))
    return (
        state.is_root is True
        and not moves
        and not is_set
        and not command.has_flag("cache", "cache-dir", "cache-folder")
    )


def _without(command: Command, name: str) -> tuple[Fix, ...]:
    """Takes the command out of its chain of `&&`."""
    script, before = command.script, list(command.script.top_level)
    if not script.is_and_chain or command not in before[1:] or command.in_pipeline or command.redirections:
        return ()
    previous = before[before.index(command) - 1]
    return (Fix.delete(f"Drop `{name}`", Span(previous.span.end, command.span.end), Safety.UNSAFE),)


def _defeat(command: Command, run: Run, model: SemanticModel) -> str:
    """What, besides a flag, keeps a program from the cache that is mounted for it; "" when nothing does."""
    name = command.name
    switch, place = _SWITCHES.get(name, ""), _PLACES[name]
    if command.has_flag("cache-dir") or any(one and one in run.text for one in (switch, place, "sudo", "HOME")):
        return ""
    state = model.state_before(run)
    value = state.variables.get(switch) or ""
    if value.lower() in _UV_ON if name == "uv" else value:
        return f"`{switch}` keeps `{name}` from the mounted cache"
    if place in state.variables:
        named = state.variables[place]
        is_mounted = not named or cache_mounted(run, *(f"{named}{rest}" for rest in ("", "/cache", "/artifacts")))
        return "" if is_mounted else f"`{place}` tells `{name}` to keep its cache elsewhere than in the mount"
    if state.is_root is False and not {"HOME", "XDG_CACHE_HOME"} & state.variables.keys():
        user = (state.user or "").partition(":")[0]
        return f"the mounted cache is that of root, but `{user}` runs `{name}`"
    return ""
