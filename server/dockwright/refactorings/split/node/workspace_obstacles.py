"""What stands in the way of a runtime stage for a package of a workspace: in its start, its install, its build, and what is copied."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from posixpath import basename, join, normpath

from dockwright.projects.command_line import flag_value
from dockwright.projects.node import local_dependencies
from dockwright.projects.node_sources import resolved
from dockwright.refactorings.node_installs import commands_of
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.commands import paths_of
from dockwright.refactorings.split.model import Base, Copied, Obstacle
from dockwright.refactorings.split.node.building import TOOLS, taken_from
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.pruning import is_berry, links_modules
from dockwright.refactorings.split.node.starting import NOTHING
from dockwright.refactorings.split.node.workspace_facts import Member
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage

_STARTERS = ("node", "nodejs", "npm", "npx", "yarn", "pnpm", "bun", "bunx", "docker-entrypoint.sh")


def pruned_obstacle(model: SemanticModel, stage: Stage, start: Start) -> Obstacle | None:
    """Why what `turbo prune` picks out of the workspace, and what starts, is left alone."""
    path = normpath(join(start.directory, next((one for one in start.arguments if not one.startswith("-")), "")))
    for _, command, directory in commands_of(model, stage):
        argv = [word.value for word in command.words]
        words = [word for word in argv if not word.startswith("-")]
        if "turbo" not in words[:3] or words[words.index("turbo") + 1 :][:1] != ["prune"]:
            continue
        place = normpath(join(directory, flag_value(argv, "--out-dir") or "out"))
        if inside(start.directory, place) is not None or inside(path, place) is not None:
            reason = f"what `turbo prune` puts into `{place}` is not followed"
            return Obstacle(reason, command.span, ships=True)
    return None


def start_obstacle(member: Member) -> Obstacle | None:
    """Why the new image could not run what starts."""
    span = member.start.span
    plain = _plain_start(member)
    instead = f", where {plain} would start the same" if plain else ""
    program = basename(member.start.program)
    if program == "yarn" and is_berry(member.context, member.workspace.package):
        return Obstacle(f"yarn checks the whole project when it starts{instead}", span, ships=True)
    is_bun = member.facts.family == "oven/bun"
    foreign = member.starting.runners - {"bun"} if is_bun else member.starting.runners & {"bun"}
    is_known = "/" in member.start.program or program in _STARTERS
    missing = min(foreign, default="") or member.managers.missing or ("" if is_known else program)
    if missing and missing == member.managers.missing:
        return Obstacle(f"{member.managers.reason}{instead}", span, ships=True)
    return Obstacle(f"how the new image gets `{missing}` is not known{instead}", span, ships=True) if missing else None


def _plain_start(member: Member) -> str:
    """The command without a package manager; "" where it is not that simple."""
    if member.starting.preloads or len(member.starting.steps) != 1 or member.starting.steps[0].variables:
        return ""
    argv = member.starting.steps[0].argv
    if any("$" in word for word in argv):
        return ""
    written = " ".join(("npx", *argv) if member.starting.server is not None else ("node", *argv[1:]))
    is_here = member.begun.working == member.start.directory
    return f"`{written}`" if is_here else f"`{written}` in `{member.inner}`"


def install_obstacle(member: Member) -> Obstacle | None:
    """Why what is installed is not all in node_modules of the workspace."""
    install, root = member.workspace.install, member.workspace.package
    if member.workspace.directory == "/":
        return Obstacle("the workspace is in the root directory", member.start.span, ships=True)
    if install.manager == "yarn" and is_berry(member.context, root) and not links_modules(member.context, root):
        return Obstacle("yarn keeps the dependencies outside of node_modules", install.command.span, ships=True)
    if install.command.has_flag("modules-folder", "modules-dir"):
        return Obstacle("the dependencies are not in node_modules", install.command.span, ships=True)
    names = {one.name for one in member.workspace.members.values()}
    for package in (root, *member.needed.values()):
        local = next((item for item in local_dependencies(package).items() if item[0] not in names), None)
        if local is not None:
            reason = f"the dependency `{local[0]}` is a part of the project: `{local[1]}`"
            return Obstacle(reason, member.start.span, ships=True)
    return None


def build_obstacle(member: Member) -> Obstacle | None:
    """Why what starts is not what is built."""
    span = member.start.span
    taken = taken_from(member.stage) if member.begun.directory not in member.built else None
    if taken is not None:
        return taken
    server = member.starting.server
    if server is not None:
        name = basename(server.argv[0])
        if member.begun.directory not in member.built:
            return Obstacle(f"nothing here builds `{member.inner}`, which `{name}` serves", span, ships=True)
        return None
    path = normpath(join(member.begun.working, member.starting.targets[0]))
    inner = inside(path, member.begun.directory)
    if inner is None:
        return Obstacle(f"`{member.starting.targets[0]}` is not in `{member.inner}`, which starts", span, ships=True)
    outputs = member.outputs
    if any(one.path and inside(path, one.path) is not None for one in outputs):
        return None
    if resolved(member.context, normpath(join(member.begun.package.directory, inner))):
        if not member.built:
            return Obstacle("nothing is built here: the server runs from its sources", span)
        is_bun = member.facts.family == "oven/bun"
        reason = "`bun` runs the sources: nothing that is built is what starts"
        return Obstacle(reason, span) if is_bun else None
    if member.begun.directory not in member.built and _computed(member) is not None:
        return _computed(member)
    if member.begun.directory not in member.built:
        return Obstacle(f"nothing here builds `{member.inner}`, where `{inner}` starts", span)
    known = [one for one in outputs if one.path and inside(one.path, member.begun.directory) is not None]
    if known and all(one.is_proven for one in outputs):
        written = inside(known[0].path, member.begun.directory)
        return Obstacle(f"the build writes `{written}`, but `{inner}` starts", span)
    return None


def native_obstacle(member: Member, base: Base) -> Obstacle | None:
    """Why a runtime base could not load or start what packages bring."""
    is_other = base.image != image_of(member.stage)
    root = Findings(member.context, member.workspace.package, NOTHING, (), True, None, member.with_browsers)
    reasons = (
        root.installed_obstacle(is_other),
        *(one.native_obstacle(is_other) for one in member.findings.values()),
    )
    reason = next((one for one in reasons if one), "")
    return Obstacle(reason, member.start.span, ships=True) if reason else None


def _computed(member: Member) -> Obstacle | None:
    """A command that builds packages whose names are computed."""
    for run, command, _ in member.building.commands():
        words = member.words(run, command)
        if command.name in TOOLS and "build" in " ".join(words) and any("$" in word for word in words):
            written = " ".join(word.value for word in command.words[:4])
            return Obstacle(f"what `{written}` builds is computed", command.span, ships=True)
    return None


def removed_obstacle(member: Member, copies: tuple[Copied, ...]) -> Obstacle | None:
    """A command behind the install that takes away what the runtime stage would copy."""
    install = member.workspace.install
    for run, command, directory in member.building.commands():
        is_behind = run.index > install.run.index or (
            run is install.run and command.span.start > install.command.span.start
        )
        if command.name not in ("rm", "rmdir") or not is_behind:
            continue
        for path in paths_of(command, directory):
            taken = next((one.source for one in copies if _is_taken(one.source, path)), None)
            if taken is not None:
                name = inside(taken, member.workspace.directory) or taken
                return Obstacle(f"`{command.name}` may take `{name}` away", command.name_span, ships=True)
    return None


def _is_taken(path: str, pattern: str) -> bool:
    """Whether what matches a pattern of a shell may be a path, or a directory above it."""
    wanted, written = path.split("/"), pattern.split("/")
    marks = (re.sub(r"\$\{?\w*\}?|\{[^}]*\}", "*", one) for one in written)
    return len(written) <= len(wanted) and all(map(fnmatchcase, wanted, marks))
