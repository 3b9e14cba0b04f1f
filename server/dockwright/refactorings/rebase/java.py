"""A final stage on the image of a build tool of Java that only runs a program: the image with the runtime of that version."""

from __future__ import annotations

from dockwright.assist import Change
from dockwright.context import BuildContext
from dockwright.refactorings.rebase.change import change
from dockwright.refactorings.rebase.strangers import strangers_of
from dockwright.refactorings.split.java.bases import bases, java_of_stage
from dockwright.refactorings.split.model import Build, Needs
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.subject import Subject
from dockwright.semantics import SemanticModel, Stage


def java_runtime(model: SemanticModel, stage: Stage, context: BuildContext, start: Start) -> Change | None:
    """The stage on the runtime alone; None where no image of that version is known, or it would lack something."""
    java = java_of_stage(stage)
    base = next((one for one in bases(stage, java, start) if one.name == "jre"), None) if java is not None else None
    if base is None or stage.facts is None or stage.from_ is None:
        return None
    strangers = strangers_of(model, stage, context, start, ())
    build = Build("java", (), stage.from_, "/", Needs(), (base,))
    sources = Sources(model, stage, context)
    found = change(
        Subject(model, stage, context, sources, stage.facts, start, build, base, stage.from_), stage, strangers
    )
    return found if isinstance(found, Change) and not strangers else None
