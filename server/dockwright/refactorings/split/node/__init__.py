"""Node: static files that a web server can serve, a server that needs Node but not what built it, or an executable.

`server` is for a server whose package is read, `workspace` for one of several packages (`members` finds it), `unread` for one whose
build context is not known. Beside each lie its `_facts`, what stands in the way (`_obstacles`), what is copied (`_copies`) and what
goes when the build is done (`_closing`). `compiled` is for executables, `deployment` for what `pnpm deploy` makes.

They share `entry` and `starting` (what the start comes down to), `building` and `borrowed` (what is built and installed), `needs` (what a
server reads and runs), `pruning` and `managers`, `frameworks`, `bases` (the right images) and `owners`.
"""

from __future__ import annotations

from posixpath import basename, dirname

from dockwright.context import BuildContext, join
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.table import words
from dockwright.projects.node import read_package
from dockwright.refactorings.split import static_site
from dockwright.refactorings.split.model import Build, Obstacle
from dockwright.refactorings.split.own_nginx import examine_own
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.subject import Candidate
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run

STARTERS = words(
    "dockerize wait-for-it.sh wait-for-it wait-for.sh wait-for waitforit wait-for-port dotenvx chamber envconsul doppler infisical "
    "aws-vault vault-env berglas"
)
"""Programs of others that wait for services or get secrets, and then start what stands behind."""

_WEB_SERVERS = frozenset({"nginx", "caddy", "apache2", "apache2ctl", "httpd", "lighttpd"})


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings,
    *, assumes: bool = True,
) -> Build | Obstacle:  # fmt: skip
    """What the stage builds; an obstacle when neither static files nor a built server are what starts. A server can be told
    without the context only by one who `assumes`."""
    if facts.family in ("oven/bun", "denoland/deno") or any("--compile" in run.text for run in stage.of(Run)):
        from dockwright.refactorings.split.node.compiled import examine_compiled

        compiled = examine_compiled(Candidate(model, stage, context, start, Sources(model, stage, context)))
        if compiled is not None:
            return compiled
        if facts.family == "denoland/deno":
            return Obstacle("Deno runs what starts, and compiles no executable of it here", start.span)
    if (own := examine_own(model, stage, context, start)) is not None:
        return own
    inner = start
    if context.is_known:
        from dockwright.refactorings.split.node.members import in_member

        inner = in_member(model, stage, Sources(model, stage, context), start)
    found = static_site.examine(model, stage, context, inner, facts, settings)
    if isinstance(found, Build) or found.ships or not (assumes or context.is_known):
        return found
    if not context.is_known:
        from dockwright.refactorings.split.node.unread import examine_unread

        candidate = Candidate(model, stage, context, start, Sources(model, stage, context))
        return examine_unread(candidate) or (_manager(start) or found)
    from dockwright.refactorings.split.node.server import examine_server
    from dockwright.refactorings.split.node.workspace import examine_workspace

    member = examine_workspace(model, stage, context, start, facts)
    if member is not None:
        return member
    return examine_server(model, stage, context, start, facts) or _reason(model, stage, context, start, found)


def _manager(start: Start) -> Obstacle | None:
    """PM2, of which nobody knows what it starts."""
    from dockwright.refactorings.split.node.starting import PM2

    name = basename(start.program)
    return Obstacle(f"what `{name}` starts is not known", start.span) if name in PM2 else None


def _starter(start: Start) -> Obstacle | None:
    """A program that starts what it is given, where the new image would have to get it first."""
    name = basename(start.program)
    return (
        Obstacle(f"how the new image gets `{name}`, which starts the server, is not known", start.span)
        if name in STARTERS
        else None
    )


def _reason(model: SemanticModel, stage: Stage, context: BuildContext, start: Start, found: Obstacle) -> Obstacle:
    """The same, said closer to what stands there."""
    from dockwright.refactorings.split.node.building import taken_from
    from dockwright.refactorings.split.node.server_obstacles import WORKSPACE_FILES

    is_unknown = found.reason.startswith(static_site.SERVES_NOTHING)
    taken = taken_from(stage)
    if taken is not None and (is_unknown or found.reason.endswith(" is not known")):
        return taken
    if not is_unknown:
        return found
    manager = _manager(start) or _starter(start)
    if manager is not None:
        return manager
    if basename(start.program) in _WEB_SERVERS:
        name = basename(start.program)
        return Obstacle(f"what the configuration of `{name}` serves is not followed", start.span)
    sources = Sources(model, stage, context)
    directory = sources.context_path(start.directory)
    manifest = sources.context_path(join(start.directory, "package.json"))
    if directory is None and manifest is not None:
        directory = dirname(manifest)
    while directory is not None:
        package = read_package(context, directory)
        if package is not None and package.workspaces:
            return Obstacle("which packages of the workspace a server needs is not followed", start.span)
        for name in (*WORKSPACE_FILES, "turbo.json", "pnpm-workspace.yaml"):
            if context.sends(join(directory, name)):
                return Obstacle(f"`{name}`: what the build does is not followed", start.span)
        directory = directory.rpartition("/")[0] if directory else None
    return found
