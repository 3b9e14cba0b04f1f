"""A server that is one of several packages: the packages that it needs as they are built, and what was installed for them.

The packages of a workspace are linked into one another's node_modules, so that each is taken as the builder leaves it, at its
place. What stays behind are the packages that the server does not depend on, development dependencies, and the tools of the image.

Sources: https://docs.npmjs.com/cli/v11/commands/npm-prune and npm-run-script (both work on all packages of a workspace that are
there), https://yarnpkg.com/cli/workspaces/focus, https://pnpm.io/cli/prune (tried with pnpm 9: it takes the links of the packages
away and what they need with them). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, relpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.projects.node_build import Output
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.commands import is_tool_install, with_cleaning
from dockwright.refactorings.split.model import Base, Build, Needs, Obstacle
from dockwright.refactorings.split.node.bases import FAMILIES, runtime_base
from dockwright.refactorings.split.node.building import TOOLS
from dockwright.refactorings.split.node.members import begun_in, workspace_of
from dockwright.refactorings.split.node.owners import builder_of
from dockwright.refactorings.split.node.starting import RUNTIME_VARIABLES
from dockwright.refactorings.split.node.workspace_closing import closing_of
from dockwright.refactorings.split.node.workspace_copies import copies_of
from dockwright.refactorings.split.node.workspace_facts import Member
from dockwright.refactorings.split.node.workspace_obstacles import (
    build_obstacle,
    install_obstacle,
    native_obstacle,
    pruned_obstacle,
    removed_obstacle,
    start_obstacle,
)
from dockwright.refactorings.split.packages import is_install, programs_installed
from dockwright.refactorings.split.script import start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Arg, Instruction, Workdir


def examine_workspace(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
) -> Build | Obstacle | None:
    """What the stage builds, and what of the workspace runs; None: no package of a workspace is what starts."""
    if facts.family not in FAMILIES or not context.is_known:
        return None
    sources = Sources(model, stage, context)
    pruned = pruned_obstacle(model, stage, start)
    if pruned is not None:
        return pruned
    workspace = workspace_of(model, stage, sources)
    script = start_script(start, sources, context, frozenset({"node"})) if workspace is not None else None
    if workspace is None or isinstance(script, Obstacle):
        return None
    if script is not None:
        reason = f"which package of the workspace `{basename(script.path)}` starts is not followed"
        return Obstacle(reason, start.span, ships=facts.variant not in ("slim", "alpine"))
    begun = begun_in(workspace, sources, start)
    if begun is None:
        return None
    found = _examine(Member(model, stage, start, facts, sources, workspace, begun))
    if isinstance(found, Obstacle) and facts.variant in ("slim", "alpine"):
        return found._replace(ships=False)
    return found


def _examine(member: Member) -> Build | Obstacle:
    span = member.start.span
    if member.starting.why_not:
        return Obstacle(member.starting.why_not, span)
    for check in (start_obstacle, install_obstacle, build_obstacle):
        obstacle = check(member)
        if obstacle is not None:
            return obstacle
    base = runtime_base(member.stage, member.facts)
    if isinstance(base, Obstacle):
        return base
    alone = member.alone()
    whole = (alone.path,) if alone is not None else tuple(member.needed)
    obstacle = member.building.stranger(whole) or native_obstacle(member, base)
    return obstacle if obstacle is not None else _build(member, base, alone)


def _build(member: Member, base: Base, alone: Output | None) -> Build | Obstacle:
    last = _last(member)
    closing, notes = ((), ()) if alone is not None else closing_of(member, last)
    copies = copies_of(member, last, alone)
    removed = removed_obstacle(member, copies)
    if removed is not None:
        return removed
    is_other = base.image != image_of(member.stage)
    is_same = not is_other and alone is None and not closing and not any(map(is_install, member.commands))
    if is_same and not member.is_pruned():
        return Obstacle("another stage would need the same image and the same dependencies", member.start.span)
    owner = builder_of(member.model, last, member.workspace.install.run)
    findings = member.findings.values()
    programs = tuple(dict.fromkeys(name for one in findings for name in one.programs))
    return Build(
        ecosystem="node",
        copies=tuple(one._replace(owner=owner) for one in copies),
        last=last,
        sources=_sources(member),
        needs=Needs(
            libraries=True,
            programs=programs if is_other else programs_installed(member.commands, programs),
            packages=tuple(sorted({name for one in findings for name in one.libraries(base.os)})) if is_other else (),
        ),
        bases=(base,),
        extra=member.managers.lines,
        notes=(*notes, *_notes(member, is_other, alone)),
        closing=closing,
        kept_variables=RUNTIME_VARIABLES,
    )


def _last(member: Member) -> Instruction:
    """The last instruction that installs or builds, and what only cleans up or changes owners behind it."""
    last: Instruction = member.workspace.install.run
    for run, command, directory in member.building.commands():
        is_here = command.name in TOOLS and inside(directory, member.workspace.directory) is not None
        if run.index > last.index and is_here and not is_tool_install(command):
            last = run
    return with_cleaning(member.model, member.stage, last)


def _sources(member: Member) -> str:
    around = (one.target for one in member.sources.brought if one.is_directory and one.target != "/")
    found = [one for one in around if inside(member.workspace.directory, one) is not None]
    return min(found, key=len) if found else member.workspace.directory


def _arguments(member: Member) -> list[str]:
    """The arguments of the build that tell which packages are built, or where what starts is."""
    texts = [word.value for one in member.commands if one.name in TOOLS for word in one.words if "$" in word.value]
    texts += [one.path.value for one in member.stage.of(Workdir) if one.path is not None]
    used = {name for text in texts for name in re.findall(r"\$\{?(\w+)", text)}
    return sorted({pair.key.value for one in member.stage.of(Arg) for pair in one.pairs} & used)


def _notes(member: Member, is_other: bool, alone: Output | None) -> Iterator[str]:
    for name in _arguments(member):
        yield f"packages are those of the default of `{name}`: a build that is given another needs others"
    if is_other and alone is None and member.workspace.install.manager != "npm":
        yield "see that native modules of dependencies need no library that only the old image has"
    if alone is not None and alone.tool == "Next.js":
        yield "the standalone server finds `public` and `.next/static` only where they lie beside its `server.js`"
    else:
        names = ", ".join(f"`{relpath(one, member.workspace.directory)}`" for one in sorted(member.needed))
        yield (
            f"see that the server reads nothing outside of {names}"
            if alone is None
            else ("files are copied that sources and settings name: see that the server reads no others")
        )
