"""A final stage on Node that serves the pages which another stage builds: nginx needs no Node for it."""

from __future__ import annotations

from posixpath import join, normpath

from dockwright.assist import Choice, Offer
from dockwright.context import BuildContext
from dockwright.projects.static_site import SERVE_SETTINGS
from dockwright.refactorings.rebase.change import change
from dockwright.refactorings.rebase.origins import Origin, origins
from dockwright.refactorings.rebase.runner import whole
from dockwright.refactorings.split.model import Build, Obstacle
from dockwright.refactorings.split.start import Start, read_start
from dockwright.refactorings.split.static_site import LISTING, ROOT, Examiner
from dockwright.refactorings.split.subject import Subject
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import files_of
from dockwright.syntax import Onbuild


def pages_on_nginx(
    model: SemanticModel, stage: Stage, context: BuildContext, settings: Settings
) -> Offer | Obstacle | None:
    """The stage on nginx; None where it serves no files of another stage, or more than those."""
    start = read_start(model, stage)
    if isinstance(start, Obstacle) or stage.of(Onbuild):
        return None
    here = Examiner(model, stage, context, start, settings)
    found = here.serving(here.package(start.directory))
    if isinstance(found, Obstacle) or found.tool not in LISTING:
        return None
    served = normpath(join(start.directory, found.directory))
    origin = _only_origin(model, stage, context, served)
    if origin is None:
        return None
    there = _builder(model, context, settings, start, origin)
    output = there.output(found, origin.path)
    if isinstance(output, Obstacle):
        return None
    package = there.package(there.start.directory)
    obstacle = there.settings_obstacle(found, package, origin.path, output.site)
    build = obstacle or here.build(found, output)
    return build if isinstance(build, Obstacle) else _offer(here, build, origin)


def _only_origin(model: SemanticModel, stage: Stage, context: BuildContext, served: str) -> Origin | None:
    """Where the files come from that are served, if all of them come from one place, and nothing tells the server more of them."""
    below = files_of(model, stage, context).origin(served)
    brought = [one for one in below if one.kind not in ("directory", "mode", "packages", "restore", "account")]
    if len(brought) != 1 or any(SERVE_SETTINGS in one.text for one in stage.instructions):
        return None
    return next(origins(model, stage, context, served), None)


def _builder(model: SemanticModel, context: BuildContext, settings: Settings, start: Start, origin: Origin) -> Examiner:
    """The stage that builds, as if its container served what it wrote."""
    builder = whole(model, origin.stage)
    directory = builder.final_state.workdir or "/"
    return Examiner(model, builder, context, start._replace(directory=directory), settings)


def _offer(here: Examiner, build: Build, origin: Origin) -> Offer | Obstacle:
    stage, from_, facts = here.stage, here.stage.from_, here.stage.facts
    assert from_ is not None
    assert from_.image is not None
    assert facts is not None
    copy = f"COPY --from={{builder}} {origin.path} {ROOT}"
    build = build._replace(copies=(), last=from_, edits=(), needless_runs=frozenset(), extra=(*build.extra, copy))
    subject = Subject(here.model, stage, here.context, here.sources, facts, here.start, build, build.bases[0], from_)
    found = change(subject, origin.stage, ())
    return found if isinstance(found, Obstacle) else Offer((Choice(subject.base.name, found),), from_.image.span)
