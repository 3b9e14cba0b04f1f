"""What stands in the way of a runtime stage where only the Dockerfile is read: in the start, in the project, in what commands leave behind."""

from __future__ import annotations

import re
from posixpath import basename, join, normpath

from dockwright.knowledge.node_packages import BROWSER_LIBRARIES, BROWSERS
from dockwright.knowledge.table import words
from dockwright.projects.package_scripts import RUNNERS
from dockwright.refactorings.mounts import hides
from dockwright.refactorings.node_installs import browser_install
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet, is_tool_install
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.node.unread_commands import (
    FILE_TOOLS,
    TOOLS,
    program_of,
)
from dockwright.refactorings.split.node.unread_facts import Unread
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import absolute
from dockwright.refactorings.split.sources import inside
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer

_SHARED_PLACES = words("/ /bin /etc /home /home/node /lib /opt /root /tmp /usr /usr/local /usr/local/bin /var")
"""Directories that hold more than an application."""

_DEVELOPMENT = words("dev develop development watch watcher test tests debug hot hmr lint storybook local inspect")
"""Parts of script names that say what a finished image does not run."""

_MAKERS = words("mkdir chown chmod chgrp touch")
_BUILD_GLOBALS = words(
    "npm yarn corepack typescript @angular/cli @nestjs/cli @vue/cli gulp gulp-cli grunt grunt-cli bower webpack webpack-cli rimraf "
    "node-gyp create-react-app tsc ts-node babel-cli @babel/cli rollup parcel parcel-bundler vite turbo node-sass sass "
    "npm-check-updates @quasar/cli ember-cli gatsby-cli node-pre-gyp cross-env"
)
"""Packages that are installed for everybody in order to build."""

_WORKSPACE_TOOLS = words("lerna nx turbo rush")
_WORKSPACE_FILES = ("pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json", "rush.json")
_BERRY = re.compile(r"\.yarnrc\.yml|\.pnp\.|\.yarn/|--immutable\b|\byarn\s+(?:set\s+version|workspaces\s+focus)\b")
_IN_IMAGE = words("node nodejs npm npx yarn yarnpkg")
_IN_BUN = words("bun bunx node")
"""Programs of bun's image: newer ones let bun stand in for node."""


def start_obstacle(server: Unread) -> Obstacle | None:
    """Why what starts is not known to be a finished server that the new image can run."""
    span = server.start.span
    if server.starting is not None and server.starting.why_not:
        return Obstacle(server.starting.why_not, span)
    written = " ".join(server.argv[:3] if server.argv[1:2] == ["run"] else server.argv[:2])
    parts = set(re.split(r"[:._-]", server.runner))
    if parts & _DEVELOPMENT:
        return Obstacle(f"`{written}` is for development, not for a finished image", span)
    if "build" in parts or server.runner in ("install", "stop", "restart"):
        return Obstacle(f"the container builds when it starts: `{written}`", span)
    if "preview" in parts:
        return Obstacle(f"whether `{written}` needs the tool that builds is not known without package.json", span)
    if "serve" in parts:
        return Obstacle(f"whether `{written}` is a development server is not known without package.json", span)
    for target in server.starting.targets if server.starting is not None else ():
        if inside(normpath(join(server.root, target)), server.root) is None:
            return Obstacle(f"`{target}` is not in the directory that the server runs in", span)
    program = basename(server.argv[0])
    is_foreign = program not in _IN_BUN if server.is_bun else program in ("bun", "bunx")
    if is_foreign or server.managers.missing:
        return Obstacle(f"how the new image gets `{program}` is not known", span)
    is_found = "/" in server.argv[0] or program in _IN_IMAGE | _IN_BUN | {"pnpm"}
    if not is_found and join(server.root, "node_modules/.bin") not in (server.start.state.env.get("PATH") or "").split(
        ":"
    ):
        return Obstacle(f"how the new image gets `{program}` is not known", span)
    return None


def build_obstacle(server: Unread) -> Obstacle | None:
    """Why there is nothing to leave behind, or no folder to take along."""
    if not server.builds:
        return Obstacle("nothing is built here: another stage would need the same files", server.start.span)
    if server.root in _SHARED_PLACES:
        return Obstacle("the application has no directory of its own", server.start.span)
    if server.install is None and not server.moved_modules:
        return Obstacle("no command installs the dependencies where the server starts", server.start.span)
    return None


