"""What stands in the way of a mount that would gain something, and the offer where nothing does."""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.refactorings.cache_mounts import Offer
from dockwright.refactorings.cache_mounts.commands import works_offline
from dockwright.refactorings.cache_mounts.edits import edits_of
from dockwright.refactorings.cache_mounts.places import (
    UNFIT,
    account_of,
    caches_of,
    downloads_crates,
    is_elsewhere,
    is_moved,
    is_switched_off,
    keeps_builds,
    targets_of,
)
from dockwright.refactorings.cache_mounts.sharing import is_covered, is_needed_again, is_read_elsewhere, is_sure
from dockwright.refactorings.cache_mounts.tools import Tool
from dockwright.refactorings.reorder import Plan
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run


def offer_of(
    model: SemanticModel,
    context: BuildContext,
    stage: Stage,
    command: Command,
    name: str,
    tool: Tool,
    plan: Plan | None,
) -> Offer | None:
    """The mounts for a command that runs a tool by this name; None where they would do harm. `plan`: the reordering of its RUN."""
    run = command.instruction
    assert isinstance(run, Run)
    if name == "go" and not keeps_builds(stage):
        return None
    if name != "go" and works_offline(run, command):
        return None  # what it installs is in the directories that a mount would hide
    if name == "yarn" and not context.is_known:
        return None
    if name == "pnpm" and "GlobalVirtualStore" in (context.read("pnpm-workspace.yaml") or ""):
        return None  # packages are links into the store
    if name == "cargo" and not downloads_crates(context):
        return None
    if is_elsewhere(command, name) or (name in UNFIT and UNFIT[name](model, stage, command)):
        return None
    if tool.is_store and is_needed_again(model, stage, run, name):
        return None
    account = account_of(stage, model.state_before(run))
    caches = caches_of(name, tool, context, stage, run, plan)
    targets = targets_of(caches, model.state_before(run), account)
    if is_moved(command, caches):
        return None
    if account is None or not targets or any(is_covered(run, target) for target, _ in targets):
        return None
    if is_switched_off(model, command, tool) or is_read_elsewhere(model, stage, [path for path, _ in targets]):
        return None
    paths = tuple(path for path, _ in targets)
    edits = edits_of(model, command, tool, targets, account)
    return Offer(command, name, paths, edits, name == "go", is_sure(model, stage, command, name, paths, account[0]))
