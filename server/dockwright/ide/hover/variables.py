"""Variables: their value here, and where they got it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.ide.hover.item import Hover, Spot
from dockwright.ide.topics import page
from dockwright.ide.variables import Place, places, places_of, scope_of
from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS

if TYPE_CHECKING:
    from dockwright.semantics import SemanticModel

_LONGEST = 500  # characters of a value


def variables(spot: Spot) -> Iterator[Hover]:
    """The variable at the place."""
    for place in places(spot.instruction):
        if place.span.contains(spot.offset) or place.outer.contains(spot.offset):
            text = _text(spot, place)
            if text is not None:
                yield Hover(place.outer, text)


def _text(spot: Spot, place: Place) -> str | None:
    name = place.name
    state = spot.model.state_after(spot.instruction) if place.sets else spot.model.state_before(spot.instruction)
    predefined = page(("argument", name))
    if spot.model.stage_of(spot.instruction) is None:
        values = spot.model.global_values
    else:
        values = state.variables
    known = name in values
    if not known and predefined is not None:
        return predefined
    origin = _origin(spot.model, spot, place)
    if not known and origin is None:
        return f"`{name}`\n\nNot set by `ARG` or `ENV` here."
    value = values.get(name)
    lines = [f"`{name}`" if value is None else f"`{name}={_short(value)}`"]
    if value is None and name not in PLATFORM_ARGUMENTS:
        lines.append("No value before the build.")
    if origin is not None:
        lines.append(origin)
    elif state.env.get(name) == value and name in state.env:
        lines.append("From the base image.")
    if predefined is not None:
        lines.append(predefined.partition("\n\n")[2])
    return "\n\n".join(lines)


def _origin(model: SemanticModel, spot: Spot, place: Place) -> str | None:
    """The last line above the place, or at it, that sets the variable."""
    found = None
    for one in places_of(model, place.name, scope_of(model, spot.instruction)):
        if one.is_declaration and one.span.start <= place.span.start:
            found = one
    if found is None:
        return None
    return f"Set by `{found.instruction.keyword}` in line {spot.line_of(found.span.start)}."


def _short(value: str) -> str:
    value = value.replace("`", "'").replace("\n", " ")
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
