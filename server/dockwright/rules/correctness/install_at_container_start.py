from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename

from dockwright.context import BuildContext, join
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._corepack import MANAGERS, fetched_at_start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, Script
from dockwright.syntax import Cmd, Entrypoint, Run, Transfer

_INSTALLS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("npm", "pnpm", "bun"), frozenset({"install", "i", "ci"})),
    "yarn": frozenset({"install"}),
    **dict.fromkeys(("pip", "pip3"), frozenset({"install"})),
    **dict.fromkeys(("poetry", "pipenv", "pdm"), frozenset({"install", "sync"})),
    "uv": frozenset({"sync"}),
    "bundle": frozenset({"install"}),
    "composer": frozenset({"install"}),
}
_VALUED = frozenset(
    {
        "group",
        "extra",
        "no-group",
        "package",
        "p",
        "python",
        "with",
        "env-file",
        "index",
        "default-index",
        "m",
        "module",
    }
)
_CHOOSES = frozenset(
    {"no-dev", "dev", "only-dev", "no-default-groups", "all-groups", "only-group", "no-sync", "no-project", "isolated",
     "script", "s", "directory", "project", "offline", "active"}
)  # fmt: skip
"""Flags of `uv run` with which it does not bring the development dependencies, or is meant to."""

_SETTINGS = ("UV_NO_DEV", "UV_NO_SYNC", "UV_NO_DEFAULT_GROUPS", "UV_OFFLINE", "UV_PROJECT", "UV_WORKING_DIRECTORY")

_UV = {
    "pyproject.toml": '[project]\nname = "app"\ndependencies = ["flask"]\n[dependency-groups]\ndev = ["pytest"]\n',
    "uv.lock": "",
    "main.py": "",
}
_SYNC = "FROM ghcr.io/astral-sh/uv:python3.13-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN uv sync --frozen --no-dev\n"

_BASE = f"FROM python:3.13 AS base\n{_SYNC.partition(chr(10))[2]}"


_NODE = "FROM node:22 AS build\nRUN corepack enable\nWORKDIR /app\nCOPY . .\nRUN pnpm install\n"


