"""Projects that are installed where they are: what an installer leaves among the sources is needed beside the environment.

The environment has a file that names the directory of the project, which holds its metadata, its compiled modules and
files that its build writes. So the runtime stage takes the directory as the builder leaves it, not as the context has it.

Sources: https://setuptools.pypa.io/en/latest/userguide/development_mode.html, https://peps.python.org/pep-0660/,
https://pip.pypa.io/en/stable/topics/vcs-support/#editable-vcs-installs. Date: 2026-11.
"""

from __future__ import annotations

from posixpath import relpath

from dockwright.context import BuildContext, parent
from dockwright.knowledge.table import words
from dockwright.projects.python import directory_of, names_editables, read_requirements
from dockwright.projects.python_project import installs_itself, members, read_project
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.python.done import Install, absolute
from dockwright.refactorings.split.python.environment import WITHOUT_PROJECT, Environment, is_pure
from dockwright.refactorings.split.python.repeated import paths_of_work
from dockwright.refactorings.split.python.steps import Steps
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Instruction, Transfer

_SHARED_PLACES = words("/ /bin /etc /home /lib /root /sbin /tmp /usr /usr/local /usr/src /var")
"""Directories that hold more than a project."""

_OWNERS = words("chown chgrp")


def editable_directories(
    context: BuildContext, sources: Sources, steps: Steps, environment: Environment
) -> tuple[str, ...] | Obstacle:
    """The absolute directories of the projects that are installed where they are, none inside another."""
    found: dict[str, Install] = {}
    for install in steps.installs:
        named, has_clones = _named(context, sources, install)
        for path in (*install.editables, *named, *_managed(context, sources, install)):
            found.setdefault(path, install)
        if (install.has_clones or has_clones) and (install.clones or not environment.is_virtual):
            found.setdefault(install.clones or absolute("src", install.directory), install)
        if install.clones and not context.is_known and not install.has_clones:
            return Obstacle("whether something is cloned into `--src` is not known", install.command.name_span)
    for path, install in found.items():
        if path in _SHARED_PLACES:
            reason = f"the project is installed from `{path}`, where more than the project is"
            return Obstacle(reason, install.command.name_span)
    return tuple(one for one in found if not any(one != other and inside(one, other) is not None for other in found))


def _named(context: BuildContext, sources: Sources, install: Install) -> tuple[tuple[str, ...], bool]:
    """The directories that requirements files name in `-e` lines, and whether others are cloned."""
    where = sources.context_path(install.directory, install.run)
    paths = [sources.context_path(absolute(one, install.directory), install.run) for one in install.requirements]
    read = read_requirements(context, [one for one in paths if one], where) if context.is_known and any(paths) else None
    if read is None or not any(names_editables(context, file) for file in read.files):
        return (), False
    return tuple(absolute(directory_of(one), install.directory) for one in read.sources), bool(read.clones)


def _managed(context: BuildContext, sources: Sources, install: Install) -> tuple[str, ...]:
    """The directories of projects that poetry, uv or pdm install along, whose builds may leave something there."""
    if install.tool not in WITHOUT_PROJECT or not context.is_known:
        return ()
    file = sources.context_path(absolute("pyproject.toml", install.directory), install.run)
    project = read_project(context, parent(file)) if file is not None else None
    if project is None or install.command.has_flag(*WITHOUT_PROJECT[install.tool]):
        return ()
    return tuple(
        absolute(relpath(f"/{one.directory}", f"/{project.directory}"), install.directory)
        for one in (project, *(members(context, project) if install.tool == "uv" else ()))
        if installs_itself(one, install.tool) and not is_pure(context, one)
    )


def owner_obstacle(
    model: SemanticModel, stage: Stage, last: Instruction, steps: Steps, directories: tuple[str, ...]
) -> Obstacle | None:
    """Files of a project that belong to several users, which one copy cannot give back to them."""
    for directory in directories:
        owners: dict[str, Transfer] = {}
        for one in stage.of(Transfer):
            written = model.expand(one.destination, one) if one.destination is not None else None
            place = model.state_before(one).resolve(written) if written is not None else None
            if one.index < last.index and place is not None and inside(place, directory) is not None:
                flag = one.flag("chown")
                owners.setdefault(flag.value.value if flag is not None and flag.value is not None else "", one)
        if len(owners) > 1:
            second = tuple(owners.values())[1]
            return Obstacle(f"files in `{directory}` belong to several users", second.keyword_span)
    for command, where in steps.works:
        if command.name in _OWNERS and command.instruction.index < last.index:
            for path in paths_of_work(command, where):
                if any(inside(path, one) for one in directories):
                    return Obstacle(f"`{path}` belongs to another user than what is around it", command.name_span)
    return None


def is_done_in_builder(work: tuple[Command, str], directories: tuple[str, ...]) -> bool | Obstacle:
    """Whether work on files is wholly inside of what the runtime stage takes as it is; an obstacle where it is in part."""
    command, where = work
    paths = tuple(paths_of_work(command, where))
    within = [any(inside(path, one) is not None for one in directories) for path in paths]
    if any(within) and not all(within):
        return Obstacle(f"`{command.name}` works on files of the project and on others", command.name_span)
    return bool(within) and all(within)
