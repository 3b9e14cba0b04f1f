"""Flags of instructions, and the keys and values of mounts."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.hover.item import Hover, Spot
from dockwright.ide.topics import page
from dockwright.syntax import Flag, Option
from dockwright.syntax.flags import mount_key
from dockwright.text import Span


def flags(spot: Spot) -> Iterator[Hover]:
    """The flag at the place, or the part of it."""
    for flag in spot.instruction.flags:
        if flag.span.contains(spot.offset):
            for option in flag.options:
                if option.span.contains(spot.offset):
                    yield from _option(spot, option)
            yield from _flag(spot, flag)


def _flag(spot: Spot, flag: Flag) -> Iterator[Hover]:
    text = page(("flag", spot.instruction.keyword, flag.name))
    if text is not None:
        yield Hover(Span(flag.span.start, flag.name_span.end), text)
        yield Hover(flag.span, text)


def _option(spot: Spot, option: Option) -> Iterator[Hover]:
    key = mount_key(option.key)
    if key is None:
        return
    if key.name == "type" and option.value_span is not None and option.value_span.contains(spot.offset):
        text = page(("mount-type", option.value or ""))
        if text is not None:
            yield Hover(option.value_span, text)
    text = page(("mount-key", key.name))
    if text is not None:
        yield Hover(option.key_span if option.key_span.contains(spot.offset) else option.span, text)
