"""Which files of the build context the commands of a Dockerfile cannot do without: go.mod where `go build` runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from dockwright.context import UNKNOWN
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.knowledge.package_managers import PackageManager, manager_of
from dockwright.knowledge.table import words
from dockwright.projects.command_line import flag_value
from dockwright.refactorings.reorder.sites import directories, resolve, workdirs
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run, Transfer

if TYPE_CHECKING:
    from dockwright.shell import Command

_MANIFESTS: Mapping[str, tuple[str, ...]] = {
    "cargo": ("Cargo.toml",),
    "dotnet": ("*.sln", "*.slnx", "*.csproj", "*.fsproj", "*.vbproj"),
    "go": ("go.mod",),
    "gradle": ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"),
    "mix": ("mix.exs",),
    "mvn": ("pom.xml",),
    "sbt": ("build.sbt",),
}
"""By package manager, what tells a project where `PackageManager.manifest` has no single name; any of them will do."""

_ACTIONS: Mapping[str, frozenset[str]] = {
    "bun": words("install i run build"),
    "bundle": words("install exec check"),
    "cargo": words("b build c check chef clippy doc fetch r run rustc t test"),
    "composer": words("install i update u dump-autoload dumpautoload"),
    "dotnet": words("build pack publish restore test"),
    "go": words("build generate install mod run test vet"),
    "mix": words("compile deps.compile deps.get phx.digest release test"),
    "npm": words("build ci clean-install i install prune rebuild run run-script t test"),
    "pdm": words("build install sync"),
    "pipenv": words("install sync"),
    "pnpm": words("build i install prune rebuild run test"),
    "poetry": words("build export install sync"),
    "uv": words("build export lock sync"),
    "yarn": words("build install run test workspaces") | {""},
}
"""By package manager, the subcommands that work on the project they are called in. Of Java's tools all do."""

_UPWARDS = frozenset(("cargo", "go", "pnpm"))
"""They look for the manifest in the directories above, too."""

_TOOLS: Mapping[str, tuple[str, ...]] = {
    "just": ("justfile", "Justfile", ".justfile"),
    "lerna": ("lerna.json",),
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "nx": ("nx.json",),
    "turbo": ("turbo.json",),
}
"""What tools that are no package managers look for in the directory that they are called in."""

_RUNNERS = words("npx bunx pnpx npm yarn pnpm bun")
"""They run the tools of a project: `npx nx build`, `pnpm turbo run build`, `yarn exec nx`."""

_FROZEN = ("frozen-lockfile", "immutable", "frozen", "locked", "deploy", "deployment")
"""Flags by which a command asks for the lock file."""

_OF_WORKSPACE = ("filter", "F", "filter-prod", "recursive", "r", "workspace-root")
"""Flags by which pnpm works on a workspace."""

_DIRECTORY = ("prefix", "C", "cwd", "dir", "workspace", "w")
"""Flags of Node's package managers that name the directory to work in, or that of a member."""

_ELSEWHERE = words("C f file g global p prefix cwd dir directory d working-dir manifest-path project-dir project path b "
                   "build-file gemfile modfile version help")  # fmt: skip
"""Flags by which a command works on no project, or on one in another directory."""

_OUTPUT = words("bin build obj out output public release target tmp").union(
    *(row.output_dirs for row in ECOSYSTEMS.values())
)
"""Directories that are made by builds, and may lie about anywhere."""

_MOST = 100
"""So many commands tell enough."""


def needed_files(model: SemanticModel) -> list[tuple[str, ...]]:
    """For each command that works on a copied project, context paths (patterns among them), one of which must be there."""
    groups = (group for stage in model.stages for group in (*_needed_by(model, stage), *_taken_by(model, stage)))
    return list(dict.fromkeys(islice(groups, _MOST)))


def _taken_by(model: SemanticModel, stage: Stage) -> Iterator[tuple[str, ...]]:
    """Where in the project lies what a stage takes from others, `COPY --from=build /src/apps/web/dist`: there, or in a
    directory that is there."""
    for reference in stage.references:
        if reference.stage is None or not isinstance(reference.instruction, Transfer):
            continue
        sources = Sources(model, reference.stage, UNKNOWN)
        for word in reference.instruction.sources if sources.brought else ():
            path = (
                sources.context_path(normpath(word.value)) if word.is_literal and word.value.startswith("/") else None
            )
            if path and "/" in path and path.partition("/")[0] not in _OUTPUT and "node_modules" not in path:
                yield (path, dirname(path))


