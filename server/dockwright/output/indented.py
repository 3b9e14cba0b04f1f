"""JSON with two blanks of indentation, as `json.dumps` writes it; of many items only one at a time is a value.

The library's own writer holds every mark and every blank of the document as a string of its own before it joins them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring_ascii
from typing import Any

_STEP = "  "


def dumps(value: Any, margin: str = "\n") -> str:
    """Strings, whole numbers, mappings with strings for keys, and any other iterable as a list."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value) if not isinstance(value, bool) else "true" if value else "false"
    inner = margin + _STEP
    if isinstance(value, Mapping):
        return _joined(
            "{", [f"{encode_basestring_ascii(name)}: {dumps(one, inner)}" for name, one in value.items()], "}", margin
        )
    items: Iterable[Any] = value
    return _joined("[", [dumps(one, inner) for one in items], "]", margin)


def parts(value: Any, margin: str = "\n") -> Iterator[str]:
    """The same document piece by piece, with all that is one item of an iterator in one piece."""
    if value is None or isinstance(value, (str, int)):
        yield dumps(value)
        return
    names = value.keys() if isinstance(value, Mapping) else None
    opening, closing = "[]" if names is None else "{}"
    inner = margin + _STEP
    lead = opening + inner
    for one in value if names is None else value.items():
        if names is not None:
            lead, one = f"{lead}{encode_basestring_ascii(one[0])}: ", one[1]
        if isinstance(value, Iterator):
            yield lead + dumps(one, inner)
        else:
            yield lead
            yield from parts(one, inner)
        lead = "," + inner
    yield margin + closing if lead[0] == "," else opening + closing


def _joined(opening: str, written: list[str], closing: str, margin: str) -> str:
    if not written:
        return opening + closing
    inner = margin + _STEP
    return f"{opening}{inner}{f',{inner}'.join(written)}{margin}{closing}"
