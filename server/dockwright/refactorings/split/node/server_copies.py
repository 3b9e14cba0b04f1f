"""What a server gets along: what the build writes, its dependencies, and the files that sources and settings name."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join
from shlex import quote

from dockwright.projects.node_build import NextBuild
from dockwright.projects.node_native import unbundled
from dockwright.projects.node_sources import resolved
from dockwright.refactorings.node_installs import package_at
from dockwright.refactorings.split.model import Copied
from dockwright.refactorings.split.node.frameworks import Parts, without_caches
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.pruning import Install, omits_development, pruning
from dockwright.refactorings.split.node.server_facts import Server
from dockwright.refactorings.split.node.server_mains import bundler_of, is_self_contained, standalone_of
from dockwright.refactorings.split.sources import inside
from dockwright.syntax import Instruction, Run


def output_copies(server: Server, mains: tuple[str, ...]) -> Iterator[Copied]:
    alone = standalone_of(server, mains)
    for one in server.building.outputs:
        if alone is not None and one.tool == alone.tool and one is not alone:
            continue
        wanted = one.is_proven or any(inside(main, one.path) is not None for main in mains if one.path)
        if not one.path or not wanted or one.path == server.root:
            continue
        above = dirname(one.path)
        if not one.is_directory and inside(above, server.root):
            yield Copied(above, above, True)  # with source maps and what else stands beside it
        else:
            yield Copied(one.path, one.path, one.is_directory)
    for main in mains:
        inner = inside(main, server.root) or ""
        if not server.is_output(main) and not resolved(server.context, join(server.package.directory, inner)):
            top = join(server.root, inner.split("/")[0])
            yield Copied(top, top, True)


def inner_outputs(server: Server, mains: tuple[str, ...]) -> tuple[str, ...]:
    """The directories that the build writes, relative to the package's."""
    found = [inside(one.source, server.root) for one in output_copies(server, mains)]
    return tuple(one for one in found if one)


def whole_server(
    server: Server,
    findings: Findings,
    install: Install,
    last: Instruction,
    mains: tuple[str, ...],
    node: NextBuild | None,
) -> Parts:
    """Dependencies, package.json and what the build writes."""
    copies = list(output_copies(server, mains))
    closing: list[str] = []
    notes: list[str] = []
    bundler = bundler_of(server, mains)
    kept = unbundled(server.context, server.package) if bundler else ""
    is_alone = is_self_contained(server, mains) and not kept
    if bundler and not kept:
        notes.append(
            f"node_modules stays behind, as `{bundler}` bundles it: see that no package loads files of its own"
        )
    is_module = server.package.data.get("type") == "module" and any(one.endswith(".js") for one in mains)
    if not is_alone or server.starting.runners or (is_module and not server.is_bun):
        copies.append(Copied(join(server.root, "package.json"), join(server.root, "package.json")))
    has_dependencies = bool(server.package.section("dependencies") or server.package.section("optionalDependencies"))
    if not is_alone and (has_dependencies or findings.needs_development(node)):
        modules = join(server.root, "node_modules")
        copies.insert(0, Copied(modules, modules, True))
        why = _why_development(server, findings, install, last, node)
        if why is None:
            moves = [] if server.model.state_after(last).workdir == server.root else [f"cd {quote(server.root)}"]
            closing += [*moves, pruning(server.context, server.package, install, server.facts.version).command]
        elif why:
            notes.append(f"development dependencies stay: {why}")
    if node is not None:
        closing.append(without_caches(join(server.root, node.output)))
    run = (f"RUN {' && '.join(closing)}",) if closing else ()
    return tuple(copies), (), (), run, tuple(notes)


def _why_development(
    server: Server, findings: Findings, install: Install, last: Instruction, node: NextBuild | None
) -> str | None:
    """Why development dependencies stay; "": there are none; None: they are taken away."""
    state = server.model.state_before(install.run)
    if not server.package.section("devDependencies") or omits_development(
        install, state.env.get("NODE_ENV") or "", server.package
    ):
        return ""
    if any(server.prunes()):
        return ""
    why = findings.needs_development(node)
    if why:
        return why
    if server.building.borrowed is not None and install.manager != "npm":
        return f"`{install.manager}` has installed them in another stage"
    if server.model.state_after(last).user != state.user:
        return "another user is in effect when the build is done"
    if server.building.install is not None and server.model.script(install.run).dialect != "posix":
        return "the install is not for a POSIX shell"
    return pruning(server.context, server.package, install, server.facts.version).why_not or None


def named_files(server: Server, findings: Findings, last: Instruction) -> Iterator[Copied]:
    """What sources, settings and packages read, where the builder has it."""
    for path, is_directory in findings.files():
        place = _place(server, path)
        is_built = is_directory and place is not None and _is_package_that_is_built(server, place)
        if place is not None and not is_built and server.is_there(place, path, last):
            yield Copied(place, place, is_directory)
    if _generates(server):
        for path in findings.generated():
            inner = path[len(server.package.directory) :].lstrip("/")
            if not server.context.sends(path) and not server.is_output(join(server.root, inner)):
                yield Copied(join(server.root, inner), join(server.root, inner), True)


def _is_package_that_is_built(server: Server, place: str) -> bool:
    """Whether a directory is another package, of which what its build leaves is copied."""
    is_built = any(one.is_proven and one.path and inside(one.path, place) for one in server.building.outputs)
    return is_built and package_at(server.sources, place) is not None


def _place(server: Server, path: str) -> str | None:
    """Where a path of the context is in the image: of the package's own, below its directory."""
    here = server.package.directory
    if not here or path.startswith(f"{here}/"):
        return join(server.root, path[len(here) :].lstrip("/"))
    return server.sources.image_path(path)


def _generates(server: Server) -> bool:
    """Whether the builder says that it makes the client of Prisma."""
    texts = [*server.package.scripts.values(), *(run.text for run in server.stage.of(Run))]
    return any("prisma generate" in text for text in texts)
