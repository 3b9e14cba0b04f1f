from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden, keeps_layers, leaves_cache, mount_contains
from dockwright.rules._layers import ships
from dockwright.rules._node_cache import Keeper, emptying, is_emptied
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord

VALUED = MANAGERS["yarn"].valued_flags
BERRY = ("immutable", "immutable-cache", "inline-builds", "mode")


@rule(
    "yarn-cache-left-behind",
    on=Command,
    commands=("yarn",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3060",),
    invalid=(
        Invalid(
            "FROM node:20\nRUN yarn install\n",
            "FROM node:20\nRUN yarn install && yarn cache clean\n",
            marked=("install",),
        ),
        Invalid(
            "FROM node:20\nRUN yarn --frozen-lockfile && yarn build\n",
            "FROM node:20\nRUN yarn --frozen-lockfile && yarn build && yarn cache clean\n",
            marked=("yarn",),
        ),
        Invalid(
            "FROM node:20\nCOPY package.json yarn.lock ./\nRUN yarn install\n",
            "FROM node:20\nCOPY package.json yarn.lock ./\nRUN yarn install && yarn cache clean\n",
            context={"package.json": "{}", "yarn.lock": "# yarn lockfile v1\n"},
        ),
        Invalid("FROM node:20\nRUN yarn global add serve; true\n"),
        Invalid(
            "FROM alpine:3.22\nRUN apk add --virtual .build nodejs yarn && yarn install && apk del .build\n",
            title="yarn itself is removed behind",
        ),
        Invalid(
            "FROM node:20\nCOPY . .\nRUN yarn install && yarn build\nRUN yarn install --production --offline\n",
            "FROM node:20\nCOPY . .\nRUN yarn install && yarn build\nRUN yarn install --production --offline"
            " && yarn cache clean\n",
            title="a later RUN installs from the cache",
        ),
    ),
    valid=(
        "FROM node:20\nRUN yarn install && yarn cache clean\n",
        "FROM node:20\nRUN yarn install --immutable\n",
        "FROM node:20\nRUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install\n",
        "FROM node:20\nRUN yarn build && yarn run test\n",
        "FROM node:20\nRUN yarn install --cache-folder /tmp/cache && rm -rf /tmp/cache\n",
        "FROM node:20\nENV YARN_CACHE_FOLDER=/cache\nRUN --mount=type=cache,target=/cache yarn install\n",
        "FROM node:20 AS build\nRUN yarn install\nFROM node:20-slim\nCOPY --from=build /app /app\n",
        Valid("FROM node:20\nRUN yarn install\n", context={".yarnrc.yml": "nodeLinker: node-modules\n"}, title="berry"),
        Valid("FROM node:20\nRUN yarn add serve\n", settings=HADOLINT, title="hadolint knows of install only"),
    ),
)
def yarn_cache_left_behind(
    command: Command, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """The packages that yarn downloaded stay in its cache, in the layer.

    ## Why is this bad?
    yarn keeps every package that it downloads in a cache, beside `node_modules`, for an installation that never comes: the
    layer is nearly twice as large. `yarn cache clean` in the same `RUN` empties it. A cache mount
    (`--mount=type=cache,target=/usr/local/share/.cache/yarn`) keeps it out of the layer and makes the next build faster.

    The rule is about yarn 1. Later versions keep what the application needs in their cache; it is silent where it sees one.

    ## Fix safety
    The fix is safe when the files of the build context show that yarn 1 is used. Without them make sure: in a project of a
    later yarn without `node_modules`, `yarn cache clean` removes the packages themselves.

    ## References
    - https://classic.yarnpkg.com/en/docs/cli/cache
    """
    strict = is_hadolint(settings)
    word = _installing(command, strict)
    instruction = command.instruction
    if word is None or is_hidden(command, settings):
        return
    if strict:
        is_left = leaves_cache(command, lambda one: _installing(one, strict=True) is not None, _cleans)
        reported = is_left and keeps_layers(model, instruction) and not mount_contains(instruction, ".cache/yarn")
    else:
        reported = (
            ships(model, model.stage_of(instruction))
            and not _is_berry(command, context)
            and not is_emptied(command, model, YARN)
        )
    if reported:
        span = word.span if word is not command.words[0] else command.name_span
        is_early = strict and any(map(_cleans, command.script.commands))  # it would stay too early for hadolint
        fixes = () if is_early else partial(_fixes, command, model, context)
        yield Finding(span, "yarn's cache stays in the layer", fixes)


def _installing(command: Command, strict: bool) -> ShellWord | None:
    """The word at fault when the command installs: `install`, `add`, or the bare `yarn`."""
    if command.name != "yarn":
        return None
    if strict:
        return next((word for word in command.arguments if word.value == "install"), None)
    operands = command.operands(VALUED)
    if not operands:
        return command.words[0] if not command.has_flag("version", "v", "help", "h") else None
    if operands[0].value == "global":
        operands = operands[1:]
    return operands[0] if operands and operands[0].value in ("install", "add") else None


def _cleans(command: Command) -> bool:
    return command.name == "yarn" and any(word.value in ("cache", "clean") for word in command.arguments)


YARN = Keeper(
    "yarn",
    caches=("/usr/local/share/.cache/yarn", "/root/.cache/yarn"),
    variables=("YARN_CACHE_FOLDER",),
    removed=("cache",),
    programs=("yarn",),
    offline=("offline",),
    cleaning="yarn cache clean",
    installing=partial(_installing, strict=False),
    cleans=_cleans,
)


def _is_berry(command: Command, context: BuildContext) -> bool:
    """Whether yarn 2 or later is used: by its flags, its files, or `yarn set version`."""
    text = command.instruction.dockerfile.text
    if command.has_flag(*BERRY) or ".yarnrc.yml" in text or "yarn set version" in text or ".yarn/" in text:
        return True
    if not context.is_known:
        return False
    return context.exists(".yarnrc.yml") or "__metadata:" in (context.read("yarn.lock") or "")


def _fixes(command: Command, model: SemanticModel, context: BuildContext) -> tuple[Fix, ...]:
    fixes = emptying(command, model, YARN)
    if fixes and _is_surely_classic(context) and not _is_plug_and_play(command, context):
        return fixes
    return tuple(one._replace(safety=Safety.UNSAFE) for one in fixes)


def _is_surely_classic(context: BuildContext) -> bool:
    """Whether yarn 1 wrote all lock files of the context, and no file asks for a later one."""
    if not context.is_known or '"yarn@' in (context.read("package.json") or "").replace('"yarn@1', ""):
        return False
    files = [
        file for file in context.files() if file.endswith(("yarn.lock", ".yarnrc.yml")) and "node_modules/" not in file
    ]
    return bool(files) and all("# yarn lockfile v1" in (context.read(file) or "") for file in files)


def _is_plug_and_play(command: Command, context: BuildContext) -> bool:
    """Whether the application is started out of the cache, for want of `node_modules`."""
    if command.has_flag("pnp", "enable-pnp", "use-yarnrc"):
        return True
    return "installConfig" in (context.read("package.json") or "") or context.exists(".pnp.js")
