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
    Related,
    Safety,
    Severity,
    Valid,
    rule,
)
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run, Transfer

if TYPE_CHECKING:
    from dockwright.projects.node import Package
    from dockwright.refactorings.split.node.pruning import Install
    from dockwright.shell import Command

TSC = {"package.json": '{"scripts": {"build": "tsc"}, "devDependencies": {"typescript": "^5"}}'}
_BEFORE = "FROM node:20\nENV NODE_ENV=production\nWORKDIR /app\nCOPY . .\n"

_INCLUDES = {"npm": " --include=dev", "yarn": " --production=false", "pnpm": " --prod=false"}
_MENTIONS = ("NODE_ENV", "dev", "prod")  # one of them stands in each file that leaves something out
_OLD_NPM = (16,)
"""From this release of Node on npm knows `--include`."""


@rule(
    "node-env-production-before-build",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            _BEFORE + 'RUN npm ci\nRUN npm run build\nCMD ["node", "dist/main.js"]\n',
            _BEFORE + 'RUN npm ci --include=dev\nRUN npm run build\nCMD ["node", "dist/main.js"]\n',
            context=TSC,
            marked=("npm ci",),
        ),
        Invalid(
            _BEFORE + "RUN yarn install && yarn build\n",
            _BEFORE + "RUN yarn install --production=false && yarn build\n",
            context=TSC,
        ),
        Invalid(
            "FROM node:20\nCOPY . .\nRUN npm ci --omit=dev\nRUN npm run build\n",
            context=TSC,
            marked=("npm ci",),
            title="a flag leaves them out",
        ),
        Invalid(
            "FROM node:14\nENV NODE_ENV=production\nCOPY . .\nRUN npm ci && npm run build\n",
            "FROM node:14\nENV NODE_ENV=production\nCOPY . .\nRUN npm ci --production=false && npm run build\n",
            context=TSC,
            title="npm 6",
        ),
        Invalid(
            _BEFORE + "RUN corepack enable && pnpm install && pnpm build\n",
            _BEFORE + "RUN corepack enable && pnpm install --prod=false && pnpm build\n",
            context={"package.json": TSC["package.json"][:-1] + ', "packageManager": "pnpm@9.15.0"}'},
            title="pnpm 9",
        ),
    ),
    valid=(
        Valid(
            _BEFORE + "RUN corepack enable && pnpm install && pnpm build\n",
            context={"package.json": TSC["package.json"][:-1] + ', "packageManager": "pnpm@10.1.0"}'},
            title="pnpm 10 does not ask",
        ),
        Valid(_BEFORE + "RUN npm install -g pnpm && pnpm install && pnpm build\n", context=TSC, title="which pnpm?"),
        Valid("FROM node:20\nCOPY . .\nRUN npm ci\nENV NODE_ENV=production\nRUN npm run build\n", context=TSC),
        Valid(_BEFORE + "RUN npm ci --include=dev\nRUN npm run build\n", context=TSC),
        Valid(_BEFORE + "RUN npm ci && npm install -g typescript && npm run build\n", context=TSC, title="by another way"),
        Valid(_BEFORE + "RUN npm ci && npx tsc\n", context=TSC, title="npx fetches what is not there"),
        Valid(_BEFORE + "RUN npm ci\nCMD npm start\n", context=TSC, title="nothing is built"),
        Valid(
            _BEFORE + "RUN npm ci && npm run build\n",
            context={"package.json": '{"scripts": {"build": "tsc"}, "dependencies": {"typescript": "^5"}}'},
            title="the compiler is no development dependency",
        ),
        Valid(
            "FROM node:20 AS deps\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci --omit=dev\n"
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n",
            context=TSC,
            title="two stages",
        ),
        Valid(
            "FROM node:20\nENV NODE_ENV=production\nCOPY . .\nRUN NODE_ENV=development npm ci\nRUN npm run build\n", context=TSC
        ),
        Valid(_BEFORE + "RUN npm ci\nRUN npm run build\n", title="package.json is not known"),
    ),
)  # fmt: skip
def node_env_production_before_build(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The install leaves out development dependencies that a later build script needs.

    ## Why is this bad?
    With `NODE_ENV=production`, `--omit=dev` or `--production` a package manager does not install `devDependencies` (pnpm heeds the variable
    up to version 9). A build
    script that calls one of them, such as `tsc`, `vite` or `webpack`, is not found: the build fails, or takes another
    program of that name from elsewhere. Install everything, build, then prune; set `NODE_ENV` below the build.

    The rule follows package scripts into package.json, so it speaks only where the build context is known.

    ## Fix safety
    The fix tells the install to include them. They stay in the image then, unless a later step prunes them or a later
    stage copies only what was built.

    ## References
    - https://docs.npmjs.com/cli/v10/commands/npm-install#omit
    - https://classic.yarnpkg.com/en/docs/cli/install#toc-yarn-install-production-true-false
    - https://pnpm.io/cli/install#--prod--p
    """
    if not context.is_known or not any(manager in run.text for run in stage.of(Run) for manager in _INCLUDES):
        return
    if stage.base_stage is not None or any(one.from_ is not None for one in stage.of(Transfer)):
        return  # dependencies may come from there
    text = model.dockerfile.text
    if not model.keep(_MENTIONS, lambda: any(word in text for word in _MENTIONS)):
        return
    yield from _findings(stage, model, context)


def _findings(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    from dockwright.refactorings.node_installs import commands_of, package_at
    from dockwright.refactorings.reorder.restores import restore_of
    from dockwright.refactorings.split.sources import Sources

    sources = Sources(model, stage, context)
    incomplete: dict[str, Install | None] = {}  # by directory: the install that left something out, None for others
    added: set[str] = set()
    for run, command, directory in commands_of(model, stage):
        package = package_at(sources, directory)
        if restore_of(command) is not None:
            install = _incomplete(model, context, package, run, command, directory)
            incomplete[directory] = install if incomplete.get(directory, install) is not None else None
        elif command.name in _INCLUDES and command.subcommand in ("install", "i", "add", "global"):
            added.update(word.value.rpartition("@")[0] or word.value for word in command.arguments)
        elif package is not None and (left_out := incomplete.get(directory)) is not None:
            name = _missing(command, package, added)
            if name and _is_left_out(context, package, name):
                yield _finding(left_out, command, name, stage)
                incomplete[directory] = None


def _incomplete(
    model: SemanticModel, context: BuildContext, package: Package | None, run: Run, command: Command, directory: str
) -> Install | None:
    """The install, when it is known to leave development dependencies out."""
    from dockwright.refactorings.split.node.pruning import (
        HEEDS_NO_ENVIRONMENT,
        Install,
        is_berry,
        omits_development,
        pnpm_version,
    )

    manager = "yarn" if command.name == "yarnpkg" else command.name
    if package is None or manager not in _INCLUDES or (manager == "yarn" and is_berry(context, package)):
        return None
    if context.sends(f"{package.directory}/node_modules".lstrip("/")):
        return None
    install = Install(run, command, manager, directory)
    if manager == "pnpm" and not () < pnpm_version(package) < HEEDS_NO_ENVIRONMENT:
        return install if omits_development(install, "") and not command.assignments else None
    return install if omits_development(install, model.state_before(run).env.get("NODE_ENV") or "") else None


def _missing(command: Command, package: Package, added: set[str]) -> str:
    """The development dependency that a package script calls; "" when it calls none that is certain."""
    from dockwright.projects.package_scripts import script_named, steps_of
    from dockwright.refactorings.split.node.starting import package_of

    argv = [word.value for word in command.words]
    if script_named(argv) is None or any("npx" in text or "install" in text for text in package.scripts.values()):
        return ""
    production = package.section("dependencies").keys() | package.section("optionalDependencies").keys()
    for step in steps_of(argv, package.scripts) or ():
        for name in (package_of(step.argv[0]), {"tsc": "typescript", "ng": "@angular/cli"}.get(step.argv[0], "")):
            if name in package.section("devDependencies") and name not in production and name not in added:
                return name
    return ""


def _is_left_out(context: BuildContext, package: Package, name: str) -> bool:
    """Whether nothing else brings the package, as far as an npm lock file tells."""
    from dockwright.projects.node import json_with_comments, lock_file

    lock = lock_file(context, package.directory, "npm")
    packages = json_with_comments(context.read(lock)).get("packages") if lock is not None else None
    entry = packages.get(f"node_modules/{name}") if isinstance(packages, dict) else None
    return not isinstance(entry, dict) or entry.get("dev") is True


def _finding(install: Install, command: Command, name: str, stage: Stage) -> Finding:
    words = install.command.words
    verb = next((one for one in words[1:] if one.value == install.command.subcommand and one.value), words[0])
    span = words[0].span._replace(end=verb.span.end)
    message = f"the build below needs `{name}`, which this install leaves out as a development dependency"
    related = (Related(command.name_span, "here it is needed"),)
    flags = ("omit", "only", "production", "prod", "P")
    if install.command.has_flag(*flags) or install.command.assignments or install.command.script.is_exec:
        return Finding(span, message, related=related)
    text = _INCLUDES[install.manager]
    facts = stage.facts
    if install.manager == "npm" and facts is not None and facts.version and facts.version < _OLD_NPM:
        text = " --production=false"
    fix = Fix.insert(f"Install with `{text.strip()}`", verb.span.end, text, Safety.UNSAFE)
    return Finding(span, message, (fix,), related)
