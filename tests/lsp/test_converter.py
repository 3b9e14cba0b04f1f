"""Positions: in every encoding, for every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, Range

from dockwright.lsp.converter import Converter
from dockwright.text import Edit, Span, apply

ENCODINGS = ("utf-8", "utf-16", "utf-32")

# Characters of one to four bytes, line breaks of others' making, lone surrogates.
TEXTS = st.text(st.sampled_from("a é€😀\n\r\t\f\v\x85\u2028\u2029\ud800\udc00\ufeff"), max_size=30)


@pytest.mark.parametrize(
    ("encoding", "column"), [("utf-8", 10), ("utf-16", 6), ("utf-32", 4)], ids=["utf-8", "utf-16", "utf-32"]
)
def test_columns(encoding: str, column: int) -> None:
    converter = Converter("x\né😀😀\x85y", encoding)
    assert converter.position(6) == Position(1, column + 2 * (encoding == "utf-8"))
    assert converter.offset(Position(1, column + 2 * (encoding == "utf-8"))) == 6


def test_only_a_newline_ends_a_line() -> None:
    converter = Converter("a\x0bb\x0cc\x85d\u2028e\u2029f\rg\nh", "utf-16")
    assert converter.position(14) == Position(1, 0)
    assert converter.position(12) == Position(0, 12)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_carriage_return_belongs_to_the_line_break(encoding: str) -> None:
    converter = Converter("ab\r\ncd\r\n", encoding)
    assert converter.position(2) == converter.position(3) == Position(0, 2)
    assert converter.offset(Position(0, 99)) == 2
    assert converter.range(Span(0, 3)) == Range(Position(0, 0), Position(0, 2))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_beyond_the_end(encoding: str) -> None:
    converter = Converter("ab\nc😀", encoding)
    assert converter.offset(Position(0, 99)) == 2
    assert converter.offset(Position(1, 99)) == 5
    assert converter.offset(Position(99, 0)) == 5
    assert converter.position(99) == converter.position(5)


def test_inside_of_a_character_is_its_start() -> None:
    assert Converter("a😀b", "utf-16").offset(Position(0, 2)) == 1
    assert [Converter("a😀b", "utf-8").offset(Position(0, column)) for column in range(7)] == [0, 1, 1, 1, 1, 2, 3]


def test_a_lone_surrogate_is_one_unit_of_utf16() -> None:
    converter = Converter("a\ud83db", "utf-16")
    assert converter.position(3) == Position(0, 3)
    assert converter.offset(Position(0, 2)) == 2


def test_a_range_may_come_the_wrong_way_round() -> None:
    assert Converter("abc", "utf-16").span(Range(Position(0, 2), Position(0, 1))) == Span(1, 2)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, st.data())
def test_there_and_back(encoding: str, text: str, data: st.DataObject) -> None:
    converter = Converter(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    back = converter.offset(converter.position(offset))
    splits_break = text[offset - 1 : offset + 1] == "\r\n" if offset else False
    assert back == offset - splits_break


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, st.data())
def test_edits_say_the_same_to_the_client(encoding: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    edit = Edit(Span(start, data.draw(st.integers(start, len(text)))), data.draw(TEXTS))
    [told] = Converter(text, encoding).edits([edit])
    assert as_client(text, told.range, told.new_text, encoding) == apply(text, [edit])


def as_client(text: str, range_: Range, new: str, encoding: str) -> str:
    """What a client makes of an edit, worked out in the most obvious way."""
    lines = text.split("\n")

    def offset(position: Position) -> int:
        before = sum(len(line) + 1 for line in lines[: position.line])
        for index in range(len(lines[position.line]) + 1):
            if width(lines[position.line][:index], encoding) == position.character:
                return before + index
        raise AssertionError(f"no such position: {position}")

    return text[: offset(range_.start)] + new + text[offset(range_.end) :]


def width(text: str, encoding: str) -> int:
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    if encoding == "utf-16":
        return len(text) + sum(character > "\uffff" for character in text)
    return len(text)
