"""A final stage on Node or Python that serves the pages which another stage builds: nginx needs neither for it."""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from dockwright.assist import Choice, Offer
from dockwright.context import BuildContext
from dockwright.projects.static_servers import SERVE_SETTINGS, Serving
from dockwright.refactorings.rebase.change import change
from dockwright.refactorings.rebase.origins import Origin, origins
from dockwright.refactorings.split.model import Build, Obstacle, Port
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.start import Start, read_start
from dockwright.refactorings.split.static_site import LISTING, ROOT, Examiner, Output, sets_variable
from dockwright.refactorings.split.subject import Subject
from dockwright.refactorings.whole_stage import whole
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import files_of
from dockwright.syntax import Onbuild, Run, Transfer
from dockwright.text import whole_number

_ALONE = LISTING | {"pm2 serve", "sirv", "angular-http-server"}
"""Servers that ask for nothing but files."""

_KEPT = frozenset({"COPY", "ADD", "WORKDIR"})
"""What brings the files of the context to their place."""


def pages_on_nginx(
    model: SemanticModel, stage: Stage, context: BuildContext, settings: Settings
) -> Offer | Obstacle | None:
    """The stage on nginx; None where it serves no files of another stage, or more than those."""
    here = _examiner(model, stage, context, settings)
    if here is None:
        return None
    start, project = here.start, _project(here)
    found = here.serving(
        here.package(start.directory) or (project.package(project.start.directory) if project else None)
    )
    if isinstance(found, Obstacle):
        return None
    if found.tool not in _ALONE:
        return _shown(here, project, found) if project is not None else None
    served = normpath(join(start.directory, found.directory))
    origin = _only_origin(model, stage, context, served)
    if origin is None:
        return None
    there = _builder(model, context, settings, start, origin)
    output = there.output(found, origin.path)
    if isinstance(output, Obstacle):
        if not _is_made(there, origin):
            return None
        output = Output(origin.path, None, is_made=True)
    package = there.package(there.start.directory)
    obstacle = there.settings_obstacle(found, package, origin.path, output.site)
    build = obstacle or here.build(found, output)
    return build if isinstance(build, Obstacle) else _offer(here, build, origin)


def _examiner(model: SemanticModel, stage: Stage, context: BuildContext, settings: Settings) -> Examiner | None:
    """Who looks at what a stage serves; None where nobody knows what its container starts."""
    start = read_start(model, stage)
    if isinstance(start, Obstacle) or stage.of(Onbuild):
        return None
    return Examiner(model, stage, context, start, settings)


def _project(here: Examiner) -> Examiner | None:
    """The stage that the project's package.json comes from, as if the server started there."""
    path = join(here.start.directory, "package.json")
    origin = next(origins(here.model, here.stage, here.context, path), None)
    if origin is None or basename(origin.path) != "package.json":
        return None
    start = here.start._replace(directory=dirname(origin.path))
    return Examiner(here.model, whole(here.model, origin.stage), here.context, start, here.settings)


def _shown(here: Examiner, there: Examiner, found: Serving) -> Offer | Obstacle | None:
    """The pages that a framework shows which it has built elsewhere; None where the final stage has others."""
    root = there.start.directory
    package = there.package(root)
    output = there.output(found, normpath(join(root, found.directory)))
    inner = inside(output.directory, root) if isinstance(output, Output) else None
    if package is None or isinstance(output, Obstacle) or output.site is None or not inner:
        return None
    origin = _only_origin(here.model, here.stage, here.context, join(here.start.directory, inner))
    if origin is None or origin.path != output.directory:
        return None
    build = there.settings_obstacle(found, package, output.directory, output.site) or here.build(found, output)
    return build if isinstance(build, Obstacle) else _offer(here, build, origin)


