"""A final stage on top of the stage that builds: but for a FROM between them the two are one, which can be split elsewhere."""

from __future__ import annotations

from dockwright.context import BuildContext
from dockwright.refactorings.split.carry import says_build
from dockwright.refactorings.split.plan import Plans
from dockwright.semantics import SemanticModel
from dockwright.text import Edit, Span


def joining(model: SemanticModel, context: BuildContext) -> tuple[Edit, ...]:
    """The edits that make one stage of both; () where another stage or a compose file needs the one that builds, or it stands
    elsewhere."""
    stage = model.target
    below = stage.base_stage if stage is not None else None
    if stage is None or below is None or stage.from_ is None or stage.from_.flags or below.index != stage.index - 1:
        return ()
    is_alone = all(one.instruction is stage.from_ for one in below.referenced_by)
    if not is_alone or not says_build(below) or (below.name or "").lower() in context.targets:
        return ()
    return (Edit(_with_blank(model.dockerfile.text, stage.from_.line_span), ""),)


def _with_blank(text: str, line: Span) -> Span:
    """The line, with the blank one behind it where another blank one stands above."""
    above, below = text[: line.start], text[line.end :]
    blank = below[: len(below) - len(below.lstrip("\r\n"))]
    if not blank or not above.replace("\r", "").endswith("\n\n"):
        return line
    return Span(line.start, line.end + blank.index("\n") + 1)


def parted(found: Plans, model: SemanticModel) -> Plans:
    """The plans for the two as one stage, with the name that the final stage has."""
    alias = model.target.from_.alias if model.target is not None and model.target.from_ is not None else None
    name = alias.value if alias is not None else ""
    return found._replace(plans=tuple(one._replace(runtime=name) for one in found.plans))