@rule(
    "install-at-container-start",
    on=(Cmd, Entrypoint),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid("FROM node:22\nCOPY . .\nCMD npm install && npm start\n", marked=("npm install",)),
        Invalid('FROM python:3.13\nCOPY . .\nCMD ["sh", "-c", "pip install -r requirements.txt && python app.py"]\n',
                marked=("pip install",)),
        Invalid("FROM ruby:3.4\nCOPY . .\nENTRYPOINT bundle install && bundle exec puma\n", marked=("bundle install",)),
        Invalid(
            f'{_SYNC}CMD ["uv", "run", "flask", "run"]\n',
            f'{_SYNC}CMD ["uv", "run", "--no-dev", "flask", "run"]\n',
            context=_UV,
            marked=('"uv", "run"',),
            title="uv makes up for what `--no-dev` left out",
        ),
        Invalid(
            f"{_SYNC}CMD uv run --frozen main.py\n",
            f"{_SYNC}CMD uv run --no-dev --frozen main.py\n",
            context=_UV,
        ),
        Invalid(
            f"{_BASE}FROM base\nCMD uv run flask\n",
            f"{_BASE}FROM base\nCMD uv run --no-dev flask\n",
            context=_UV,
            title="in a stage below",
        ),
        Invalid(
            f'{_NODE}FROM node:22-slim\nRUN corepack enable\nWORKDIR /app\nCOPY --from=build /app /app\nCMD ["pnpm", "start"]\n',
            marked=('"pnpm"',),
            title="corepack has fetched pnpm in another stage",
        ),
        Invalid(
            'FROM node:22\nRUN corepack enable\nCOPY . .\nCMD ["yarn", "start"]\n',
            context={"package.json": '{"packageManager": "yarn@1.22.22"}'},
            marked=('"yarn"',),
        ),
        Invalid(f'{_NODE}USER node\nCMD pnpm start\n', marked=("pnpm",), title="corepack has fetched it for root"),
    ),
    valid=(
        f'{_NODE}CMD ["pnpm", "start"]\n',
        f'{_NODE}USER node\nRUN pnpm --version\nUSER 1000\nCMD ["pnpm", "start"]\n',
        f'FROM node:22\nENV COREPACK_HOME=/corepack\n{_NODE.partition(chr(10))[2]}USER node\nCMD ["pnpm", "start"]\n',
        'FROM node:22\nRUN corepack enable && corepack prepare pnpm@10.1.0 --activate\nCOPY . .\nCMD ["pnpm", "start"]\n',
        'FROM node:22\nRUN npm install -g pnpm@10 && corepack enable\nCOPY . .\nUSER node\nCMD ["pnpm", "start"]\n',
        'FROM node:22\nRUN corepack enable\nCOPY . .\nRUN ./build.sh\nCMD ["pnpm", "start"]\n',
        'FROM node:22\nRUN corepack enable\nCOPY . .\nCMD ["node_modules/.bin/pnpm", "start"]\n',
        'FROM node:22\nCOPY . .\nCMD ["yarn", "start"]\n',
        'FROM node:22\nRUN corepack enable\nCOPY . .\nCMD ["yarn", "start"]\n',
        Valid(
            'FROM node:22\nRUN corepack enable\nCOPY . .\nCMD ["yarn", "start"]\n',
            context={"package.json": "{}", ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.5.1.cjs\n"},
            title="the release of yarn is part of the project",
        ),
        Valid('FROM node:22\nCMD ["npm", "install"]\n', title="an image that is there to install"),
        Valid("FROM node:22\nWORKDIR /work\nCMD npm install && npm start\n", title="the sources are mounted when it starts"),
        "FROM node:22\nCOPY . .\nRUN npm install\nCMD npm start\n",
        "FROM python:3.13\nCMD pip install --help; python\n",
        Valid('FROM node:22 AS dev\nCMD npm install && npm start\nFROM node:22\nCMD ["npm", "start"]\n', title="not the final stage"),
        Valid(f'{_SYNC}CMD ["uv", "run", "--no-dev", "flask", "run"]\n', context=_UV),
        Valid(f'{_SYNC}CMD ["uv", "run", "--group", "dev", "--no-sync", "flask"]\n', context=_UV),
        Valid(f'{_SYNC}ENV UV_NO_DEV=1\nCMD ["uv", "run", "flask", "run"]\n', context=_UV),
        Valid(f'{_SYNC}CMD ["uv", "run", "flask", "run"]\n', title="whether there are any is not known"),
        Valid(f'{_SYNC}CMD ["uv", "run", "flask", "run"]\n', context={**_UV, "pyproject.toml": '[project]\nname = "app"\n'}),
        Valid(f'{_SYNC}CMD ["uv", "run", "flask", "run"]\n',
              context={**_UV, "pyproject.toml": _UV["pyproject.toml"] + "[tool.uv]\ndefault-groups = []\n"}),
        Valid(f'{_SYNC.replace(" --no-dev", "")}CMD ["uv", "run", "flask", "run"]\n', context=_UV),
        Valid(f'{_SYNC}RUN uv sync --frozen\nCMD ["uv", "run", "flask", "run"]\n', context=_UV),
    ),
)  # fmt: skip
def install_at_container_start(
    start: Cmd | Entrypoint, model: SemanticModel, context: BuildContext
) -> Iterator[Finding]:
    """The container installs packages each time it starts.

    ## Why is this bad?
    Every start takes the time of an install and needs the network, which may not be there; what is installed may differ from start
    to start; and a user who may not write to the image's directories cannot start it at all. Install in a `RUN`.

    `uv run` brings the environment up to date before it starts anything. Where `uv sync --no-dev` made it, and the project has
    development dependencies, these are installed when the container starts, unless `uv run` is told `--no-dev`, too.

    `corepack enable` only puts stand-ins for pnpm and yarn on PATH: the first call downloads the manager, for the user who calls it.
    Where nothing in the image has called it as the user of the container, every container downloads it again. Run
    `corepack prepare pnpm@10 --activate` as that user, or start `node` itself.

    An image without any file of the build context is passed over: the project is mounted when it starts.

    ## Fix safety
    The fix gives `uv run` the flag `--no-dev`. See that nothing which starts needs a development dependency.

    ## References
    - https://docs.docker.com/build/building/best-practices/
    - https://docs.astral.sh/uv/concepts/projects/sync/
    """
    stage = model.stage_of(start)
    if stage is None or not stage.is_target or stage.last(type(start)) is not start or start.is_onbuild:
        return
    script = model.script(start)
    if _INSTALLS.keys().isdisjoint([one.name for one in script.commands]):
        return
    yield from _of_corepack(start, stage, model, context, script)
    if all(one.from_ is not None for level in stage.lineage for one in level.of(Transfer)):
        return
    commands = [one for one in script.commands if one.words]
    for index, command in enumerate(commands):
        verbs = _INSTALLS.get(command.name)
        if verbs is None:
            continue
        verb = command.words[1] if len(command.words) > 1 else None
        if verb is None:
            continue
        span = command.words[0].span._replace(end=verb.span.end)
        if command.name == "uv" and verb.value == "run":
            if context.is_known and _brings_development(command, start, stage, model, context):
                flag = ', "--no-dev"' if script.is_exec else " --no-dev"
                fix = Fix.insert("Run with `--no-dev`", verb.span.end, flag, Safety.UNSAFE)
                message = "`uv run` installs the development dependencies when the container starts"
                yield Finding(span, f"{message}, which `uv sync` left out", (fix,))
                return
        elif verb.value in verbs and commands[index + 1 :] and not command.has_flag("h", "help"):
            label = f"{command.name} {verb.value}"
            yield Finding(span, f"the container installs packages each time it starts: `{label}`")
            return


