"""Quotes around a blank where an instruction splits at every blank: its arguments as the JSON list that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.patterns import lazy_pattern
from dockwright.syntax.words import split_quoted, word_error

if TYPE_CHECKING:
    from dockwright.syntax.instructions import Instruction
    from dockwright.text import Span

_QUOTED = lazy_pattern(r"\"([^\"]*)\"|'([^']*)'")
_OTHERWISE_READ = frozenset("\"'\t")
"""What a string of a JSON list cannot have as it is, or has to no avail: its variables are expanded as elsewhere, quotes with them."""


def as_json_list(instruction: Instruction, place: Span) -> str | None:
    """The arguments at a place with their quotes taken for what they seem to mean; None where they hold no blank together, or where a
    list would be read otherwise."""
    written = place.of(instruction.dockerfile.text)
    if instruction.escape in written or "\n" in written or ("'" in written and "$" in written):
        return None
    words = [written[start:end] for start, end in split_quoted(written, instruction.escape)]
    values = [_QUOTED.sub(r"\1\2", word) for word in words]
    if not any(" " in value for value in values) or any(_OTHERWISE_READ & set(value) for value in values):
        return None
    if any(word_error(word, instruction.escape) is not None for word in words):
        return None
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"
