"""Texts that are meant to be JSON lists and are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.text import Span
from dockwright.values import NamedTuple

_CLOSING = {'"': "”“", "'": "'", "“": "”“\"", "”": "”\"", "‘": "’'", "’": "’'"}  # fmt: skip
_BEGINNING = lazy_pattern(rf"\[(\s*)([{''.join(_CLOSING)}])")
_WORD = r"[\w./:@%+=~$*-][\w./:@%+=~${}*-]*"
_BARE = lazy_pattern(
    rf"\[(?:[ \t]*(?P<list>{_WORD}(?:[ \t]*,[ \t]*{_WORD})+)[ \t]*|(?P<line>{_WORD}(?:[ \t]+{_WORD})*))\][ \t]*"
)  # without any quotes; behind `[ ` without a comma is a test of the shell
_BARE_WORD = lazy_pattern(_WORD)
_ITEM = rf"""(?:{_WORD}|"(?:[^"\\]|\\.)*"|'[^'"\\]*')"""
_LIST = lazy_pattern(
    rf"\[[ \t]*{_ITEM}(?:(?:[ \t]*,[ \t]*{_ITEM})+(?:[ \t]*,)?|[ \t]*,)[ \t]*\](?:[ \t]+\#.*|[ \t]*)"
)  # of words, some or none of them in quotes
_BLANKS = lazy_pattern(r"\s*")
_STRING = lazy_pattern(r'"(?:[^"\\]|\\.)*"')
_CURLY_END = lazy_pattern(r"[”“](?=\s*[,\]])")
_SLIPPED = lazy_pattern(r"[%,;.\])]+")
"""What got there by mistake: the `%` that zsh shows at the end of a file without a last line break, a full stop."""

