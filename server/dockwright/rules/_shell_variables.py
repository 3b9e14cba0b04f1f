"""Variables that a script uses and does not set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockwright.patterns import lazy_pattern
from dockwright.shell import Command, Script, ShellWord
from dockwright.syntax import Variable
from dockwright.syntax.words import find_variables
from dockwright.text import Span

_SOURCING = frozenset({".", "source", "eval"})  # what may set any variable
_BARE = lazy_pattern(r"(?<![$\w])(?<!\$\{)\w+")
"""A name that the script says without a `$`: it assigns it, reads it, loops over it."""


def unset_uses(script: Script, names: Iterable[str]) -> Iterator[Variable]:
    """Where the script uses one of the names, in source order, and nothing in it can have set a variable of that name."""
    text = script.instruction.text
    wanted = {name for name in names if f"${name}" in text or f"${{{name}" in text}
    if wanted:
        wanted.difference_update(_BARE.findall(text))
    if not wanted or any(command.name in _SOURCING for command in script.commands):
        return
    seen: set[Span] = set()
    for command in script.commands:
        if script.is_exec and not command.is_nested:
            continue
        for word in _words(command):
            if "$" not in word.raw or word.span.of(script.instruction.dockerfile.text) != word.raw:
                continue
            for one in _in_word(word):
                if one.name in wanted and one.span not in seen:
                    seen.add(one.span)
                    yield one


def _words(command: Command) -> Iterator[ShellWord]:
    yield from command.words
    yield from (one.value for one in command.assignments if one.value is not None)
    yield from (one.target for one in command.redirections if one.target is not None)


def _in_word(word: ShellWord) -> tuple[Variable, ...]:
    start = word.span.start
    return find_variables(word.raw, "\\", lambda one, two: Span(start + one, start + two))
