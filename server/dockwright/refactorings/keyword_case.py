"""New instructions in the letters that a file has its keywords in."""

from __future__ import annotations

import re

from dockwright.syntax import Dockerfile, From

_KEYWORD = re.compile(r"[A-Z]+(?=[ \t])")


def as_keyword(from_: From) -> str:
    """`as` behind `from`, `AS` behind anything else."""
    return "as" if from_.keyword_span.of(from_.dockerfile.text).islower() else "AS"


def is_lower_case(dockerfile: Dockerfile) -> bool:
    """Whether all keywords of a file are written in lower case."""
    text = dockerfile.text
    return all(one.keyword_span.of(text).islower() for one in dockerfile.instructions)


def in_lower_case(instruction: str) -> str:
    """An instruction with its keyword in lower case; comments in front of it stay, and the keyword with them."""
    found = _KEYWORD.match(instruction)
    return instruction if found is None else found.group().lower() + instruction[found.end() :]
