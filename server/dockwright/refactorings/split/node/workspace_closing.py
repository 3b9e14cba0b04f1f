"""What leaves a workspace when the build is done: development dependencies, and caches of frameworks."""

from __future__ import annotations

from posixpath import join
from shlex import quote

from dockwright.projects.node_build import next_build
from dockwright.refactorings.split.node.frameworks import without_caches
from dockwright.refactorings.split.node.pruning import is_berry, omits_development, pruning
from dockwright.refactorings.split.node.workspace_facts import Member
from dockwright.syntax import Instruction


def closing_of(member: Member, last: Instruction) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The RUN that takes away what only a build needs, and what is to be said of that."""
    pruned, notes = _pruning(member, last)
    caches = tuple(
        without_caches(join(place, next_build(member.context, package).output))
        for place, package in member.needed.items()
        if any(one.tool == "Next.js" for one in member.built.get(place, ()))
    )
    commands = (*pruned, *caches)
    return (f"RUN {' && '.join(commands)}",) if commands else (), notes


def _pruning(member: Member, last: Instruction) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The commands that take development dependencies away, and what is to be said of them."""
    install, root = member.workspace.install, member.workspace.package
    packages = (root, *member.workspace.members.values())
    state = member.model.state_before(install.run)
    is_there = any(one.section("devDependencies") for one in packages)
    if not is_there or omits_development(install, state.env.get("NODE_ENV") or "", root) or member.is_pruned():
        return (), ()
    why = _why_development(member, last)
    command = pruning(member.context, root, install, member.facts.version)
    if install.manager == "yarn" and is_berry(member.context, root) and command.command:
        name = member.begun.package.name
        command = command._replace(command=f"yarn workspaces focus {quote(name)} --production")
        why = why or ("" if name else f"`{member.inner}` has no name")
    why = why or command.why_not
    if why:
        return (), (f"development dependencies stay: {why}",)
    moves = [] if member.model.state_after(last).workdir == install.directory else [f"cd {quote(install.directory)}"]
    return (*moves, command.command), ()


def _why_development(member: Member, last: Instruction) -> str:
    """Why development dependencies stay; "" where they can go."""
    install = member.workspace.install
    for place, one in member.findings.items():
        node = next_build(member.context, one.package) if place == member.begun.directory else None
        is_next = node is not None and any(out.tool == "Next.js" for out in member.built.get(place, ()))
        why = one.needs_development(node if is_next else None)
        if why:
            return why
    if install.manager == "pnpm":
        return "`pnpm prune` would unlink the packages of the workspace, where `pnpm deploy --prod` leaves them out"
    if install.manager == "bun":
        return "bun does not take them away by itself"
    state = member.model.state_before(install.run)
    if member.model.state_after(last).user != state.user:
        return "another user is in effect when the build is done"
    return "" if member.model.script(install.run).dialect == "posix" else "the install is not for a POSIX shell"
