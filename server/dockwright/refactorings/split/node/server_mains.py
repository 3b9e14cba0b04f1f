"""The files that node runs: whether the build makes them, and whether they have in them what they need."""

from __future__ import annotations

from functools import partial
from posixpath import basename, join, normpath

from dockwright.projects.node_build import Output
from dockwright.projects.node_sources import resolved
from dockwright.projects.package_scripts import Step
from dockwright.projects.typescript_root import is_alone as is_alone_below
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.node.frameworks import BUNDLED, NITRO_TOOLS, as_scripts_say, is_alone
from dockwright.refactorings.split.node.server_facts import Server
from dockwright.refactorings.split.sources import inside


def built_start(server: Server) -> tuple[str, ...]:
    """The command of a script that runs what is built, where the start would build that once more: `nest start`."""
    compiling = server.starting.compiling
    if compiling is None or len(compiling.argv) != 2 or compiling.variables.keys() - {"NODE_ENV"}:
        return ()
    if server.script is not None or server.above or server.is_bun or server.working != server.root:
        return ()
    if not is_alone(server.start, server.starting, server.last()):
        return ()
    return as_scripts_say(server.package, partial(_is_surely_built, server)) or ()


def _is_surely_built(server: Server, written: str) -> bool:
    """Whether the build makes the file that a script runs, by that very path."""
    path = server.target(written)
    tools = {one.tool for one in server.reaching if one.path and inside(path, one.path) is not None}
    return server.is_output(path) and (
        not tools & {"nest", "tsc"} or is_alone_below(server.context, server.package, "src")
    )


def mains_of(server: Server) -> tuple[str, ...] | Obstacle:
    """The files that node runs, absolute; an obstacle where none of them is built."""
    mains: list[str] = []
    is_built = False
    for written in server.starting.targets:
        path = server.target(written)
        inner = inside(path, server.root)
        if inner is None:
            return Obstacle(f"`{written}` is not beside package.json", server.start.span)
        found = server.is_output(path)
        is_source = bool(resolved(server.context, join(server.package.directory, inner))) and not found
        if not found and not is_source and not _is_assumed(server, inner):
            return Obstacle(_disagreement(server, inner), server.start.span)
        if is_source and server.is_bun:
            return Obstacle("`bun` runs the sources: nothing that is built is what starts", server.start.span)
        is_built = is_built or not is_source or bool(server.building.outputs)
        mains.append(path)
    if server.starting.server is not None:
        served = _served(server, server.starting.server)
        if isinstance(served, Obstacle):
            return served
        mains += served
        is_built = True
    if not is_built:
        return Obstacle("nothing that is built is what starts", server.start.span)
    return tuple(mains)


def _served(server: Server, asked: Step) -> list[str] | Obstacle:
    """What the server of a framework is told to serve, absolute; an obstacle where the build does not make it."""
    program = basename(asked.argv[0])
    if program in NITRO_TOOLS:
        return _nitro(server, program)
    tools = ("Next.js",) if program == "next" else ("Remix", "React Router")
    if not any(one.tool in tools and one.is_proven for one in server.building.outputs):
        return Obstacle(f"the build does not make what `{program}` serves", server.start.span)
    if program == "next":
        node = server.next()
        is_export = node is not None and node.is_export
        return (
            Obstacle("`next start` does not serve what `output: 'export'` makes", server.start.span)
            if is_export
            else []
        )
    named = [word for word in asked.argv[1:] if not word.startswith("-")][:1]
    paths = [normpath(join(server.working, word)) for word in named]
    for path in paths:
        if not server.is_output(path):
            return Obstacle(_disagreement(server, inside(path, server.root) or path), server.start.span)
    return paths


def _nitro(server: Server, program: str) -> list[str] | Obstacle:
    """The server that Nuxt or SolidStart built, which `nuxt start` runs in a process of its own, and `vinxi start` in its own."""
    asked, span = server.starting.server, server.start.span
    assert asked is not None
    tool = NITRO_TOOLS[program]
    named = f"`{tool.lower()} {asked.argv[1]}`"
    built = next((one for one in server.building.outputs if one.tool == tool and one.is_proven and one.path), None)
    if built is None:
        return Obstacle(f"{named} needs the whole project when it runs", span)
    if tool == "Nuxt" and server.context.sends(join(server.package.directory, ".env")):
        return Obstacle(f"{named} reads `.env`, which the server that it runs does not", span, ships=True)
    if server.replaced(server.last()) is None:
        reason = f"{named} needs the whole project when it runs, where `node .output/server/index.mjs` would run what is built"
        return Obstacle(reason, span, ships=True)
    return [join(built.path, "server/index.mjs")]


def _is_assumed(server: Server, inner: str) -> bool:
    """Whether the build may well make the target: nothing says where it writes, and the target has a directory."""
    if "/" not in inner and "." in inner:
        return False
    return any(
        not one.is_followed or not one.outputs or any(not out.is_proven for out in one.outputs)
        for one in server.building.builds
    )


def _disagreement(server: Server, inner: str) -> str:
    known = [one for one in server.building.outputs if one.is_proven and one.path]
    if not known:
        return "what the build makes is not known"
    written = ", ".join(f"`{inside(one.path, server.root) or one.path}`" for one in known[:2])
    return f"the build writes {written}, but `{inner}` starts"


def is_bundled(server: Server, mains: tuple[str, ...]) -> bool:
    """Whether what starts has in it what its sources import."""
    tools = {one.tool for one in server.building.outputs}
    return bool(tools & BUNDLED) or is_self_contained(server, mains)


def is_self_contained(server: Server, mains: tuple[str, ...]) -> bool:
    """Whether all that node runs has its dependencies in it."""
    whole = [one for one in server.reaching if one.has_dependencies and one.path]
    others = [one for one in server.starting.programs if one not in ("cross-env",)]
    return (
        bool(mains)
        and not others
        and not server.starting.preloads
        and all(any(inside(main, one.path) is not None for one in whole) for main in mains)
    )


def bundler_of(server: Server, mains: tuple[str, ...]) -> str:
    """The tool that puts packages into what runs, and knows nothing of files that they load; "" for none."""
    if not is_self_contained(server, mains) or not server.package.section("dependencies"):
        return ""
    found = (one.tool for one in server.reaching if one.has_dependencies and one.path and inside(mains[0], one.path))
    return next((one for one in found if one not in BUNDLED), "")


def standalone_of(server: Server, mains: tuple[str, ...]) -> Output | None:
    """The output of Next.js that has a server of its own in it, when that is all that starts."""
    whole = [one for one in server.building.outputs if one.tool == "Next.js" and one.has_dependencies]
    is_it = whole and is_self_contained(server, mains) and all(inside(main, whole[0].path) for main in mains)
    return whole[0] if is_it else None
