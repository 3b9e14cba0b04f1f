"""The coordinates of the core: spans, edits, and the one function that changes text.

Every offset in the core counts code points of the source text, starting at zero. Lines end at "\\n" only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

from dockwright.values import NamedTuple


class Span(NamedTuple):
    """A stretch of the source text: offsets in code points, the end exclusive."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        return self.start == self.end

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]

    def contains(self, offset: int) -> bool:
        """Whether a cursor at `offset` touches the span (both ends count)."""
        return self.start <= offset <= self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether two edits at these spans would depend on their order: shared characters, or the same start."""
        return self.start == other.start or (self.start < other.end and other.start < self.end)

    def cover(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class Edit(NamedTuple):
    """Replace the text at `span` by `text`; an empty span inserts."""

    span: Span
    text: str


class OverlapError(ValueError):
    """Two edits of one change touch the same characters, or insert at the same place."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, each given in offsets of the original text.

    Raises OverlapError when the result would depend on the order of the edits.
    """
    parts: list[str] = []
    last = 0
    previous: Edit | None = None
    for edit in sorted(edits, key=lambda edit: edit.span):
        if previous is not None and previous.span.overlaps(edit.span):
            raise OverlapError(f"edits overlap at offset {edit.span.start}")
        parts.append(text[last : edit.span.start])
        parts.append(edit.text)
        last = edit.span.end
        previous = edit
    parts.append(text[last:])
    return "".join(parts)


def disjoint(edits: Iterable[Edit]) -> bool:
    """Whether `apply` would accept these edits."""
    ordered = sorted(edit.span for edit in edits)
    return not any(one.overlaps(two) for one, two in pairwise(ordered))


def difference(before: str, after: str) -> Edit | None:
    """The single smallest replacement that turns `before` into `after`, or None when they are equal."""
    if before == after:
        return None
    shortest = min(len(before), len(after))
    head = 0
    while head < shortest and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shortest - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Edit(Span(head, len(before) - tail), after[head : len(after) - tail])


def differences(before: str, after: str) -> tuple[Edit, ...]:
    """Small edits that turn `before` into `after`: lines that stay the same are in none of them.

    So a cursor, a fold or a breakpoint between two changes is where it was.
    """
    from difflib import SequenceMatcher

    old, new = _lines(before), _lines(after)
    starts = (0, *accumulate(map(len, old)))
    edits: list[Edit] = []
    for _, first, last, new_first, new_last in SequenceMatcher(None, old, new).get_opcodes():
        if last - first == new_last - new_first:  # line by line; those that are equal give no edit
            pairs = zip(range(first, last), old[first:last], new[new_first:new_last], strict=True)
            edits += (edit for line, *texts in pairs for edit in _replacement(starts[line], *texts))
        else:
            edits += _replacement(starts[first], "".join(old[first:last]), "".join(new[new_first:new_last]))
    return tuple(edits)


def _lines(text: str) -> list[str]:
    """The lines with their ends."""
    *lines, last = text.split("\n")
    return [*(line + "\n" for line in lines), last]


def _replacement(start: int, before: str, after: str) -> Iterator[Edit]:
    """The difference of two texts, of which the first stands at `start`."""
    edit = difference(before, after)
    if edit is not None:
        yield Edit(Span(start + edit.span.start, start + edit.span.end), edit.text)


_new = tuple.__new__  # half the time of a call of a NamedTuple class, for the hottest of places


class LineIndex:
    """Translates between offsets and zero-based (line, column) pairs; lines end at "\\n" only."""

    __slots__ = ("_length", "starts")

    def __init__(self, text: str) -> None:
        starts = [0]
        position = text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        self.starts = starts
        self._length = len(text)

    def position(self, offset: int) -> tuple[int, int]:
        """Zero-based line and column, in code points, of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return line, offset - self.starts[line]

    def line(self, offset: int) -> int:
        """Zero-based line of an offset."""
        return bisect_right(self.starts, offset) - 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a zero-based position; beyond the line's or text's end it is the end."""
        if line >= len(self.starts):
            return self._length
        return min(self.starts[line] + column, self.line_end(line))

    def line_start(self, line: int) -> int:
        return self.starts[line]

    def line_end(self, line: int) -> int:
        """The offset of the line's "\\n", or of the end of the text."""
        return self.starts[line + 1] - 1 if line + 1 < len(self.starts) else self._length

    def __len__(self) -> int:
        return len(self.starts)


class MappedText:
    """A text made from the source by leaving parts out, each of whose characters knows where it came from.

    `text` is the derived text. `pieces` are (offset in text, offset in source) pairs, ascending, one for each run of
    characters that are neighbours in both.
    """

    __slots__ = ("_pieces", "_targets", "text")

    def __init__(self, text: str, pieces: list[tuple[int, int]]) -> None:
        self.text = text
        self._pieces = pieces
        self._targets = [target for target, _ in pieces]

    @property
    def pieces(self) -> list[tuple[int, int]]:
        return self._pieces

    def source_offset(self, offset: int) -> int:
        """The source offset of the character at `offset` of the derived text (its end maps past the last one)."""
        target, source = self._pieces[max(0, bisect_right(self._targets, offset) - 1)]
        return source + offset - target

    def slice(self, start: int, end: int) -> MappedText:
        """The part text[start:end], each character still knowing where it came from."""
        first = max(0, bisect_right(self._targets, start) - 1)
        after = max(first + 1, bisect_left(self._targets, end))
        target, source = self._pieces[first]
        pieces = [(0, source + start - target)]
        pieces += [(target - start, source) for target, source in self._pieces[first + 1 : after]]
        return MappedText(self.text[start:end], pieces)

    def source_span(self, start: int, end: int) -> Span:
        """The source span from the first to the last character of text[start:end]."""
        shift, limit = self.stretch(start)
        if end <= start:
            return _new(Span, (start + shift, start + shift))
        return _new(Span, (start + shift, end + shift if end <= limit else self.source_offset(end - 1) + 1))

    def stretch(self, offset: int) -> tuple[int, int]:
        """How far the source is ahead of the text at `offset`, and the offset in the text up to which it is that far."""
        pieces, targets = self._pieces, self._targets
        after = bisect_right(targets, offset)
        target, source = pieces[after - 1] if after else pieces[0]
        return source - target, targets[after] if after < len(targets) else len(self.text)


class Excerpt(MappedText):
    """A mapped text that stands in the source as it is, `shift` characters behind the beginning."""

    __slots__ = ("shift",)

    def __init__(self, text: str, shift: int) -> None:
        self.text = text
        self.shift = shift

    @property
    def pieces(self) -> list[tuple[int, int]]:
        return [(0, self.shift)]

    def source_offset(self, offset: int) -> int:
        return self.shift + offset

    def slice(self, start: int, end: int) -> MappedText:
        return Excerpt(self.text[start:end], self.shift + start)

    def source_span(self, start: int, end: int) -> Span:
        shift = self.shift
        return _new(Span, (shift + start, shift + (end if end > start else start)))

    def stretch(self, offset: int) -> tuple[int, int]:
        return self.shift, len(self.text)


_MOST_DIGITS = 15


def whole_number(digits: str) -> int:
    """The number that decimal digits of a file say. One of more digits than anybody means is a very large one: Python
    refuses to read thousands of them."""
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
