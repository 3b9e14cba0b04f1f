"""Taking flags out of commands."""

from __future__ import annotations

from dockwright.shell import Command, ShellWord
from dockwright.text import Span


def removal(command: Command, first: ShellWord, last: ShellWord | None = None) -> Span | None:
    """What to delete so that words of a command, up to `last`, are gone with the blanks in front of them; None where
    the first one is its program."""
    words = command.words
    place = next((index for index, word in enumerate(words) if word is first), 0)
    return Span(words[place - 1].span.end, (last or first).span.end) if place else None
