"""Texts cut out of texts: how the characters of a nested script find their way back to the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from dockwright.patterns import lazy_pattern
from dockwright.text import MappedText, Span


class EscapedText(MappedText):
    """A mapped text in which some characters stand for an escape: two or more characters of the source."""

    __slots__ = ("widths",)

    def __init__(self, text: str, pieces: list[tuple[int, int]], widths: dict[int, int]) -> None:
        super().__init__(text, pieces)
        self.widths = widths  # offset in text -> length in the source, where it is not one

    def source_span(self, start: int, end: int) -> Span:
        first = self.source_offset(start)
        if end <= start:
            return Span(first, first)
        return Span(first, self.source_offset(end - 1) + self.widths.get(end - 1, 1))

    def stretch(self, offset: int) -> tuple[int, int]:
        """No text is certain to be as long as its source."""
        return 0, 0


def cut(mapped: MappedText, start: int, end: int) -> MappedText:
    """The stretch mapped.text[start:end]."""
    return join([(mapped, start, end)])


def without_tabs(mapped: MappedText) -> MappedText:
    """The lines of a text without their leading tabs: what `<<-` makes of a here-document."""
    text = mapped.text
    if "\t" not in text:
        return mapped
    parts: list[tuple[MappedText, int, int]] = []
    at = 0
    while at < len(text):
        stop = text.find("\n", at) + 1 or len(text)
        while at < stop and text[at] == "\t":
            at += 1
        parts.append((mapped, at, stop))
        at = stop
    return join(parts)


def without_returns(mapped: MappedText) -> MappedText:
    """The text with line breaks of a line feed alone: the carriage return becomes a blank."""
    text = mapped.text.replace("\r\n", " \n")
    if isinstance(mapped, EscapedText):
        return EscapedText(text, mapped.pieces, mapped.widths)
    return MappedText(text, mapped.pieces)


def join(parts: list[tuple[MappedText, int, int]], replaced: dict[int, str] | None = None) -> MappedText:
    """The stretches (text, start, end) one after another.

    `replaced` gives, for the index of a stretch, the single character it stands for: an escape.
    """
    texts: list[str] = []
    pieces: list[tuple[int, int]] = []
    widths: dict[int, int] = {}
    length = 0
    for index, (mapped, start, end) in enumerate(parts):
        if end <= start:
            continue
        if replaced and index in replaced:
            span = mapped.source_span(start, end)
            pieces.append((length, span.start))
            widths[length] = span.end - span.start
            texts.append(replaced[index])
            length += len(replaced[index])
            continue
        texts.append(mapped.text[start:end])
        _append_pieces(mapped, start, end, length, pieces)
        if isinstance(mapped, EscapedText):
            known = mapped.widths
            for offset in range(start, end) if end - start < len(known) else known:
                if offset in known and start <= offset < end:
                    widths[length + offset - start] = known[offset]
        length += end - start
    if not pieces:
        anchor = parts[0][0].source_offset(parts[0][1]) if parts else 0
        pieces.append((0, anchor))
    text = "".join(texts)
    return EscapedText(text, pieces, widths) if widths else MappedText(text, pieces)


def _append_pieces(mapped: MappedText, start: int, end: int, length: int, pieces: list[tuple[int, int]]) -> None:
    pieces.append((length, mapped.source_offset(start)))
    index = bisect_right(mapped.pieces, (start, 1 << 62))
    while index < len(mapped.pieces) and mapped.pieces[index][0] < end:
        target, source = mapped.pieces[index]
        pieces.append((length + target - start, source))
        index += 1


def unescape(
    mapped: MappedText,
    start: int,
    end: int,
    escape: re.Pattern[str],
    decode: Callable[[str], str] = lambda body: body,
) -> MappedText:
    """mapped.text[start:end] with every match of `escape` replaced by what its first group stands for.

    A line break behind the backslash stands for nothing.
    """
    parts: list[tuple[MappedText, int, int]] = []
    replaced: dict[int, str] = {}
    if "\\" in mapped.text:
        for match in escape.finditer(mapped.text, start, end):
            parts.append((mapped, start, match.start()))
            if match[1] != "\n":
                replaced[len(parts)] = decode(match[1])
                parts.append((mapped, match.start(), match.end()))
            start = match.end()
    parts.append((mapped, start, end))
    return join(parts, replaced)


QUOTED_ESCAPE = lazy_pattern(r"\\([\\\"$`\n])")  # inside double quotes
DOCUMENT_ESCAPE = lazy_pattern(r"\\([\\$`\n])")  # inside a here-document whose delimiter is not quoted
JSON_ESCAPE = lazy_pattern(r"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^u])")

_JSON_SINGLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def json_character(escape: str) -> str:
    """The character that a JSON escape, given without its backslash, stands for."""
    if escape[0] != "u":
        return _JSON_SINGLE.get(escape, escape)
    code = int(escape[1:5], 16)
    if len(escape) > 5:
        code = 0x10000 + (code - 0xD800) * 0x400 + int(escape[7:], 16) - 0xDC00
    return chr(code)
