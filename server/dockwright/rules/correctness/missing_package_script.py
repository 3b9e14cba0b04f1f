from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockwright.context import BuildContext
from dockwright.rule import BUILD_CONTEXT, Finding, Invalid, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import sites
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Cmd, Entrypoint, Instruction, Run
from dockwright.syntax.suggest import nearest_name

PACKAGE = '{"scripts": {"build": "tsc", "start:prod": "node dist/main.js"}}'
_PROGRAMS = frozenset(("npm", "yarn", "pnpm"))
_SCRIPTS = frozenset(("build", "dev", "serve", "start", "test"))
_VALUED = ("C", "prefix", "cwd", "dir", "filter", "F", "w", "workspace")


@rule(
    "missing-package-script",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.WARNING,
    invalid=(
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run biuld\n", context={"package.json": PACKAGE}, marked=("biuld",)
        ),
        Invalid(
            "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm install\nCOPY . .\nRUN npm run biuld\n",
            context={"package.json": PACKAGE},
            marked=("biuld",),
        ),
        Invalid(
            'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["pnpm", "start"]\n', context={"package.json": PACKAGE}, marked=('"start"',)
        ),
        Invalid(
            'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["npm", "run", "start"]\n',
            context={"package.json": PACKAGE},
            marked=('"start"',),
        ),
    ),
    valid=(
        "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run biuld\n",
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\n", context={"package.json": PACKAGE}),
        Valid(
            'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["yarn", "run", "remix-serve", "build"]\n',
            context={"package.json": PACKAGE},
            title="yarn runs executables of packages, too",
        ),
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run x --if-present\n", context={"package.json": PACKAGE}),
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run x --workspace a\n", context={"package.json": PACKAGE}),
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm pkg set scripts.x=y && npm run x\n", context={"package.json": PACKAGE}),
        Valid("FROM node:20\nWORKDIR /app\nRUN npm init -y && npm run x\n", context={"package.json": PACKAGE}),
        Valid("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN ./gen && npm run x\n", context={"package.json": PACKAGE}),
        Valid(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nCMD [\"npm\", \"run\", \"start\"]\n",
            context={"package.json": '{"scripts": {}}', "server.js": ""},
            title="npm starts server.js by itself",
        ),
    ),
)  # fmt: skip
def missing_package_script(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A script is run that package.json does not have.

    ## Why is this bad?
    `npm run` stops with `Missing script`, and with it the build, or the container.

    Reported is a script that the copied `package.json` lacks, where nothing in the stage can have put another one there. yarn runs
    programs of packages by the same words (`yarn tsc`): there only a name is reported that is close to one of the scripts, or
    that scripts usually have.

    ## References
    - https://docs.npmjs.com/cli/commands/npm-run
    """
    if not context.is_known:
        return
    for instruction in (*stage.of(Run), *_start(stage)):
        for site in sites(model, instruction):
            command = site.command
            if command.name not in _PROGRAMS or site.cwd is None:
                continue
            word = _script(command)
            scripts = _scripts(stage, model, instruction, site.cwd, context) if word is not None else None
            if word is None or scripts is None or word.value in scripts or _is_known(word.value, context):
                continue
            near = nearest_name(word.value, scripts)
            if command.name == "yarn" and not near and word.value not in _SCRIPTS:
                continue  # an executable of a package has any name
            hint = f"; it has `{near}`" if near else ""
            yield Finding(word.span, f"package.json has no script `{word.value}`{hint}")


def _start(stage: Stage) -> Iterator[Instruction]:
    found = stage.last(Entrypoint) or stage.last(Cmd)
    if stage.is_target and found is not None:
        yield found


def _script(command: Command) -> ShellWord | None:
    """The name behind `run`, literal and without flags that mean another package or no script at all; `start` and `test`
    are scripts by themselves."""
    words = command.arguments
    if words and words[0].value in ("start", "test") and not command.has_flag("if-present", *_VALUED):
        return words[0] if not command.is_conditional else None
    if len(words) < 2 or words[0].value not in ("run", "run-script") or not words[1].is_literal:
        return None
    if words[1].value.startswith("-") or command.has_flag("if-present", *_VALUED) or command.is_conditional:
        return None
    return words[1]


def _scripts(
    stage: Stage, model: SemanticModel, instruction: Instruction, directory: str, context: BuildContext
) -> Mapping[str, str] | None:
    """The scripts of the package.json that is in the directory; None where nobody can tell which that is."""
    from dockwright.projects.node import read_package
    from dockwright.refactorings.split.sources import Sources

    path = Sources(model, stage, context).context_path(f"{directory.rstrip('/')}/package.json", instruction)
    if path is None or path.rpartition("/")[2] != "package.json":
        return None
    place = f"{directory.rstrip('/')}/package.json"
    stranger = model.keep(
        (_first_stranger, stage, context, place), lambda: _first_stranger(model, stage, context, place)
    )
    if stranger is not None and stranger <= instruction.index:
        return None
    package = read_package(context, path.rpartition("/")[0])
    return package.scripts if package is not None and isinstance(package.scripts, Mapping) else None


def _first_stranger(model: SemanticModel, stage: Stage, context: BuildContext, place: str) -> int | None:
    """The index of the first instruction that may put a file there which is none of the context."""
    from dockwright.semantics.filesystem import files_of

    for entry in files_of(model, stage, context).origin(place):
        is_own = entry.kind in ("restore", "packages", "account", "directory", "removal", "mode")
        if not is_own and entry.kind != "context" and not _is_runner(entry.command):
            return entry.instruction.index
    return None


def _is_runner(command: Command | None) -> bool:
    """Whether the command is one of these package managers, which leave the scripts alone."""
    return (
        command is not None and command.name in _PROGRAMS and command.subcommand not in ("init", "pkg", "create", "set")
    )


def _is_known(name: str, context: BuildContext) -> bool:
    """Whether the package manager has the script itself, or something odd is going on."""
    return name in ("env", "restart", "stop") or (
        name == "start" and any(one.endswith("server.js") for one in context.files())
    )
