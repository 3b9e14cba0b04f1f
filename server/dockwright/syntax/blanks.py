"""A blank too many or too few, where only one reading makes sense: in an image reference, around the `=` of an `ARG`, between a
keyword and its JSON list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dockwright.syntax.exec_form import read_exec_form
from dockwright.syntax.lines import SPACES
from dockwright.syntax.nodes import Pair, Word
from dockwright.syntax.values import reference_fault

if TYPE_CHECKING:
    from dockwright.syntax.instructions import Instruction
    from dockwright.text import Span

_TAKING_LISTS = frozenset(("ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"))


def joined_reference(words: Sequence[Word]) -> tuple[Span, str] | None:
    """The image reference that blanks have torn in pieces, `openjdk : 11`, with its place; behind it nothing but a stage's name."""
    end = 1
    while end < len(words) and (words[end].raw[:1] in (":", "@") or words[end - 1].raw[-1:] in (":", "@")):
        end += 1
    rest = words[end:]
    if end == 1 or (rest and (len(rest) != 2 or rest[0].raw.lower() != "as")):
        return None
    text = "".join(word.raw for word in words[:end])
    if any(not word.is_literal or word.raw != word.value for word in words[:end]) or reference_fault(text) is not None:
        return None
    return words[0].span.cover(words[end - 1].span), text


def joined_pair(pairs: Sequence[Pair], index: int, text: str) -> tuple[Span, str] | None:
    """`NAME=value` for `NAME = value` and `NAME =value`, of which the pair at an index has no name."""
    name, value = pairs[index - 1] if index else None, pairs[index].value
    if name is None or name.value is not None or value is None:
        return None
    rest = pairs[index + 1 :]
    if value.raw and not rest:
        return name.span.cover(value.span), f"{name.key.raw}={value.raw}"
    if value.raw or len(rest) != 1 or rest[0].value is not None:
        return None
    place = name.span.cover(rest[0].span)
    return None if "\n" in place.of(text) else (place, f"{name.key.raw}={rest[0].key.raw}")


def list_behind(instruction: Instruction, quoted: str | None) -> tuple[Span, str] | None:
    """A keyword and its list with the blank that is missing between them, `CMD["node"]`; `quoted` is the list with the right quotes
    where it has others."""
    text = instruction.logical.text.rstrip(SPACES)
    keyword, bracket, rest = text.partition("[")
    if not bracket or keyword.upper() not in _TAKING_LISTS:
        return None
    whole = instruction.logical.source_span(0, len(text))
    is_long = "\n" in whole.of(instruction.dockerfile.text)
    if keyword.upper() == "RUN" or read_exec_form(f"[{rest}") is not None or quoted is None or is_long:
        return instruction.logical.source_span(0, len(keyword) + 1), f"{keyword} ["
    return whole, f"{keyword} {quoted}"
