"""Instructions that were to go on in the next line, which the builder takes for another one: nothing continues the line."""

from __future__ import annotations

from dockwright.patterns import lazy_pattern
from dockwright.syntax.instructions import CLASSES, Instruction, Unknown
from dockwright.syntax.suggest import nearest
from dockwright.text import Span

_OPEN = lazy_pattern(r"(?:&&|\|\|?|[;,{(`])$")
"""What no command ends with, and the escape character of another system."""


def torn_end(unknown: Instruction) -> Span | None:
    """The last character of the line above, where the line of an unknown instruction seems to go on from it: it is indented, or that
    line ends in the middle of something. A misspelt keyword begins an instruction of its own."""
    if not isinstance(unknown, Unknown) or not unknown.index or not unknown.keyword:
        return None
    text = unknown.dockerfile.text
    start = text.rfind("\n", 0, unknown.span.start) + 1
    begin = text.rfind("\n", 0, max(start - 1, 0)) + 1
    line = text[begin:start].rstrip()
    before = unknown.dockerfile.instructions[unknown.index - 1]
    if not line or line.lstrip().startswith("#") or before.heredocs or before.span.end < begin + len(line):
        return None
    if not text[start : unknown.span.start] and _OPEN.search(line) is None:
        return None
    end = begin + len(line)
    return Span(end - 1, end) if nearest(unknown.keyword, CLASSES) is None else None


def is_torn(instruction: Instruction) -> bool:
    """Whether the line below seems to be a part of the instruction, but is none."""
    instructions = instruction.dockerfile.instructions
    following = instructions[instruction.index + 1] if instruction.index + 1 < len(instructions) else None
    return following is not None and torn_end(following) is not None