def project_obstacle(server: Unread) -> Obstacle | None:
    """What says that dependencies are not in one folder: workspaces, and places that only a package manager knows."""
    for _, command, _ in server.commands:
        is_many = command.has_flag("workspace", "workspaces", "w", "ws", "filter", "F", "recursive")
        is_many = is_many or (command.name == "yarn" and command.subcommand in ("workspace", "workspaces"))
        is_many = is_many or (command.name == "pnpm" and command.has_flag("r"))
        if command.name in RUNNERS and command.has_flag("modules-folder", "modules-dir"):
            return Obstacle("the dependencies are not in node_modules", command.span)
        if (command.name in RUNNERS and is_many) or program_of(command) in _WORKSPACE_TOOLS:
            return Obstacle(
                "which packages of the workspace a server needs is not known without the build context",
                command.name_span,
            )
    for transfer in server.stage.of(Transfer):
        named = next((one for one in transfer.sources if basename(one.value) in _WORKSPACE_FILES), None)
        if named is not None:
            return Obstacle(
                f"`{basename(named.value)}`: which packages a server needs is not known without the build context",
                named.span,
            )
    is_yarn = any(one.manager == "yarn" for one in server.installs)
    berry = next((one for one in server.stage.instructions if _BERRY.search(one.text)), None) if is_yarn else None
    if berry is not None:
        return Obstacle("where yarn keeps the dependencies is not known without the build context", berry.keyword_span)
    return None


def run_obstacle(server: Unread) -> Obstacle | None:
    """A command that leaves something outside of the folder that is copied."""
    for run, command, directory in server.commands:
        obstacle = _command_obstacle(server, run, command, directory)
        if obstacle is not None:
            return obstacle
    library = next((one for one in server.installed if one.name in BROWSER_LIBRARIES), None)
    if library is not None and not any(one.name in BROWSERS for one in server.installed):
        reason = f"`{library.name}` is for a browser, which a package may download outside of `{server.root}`"
        return Obstacle(reason, library.word.span)
    known = {id(command) for _, command, _ in server.commands}
    for command in server.stage.commands:
        if command.words and id(command) not in known and isinstance(command.instruction, Run):
            return Obstacle(f"where `{command.name}` works is not known", command.name_span)
    return None


def _command_obstacle(server: Unread, run: Run, command: Command, directory: str) -> Obstacle | None:
    """Why nobody can tell that a command only changes the folder, or only what the builder needs."""
    name, is_here = command.name, inside(directory, server.root) is not None
    unknown = Obstacle(f"what `{name or command.words[0].value}` leaves behind is not known", command.name_span)
    if not _redirects_inside(server, run, command, directory):
        return unknown
    if is_quiet(command) or is_install(command) or is_cleaning(command) or name in accounts.PROGRAMS or name in _MAKERS:
        return None
    if is_tool_install(command) or (name == "bun" and command.has_flag("g", "global")):
        return _global_obstacle(server, command)
    if name == "install" and command.has_flag("d", "directory") and _stays_inside(server, run, command, server.root):
        return None
    if name in FILE_TOOLS:
        return None if _stays_inside(server, run, command, directory) else unknown
    browsers = browser_install(command)
    if browsers:
        return Obstacle(f"`{browsers}` puts browsers outside of `{server.root}`", command.span)
    if name not in TOOLS or (name in RUNNERS and command.subcommand in ("link", "unlink")):
        return unknown
    if hides(run, directory, join(directory, "node_modules")):
        return Obstacle("the dependencies lie in a mount, so they are not in the image", command.name_span)
    if is_here or server.moved_modules or command.subcommand in ("config", "set", "cache", "enable", "-v", "--version"):
        return None
    return Obstacle(f"what `{name}` makes in `{directory}` is not copied along with `{server.root}`", command.name_span)


def _global_obstacle(server: Unread, command: Command) -> Obstacle | None:
    """A package that is installed for everybody, and that a script may start."""
    for word in command.operands()[1:]:
        at = word.value.find("@", 1)
        package = word.value[:at] if at > 0 else word.value
        if package in _BUILD_GLOBALS or package == "add" or (package == "pnpm" and server.argv[0] == "pnpm"):
            continue
        if package == "pnpm" and all(one.manager != "npm" for one in server.installs):
            continue
        return Obstacle(f"whether the server starts the global `{package}` is not known", word.span)
    return None


def _redirects_inside(server: Unread, run: Run, command: Command, directory: str) -> bool:
    """Whether what the command writes by `>` ends up in the folder, or nowhere."""
    for one in command.redirections:
        if one.operator in (">", ">>", ">|", "&>", "&>>") and one.target is not None:
            path = absolute(server.model, run, directory, one.target.value)
            if path is None or not (path.startswith("/dev/") or server.is_inside(path)):
                return False
    return True


def _stays_inside(server: Unread, run: Run, command: Command, directory: str) -> bool:
    """Whether file work only changes the folder."""
    place = directory
    operands = command.operands(("o", "output", "O", "output-document", "C", "b", "branch", "depth"))
    values = [command.flag_value(name) for name in ("o", "output", "O", "output-document", "C")]
    written = [one.value for one in values if one is not None]
    if command.name in ("cp", "mv"):
        written += [word.value for word in operands[-1:]]
        directory = server.root if len(operands) > 1 else directory
    elif command.name not in ("curl", "wget"):
        written += [word.value for word in operands if word.value.startswith(("/", "..", "$"))]
    paths = [absolute(server.model, run, place, re.split(r"[*?\[]", word)[0]) for word in written]
    return server.is_inside(directory) and all(path is not None and server.is_inside(path) for path in paths)
