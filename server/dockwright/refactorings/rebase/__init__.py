"""A final stage on an image with a toolchain, which runs what a stage before it builds: a small image for it to stand on.

The stage that builds is examined as one that is split, by the module of its ecosystem: that tells how a program is linked and
what it needs, or that pages are served. The final stage keeps its instructions, as what stands behind the boundary of a split does.

rebase(model, context, settings)    the offer with one choice for each right image, or why not
"""

from __future__ import annotations

from dockwright.assist import Offer
from dockwright.context import BuildContext
from dockwright.refactorings.rebase.interpreters import INTERPRETED
from dockwright.refactorings.rebase.pages import files_on_nginx, pages_on_nginx
from dockwright.refactorings.rebase.programs import small_image
from dockwright.refactorings.rebase.runner import NATIVE
from dockwright.refactorings.rebase.servers import SERVERS, on_small_image
from dockwright.refactorings.rebase.shared_base import on_shared_base
from dockwright.refactorings.split.joined import joining
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.plan import installs_compiler
from dockwright.refactorings.whole_stage import whole
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy, Onbuild, Transfer

__all__ = ["rebase"]

_SERVING = frozenset({"node", "python"})
"""Ecosystems that have programs to serve files."""


def rebase(
    model: SemanticModel, context: BuildContext, settings: Settings, *, assumes: bool = True
) -> Offer | Obstacle | None:
    """The images that the final stage can stand on; None where it runs nothing of another stage, or has no toolchain.

    `assumes`: also where sources that nobody has read may start the toolchain, as those of a linter do, unless it is a service, which
    has a port or a check of its health; and where a server on Node has no more than that.
    """
    stage = model.target
    if stage is None or stage.facts is None:
        return None
    facts = stage.facts
    if assumes and _only_copies(stage):
        return files_on_nginx(model, stage, context, settings)
    if not _takes_from_another(model, stage, context):
        return None
    if (
        facts.is_toolchain
        and facts.ecosystem in _SERVING
        and stage.base_stage is None
        and (assumes or facts.variant == "full")
    ):
        found = pages_on_nginx(model, stage, context, settings)
        if found is not None:
            return found
    is_known = facts.is_toolchain and (facts.ecosystem in NATIVE or facts.ecosystem in INTERPRETED)
    if is_known or (facts.kind == "os" and installs_compiler(whole(model, stage))):
        found = small_image(model, stage, context, settings, assumes=assumes)
        if found is not None or not assumes or facts.family not in SERVERS:
            return found
        if stage.base_stage is not None:
            return on_shared_base(model, stage, lambda basis: rebase(basis, context, settings))
        return on_small_image(model, stage, context)
    return None


def _only_copies(stage: Stage) -> bool:
    """Whether a stage on Node or Python starts from an image and copies from the context alone."""
    facts = stage.facts
    is_serving = facts is not None and facts.is_toolchain and facts.ecosystem in _SERVING and not facts.has_onbuild
    return is_serving and stage.base_stage is None and not any(one.from_ is not None for one in stage.of(Transfer))


def _takes_from_another(model: SemanticModel, stage: Stage, context: BuildContext) -> bool:
    """Whether a stage has something from another one, and all is written that is done on top of its image."""
    facts = stage.facts
    if facts is None or facts.os == "windows" or facts.has_onbuild or any(one.of(Onbuild) for one in stage.lineage):
        return False
    if stage.base_stage is not None and not joining(model, context):
        return True
    return any(isinstance(one.instruction, Copy) for one in stage.references)
