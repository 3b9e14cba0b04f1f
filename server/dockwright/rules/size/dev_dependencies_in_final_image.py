from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.rule import (
    BUILD_CONTEXT,
    Finding,
    Fix,
    FixAvailability,
    Invalid,
    Safety,
    Settings,
    Severity,
    Valid,
    rule,
)
from dockwright.rules._purposes import is_for_development
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy, Run

if TYPE_CHECKING:
    from dockwright.projects.node import Package
    from dockwright.refactorings.split.node.pruning import Install

SERVER = {
    "package.json": '{"scripts": {"start": "node server.js"}, "dependencies": {"express": "4"}, "devDependencies": {"jest": "29"}}',
    "server.js": "require('express')",
}
_HEAD = "FROM node:20\nWORKDIR /app\nCOPY . .\n"

_FLAGS = {"npm": " --omit=dev", "yarn": " --production", "pnpm": " --prod", "bun": " --production"}
_OLD_NPM = (16,)
"""From this release of Node on npm knows `--omit`."""


@rule(
    "dev-dependencies-in-final-image",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            _HEAD + 'RUN npm ci\nCMD ["npm", "start"]\n',
            _HEAD + 'RUN npm ci --omit=dev\nCMD ["npm", "start"]\n',
            context=SERVER,
            marked=("npm ci",),
        ),
        Invalid(
            _HEAD + 'RUN yarn --frozen-lockfile\nCMD ["node", "server.js"]\n',
            _HEAD + 'RUN yarn --production --frozen-lockfile\nCMD ["node", "server.js"]\n',
            context=SERVER,
        ),
        Invalid(
            _HEAD + 'RUN pnpm install\nCMD ["node", "server.js"]\n',
            _HEAD + 'RUN pnpm install --prod\nCMD ["node", "server.js"]\n',
            context=SERVER,
        ),
        Invalid(
            "FROM node:14\nCOPY . .\nRUN npm install\nCMD node server\n",
            "FROM node:14\nCOPY . .\nRUN npm install --production\nCMD node server\n",
            context=SERVER,
            title="npm 6",
        ),
        Invalid(
            "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM node:22-slim\nWORKDIR /app\n"
            'COPY --from=build /app ./\nCMD ["npm", "start"]\n',
            "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm prune --omit=dev\nFROM node:22-slim\nWORKDIR /app\n"
            'COPY --from=build /app ./\nCMD ["npm", "start"]\n',
            context=SERVER,
            marked=("/app",),
            title="taken from another stage",
        ),
    ),
    valid=(
        Valid(_HEAD + "RUN npm ci --omit=dev\nCMD npm start\n", context=SERVER),
        Valid(_HEAD + "ENV NODE_ENV=production\nRUN npm ci\nCMD npm start\n", context=SERVER),
        Valid(_HEAD + "RUN npm ci\nRUN npm test\nCMD npm start\n", context=SERVER, title="a later step needs them"),
        Valid(
            _HEAD.replace("\n", " AS dev\n", 1) + "RUN npm ci\nCMD npm start\n", context=SERVER, title="the stage is for development"
        ),
        Valid(_HEAD + "RUN npm ci && npm prune --omit=dev\nCMD npm start\n", context=SERVER),
        Valid(_HEAD + "RUN npm ci\nCMD npx jest\n", context=SERVER, title="they are what starts"),
        Valid(
            _HEAD + "RUN npm ci\nCMD node server.js\n",
            context={**SERVER, "server.js": "require('jest')"},
            title="the server loads one",
        ),
        Valid(
            _HEAD + "RUN npm ci\nCMD npm start\n",
            context={"package.json": '{"scripts": {"start": "nodemon a.js"}, "devDependencies": {"nodemon": "3"}}', "a.js": ""},
        ),
        Valid(
            _HEAD + "RUN npm ci\nCMD node server.js\n",
            context={"package.json": '{"scripts": {"prepare": "husky"}, "devDependencies": {"husky": "9"}}', "server.js": ""},
            title="a script of the install needs one",
        ),
        Valid(_HEAD + "RUN npm ci\nCMD node server.js\n", title="package.json is not known"),
        Valid(
            "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm prune --omit=dev\nFROM node:22-slim\nWORKDIR /app\n"
            "COPY --from=build /app ./\nCMD npm start\n",
            context=SERVER,
            title="another stage took them away",
        ),
        Valid("FROM node:20 AS test\nCOPY . .\nRUN npm ci\nCMD npm start\nFROM scratch\nCOPY --from=test /x /x\n", context=SERVER),
    ),
)  # fmt: skip
def dev_dependencies_in_final_image(
    stage: Stage, model: SemanticModel, context: BuildContext, settings: Settings
) -> Iterator[Finding]:
    """The final image holds development dependencies that nothing in it uses.

    ## Why is this bad?
    Test runners, linters and compilers often make up most of node_modules: megabytes to store, transfer and scan, and code
    with vulnerabilities of its own, none of which a container that only serves ever loads.

    The rule speaks only where the build context is known and shows that they are not used: no later step of the stage runs
    a package script or a tool, package.json has no script that an install runs, the start command comes down to `node` with
    a file, and no source imports a development dependency. Of a stage that is called `dev`, `test` or the like nothing is said.

    Where the final image takes its packages from a stage that builds, that stage must have them all for the build: the fix
    takes what is for development away at its end, as `npm prune --omit=dev` does, or in a new stage on it where other stages use
    it, too. There is no fix where the package manager cannot do it.

    ## Fix safety
    A package that is loaded by a name which is computed, or that only a development dependency brings, is missing
    afterwards: start the container once.

    ## References
    - https://docs.npmjs.com/cli/v10/commands/npm-install#omit
    - https://pnpm.io/cli/install#--prod--p
    """
    if not context.is_known or not stage.is_target or is_for_development(stage):
        return
    if _may_take_packages(stage, model):
        yield from _shipped(stage, model, context)
    if stage.base_stage is not None:
        return
    if not any(manager in run.text for run in stage.of(Run) for manager in _FLAGS):
        return
    found = _install(stage, model, context)
    if found is None:
        return
    install, package = found
    if not _is_unused(stage, model, context, package, install):
        return
    words = install.command.words
    verb = next((one for one in words[1:] if one.value == install.command.subcommand and one.value), words[0])
    span = words[0].span._replace(end=verb.span.end)
    flag = _flag(stage, context, package, install)
    fixes = (Fix.insert(f"Install with `{flag.strip()}`", verb.span.end, flag, Safety.UNSAFE),) if flag else ()
    yield Finding(span, "this installs development dependencies, which nothing in the final image uses", fixes)


