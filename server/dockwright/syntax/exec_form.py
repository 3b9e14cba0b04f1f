"""The exec form: an argument text that is a JSON list of strings."""

from __future__ import annotations

from dockwright.patterns import lazy_pattern
from dockwright.values import NamedTuple

_TEXT = r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
_SPACE = r"[ \t\n\r]*"
_STRING = lazy_pattern(_TEXT)
_BLANK = lazy_pattern(_SPACE)
_ITEM = lazy_pattern(
    rf"{_SPACE}({_TEXT}){_SPACE}(?:(,)|\]{_SPACE}\Z)"
)  # and the comma behind it, or the end of the list
_EMPTY = lazy_pattern(rf"\[{_SPACE}\]{_SPACE}")
_LONE_SURROGATE = lazy_pattern("[\ud800-\udfff]")
_new = tuple.__new__  # half the time of a call of the class


class Item(NamedTuple):
    """A string of the list; offsets in the text that was read, with the quotes."""

    start: int
    end: int
    value: str


def read_exec_form(text: str) -> list[Item] | None:
    """The strings of a JSON list, or None when the text is anything else."""
    if not text.startswith("["):
        return None
    items: list[Item] = []
    position = 1
    while match := _ITEM.match(text, position):
        items.append(_new(Item, (*match.span(1), _decode(match[1]))))
        if match[2] is None:
            return items
        position = match.end()
    return None if items or _EMPTY.fullmatch(text) is None else items


def odd_item(text: str) -> Item | None:
    """The first item that is no string, when the text is a JSON list at all; BuildKit refuses such a list."""
    if not text.startswith("[") or read_exec_form(text) is not None:
        return None
    import json

    try:
        json.loads(text, parse_constant=_refuse, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    position = _skip(text, 1)
    while match := _STRING.match(text, position):
        position = _skip(text, _skip(text, match.end()) + 1)
    _, end = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode(text, position)
    return Item(position, end, text[position:end])


def _skip(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _decode(literal: str) -> str:
    if "\\" not in literal:
        return literal[1:-1]
    import json

    decoded: str = json.loads(literal)
    return _LONE_SURROGATE.sub("\ufffd", decoded) if "\\u" in literal else decoded


def _refuse(constant: str) -> None:
    raise ValueError(constant)
