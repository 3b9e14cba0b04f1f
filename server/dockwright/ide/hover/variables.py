"""Variables: their value here, and where they got it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.ide.hover.item import Hover, Spot
from dockwright.ide.topics import page
from dockwright.ide.variables import Place, places, places_of, scope_of
from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS
from dockwright.knowledge.shells import SHELL_VARIABLES
from dockwright.knowledge.variables import ARGUMENTS

if TYPE_CHECKING:
    from dockwright.semantics import SemanticModel

_LONGEST = 500  # characters of a value


def variables(spot: Spot) -> Iterator[Hover]:
    """The variable at the place."""
    for place in places(spot.instruction):
        if _is_of_flag(place) and place.sets:
            continue  # the option is explained
        if place.span.contains(spot.offset) or place.outer.contains(spot.offset):
            text = _text(spot, place)
            if text is not None:
                yield Hover(place.outer, text)


def _text(spot: Spot, place: Place) -> str | None:
    name = place.name
    state = spot.model.state_after(spot.instruction) if place.sets else spot.model.state_before(spot.instruction)
    predefined = page(("argument", name)) or page(("environment", name))
    if spot.model.stage_of(spot.instruction) is None:
        values = spot.model.global_values
    else:
        values = state.variables
    known = name in values
    if not known and predefined is not None and name in ARGUMENTS:
        return predefined
    origin = _origin(spot.model, spot, place)
    of_run = _origin_in_run(spot, place)
    if not known and origin is None:
        by_shell = "Set by the shell, or by what starts it." if name in SHELL_VARIABLES else None
        said = of_run or by_shell or "Not set by `ARG` or `ENV` here."
        return "\n\n".join(filter(None, (f"`{name}`", said, _meaning(predefined))))
    value = values.get(name)
    lines = [f"`{name}`" if value is None else f"`{name}={_short(value)}`"]
    if value is None and name not in PLATFORM_ARGUMENTS:
        lines.append("No value before the build.")
    if origin is not None:
        lines.append(origin)
    elif state.env.get(name) == value and name in state.env:
        lines.append("From the base image.")
    if of_run is not None:
        lines.append(f"In this instruction: {of_run[0].lower()}{of_run[1:]}")
    if predefined is not None:
        lines.append(_meaning(predefined))
    return "\n\n".join(lines)


def _meaning(text: str | None) -> str:
    return text.partition("\n\n")[2] if text is not None else ""


def _origin(model: SemanticModel, spot: Spot, place: Place) -> str | None:
    """The last line above the place, or at it, that sets the variable."""
    found = None
    for one in places_of(model, place.name, scope_of(model, spot.instruction)):
        is_above = one.span.start <= place.span.start and (place.sets or one.instruction is not spot.instruction)
        if one.is_declaration and is_above:
            found = one
    if found is None:
        return None
    return f"Set by `{found.instruction.keyword}` in line {spot.line_of(found.span.start)}."


def _origin_in_run(spot: Spot, place: Place) -> str | None:
    """What gives the variable its value for this instruction only: a mounted secret, or the last of its commands above."""
    setting = [
        one for one in places(spot.instruction) if one.name == place.name and one.sets and not one.is_declaration
    ]
    if not setting:
        return None
    above = [one for one in setting if one.span.start <= place.span.start]
    one = above[-1] if above else setting[0]
    line = spot.line_of(one.span.start)
    return f"Set by the mounted secret in line {line}." if _is_of_flag(one) else f"Set by the script in line {line}."


def _is_of_flag(place: Place) -> bool:
    return any(flag.span.covers(place.span) for flag in place.instruction.flags)


def _short(value: str) -> str:
    value = value.replace("`", "'").replace("\n", " ")
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