def _may_take_packages(stage: Stage, model: SemanticModel) -> bool:
    """Whether a COPY may bring packages of Node from a stage that installs some: a quick look."""
    copies = [one for one in stage.of(Copy) if one.from_ is not None]
    words = (word.value.rpartition("/")[2] for one in copies for word in one.sources)
    return any("." not in word for word in words) and any(
        manager in run.text for one in model.stages if one is not stage for run in one.of(Run) for manager in _FLAGS
    )


def _shipped(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The packages that another stage has installed."""
    from dockwright.refactorings.shipped_modules import shipped_modules

    found = shipped_modules(model, stage, context)
    if found is None:
        return
    fixes: tuple[Fix, ...] = ()
    if found.command:
        where = f"in a stage of its own, `{found.stage}`" if found.stage else f"at the end of `{found.builder}`"
        title = f"Take them away {where}: `{found.command}`"
        fixes = (Fix(title, found.edits, Safety.UNSAFE),)
    message = f"`{found.builder}` has installed development dependencies, too, which nothing in the final image uses"
    yield Finding(found.word.span, message, fixes)


def _install(stage: Stage, model: SemanticModel, context: BuildContext) -> tuple[Install, Package] | None:
    """The one install of the stage, when it brings development dependencies and no later command uses or prunes them."""
    from dockwright.projects.node import EVENTS
    from dockwright.projects.package_scripts import EXECUTORS, RUNNERS
    from dockwright.refactorings.node_installs import commands_of, package_at
    from dockwright.refactorings.reorder.restores import restore_of
    from dockwright.refactorings.split.commands import opaque
    from dockwright.refactorings.split.node.pruning import Install, omits_development
    from dockwright.refactorings.split.sources import Sources

    found: tuple[Install, Package] | None = None
    sources = Sources(model, stage, context)
    for run, command, directory in commands_of(model, stage):
        restore = restore_of(command)
        if restore is None or restore.ecosystem != "node":
            is_tool = command.name in RUNNERS | EXECUTORS | {"node", "corepack"}
            is_aside = command.has_flag("g", "global") or command.subcommand in ("cache", "config", "global")
            if found is not None and not is_aside and (is_tool or opaque((command,), "") is not None):
                return None
            continue
        package = package_at(sources, directory)
        if found is not None or package is None or any(event in package.scripts for event in EVENTS):
            return None
        install = Install(run, command, "yarn" if command.name == "yarnpkg" else command.name, directory)
        node_env = model.state_before(run).env.get("NODE_ENV") or ""
        if (
            not package.section("devDependencies")
            or omits_development(install, node_env, package)
            or package.workspaces
        ):
            return None
        found = install, package
    return found


def _is_unused(stage: Stage, model: SemanticModel, context: BuildContext, package: Package, install: Install) -> bool:
    """Whether the start command and the sources do without development dependencies."""
    from dockwright.projects.node_sources import resolved
    from dockwright.refactorings.split.model import Obstacle
    from dockwright.refactorings.split.node.needs import Findings
    from dockwright.refactorings.split.node.starting import read_starting
    from dockwright.refactorings.split.start import read_start

    start = read_start(model, stage)
    if isinstance(start, Obstacle) or start.directory != install.directory:
        return False
    starting = read_starting([start.program, *start.arguments], package.scripts)
    if (
        starting is None
        or starting.why_not
        or "pm2" in starting.runners
        or not starting.targets
        or starting.server is not None
    ):
        return False
    if not all(
        resolved(context, f"{package.directory}/{one.removeprefix('./')}".lstrip("/")) for one in starting.targets
    ):
        return False
    return not Findings(context, package, starting, (), False).needs_development(None)


def _flag(stage: Stage, context: BuildContext, package: Package, install: Install) -> str:
    """What leaves them out; "" where it is not one flag."""
    from dockwright.refactorings.split.node.pruning import is_berry

    if install.command.script.is_exec or (install.manager == "yarn" and is_berry(context, package)):
        return ""
    facts = stage.facts
    is_old = facts is not None and bool(facts.version) and facts.version < _OLD_NPM
    return " --production" if install.manager == "npm" and is_old else _FLAGS[install.manager]
