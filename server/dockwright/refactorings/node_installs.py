"""The Node commands of a stage with the directories they run in: installs, scripts, tools."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.node_packages import BROWSER_INSTALLERS
from dockwright.projects.node import Package, read_package
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

DIRECTORY_FLAGS = ("--prefix", "-C", "--cwd", "--dir")
"""Flags by which package managers work elsewhere."""


def commands_of(model: SemanticModel, stage: Stage) -> Iterator[tuple[Run, Command, str]]:
    """The commands of the stage's RUNs, each with the directory it works in, as long as that is known."""
    for run in stage.of(Run):
        for command, directory in located(model, run):
            yield run, command, own_directory(command, directory)


def own_directory(command: Command, directory: str) -> str:
    """`npm --prefix web run build` works in web."""
    words = [word.value for word in command.words]
    for flag in DIRECTORY_FLAGS:
        if command.name in RUNNERS and flag in words[:-1]:
            return normpath(join(directory, words[words.index(flag) + 1]))
    return directory


def browser_install(command: Command) -> str:
    """How a message calls a command that downloads browsers, `playwright install`; "" for others."""
    argv = [word.value for word in command.words if not word.value.startswith("-")]
    while argv and (argv[0] in RUNNERS | EXECUTORS or argv[0] in ("exec", "dlx", "x")):
        argv.pop(0)
    at = argv[0].find("@", 1) if argv else -1
    name = argv[0][:at] if at > 0 else "".join(argv[:1])
    return f"{name} install" if name in BROWSER_INSTALLERS and "install" in argv[1:3] else ""


def package_at(sources: Sources, directory: str) -> Package | None:
    """The package whose package.json stands in a directory of the image."""
    source = sources.context_path(join(directory, "package.json"))
    if source is None or basename(source) != "package.json":
        return None
    return read_package(sources.context, dirname(source))
