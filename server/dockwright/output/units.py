"""Places as readers count them to whom text is UTF-16: those that are written in Java, JavaScript or C#."""

from __future__ import annotations

from dockwright.output.results import FileResult, Position, Range
from dockwright.output.strict import is_encodable
from dockwright.syntax import encode


class Units:
    """Translates the places of one file. Its odd lines are few, mostly none."""

    __slots__ = ("_lines",)

    def __init__(self, file: FileResult) -> None:
        self._lines = dict(file.odd_lines)

    def utf16(self, where: Range) -> Range:
        """The range with columns that count UTF-16 code units, among them the U+FFFD in place of bytes that are not UTF-8."""
        return Range(self._utf16(where.start), self._utf16(where.end)) if self._lines else where

    def is_decoded(self, line: int) -> bool:
        """Whether the line is UTF-8; in place of bytes that are not, not all readers put the same number of U+FFFD."""
        return is_encodable(self._lines.get(line, ""))

    def lone_returns(self, line: int) -> int:
        """How many carriage returns stand in a line for themselves."""
        return self._lines.get(line, "").removesuffix("\r").count("\r")

    def returns_above(self, line: int) -> int:
        """How many lines more there are above one for readers to whom such a carriage return ends a line."""
        return sum(map(self.lone_returns, (number for number in self._lines if number < line)))

    def _utf16(self, place: Position) -> Position:
        line = self._lines.get(place.line)
        if line is None:
            return place
        text = encode(line[: place.column - 1]).decode(errors="replace")
        return place._replace(column=len(text.encode("utf-16-le")) // 2 + 1)
