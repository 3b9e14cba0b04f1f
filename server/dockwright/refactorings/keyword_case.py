"""New instructions in the letters that a file has its keywords in."""

from __future__ import annotations

import re

from dockwright.syntax import Dockerfile, From, Instruction

_KEYWORD = re.compile(r"[A-Z]+(?=[ \t])")


def as_keyword(from_: From) -> str:
    """`as` behind `from`, `AS` behind anything else."""
    return from_.cased("AS")


def like(neighbour: Instruction, line: str) -> str:
    """An instruction in the letters of one that is there."""
    return in_lower_case(line) if neighbour.cased("A") == "a" else line


def is_lower_case(dockerfile: Dockerfile) -> bool:
    """Whether all keywords of a file are written in lower case."""
    text = dockerfile.text
    return all(one.keyword_span.of(text).islower() for one in dockerfile.instructions)


def in_lower_case(instruction: str) -> str:
    """An instruction with its keyword in lower case; comments in front of it stay, and the keyword with them."""
    found = _KEYWORD.match(instruction)
    return instruction if found is None else found.group().lower() + instruction[found.end() :]
