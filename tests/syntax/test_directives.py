"""Parser directives: only at the very top, and what the escape character changes."""

from __future__ import annotations

import pytest

from dockwright.syntax import parse

DIRECTIVES = [
    # text, [(name, value)], escape character
    ("FROM a", [], "\\"),
    ("# syntax=docker/dockerfile:1\nFROM a", [("syntax", "docker/dockerfile:1")], "\\"),
    ("# escape=`\nFROM a", [("escape", "`")], "`"),
    ("#escape=\\\nFROM a", [("escape", "\\")], "\\"),
    ("  #\tESCAPE = `  \r\nFROM a", [("escape", "`")], "`"),
    ("\ufeff# escape=`\nFROM a", [("escape", "`")], "`"),
    ("# check=skip=all;error=true\nFROM a", [("check", "skip=all;error=true")], "\\"),
    ("# syntax=x\n# check=skip=all\n# escape=`", [("syntax", "x"), ("check", "skip=all"), ("escape", "`")], "`"),
    ("# escape=x\nFROM a", [("escape", "x")], "\\"),
    ("# escape=`\n# escape=\\\nFROM a", [("escape", "`"), ("escape", "\\")], "`"),
    ("# syntax = a b \n", [("syntax", "a b")], "\\"),
    ("# escape= \nFROM a", [("escape", " ")], "\\"),
    # too late, or none
    ("# c\n# escape=`\nFROM a", [], "\\"),
    ("\n# escape=`\nFROM a", [], "\\"),
    ("FROM a\n# escape=`\n", [], "\\"),
    ("# other=x\n# escape=`\n", [], "\\"),
    ("# syntax=\n# escape=`\n", [], "\\"),
    ("## escape=`\n", [], "\\"),
    ("#!/bin/x\n# escape=`\n", [], "\\"),
    # behind a first line that names an interpreter
    ("#!/bin/x\n# syntax=y\n# check=skip=all\n", [("syntax", "y"), ("check", "skip=all")], "\\"),
    ("\ufeff#!/bin/x\n# escape=`\n# syntax=y\n", [("syntax", "y")], "\\"),
    ("#!/bin/x\n#!/bin/y\n# syntax=z\n", [], "\\"),
    ("#!/bin/x", [], "\\"),
]


@pytest.mark.parametrize(("text", "expected", "escape"), DIRECTIVES, ids=[repr(case[0]) for case in DIRECTIVES])
def test_directives(text: str, expected: list[tuple[str, str]], escape: str) -> None:
    dockerfile = parse(text)
    assert [(one.name, one.value) for one in dockerfile.directives] == expected
    assert dockerfile.escape == escape
    for directive in dockerfile.directives:
        assert directive.name_span.of(text).lower() == directive.name
        assert directive.value_span.of(text) == directive.value
        assert directive.span.of(text).startswith("#")
        assert directive.span.end == directive.value_span.end


def test_directives_are_no_comments() -> None:
    assert [comment.text for comment in parse("# syntax=x\n# a\nFROM b").comments] == ["a"]


def test_the_escape_character_continues_lines() -> None:
    dockerfile = parse("# escape=`\nFROM a\nRUN b `\n  c \\\nCMD d\n")
    assert [instruction.head.text for instruction in dockerfile.instructions] == ["a", "b   c \\", "d"]
