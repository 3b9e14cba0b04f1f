"""What one command of a Python stage does, as values."""

from __future__ import annotations

from posixpath import join, normpath

from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple


class Install(NamedTuple):
    """One command that installs Python packages."""

    command: Command
    run: Run
    directory: str  # absolute: where it runs
    tool: str  # pip, uv pip, uv, poetry, pipenv, pdm
    packages: tuple[str, ...] = ()  # named on the command line, normalised
    requirements: tuple[str, ...] = ()  # files as they are written
    is_tool: bool = False  # it installs nothing but tools that install
    editables: tuple[str, ...] = ()  # absolute: directories of projects that are installed where they are
    has_clones: bool = False  # projects are cloned, and installed where they are
    clones: str = ""  # absolute: where to; "" is `src`, in an environment or here
    active: str = ""  # absolute: the environment that a command in front has entered


class Export(NamedTuple):
    """A file of requirements that a command writes."""

    command: Command
    run: Run
    directory: str
    path: str  # absolute
    tool: str  # whose lock file it is made of; "pip" for what names packages otherwise
    sources: tuple[str, ...]  # files that name the packages, as they are written


class Done(NamedTuple):
    """What one command does.

    `kind`: quiet, filter, clean, system, upgrade, account, file, download, install, fetch, environment, setting, work.
    """

    kind: str
    command: Command
    directory: str
    install: Install | None = None
    path: str = ""  # of an environment, or of a download
    export: Export | None = None


def absolute(path: str, directory: str) -> str:
    return normpath(join(directory, path))
