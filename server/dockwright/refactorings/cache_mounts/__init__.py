"""Cache mounts: which RUN would gain from one, where it goes, and what else must change for it to work.

A cache mount keeps downloads, or what a compiler made, from one build to the next and out of the image. `commands` finds the tool,
`gain` whether a mount pays, `places` where the cache is, `sharing` who else needs it, `edits` writes it down; `offers` asks them all.

Source: https://docs.docker.com/build/cache/optimize/#use-cache-mounts (September 2025).
"""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.refactorings import frontend
from dockwright.refactorings.cache_mounts.commands import is_early, is_repeated, tool_of
from dockwright.refactorings.cache_mounts.gain import plan_for, works_anew
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.text import Edit
from dockwright.values import NamedTuple


class Offer(NamedTuple):
    """A RUN that would gain from mounts."""

    command: Command
    tool: str
    targets: tuple[str, ...]
    edits: tuple[Edit, ...]  # empty: what else must change for the mounts to work is not understood
    is_compiler: bool  # it keeps what is compiled, not what is downloaded
    is_sure: bool  # what is installed or compiled is the same whatever the cache holds


def offer(model: SemanticModel, context: BuildContext, command: Command, *, always: bool = False) -> Offer | None:
    """The mounts that the RUN of this command should have; None when it needs none.

    `always`: also where the layer is rebuilt only when manifests change.
    """
    run = command.instruction
    found = tool_of(command)
    stage = model.stage_of(run)
    if found is None or stage is None or not isinstance(run, Run) or is_repeated(command):
        return None
    name, tool = found
    if name == "apt-get" and (stage.facts is None or stage.facts.os not in ("debian", "ubuntu")):
        return None
    if not always and is_early(command, tool):
        return None
    plan = plan_for(model, context, stage, run)
    if not always and not works_anew(model, context, stage, run, tool, plan):
        return None
    from dockwright.refactorings.cache_mounts.offers import offer_of

    return offer_of(model, context, stage, command, name, tool, plan)


def uses_buildkit(model: SemanticModel) -> bool:
    """Whether the file itself says that a BuildKit with cache mounts builds it: a mount, a here-document, a frontend."""
    runs = (one for one in model.dockerfile.instructions if isinstance(one, Run))
    if model.keep(uses_buildkit, lambda: any(run.mounts or run.heredocs for run in runs)):
        return True
    names_frontend = any(directive.name == "syntax" for directive in model.dockerfile.directives)
    return names_frontend and frontend.refusal(model, frontend.MOUNTS, "cache mounts") is None
