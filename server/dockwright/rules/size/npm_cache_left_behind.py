from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, Valid, rule
from dockwright.rules._layers import ships
from dockwright.rules._node_cache import Keeper, emptying, is_emptied
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Cmd, Entrypoint

VALUED = MANAGERS["npm"].valued_flags
INSTALLS = frozenset({"install", "i", "add", "ci", "clean-install", "ic", "install-clean", "update"})
CLEANS = frozenset({"clean", "clear", "rm"})


@rule(
    "npm-cache-left-behind",
    on=Command,
    commands=("npm",),
    severity=Severity.INFO,
    default=False,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n",
            "FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci && npm cache clean --force\nCOPY . .\n",
            marked=("ci",),
        ),
        Invalid(
            "FROM node:22\nRUN npm install -g pm2 \\\n    && npm i -g serve\n",
            "FROM node:22\nRUN npm install -g pm2 \\\n    && npm i -g serve \\\n    && npm cache clean --force\n",
            marked=("i",),
            title="once for all installs of a RUN",
        ),
        Invalid(
            "FROM node:22\nRUN npm cache clean --force && npm ci && npm run build\n",
            "FROM node:22\nRUN npm cache clean --force && npm ci && npm run build && npm cache clean --force\n",
            marked=("ci",),
            title="emptied too early",
        ),
        Invalid("FROM node:22\nRUN npm ci; true\n", title="not a plain chain"),
        Invalid("FROM node:22\nRUN npm ci --cache /tmp/npm\n", title="another directory"),
        Invalid("FROM node:22\nRUN sudo -u node npm ci\n", title="another user's"),
        Invalid("FROM debian:12\nRUN apt-get install -y nodejs && npm i -g pm2 && apt-get purge -y nodejs\n", title="npm goes"),
        Invalid(
            "FROM alpine:3.22\nRUN apk add --virtual .build nodejs npm\nRUN npm i -g pm2 && apk del .build\n",
            title="... and here, too",
        ),
        Invalid(
            "FROM node:22-alpine\nRUN apk add --virtual .build make g++ && npm ci && apk del .build\n",
            "FROM node:22-alpine\nRUN apk add --virtual .build make g++ && npm ci && apk del .build && npm cache clean --force\n",
            marked=("ci",),
            title="only the compiler goes",
        ),
        Invalid(
            "FROM node:22\nRUN npm ci\nRUN npm ci --omit=dev --prefer-offline\n",
            "FROM node:22\nRUN npm ci\nRUN npm ci --omit=dev --prefer-offline && npm cache clean --force\n",
            title="a later RUN installs from the cache",
        ),
        Invalid(
            'FROM node:22\nRUN npm ci\nCMD ["sh", "-c", "npm ci --offline && node ."]\n',
            title="... or the container does",
        ),
    ),
    valid=(
        "FROM node:22\nRUN npm ci && npm cache clean --force\n",
        "FROM node:22\nRUN npm ci && rm -rf /root/.npm\n",
        "FROM node:22\nRUN npm ci && rm -rf ~/.npm/_cacache\n",
        'FROM node:22\nENV NPM_CONFIG_CACHE=/cache\nRUN npm ci && rm -rf "$NPM_CONFIG_CACHE"\n',
        "FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
        "FROM node:22\nENV npm_config_cache=/cache\nRUN --mount=type=cache,target=/cache npm ci\n",
        "FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n",
        "FROM node:22\nRUN npm run build && npm prune --omit=dev\n",
        "FROM node:22\nRUN npm install --package-lock-only\n",
        "FROM node:22 AS build\nRUN npm ci\nFROM node:22-slim\nCOPY --from=build /app /app\n",
        Valid("FROM node:22\nRUN npm install --global --cache /tmp/npm pm2 && rm -r /tmp/npm\n", title="another directory"),
    ),
)  # fmt: skip
def npm_cache_left_behind(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """The packages that npm downloaded stay in its cache, in the layer.

    ## Why is this bad?
    npm keeps every archive that it downloads in `~/.npm/_cacache`, beside what it unpacks into `node_modules`, for an installation
    that never comes. For an application of Next.js that is 160 MB. `npm cache clean --force` in the same `RUN` empties it. A cache
    mount (`--mount=type=cache,target=/root/.npm`) keeps it out of the layer and makes the next build faster.

    Reported are layers of the final image alone: those of a stage that only builds are left behind with it. What pnpm and bun
    keep are hard links to the files of `node_modules`, which cost nothing more.

    The rule is off unless it is asked for: nearly every Dockerfile for Node leaves that cache, and mostly it is small
    beside `node_modules`.

    ## References
    - https://docs.npmjs.com/cli/v11/commands/npm-cache
    """
    word = _installing(command)
    if word is None or not ships(model, model.stage_of(command.instruction)) or is_emptied(command, model, NPM):
        return
    yield Finding(word.span, "npm's cache stays in the layer", partial(_fixes, command, model))


def _installing(command: Command) -> ShellWord | None:
    """The word by which a command installs."""
    operands = command.operands(VALUED) if command.name == "npm" else ()
    is_install = bool(operands) and operands[0].value in INSTALLS
    return operands[0] if is_install and not command.has_flag("package-lock-only", "dry-run", "help") else None


def _cleans(command: Command) -> bool:
    words = [word.value for word in command.operands(VALUED)]
    return command.name == "npm" and words[:1] == ["cache"] and bool(CLEANS.intersection(words[1:2]))


NPM = Keeper(
    "npm",
    caches=("/root/.npm",),
    variables=("npm_config_cache", "NPM_CONFIG_CACHE"),
    removed=("npm", "cache"),
    programs=("npm", "npx"),
    offline=("offline", "prefer-offline"),
    cleaning="npm cache clean --force",
    installing=_installing,
    cleans=_cleans,
)


def _fixes(command: Command, model: SemanticModel) -> tuple[Fix, ...]:
    if _starts_offline(command, model) or _is_elsewhere(command):
        return ()
    return emptying(command, model, NPM)


def _is_elsewhere(command: Command) -> bool:
    """Whether the command is given a cache of its own."""
    return command.has_flag("cache") or any(one.name in NPM.variables for one in command.assignments)


def _starts_offline(command: Command, model: SemanticModel) -> bool:
    """Whether the container installs from the cache when it starts."""
    stage = model.target or model.stage_of(command.instruction)
    starts = (stage.effective(Entrypoint), stage.effective(Cmd)) if stage is not None else ()
    return any(one is not None and "offline" in one.text for one in starts)