def _of_corepack(
    start: Cmd | Entrypoint, stage: Stage, model: SemanticModel, context: BuildContext, script: Script
) -> Iterator[Finding]:
    """A package manager that is itself downloaded when the container starts."""
    command = next((one for one in script.commands if one.name in MANAGERS and one.words), None)
    if command is None or "/" in command.words[0].value:
        return
    if command.name.startswith("yarn") and not (context.is_known and not context.glob("**/.yarnrc.yml")):
        return  # the release may be part of the project
    why = fetched_at_start(model, stage, start)
    if why is not None:
        yield Finding(command.name_span, f"`{command.name}` itself is downloaded when the container starts: {why}")


def _brings_development(
    command: Command, start: Cmd | Entrypoint, stage: Stage, model: SemanticModel, context: BuildContext
) -> bool:
    """Whether `uv run` would install a default group of the project that no `uv sync` of the stage has installed."""
    state = model.state_before(start)
    if any(name in state.variables for name in _SETTINGS) or _flags(command) & _CHOOSES or state.workdir is None:
        return False
    is_left_out = False
    for level in reversed(stage.lineage):
        for run in level.of(Run):
            for one in model.commands(run):
                words = [word.value for word in one.arguments]
                if one.name != "uv" or words[:1] not in (["sync"], ["run"]):
                    continue
                is_left_out = one.has_flag("no-dev") if words[0] == "sync" else "no-dev" in _flags(one)
                if not is_left_out or model.state_before(run).workdir != state.workdir:
                    return False
    return is_left_out and _has_default_groups(stage, model, context, state.workdir)


def _flags(command: Command) -> set[str]:
    """The flags of `uv run` itself, which stand in front of the program."""
    found: set[str] = set()
    words = iter(command.arguments[1:])
    for word in words:
        name, equals, _ = word.value.partition("=")
        if not name.startswith("-") or name == "--":
            break
        found.add(name.lstrip("-"))
        if name.lstrip("-") in ("m", "module"):
            break
        if name.lstrip("-") in _VALUED and not equals:
            next(words, None)
    return found


def _has_default_groups(stage: Stage, model: SemanticModel, context: BuildContext, directory: str) -> bool:
    """Whether the project in a directory of the image has packages in a group that is installed unless told otherwise."""
    from dockwright.projects.python_project import read_project, texts
    from dockwright.refactorings.split.sources import Sources

    file = join(directory, "pyproject.toml")
    found = (Sources(model, level, context).context_path(file) for level in stage.lineage)
    path = next((one for one in found if one is not None), None)
    if path is None or basename(path) != "pyproject.toml":
        return False
    project = read_project(context, path.rpartition("/")[0])
    if project is None:
        return False
    groups, settings = project.table("dependency-groups"), project.table("tool", "uv")
    chosen = settings.get("default-groups", ["dev"])
    names = groups.keys() if chosen == "all" else texts(chosen)
    return any(groups.get(name) for name in names) or ("dev" in names and bool(settings.get("dev-dependencies")))
