"""What the commands of a stage of Node are for, going by their words alone."""

from __future__ import annotations

import re
from posixpath import basename

from dockwright.knowledge.table import words
from dockwright.projects.node_build import BUILDERS
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, script_named
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.commands import is_tool_install
from dockwright.shell import Command

_BUILDING = words("build builds compile compiled bundle dist tsc webpack generate export prod production")
_COMPILERS = words(
    "tsc ttsc tspc esbuild tsup tsup-node swc babel rollup webpack webpack-cli unbuild tsdown pkgroll ncc parcel"
)
"""Programs that build whatever their words are."""

TASK_RUNNERS = words("gulp grunt")
TOOLS = (
    BUILDERS
    | TASK_RUNNERS
    | words("npm npx yarn yarnpkg pnpm pnpx bun bunx corepack node nodejs prisma rimraf tsc bower")
)
FILE_TOOLS = words("cp mv ln sed find xargs tar unzip gzip gunzip git curl wget cat tee echo printf grep sort")


def program_of(command: Command) -> str:
    """The program that a command runs, `npx` and `yarn` looked through."""
    argv = [word.value for word in command.words]
    if argv and (argv[0] in EXECUTORS or argv[0] in RUNNERS):
        argv = [word for word in argv[1:] if not word.startswith("-") and word not in ("exec", "dlx", "x")]
    return basename(argv[0]) if argv else ""


def is_build(command: Command) -> bool:
    """Whether a command builds, going by its words."""
    argv = [word.value for word in command.words]
    name = script_named(argv)
    if name is not None and name not in BUILDERS | TASK_RUNNERS:
        return bool(set(re.split(r"[:._-]", name)) & _BUILDING) or "build" in name
    if command.name == "bun" and command.subcommand == "build":
        return True
    program = program_of(command)
    if program in _COMPILERS | TASK_RUNNERS:
        return True
    return program in BUILDERS and any(word in _BUILDING or word == "b" for word in argv[1:])


def adds_packages(command: Command) -> bool:
    """Whether a command installs packages by name, for the application."""
    if command.name not in RUNNERS or is_tool_install(command) or restore_of(command) is not None:
        return False
    return command.subcommand in ("install", "i", "add")
