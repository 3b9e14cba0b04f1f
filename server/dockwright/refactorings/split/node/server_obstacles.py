"""What stands in the way of a runtime stage for a server: in the project, in the start, in what its files would be copied from."""

from __future__ import annotations

from posixpath import basename, dirname, join

from dockwright.knowledge.table import words
from dockwright.projects.node import local_dependencies, workspace_members
from dockwright.projects.node_build import BUILDERS
from dockwright.projects.node_sources import resolved
from dockwright.refactorings.node_installs import package_at
from dockwright.refactorings.split.commands import paths_of
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.node.building import dependencies_from
from dockwright.refactorings.split.node.entry import OWN_PROGRAMS
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.pruning import is_berry, links_modules
from dockwright.refactorings.split.node.server_facts import Server
from dockwright.refactorings.split.node.starting import PM2
from dockwright.refactorings.split.sources import inside
from dockwright.shell import Command
from dockwright.syntax import Run

_SYSTEM = words("bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var")
"""Directories in the root directory that belong to the system."""

WORKSPACE_FILES = ("lerna.json", "nx.json", "rush.json")
"""Files of tools that build several packages together."""


def project_obstacle(server: Server) -> Obstacle | None:
    """What of the project keeps its dependencies from being copied: workspaces, parts of the project, places of their own."""
    span = server.start.span
    manager = server.building.install.manager if server.building.install is not None else "npm"
    if server.package.workspaces or workspace_members(server.context, server.package, manager):
        advice = ": `pnpm deploy` would put them into one directory" if manager == "pnpm" else ""
        return Obstacle(f"which packages of the workspace a server needs is not followed{advice}", span, ships=True)
    for name in WORKSPACE_FILES:
        if server.context.sends(join(server.package.directory, name)) and not (name == "nx.json" and server.knows_nx):
            return Obstacle(f"`{name}`: what the build does is not followed", span, ships=True)
    local = next(iter(local_dependencies(server.package).items()), None)
    if local is not None:
        return Obstacle(f"the dependency `{local[0]}` is a part of the project: `{local[1]}`", span, ships=True)
    if server.building.install is None:
        return dependencies_from(server.stage) or Obstacle(
            "no command installs the dependencies beside package.json", span, ships=True
        )
    is_yarn = manager == "yarn" and is_berry(server.context, server.package)
    if is_yarn and not links_modules(server.context, server.package):
        return Obstacle(
            "yarn keeps the dependencies outside of node_modules", server.building.install.command.span, ships=True
        )
    if is_yarn and "yarn" in server.starting.runners and not server.replaces_start():
        return Obstacle("yarn checks the whole project when it starts", span, ships=True)
    if server.building.install.command.has_flag("modules-folder", "modules-dir"):
        return Obstacle("the dependencies are not in node_modules", server.building.install.command.span, ships=True)
    return None


def start_obstacle(server: Server) -> Obstacle | None:
    """What the start command does or needs that the new image cannot."""
    for step in server.starting.steps:
        program = basename(step.argv[0])
        if (
            program in BUILDERS and any(word in step.argv for word in ("build", "dev", "watch", "generate"))
        ) or program == "tsc":
            return Obstacle(f"the container builds when it starts: `{' '.join(step.argv[:2])}`", server.start.span)
    started = [one[0] for one in (*server.start.before, (server.start.program,))] if server.script is None else []
    path = server.start.state.env.get("PATH") or ""
    for program in started:
        is_own = "/" in program or program in (*OWN_PROGRAMS, *server.start.prefixes)
        is_own = is_own or (program in PM2 and not server.managers.missing)
        if not is_own and join(server.root, "node_modules/.bin") not in path.split(":"):
            return Obstacle(f"how the new image gets `{program}` is not known", server.start.span, ships=True)
    foreign = server.starting.runners - {"bun"} if server.is_bun else server.starting.runners & {"bun"}
    if foreign:
        return Obstacle(f"how the new image gets `{min(foreign)}` is not known", server.start.span, ships=True)
    if server.managers.missing and not server.replaces_start():
        return Obstacle(server.managers.reason, server.start.span, ships=True)
    for one in server.script.programs if server.script is not None else ():
        if "/" in one and not one.removeprefix("./").startswith("node_modules/"):
            return Obstacle(f"the start script runs `{one}`", server.start.span, ships=True)
    if server.script is not None and not (
        server.brings_script or server.brought_behind(server.script.path, server.last())
    ):
        return Obstacle(
            f"where `{basename(server.script.path)}` comes from is not known", server.start.span, ships=True
        )
    return None


def source_obstacle(server: Server) -> Obstacle | None:
    """Why a server that runs from its sources is left alone; None: what starts is not among them."""
    targets = (inside(server.target(one), server.root) for one in server.starting.targets)
    if not any(one and resolved(server.context, join(server.package.directory, one)) for one in targets):
        return None
    return Obstacle("nothing is built here: the server runs from its sources", server.start.span)


def packages_above(server: Server, findings: Findings) -> Obstacle | None:
    """A package that sources import and that only a package.json above theirs names."""
    place = dirname(server.root)
    while place not in ("", "/") and server.working != server.root:
        other = package_at(server.sources, place)
        for one in findings.sources.packages(iter(findings.paths)) if other is not None else ():
            if one.name not in server.package.dependencies and one.name in (other.dependencies if other else ()):
                reason = f"`{one.path}` imports `{one.name}`, which is installed in `{place}`"
                return Obstacle(reason, server.start.span, ships=True)
        place = dirname(place)
    return None


def system_directory(server: Server, copies: tuple[Copied, ...]) -> Obstacle | None:
    """A directory of an application in the root directory that the system has, too."""
    shared = (one.source for one in copies if server.root == "/" and one.source.split("/")[1] in _SYSTEM)
    for path in shared:
        reason = f"the application is in the root directory, and has `{path}` as the system does"
        return Obstacle(reason, server.start.span, ships=True)
    return None


def removed(server: Server, copies: tuple[Copied, ...]) -> Obstacle | None:
    """A command that takes away what the runtime stage would copy."""
    for run, command, _ in server.building.commands():
        if command.name not in ("rm", "rmdir"):
            continue
        for path in paths_of(command, server.model.state_before(run).workdir or "/"):
            if not _is_installed_anew(server, path, run, command) and (found := _taken(server, copies, path, command)):
                return found
    moves = (_taken(server, copies, source, command) for command, source, _ in server.moves())
    return next((one for one in moves if one is not None), None)


def _taken(server: Server, copies: tuple[Copied, ...], path: str, command: Command) -> Obstacle | None:
    """That a command takes away a path, or what a pattern stands for, of which something would be copied."""
    marks = [path.find(mark) for mark in "*?[{$" if mark in path]
    stem = path[: min(marks)] if marks else path
    for copy in copies:
        if inside(copy.source, path) is not None or (marks and copy.source.startswith(stem)):
            name = inside(copy.source, server.root) or copy.source
            words = "mv" if command.name not in ("rm", "rmdir") else command.name
            return Obstacle(f"`{words}` may take `{name}` away", command.name_span, ships=True)
    return None


def _is_installed_anew(server: Server, path: str, run: Run, remover: Command) -> bool:
    """Whether node_modules is what a command takes away, and an install behind it puts there again."""
    install = server.building.install
    if install is None or path != join(install.directory, "node_modules"):
        return False
    return (install.run.index, install.command.span.start) > (run.index, remover.span.start)
