"""Instructions that were to go on in the next line, which the builder takes for another one: nothing continues the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.patterns import lazy_pattern
from dockwright.syntax.instructions import CLASSES, Instruction, Unknown
from dockwright.syntax.suggest import nearest
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.syntax.dockerfile import Dockerfile

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
    indent = text[start : unknown.span.start]
    if indent.strip() or (not indent and _OPEN.search(line) is None):
        return None  # the trigger of an ONBUILD has that in front of it
    end = begin + len(line)
    return Span(end - 1, end) if nearest(unknown.keyword, CLASSES) is None else None


def comment_behind_escape(dockerfile: Dockerfile, end: Span) -> tuple[Span, str] | None:
    """Where a line ends with an escape character and a comment behind it: what is from its first word on, and the same with the
    comment on a line of its own above, where it harms nothing. `end`: the line's last character."""
    text = dockerfile.text
    begin = text.rfind("\n", 0, end.start) + 1
    line = text[begin : end.end]
    code, escape, comment = line.rpartition(f"{dockerfile.escape} ")
    if not escape or not comment.lstrip().startswith("#"):
        return None
    indent = line[: len(line) - len(line.lstrip())]
    lines = (comment.lstrip(), f"{indent}{code.lstrip()}{dockerfile.escape}")
    return Span(begin + len(indent), end.end), dockerfile.newline.join(lines)


def is_torn(instruction: Instruction) -> bool:
    """Whether the line below seems to be a part of the instruction, but is none."""
    instructions = instruction.dockerfile.instructions
    following = instructions[instruction.index + 1] if instruction.index + 1 < len(instructions) else None
    return following is not None and torn_end(following) is not None
