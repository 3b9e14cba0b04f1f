"""Continued lines joined to one: in which most are plain, and joined without a pattern."""

import pytest

from dockwright.syntax.lines import _joined, _plainly_joined, logical_line

PLAIN = [
    "RUN a \\\n  && b",
    "RUN a \\\n\\\n b",
    "RUN \\\na",
    "RUN a",
]
ODD = [
    pytest.param("RUN a \\\n# why\n  b", id="a comment"),
    pytest.param("RUN a \\\n# goes on \\\n  b", id="a comment that ends like a line"),
    pytest.param("RUN a \\ \n  b", id="a blank behind the escape character"),
    pytest.param("RUN a \\\r\n  b", id="a carriage return"),
    pytest.param("RUN a \\\n\n  b", id="an empty line"),
    pytest.param("RUN a\\ b \\\n c", id="an escape character elsewhere"),
    pytest.param("RUN a \\\\\n", id="an escaped one"),
    pytest.param("RUN a \\\n", id="nothing behind the last one"),
]


@pytest.mark.parametrize("text", PLAIN)
def test_the_quick_way_gives_the_same(text: str) -> None:
    quick = _plainly_joined(text, 0, "\\")
    assert quick is not None
    parts, pieces = _joined(text, 0, len(text), "\\")
    assert ("".join(quick[0]), quick[1]) == ("".join(parts), pieces)


@pytest.mark.parametrize("text", ODD)
def test_what_is_odd_is_left_to_the_pattern(text: str) -> None:
    assert _plainly_joined(text, 0, "\\") is None


@pytest.mark.parametrize("text", [*PLAIN, *ODD])
@pytest.mark.parametrize("shift", [0, 7])
def test_each_character_knows_where_it_stands(text: str, shift: int) -> None:
    source = "x" * shift + text
    line = logical_line(source, shift, len(source), "\\")
    assert [source[line.source_offset(at)] for at in range(len(line.text))] == list(line.text)
    assert "\n" not in line.text