def files_on_nginx(
    model: SemanticModel, stage: Stage, context: BuildContext, settings: Settings
) -> Offer | Obstacle | None:
    """A stage that serves files of the context as they are, on nginx; None where it does more than to copy and to serve them."""
    here = _examiner(model, stage, context, settings)
    if here is None:
        return None
    start, package = here.start, here.package(here.start.directory)
    found = here.serving(package)
    if isinstance(found, Obstacle) or found.tool not in _ALONE or any(here.left_runs(found)):
        return None
    served = normpath(join(start.directory, found.directory))
    brought = [one for one in files_of(model, stage, context).origin(served) if one.kind not in ("directory", "mode")]
    if served == "/" or not brought or any(one.kind != "context" for one in brought):
        return None
    owner = next((one.flag("chown") for one in stage.of(Transfer) if one.flag("chown") is not None), None)
    if owner is not None:
        return Obstacle("the owner of the files may not be there on nginx", owner.span)
    obstacle = here.settings_obstacle(found, package, served, None)
    build = obstacle or here.build(found, Output(served, None))
    if isinstance(build, Obstacle):
        return build
    return _on_nginx(here, build._replace(dropped=build.dropped - _KEPT, extra=here.told(found, served)), stage)


def _only_origin(model: SemanticModel, stage: Stage, context: BuildContext, served: str) -> Origin | None:
    """Where the files come from that are served, if all of them come from one place, and nothing tells the server more of them."""
    below = files_of(model, stage, context).origin(served)
    brought = [one for one in below if one.kind not in ("directory", "mode", "packages", "restore", "account")]
    if served == "/" or len(brought) != 1 or inside(served, brought[0].path) is None:
        return None  # the whole file system, or single files
    if any(SERVE_SETTINGS in one.text for one in stage.instructions):
        return None
    return next(origins(model, stage, context, served), None)


def _builder(model: SemanticModel, context: BuildContext, settings: Settings, start: Start, origin: Origin) -> Examiner:
    """The stage that builds, as if its container served what it wrote."""
    builder = whole(model, origin.stage)
    directory = builder.final_state.workdir or "/"
    return Examiner(model, builder, context, start._replace(directory=directory), settings)


def _is_made(there: Examiner, origin: Origin) -> bool:
    """Whether no build of Node is known, and commands make what is served: it is not copied from the context as it is."""
    if there.builds() or origin.path in ("/", there.start.directory) or not there.stage.of(Run):
        return False
    if there.context.is_known and there.sources.context_path(origin.path) is not None:
        return False
    return all(inside(one.target, origin.path) is None for one in there.sources.brought)


def _offer(here: Examiner, build: Build, origin: Origin) -> Offer | Obstacle:
    copy = f"COPY --from={{builder}} {origin.path} {ROOT}"
    return _on_nginx(here, build._replace(extra=(*build.extra, copy)), origin.stage)


def _on_nginx(here: Examiner, build: Build, builder: Stage) -> Offer | Obstacle:
    from_, facts = here.stage.from_, here.stage.facts
    assert from_ is not None
    assert from_.image is not None
    assert facts is not None
    if build.port is not None and build.port.is_argument:
        # in front of the stage's own ENV it would go before the build argument
        return Obstacle("the port is that of a build argument: say its number", here.start.span, ships=True)
    build = build._replace(copies=(), last=from_, edits=(), needless_runs=frozenset(), port=_exposed(here, build.port))
    base = build.bases[0]
    subject = Subject(here.model, here.stage, here.context, here.sources, facts, here.start, build, base, from_)
    found = change(subject, builder, ())
    return found if isinstance(found, Obstacle) else Offer((Choice(base.name, found),), from_.image.span)


def _exposed(here: Examiner, port: Port | None) -> Port | None:
    """The port without the variable that an ENV of the stage sets, as that stands behind EXPOSE."""
    if port is None or not port.variable or not sets_variable(here.stage, port.variable):
        return port
    value = here.start.state.env.get(port.variable) or ""
    return Port(whole_number(value)) if value.isdecimal() else None
