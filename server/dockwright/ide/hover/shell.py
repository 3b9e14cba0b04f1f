"""Commands in RUN and elsewhere: the program, and of a package manager its subcommand and flags."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.hover.item import Hover, Spot
from dockwright.ide.topics import page
from dockwright.knowledge.command_words import COMMAND_WORDS
from dockwright.knowledge.package_managers import manager_of
from dockwright.shell import Command
from dockwright.syntax import Healthcheck, ShellOrExec


def shell(spot: Spot) -> Iterator[Hover]:
    """The word of a command at the place."""
    if not isinstance(spot.instruction, (ShellOrExec, Healthcheck)):
        return
    for command in spot.model.commands(spot.instruction):
        if command.span.contains(spot.offset):
            yield from _word(spot, command)


def _word(spot: Spot, command: Command) -> Iterator[Hover]:
    manager = manager_of(command.name)
    if manager is None:
        text = page(("shell-program", command.name)) if command.name_span.contains(spot.offset) else None
        if text is not None:
            yield Hover(command.name_span, text)
        return
    if command.name_span.contains(spot.offset):
        text = page(("program", manager.name))
        if text is not None:
            yield Hover(command.name_span, text)
        return
    words = COMMAND_WORDS.get(manager.name)
    operands = [word for word in command.arguments if not word.value.startswith("-")]
    subcommand = operands[0].value if operands else ""
    for word in command.arguments:
        if words is None or not word.span.contains(spot.offset):
            continue
        text = page(("subcommand", manager.name, word.value))
        if text is None or word not in operands[:1]:
            name = next((flag for flag in words.flags_of(subcommand) if _is_flag(flag, word.value, word.raw)), "")
            text = page(("command-flag", manager.name, subcommand, name)) if name else text
        if text is not None:
            yield Hover(word.span, text)


def _is_flag(flag: str, value: str, raw: str) -> bool:
    """Whether a word of a command is that flag, with or without a value, alone or in a bundle (`-yq`)."""
    if raw == flag or value == flag or value.partition("=")[0] == flag.partition("=")[0]:
        return value.startswith("-")
    is_short = len(flag) == 2 and flag[0] == "-" and not value.startswith("--")
    return is_short and value.startswith("-") and value[1:].isalpha() and flag[1] in value[1:]
