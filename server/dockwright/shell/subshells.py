"""Which shell within a script runs a command: parentheses, substitutions and `sh -c` have one of their own, whose `cd` ends with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from dockwright.shell.nodes import Command

MOVES = frozenset({"cd", "pushd", "popd"})
"""Commands that change the working directory of the shell that they are in."""

_COMMENT = re.compile(r"#[^\n]*")
_PARENTHESIS = re.compile(r"[()]")
_CASE = re.compile(r"\bcase\b[\s\S]*\besac\b")
"""Its patterns end with a parenthesis that nothing has opened."""


def shells_of(commands: Sequence[Command]) -> Iterator[tuple[Command, tuple[int, ...]]]:
    """Every command of a script with the shells around it, the outermost first: () for the script itself, else a number for each
    that is opened within."""
    instruction = commands[0].instruction if commands else None
    if instruction is None:
        return
    text, end = instruction.text, 0
    if "(" not in text and "`" not in text and not any(one.is_nested for one in commands):
        yield from ((one, ()) for one in commands)
        return
    numbers, around = count(1), list[tuple[int | None, int]]()  # where it ends, None: behind a parenthesis; its number
    counts = _CASE.search(text) is None
    for command in commands:
        start, stop = (one - instruction.span.start for one in (command.span.start, command.span.end))
        while any(one is not None and one <= start for one, _ in around):
            around.pop()
        if start < end:  # within the words of another
            if not any(one == end for one, _ in around):
                around.append((end, next(numbers)))
        else:
            for mark in _PARENTHESIS.findall(_COMMENT.sub("", text[end:start])) if counts else ():
                if mark == "(":
                    around.append((None, next(numbers)))
                elif around and around[-1][0] is None:
                    around.pop()
        yield command, tuple(number for _, number in around)
        end = max(end, stop)
