"""Between the core's offsets (code points) and the client's positions (lines and columns in UTF-8, 16 or 32 units).

Lines end at "\\n" only; a "\\r" before it belongs to the line break, so no position lies behind it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol.types import Position, Range, TextEdit

from dockwright.text import Edit, LineIndex, Span


class Converter:
    """The conversions for one text and one encoding."""

    __slots__ = ("_is_plain", "_units", "lines", "text")

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.lines = LineIndex(text)
        self._units = _UNITS[encoding]
        self._is_plain = self._units is _code_points or text.isascii()

    def position(self, offset: int) -> Position:
        """The position of an offset; between "\\r" and "\\n" it is the end of the line."""
        line, column = self.lines.position(offset)
        start = self.lines.starts[line]
        column = min(column, self._visible_end(line) - start)
        if not self._is_plain:
            column = self._units(self.text[start : start + column])
        return Position(line, column)

    def range(self, span: Span) -> Range:
        return Range(self.position(span.start), self.position(span.end))

    def width(self, start: int, end: int) -> int:
        """The length of a stretch of one line in the client's units."""
        return end - start if self._is_plain else self._units(self.text[start:end])

    def offset(self, position: Position) -> int:
        """The offset of a position; beyond the line's or text's end it is the end, inside a character its start."""
        if position.line >= len(self.lines):
            return len(self.text)
        start, end = self.lines.starts[position.line], self._visible_end(position.line)
        if self._is_plain:
            return min(start + position.character, end)
        return start + self._column(self.text[start:end], position.character)

    def span(self, range_: Range) -> Span:
        """The span of a range, whichever of its ends comes first."""
        one, two = self.offset(range_.start), self.offset(range_.end)
        return Span(min(one, two), max(one, two))

    def edits(self, edits: Iterable[Edit]) -> list[TextEdit]:
        return [TextEdit(self.range(edit.span), edit.text) for edit in map(self._outside_breaks, edits)]

    def _visible_end(self, line: int) -> int:
        end = self.lines.line_end(line)
        if end < len(self.text) and end > self.lines.starts[line] and self.text[end - 1] == "\r":
            return end - 1
        return end

    def _column(self, line: str, wanted: int) -> int:
        """The index in code points of a column in the client's units."""
        if line.isascii():
            return min(wanted, len(line))
        passed = 0
        for index, character in enumerate(line):
            passed += self._units(character)
            if passed > wanted:
                return index
        return len(line)

    def _outside_breaks(self, edit: Edit) -> Edit:
        """The same edit with no end between "\\r" and "\\n", where no position can point."""
        (start, end), text = edit
        if self._splits_break(start):
            start, text = start - 1, "\r" + text
        if self._splits_break(end):
            end, text = end + 1, text + "\n"
        return Edit(Span(start, end), text)

    def _splits_break(self, offset: int) -> bool:
        return offset > 0 and self.text[offset - 1 : offset + 1] == "\r\n"


def _code_points(text: str) -> int:
    return len(text)


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


_UNITS = {"utf-32": _code_points, "utf-16": _utf16, "utf-8": _utf8}