_BAD_ESCAPE = lazy_pattern(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_CONTROL = lazy_pattern(r"[\x00-\x1f]")
_FOR_SHELL = "$*~"  # a list of a command has no shell for them
_QUOTES_MISSING = "the strings of a JSON list need double quotes"


class Fault(NamedTuple):
    """What keeps a text from being a list of strings. Spans are of the text.

    `edits` mend it; None where that cannot be told. `is_certain`: nothing else can have been meant. `comment` is a comment
    behind the list, which belongs on a line of its own.
    """

    span: Span
    message: str
    edits: tuple[tuple[Span, str], ...] | None = None
    is_certain: bool = True
    comment: str = ""


def looks_like_list(text: str, *, is_script: bool) -> bool:
    """Whether somebody meant a JSON list. `is_script`: it may as well be the test `[ "$a" = b ]` of a shell."""
    match = _BEGINNING.match(text)
    if match is None:
        return _BARE.fullmatch(text) is not None or _LIST.fullmatch(text) is not None
    if not match[1]:
        return True
    item = _read_item(text, match.start(2))
    if item is not None and text[item.end :].lstrip().startswith(","):
        return True
    return not is_script and "]" in text


def find_fault(text: str, *, expands: bool = False) -> Fault:
    """The first fault of a text that looks like a list, with what mends all of them. `expands`: the builder puts in
    the values of variables, in lists too."""
    bare = _BARE.fullmatch(text)
    if bare is not None:
        return _bare_fault(bare, expands)
    faults = list(_faults(text, expands))
    if not faults:
        return Fault(Span(0, 1), "this is no JSON list")
    if any(fault.edits is None for fault in faults):
        return faults[0]._replace(edits=None)
    edits = tuple(edit for fault in faults for edit in fault.edits or ())
    comment = "".join(fault.comment for fault in faults)
    return faults[0]._replace(edits=edits, is_certain=all(fault.is_certain for fault in faults), comment=comment)


def _bare_fault(match: re.Match[str], expands: bool) -> Fault:
    """Words in brackets without quotes."""
    inside = Span(*match.span(match.lastgroup or 0))
    words = [Span(*word.span()) for word in _BARE_WORD.finditer(match.string, *inside)]
    if not expands and any(mark in inside.of(match.string) for mark in _FOR_SHELL):
        return Fault(words[0], _QUOTES_MISSING)
    mended = ", ".join(f'"{word.of(match.string)}"' for word in words)
    return Fault(words[0], _QUOTES_MISSING, ((inside, mended),), match["list"] is not None)


def _faults(text: str, expands: bool) -> Iterator[Fault]:
    position = _skip(text, 1)
    while True:
        item = _read_item(text, position)
        if item is not None:
            yield from _item_faults(text, item)
        elif (item := _read_bare(text, position)) is not None:
            word = item.of(text)
            is_plain = expands or not any(mark in word for mark in _FOR_SHELL)
            yield Fault(item, _QUOTES_MISSING, ((item, f'"{word}"'),) if is_plain else None)
        else:
            yield Fault(_up_to_bracket(text, position), "this is no string of a JSON list")
            return
        position = _skip(text, item.end)
        separator = text[position : position + 1]
        if separator == ",":
            comma = Span(position, position + 1)
            position = _skip(text, comma.end)
            if text[position : position + 1] != "]":
                continue
            yield Fault(comma, "a JSON list has no comma behind its last string", ((comma, ""),))
        elif separator in _CLOSING and position > item.end:
            gap = Span(item.end, position)
            yield Fault(gap, "a comma is missing in the JSON list", ((Span(gap.start, gap.start), ","),), False)
            continue
        elif not separator:
            yield Fault(item, "the JSON list is not closed", ((Span(item.end, item.end), "]"),), False)
            return
        elif separator != "]":
            yield Fault(_up_to_bracket(text, item.end), "this is no JSON list, a string ends too early")
            return
        yield from _rest_faults(text, position + 1)
        return


def _rest_faults(text: str, end: int) -> Iterator[Fault]:
    """What stands behind the list."""
    visible = text[end:].strip()
    if not visible:
        return
    start = text.index(visible, end)
    span = Span(start, start + len(visible))
    if visible.startswith("#"):
        message = "a comment behind a JSON list makes both a text for the shell"
        yield Fault(span, message, ((Span(end, span.end), ""),), True, visible)
    else:
        edits = ((Span(end, span.end), ""),) if _SLIPPED.fullmatch(visible) else None
        yield Fault(span, "what stands behind a JSON list makes all a text for the shell", edits)


def _item_faults(text: str, item: Span) -> Iterator[Fault]:
    written = item.of(text)
    inner = written[1:-1]
    if not (written[0] == written[-1] == '"'):
        quotes = ((Span(item.start, item.start + 1), '"'), (Span(item.end - 1, item.end), '"'))
        is_plain = not any(character in inner for character in '"\\\n')
        yield Fault(item, "the strings of a JSON list need straight double quotes", quotes if is_plain else None)
        return
    if control := _CONTROL.search(inner):
        place = item.start + 1 + control.start()
        yield Fault(Span(place, place + 1), "a string of a JSON list has no control characters")
    places = [item.start + 1 + match.start() for match in _BAD_ESCAPE.finditer(re.sub(r"\\\\", "..", inner))]
    if places:
        doubled = tuple((Span(place, place), "\\") for place in places)
        shown = text[places[0] : places[0] + 2]
        yield Fault(Span(places[0], places[0] + 2), f"`{shown}` is no escape in a JSON list", doubled, False)


def _read_item(text: str, position: int) -> Span | None:
    """The string at a position, whatever quotes it has, with them."""
    quote = text[position : position + 1]
    if quote == '"' and (match := _STRING.match(text, position)):
        curly = _CURLY_END.search(text, position + 1, match.end())
        return Span(position, curly.end() if curly else match.end())
    ends = [end for end in (text.find(one, position + 1) for one in _CLOSING.get(quote, "")) if end >= 0]
    return Span(position, min(ends) + 1) if ends else None


def _read_bare(text: str, position: int) -> Span | None:
    """The word without quotes that a comma or the end of the list follows."""
    match = _BARE_WORD.match(text, position)
    if match is None or text[_skip(text, match.end()) :][:1] not in (",", "]"):
        return None
    return Span(*match.span())


def _up_to_bracket(text: str, position: int) -> Span:
    end = text.rfind("]")
    return Span(position, end) if end > position else Span(min(position, len(text) - 1), len(text))


def _skip(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position
