"""`npm install` as `npm ci`, where package.json and the lock file are proven to agree.

`npm ci` installs what the lock file says and nothing else, so two builds get the same packages; it stops when the two files
disagree. Source: https://docs.npmjs.com/cli/v10/commands/npm-ci. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.node import lacking, lock_file, npm_differences, read_package, workspace_members
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run, Transfer
from dockwright.text import Edit

_SAME_FOR_BOTH = words(
    "legacy-peer-deps force f no-audit no-fund audit fund ignore-scripts silent s quiet q prefer-offline loglevel "
    "production omit include no-optional no-progress progress"
)


def strict_installs(model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources) -> Iterator[Edit]:
    """The edits that make `npm ci` of the stage's `npm install` commands."""
    for run in stage.of(Run) if context.is_known else ():
        directory = model.state_before(run).workdir
        installs = [word for one in model.commands(run) if (word := _plain_install(one)) is not None]
        if not installs or directory is None or any(one.name == "cd" for one in model.commands(run)):
            continue
        if _agrees(context, sources.context_path(directory), _brought(model, stage, run, directory)):
            yield from (Edit(word.span, "ci") for word in installs)


def _plain_install(command: Command) -> ShellWord | None:
    """The word `install` of an npm command that installs what package.json asks for."""
    if command.name != "npm" or command.script.is_exec or command.subcommand not in ("install", "i"):
        return None
    words = command.operands()
    if len(words) != 1 or any(flag.name not in _SAME_FOR_BOTH for flag in command.flags):
        return None
    return words[0]


def _agrees(context: BuildContext, directory: str | None, brought: tuple[str, ...]) -> bool:
    """Whether the lock file is there when the command runs, and says what package.json asks for."""
    package = read_package(context, directory) if directory is not None else None
    lock = lock_file(context, directory, "npm") if directory is not None else None
    if package is None or lock is None or workspace_members(context, package, "npm"):
        return False
    if not any(pattern in (".", "./", "") or fnmatchcase(basename(lock), basename(pattern)) for pattern in brought):
        return False
    text = context.read(lock)
    return not npm_differences(package, text) and not lacking(text)


def _brought(model: SemanticModel, stage: Stage, run: Run, directory: str) -> tuple[str, ...]:
    """The sources that were copied from the context to this directory before."""
    return tuple(
        source.value
        for one in stage.of(Transfer)
        if one.index < run.index and one.from_ is None and one.destination is not None
        if model.state_before(one).resolve(one.destination.value) == directory
        for source in one.sources
    )