def _needed_by(model: SemanticModel, stage: Stage) -> Iterator[tuple[str, ...]]:
    sources = Sources(model, stage, UNKNOWN)
    if not sources.brought:
        return
    workdir_of = workdirs(model, stage)
    for run in stage.of(Run):
        for command, directory in directories(model.script(run), workdir_of[run]):
            for places in _wanted(command, directory) if directory is not None else ():
                paths = (sources.context_path(place, run) for place in places)
                if group := tuple(path for path in paths if path):
                    yield group


def _wanted(command: Command, directory: str) -> Iterator[tuple[str, ...]]:
    """What a command needs in the image: one of each of these groups of places."""
    tool = _tool(command)
    if tool is not None and not command.has_flag("C", "f", "file", "directory", "version", "help"):
        yield tuple(join(directory, name) for name in _TOOLS[tool])
    manager = manager_of(command.name)
    if manager is None:
        return
    yield from _named_places(command, manager, directory)
    if manager.name == "pip":
        yield tuple(_requirements(command, directory))
    elif _works_on_project(command, manager):
        names = _MANIFESTS.get(manager.name) or ((manager.manifest,) if manager.manifest else ())
        above = tuple(_upwards(directory)) if manager.name in _UPWARDS else (directory,)
        yield (directory,)
        yield tuple(join(place, name) for place in above for name in names)
        if _needs_lock(command, manager):
            yield tuple(join(place, name) for place in above for name in manager.locks)


def _tool(command: Command) -> str | None:
    if command.name in _RUNNERS:
        called = (word.value for word in command.operands()[:2])
        return next((name for name in called if name in ("lerna", "nx", "turbo")), None)
    return command.name if command.name in _TOOLS else None


def _named_places(command: Command, manager: PackageManager, directory: str) -> Iterator[tuple[str, ...]]:
    """The directories and files that the arguments of a command name."""
    if manager.name == "pnpm" and command.has_flag(*_OF_WORKSPACE):
        yield tuple(join(place, "pnpm-workspace.yaml") for place in _upwards(directory))
    elif manager.ecosystem == "node":
        for flag in _DIRECTORY:
            value = command.flag_value(flag)
            is_name = flag in ("workspace", "w") and (
                value is None or "/" not in value.value or value.value.startswith("@")
            )
            if value is not None and value.is_literal and not is_name:
                yield (resolve(directory, value.value),)
    if manager.name == "mvn":
        modules = flag_value([word.value for word in command.arguments], "-pl", "--projects") or ""
        for name in modules.split(","):
            if name and not name.startswith(("!", "-", "?", ":")) and ":" not in name and "$" not in name:
                yield (resolve(directory, name),)
    if manager.name in ("dotnet", "go") and not command.has_flag(*_ELSEWHERE):
        for word in command.operands(manager.valued_flags)[1:]:
            if word.is_literal and (found := _local_path(word.value, manager.name)) is not None:
                yield (resolve(directory, found),)


def _local_path(word: str, manager: str) -> str | None:
    """The path in an argument of `go build` or `dotnet publish`; None of what is no path in the project."""
    if manager == "dotnet":
        return word if word.endswith(("proj", ".sln", ".slnx")) else None
    path = word.partition("...")[0].rstrip("/")
    return path if path.startswith("./") or (path.endswith(".go") and "@" not in path) else None


def _needs_lock(command: Command, manager: PackageManager) -> bool:
    action = command.subcommand
    if manager.name == "npm":
        return action in ("ci", "clean-install", "ic")
    return command.has_flag(*_FROZEN) or (manager.name == "pnpm" and action == "fetch")


def _works_on_project(command: Command, manager: PackageManager) -> bool:
    operands = [word.value for word in command.operands(manager.valued_flags)]
    if command.has_flag(*_ELSEWHERE):
        return False
    if manager.ecosystem == "java":
        return bool(operands) and operands[0] not in ("init", "wrapper", "wrapper:wrapper")
    action, rest = (operands[0], operands[1:]) if operands else ("", [])
    if action not in _ACTIONS.get(manager.name, ()):
        return False
    if manager.name == "go":
        is_new = action == "mod" and rest[:1] == ["init"]
        return not is_new and not any("@" in word or word.endswith(".go") for word in rest)
    return action not in manager.install or not rest  # `npm install express` and `dotnet restore src/Web` say more


def _requirements(command: Command, directory: str) -> Iterator[str]:
    value = command.flag_value("r") or command.flag_value("requirement")
    if value is not None and value.is_literal and command.subcommand == "install":
        yield resolve(directory, value.value)


def _upwards(directory: str) -> Iterator[str]:
    yield directory
    while directory not in ("/", ""):
        directory = dirname(directory)
        yield directory
