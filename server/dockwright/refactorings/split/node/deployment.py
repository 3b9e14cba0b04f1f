"""A directory that `pnpm deploy` fills with a package of a workspace and all that it needs."""

from __future__ import annotations

from posixpath import basename, join, normpath

from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.workspace_builds import member_of
from dockwright.refactorings.node_installs import commands_of, package_at
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.commands import with_cleaning
from dockwright.refactorings.split.model import Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.node.bases import runtime_base
from dockwright.refactorings.split.node.managers import managers
from dockwright.refactorings.split.node.owners import builder_of
from dockwright.refactorings.split.node.starting import RUNTIME_VARIABLES, read_commands
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage


def examine_deployed(
    model: SemanticModel, stage: Stage, start: Start, facts: BaseImage, sources: Sources
) -> Build | Obstacle | None:
    """What is copied of it, where that is what starts."""
    for run, command, directory in commands_of(model, stage):
        operands = [word.value for word in command.operands(MANAGERS["pnpm"].valued_flags)]
        if command.name != "pnpm" or operands[:1] != ["deploy"] or len(operands) != 2:
            continue
        place = normpath(join(directory, operands[1]))
        root = package_at(sources, directory)
        argv = [word.value for word in command.words]
        is_there = start.directory == place or basename(start.program) in ("node", "nodejs")
        member = member_of(sources.context, root, argv) if root is not None and is_there else None
        starting = read_commands([[start.program, *start.arguments]], member.scripts if member is not None else {})
        target = next((normpath(join(start.directory, one)) for one in starting.targets), None) if starting else None
        if starting is None or target is None or inside(target, place) is None or starting.why_not or start.before:
            continue
        commands = (one for _, one, _ in commands_of(model, stage))
        brought = managers(facts, commands, starting.runners, root)
        missing = brought.missing or min(starting.runners & {"bun"}, default="")
        if missing:
            why = brought.reason if brought.missing else f"how the new image gets `{missing}` is not known"
            reason = f"{why}, where `node {inside(target, place)}` would start the same"
            return Obstacle(reason, start.span, ships=True)
        base = runtime_base(stage, facts)
        if isinstance(base, Obstacle):
            return base
        around = [one.target for one in sources.brought if one.is_directory and one.target != "/"]
        notes = ["that `pnpm deploy` puts all there that the server reads is taken for granted"]
        if not command.has_flag("prod", "P"):
            notes.append("`pnpm deploy` without `--prod` takes development dependencies along")
        if stage.from_ is not None and stage.from_.image is not None and base.image != image_of(stage):
            notes.append("see that native modules of dependencies need no library that only the old image has")
        return Build(
            ecosystem="node",
            copies=(Copied(place, place, True, owner=builder_of(model, run, run)),),
            last=with_cleaning(model, stage, run),
            sources=min(around, key=len) if around else directory,
            needs=Needs(libraries=True),
            bases=(base,),
            extra=brought.lines,
            notes=tuple(notes),
            kept_variables=RUNTIME_VARIABLES,
        )
    return None
