"""Node: static files that a web server can serve, a server that needs Node but not what built it, or an executable."""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.refactorings.split import static_site
from dockwright.refactorings.split.model import Build, Obstacle
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.subject import Candidate
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """What the stage builds; an obstacle when neither static files nor a built server are what starts."""
    if facts.family in ("oven/bun", "denoland/deno"):
        from dockwright.refactorings.split.node.compiled import examine_compiled

        compiled = examine_compiled(Candidate(model, stage, context, start, Sources(model, stage, context)))
        if compiled is not None:
            return compiled
        if facts.family == "denoland/deno":
            return Obstacle("Deno runs what starts, and compiles no executable of it here", start.span)
    found = static_site.examine(model, stage, context, start, facts, settings)
    if isinstance(found, Build) or found.ships:
        return found
    if not context.is_known:
        from dockwright.refactorings.split.node.unread import examine_unread

        return examine_unread(Candidate(model, stage, context, start, Sources(model, stage, context))) or found
    from dockwright.refactorings.split.node.server import examine_server

    return examine_server(model, stage, context, start, facts) or found
