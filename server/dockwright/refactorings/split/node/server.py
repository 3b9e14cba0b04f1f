"""A server with a build step: what the build writes, production dependencies, and the files that sources name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from posixpath import basename, join, relpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.node_packages import PACKAGE_OF_PROGRAM
from dockwright.projects.package_scripts import steps_of
from dockwright.projects.workspace_builds import idle_applications
from dockwright.refactorings.node_installs import package_at
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.node.bases import FAMILIES, runtime_base
from dockwright.refactorings.split.node.building import taken_from
from dockwright.refactorings.split.node.deployment import examine_deployed
from dockwright.refactorings.split.node.entry import OWN_PROGRAMS, package_directory, sent_on, starting_of, with_checks
from dockwright.refactorings.split.node.frameworks import start_edit
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.owners import builder_of
from dockwright.refactorings.split.node.pruning import Install
from dockwright.refactorings.split.node.server_copies import inner_outputs, named_files, whole_server
from dockwright.refactorings.split.node.server_facts import Server
from dockwright.refactorings.split.node.server_mains import built_start, is_bundled, mains_of, standalone_of
from dockwright.refactorings.split.node.server_obstacles import (
    packages_above,
    project_obstacle,
    removed,
    source_obstacle,
    start_obstacle,
    system_directory,
)
from dockwright.refactorings.split.node.starting import RUNTIME_VARIABLES, package_of, read_commands
from dockwright.refactorings.split.packages import installed, is_install, programs_installed
from dockwright.refactorings.split.script import start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage


def examine_server(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
) -> Build | Obstacle | None:
    """What the stage builds and what of it runs; None: nothing that is built is what starts, as far as is known."""
    if facts.family not in FAMILIES:
        return None
    sources = Sources(model, stage, context)
    written, (start, above) = start, sent_on(start, sources)
    root = package_directory(model, stage, start, sources)
    package = package_at(sources, root)
    deployed = examine_deployed(model, stage, start, facts, sources)
    if deployed is not None:
        return deployed
    if package is None:
        plain = read_commands([[start.program, *start.arguments]], {})
        reason = f"there is no package.json in `{start.directory}`, where the server starts"
        return taken_from(stage) or Obstacle(reason, start.span) if plain is not None and plain.targets else None
    script = start_script(start, sources, context, frozenset({"node"}))
    if isinstance(script, Obstacle):
        return None
    starting = starting_of(start, script, sources, package)
    if starting is None or any(package_of(one) not in package.dependencies for one in starting.programs):
        return None
    starting = with_checks(model, stage, starting, package, root)
    if above:
        starting = starting._replace(runners=starting.runners | {basename(written.program)})
    server = Server(model, stage, context, start, facts, sources, package, starting, script, root, above)
    if not server.building.builds:
        return Obstacle(starting.why_not, start.span) if starting.why_not else source_obstacle(server)
    found = _examine(server)
    if isinstance(found, Obstacle) and facts.variant in ("slim", "alpine"):
        return found._replace(ships=False)  # little is left behind there
    return found


def _examine(server: Server) -> Build | Obstacle:
    server.restart = built_start(server)
    if server.restart:
        server.starting = read_commands([server.restart], {}) or server.starting
    if server.starting.why_not:
        return Obstacle(server.starting.why_not, server.start.span)
    strange = partial(server.building.stranger, server.whole_directories)
    for check in (partial(project_obstacle, server), strange, partial(start_obstacle, server)):
        obstacle = check()
        if obstacle is not None:
            return obstacle
    base = runtime_base(server.stage, server.facts)
    if isinstance(base, Obstacle):
        return base
    mains = mains_of(server)
    if isinstance(mains, Obstacle):
        return mains
    return _build(server, base, mains)


def _build(server: Server, base: Base, mains: tuple[str, ...]) -> Build | Obstacle:
    install = server.building.install
    assert install is not None
    working = _working_path(server) if server.working != server.root else None
    starting = server.starting
    if working is not None:
        targets = (relpath(server.target(one), server.root) for one in starting.targets)
        starting = starting._replace(targets=tuple(targets))
    findings = Findings(
        server.context,
        server.package,
        starting,
        (*inner_outputs(server, mains), *_idle_applications(server)),
        is_bundled(server, mains),
        working,
        server.building.with_browsers(server.building.install),
    )
    above = packages_above(server, findings)
    if above is not None:
        return above
    is_other = base.image != image_of(server.stage)
    obstacle = findings.native_obstacle(is_other)
    if obstacle:
        return Obstacle(obstacle, server.start.span, ships=True)
    last = server.last()
    node = server.next()
    standalone = server.replaced(last)
    if standalone_of(server, mains) is not None:
        node = None
    findings.reads_settings = findings.reads_settings and standalone is None and standalone_of(server, mains) is None
    copies, edits, extra, closing, notes = (
        standalone if standalone is not None else whole_server(server, findings, install, last, mains, node)
    )
    edits += (start_edit(server.start, server.restart),) if server.restart else ()
    copies += tuple(named_files(server, findings, last))
    if server.script is not None and server.brings_script:
        copies += (Copied(server.script.path, server.script.path),)
    manifests = (join(one, "package.json") for one in server.above if one != server.root)
    copies += tuple(Copied(one, one) for one in manifests)
    copies = tuple(one for one in copies if not server.moves_along(one.source))
    in_the_way = system_directory(server, copies) or removed(server, copies)
    if in_the_way is not None:
        return in_the_way
    if not is_other and not closing and standalone is None and _keeps_all(server, copies, install):
        return Obstacle("another stage would need the same image and the same dependencies", server.stage.base_span)
    owner = builder_of(server.model, last, server.building.builds[-1].run)
    return Build(
        ecosystem="node",
        copies=tuple(one._replace(owner=owner) for one in dict.fromkeys(copies)),
        last=last,
        sources=_sources(server),
        needs=Needs(
            libraries=True,
            bash=server.script is not None and server.script.shell == "bash",
            programs=(*_system_programs(server, findings, is_other), *_script_programs(server)),
            packages=_libraries(server, findings, base, is_other=is_other),
        ),
        bases=(base,),
        edits=edits,
        extra=(*(server.managers.lines if standalone is None else ()), *extra),
        notes=(*notes, *findings.notes(), *_notes(server, mains)),
        closing=closing,
        kept_variables=RUNTIME_VARIABLES,
    )


def _libraries(server: Server, findings: Findings, base: Base, *, is_other: bool) -> tuple[str, ...]:
    """The packages with what native modules load: those that the smaller image lacks, or that the file installs on the same one."""
    names = {one.name for one in installed(server.stage.commands)[0]}
    return tuple(one for one in findings.libraries(base.os) if is_other or one in names)


def _working_path(server: Server) -> str | None:
    """The context path of the directory where the server runs; also where only parts of it are copied, as they lie."""
    found, inner = server.sources.context_path(server.working), inside(server.root, server.working)
    if found is None and inner and f"/{server.package.directory}".endswith(f"/{inner}"):
        return server.package.directory[: -len(inner)].rstrip("/")
    return found


def _system_programs(server: Server, findings: Findings, is_other: bool) -> tuple[str, ...]:
    """The programs of the system that sources and packages start: of the same image, those that the builder installs."""
    commands = (command for _, command, _ in server.building.commands())
    return findings.programs if is_other else programs_installed(commands, findings.programs)


def _keeps_all(server: Server, copies: tuple[Copied, ...], install: Install) -> bool:
    """Whether dependencies and packages of the system are in the runtime stage as they are in the layers of the builder."""
    has_modules = any(one.source == join(server.root, "node_modules") for one in copies)
    is_pruned = any(run is not install.run for run in server.prunes()) and server.package.section("devDependencies")
    return (
        has_modules and not is_pruned and not any(is_install(command) for _, command, _ in server.building.commands())
    )


def _sources(server: Server) -> str:
    around = (one.target for one in server.sources.brought if one.is_directory and one.target != "/")
    found = [one for one in around if inside(server.root, one) is not None]
    return min(found, key=len) if found else server.root


def _notes(server: Server, mains: tuple[str, ...]) -> Iterator[str]:
    assumed = [one for one in mains if not server.is_output(one) and not server.is_source(one)]
    if assumed:
        yield f"that the build makes `{inside(assumed[0], server.root)}` is taken from the start command"
    if server.restart:
        yield f"`{' '.join(server.restart)}`, as a script of package.json says, takes the place of a start that builds once more"
    if any(not one.is_followed for one in server.building.builds):
        yield "see whether the build writes more than what is copied"
    yield "files are copied that sources and settings name: see that the server reads no others"


def _script_programs(server: Server) -> tuple[str, ...]:
    """Programs of the system that the start script runs."""
    bins = {*server.package.dependencies, *PACKAGE_OF_PROGRAM, *OWN_PROGRAMS}
    programs = server.script.programs if server.script is not None else ()
    return tuple(one for one in programs if "/" not in one and one not in bins)


def _idle_applications(server: Server) -> tuple[str, ...]:
    """Directories of applications that are not built here, whose sources say nothing of what runs."""
    steps = (
        step.argv
        for _, command, _ in server.building.commands()
        for step in steps_of([word.value for word in command.words], server.package.scripts) or ()
    )
    return idle_applications(server.context, server.package, steps) if server.knows_nx else ()
