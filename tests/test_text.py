"""Texts and the edits between them."""

from __future__ import annotations

import random

import pytest

from dockwright.text import apply, differences

DIFFERENCES = {
    "nothing": ("a\nb\n", "a\nb\n", []),
    "a word in a line": ("ENV A 1\n", "ENV A=1\n", ["5-6 ="]),
    "two lines, and one between that stays": ("A 1\nx\nB 2\n", "A=1\nx\nB=2\n", ["1-2 =", "7-8 ="]),
    "two lines below one another": ("A 1\nB 2\n", "A=1\nB=2\n", ["1-2 =", "5-6 ="]),
    "a line more": ("a\nc\n", "a\nb\nc\n", ["2-2 b\n"]),
    "a line less": ("a\nb\nc\n", "a\nc\n", ["2-4 "]),
    "two lines become one": ("RUN a\nRUN b\nx\n", "RUN a && b\nx\n", ["5-9  &&"]),
    "carriage returns": ("A 1\r\nx\r\n", "A=1\r\nx\r\n", ["1-2 ="]),
    "other signs that end lines elsewhere": ("A 1\x0cB\u2028C 2", "A=1\x0cB\u2028C=2", ["1-8 =1\x0cB\u2028C="]),
    "no end of the last line": ("a", "a\n", ["1-1 \n"]),
    "all of it": ("", "a", ["0-0 a"]),
}


@pytest.mark.parametrize(("before", "after", "expected"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_differences(before: str, after: str, expected: list[str]) -> None:
    edits = differences(before, after)
    assert [f"{edit.span.start}-{edit.span.end} {edit.text}" for edit in edits] == expected
    assert apply(before, edits) == after


def test_differences_of_any_texts() -> None:
    chance = random.Random(1)
    for _ in range(2_000):
        before, after = ("".join(chance.choices("ab\n", k=chance.randrange(12))) for _ in range(2))
        assert apply(before, differences(before, after)) == after
