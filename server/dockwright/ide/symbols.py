"""What a cursor points at, and everywhere else it stands: a stage, a variable or the name of a here-document."""

from __future__ import annotations

from dockwright.ide.stage_names import stage_at, stage_places
from dockwright.ide.steps import steps_at
from dockwright.ide.variables import Place, is_declared, places, places_of, scope_of
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Dockerfile
from dockwright.text import Span
from dockwright.values import NamedTuple


class Occurrence(NamedTuple):
    """One place of a symbol."""

    span: Span
    is_definition: bool
    is_name: bool  # the name itself stands here, not a number or a variable that leads to it
    instruction: int  # index


class Symbol(NamedTuple):
    """`kind` is stage, variable, shell-variable or heredoc; the occurrences are in the order of the file."""

    kind: str
    name: str
    span: Span  # where the cursor is
    occurrences: tuple[Occurrence, ...]
    at: int  # index of the instruction the cursor is in

    @property
    def definitions(self) -> tuple[Occurrence, ...]:
        return tuple(one for one in self.occurrences if one.is_definition)


def symbol_at(model: SemanticModel, offset: int) -> Symbol | None:
    """The symbol that a cursor touches."""
    return _heredoc(model.dockerfile, offset) or _stage(model, offset) or _variable(model, offset)


def definitions(model: SemanticModel, offset: int) -> tuple[Span, ...]:
    """Where the symbol at a cursor gets its meaning: of a variable the setting in effect there.

    An ARG that takes a global one over leads to that one; a definition leads to itself.
    """
    symbol = symbol_at(model, offset)
    if symbol is None:
        return ()
    found = symbol.definitions
    if symbol.kind in ("stage", "heredoc") or not found:
        return tuple(one.span for one in found)
    return (_in_effect(model, symbol).span,)


def references(model: SemanticModel, offset: int, *, with_definitions: bool = True) -> tuple[Span, ...]:
    """Every place of the symbol at a cursor."""
    symbol = symbol_at(model, offset)
    if symbol is None:
        return ()
    return tuple(one.span for one in symbol.occurrences if with_definitions or not one.is_definition)


def linked_names(model: SemanticModel, offset: int) -> tuple[Span, ...]:
    """The places to type into at once: the name of a stage that other lines use, or of a here-document."""
    symbol = symbol_at(model, offset)
    if symbol is None or symbol.kind not in ("stage", "heredoc"):
        return ()
    spans = tuple(one.span for one in symbol.occurrences)
    written = {span.of(model.dockerfile.text) for span in spans}
    return spans if len(spans) > 1 and len(written) == 1 else ()


def _in_effect(model: SemanticModel, symbol: Symbol) -> Occurrence:
    found = symbol.definitions
    here = next((one for one in found if one.span == symbol.span), None)
    if here is not None and not _takes_over(model, symbol, here):
        return here
    before = [one for one in found if one.span.end < symbol.span.start and one is not here]
    stage = model.stage_at(symbol.span.start)
    lineage: list[Stage | None] = [*stage.lineage] if stage is not None and here is None else []
    lineage.append(None)  # above the first stage
    ranked = [
        (lineage.index(owner), -one.span.start, one)
        for one in before
        if (owner := model.stage_at(one.span.start)) in lineage
    ]
    if ranked:
        return min(ranked)[2]
    return before[0] if before else found[0]


def _takes_over(model: SemanticModel, symbol: Symbol, here: Occurrence) -> bool:
    """Whether a definition is an ARG without a default, whose value comes from the global one."""
    above = model.stages[0].span.start if model.stages else 0
    if symbol.kind != "variable" or here.span.start < above:
        return False
    text = model.dockerfile.text
    is_global = any(one.span.end < above for one in symbol.definitions)
    instruction = model.dockerfile.instructions[here.instruction]
    return is_global and instruction.keyword == "ARG" and text[here.span.end : here.span.end + 1] != "="


def _heredoc(dockerfile: Dockerfile, offset: int) -> Symbol | None:
    instruction = dockerfile.instruction_at(offset)
    if instruction is None:
        return None
    for heredoc in instruction.heredocs:
        spans = [heredoc.name_span] if heredoc.terminator is None else [heredoc.name_span, heredoc.terminator]
        touched = [span for span in spans if span.contains(offset)]
        if touched:
            index = instruction.index
            found = tuple(Occurrence(span, span is heredoc.name_span, True, index) for span in spans)
            return Symbol("heredoc", heredoc.name, touched[0], found, index)
    return None


def _stage(model: SemanticModel, offset: int) -> Symbol | None:
    here = stage_at(model, offset)
    if here is None:
        return None
    found = [
        Occurrence(place.span, place.is_definition, place.by_name, place.instruction.index)
        for place in stage_places(model)
        if place.stage is here.stage
    ]
    if not any(one.is_definition for one in found) and here.stage.from_ is not None:
        from_ = here.stage.from_
        found.append(Occurrence(from_.keyword_span, True, False, from_.index))
    name = here.stage.name or str(here.stage.index)
    return Symbol("stage", name, here.span, tuple(sorted(found)), here.instruction.index)


def _variable(model: SemanticModel, offset: int) -> Symbol | None:
    here = _place_at(model, offset)
    if here is None:
        return None
    scope = scope_of(model, here.instruction)
    found = places_of(model, here.name, scope)
    if here not in found:  # text that only looks like it
        return None
    if is_declared(model, here.name, scope):
        kind = "variable"
        defining = [place.is_declaration for place in found]
    else:
        kind = "shell-variable"
        found = [place for place in found if place.instruction is here.instruction]
        defining = [place.sets for place in found]
    occurrences = tuple(
        Occurrence(place.span, defines, True, place.instruction.index)
        for place, defines in zip(found, defining, strict=True)
    )
    return Symbol(kind, here.name, here.span, occurrences, here.instruction.index)


def _place_at(model: SemanticModel, offset: int) -> Place | None:
    """The variable at a cursor: by its name, or else by the innermost `${...}` around it."""
    found = [
        place
        for instruction in steps_at(model.dockerfile, offset)
        for place in places(instruction)
        if place.outer.contains(offset)
    ]
    if not found:
        return None
    named = [place for place in found if place.span.contains(offset)]
    return min(named or found, key=lambda place: place.outer.end - place.outer.start)
