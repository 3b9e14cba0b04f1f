"""Manifests of one endless line, or of thousands like another: twice the text is about twice the time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.bundler import read_gemfile
from dockwright.projects.c_source import read_sources
from dockwright.projects.go import parse_module
from dockwright.projects.go_source import read_file
from dockwright.projects.makefile import parse_makefile
from dockwright.projects.node_sources import without_comments
from dockwright.projects.python import requirement_lines

LENGTH = 300_000
"""Characters. What grows with the square of the text takes minutes for so many."""


@pytest.mark.parametrize(
    ("read", "unit"),
    [
        (parse_makefile, " "),
        (parse_makefile, "\tb\n"),
        (parse_makefile, "a b = c: d\n"),
        (lambda text: parse_makefile("a:\n" + text), "\tb\n"),
        (lambda text: parse_makefile(text + ":\n" + "\tb\n" * 1_000), "{0} "),
        (lambda text: read_sources(MemoryContext({"a.c": '"' + text})), '\\"'),
        (parse_module, '\\"'),
        (parse_module, "("),
        (lambda text: list(requirement_lines(text)), " "),
        (lambda text: list(requirement_lines(text)), "\r"),
        (without_comments, '\\"'),
        (without_comments, "\\'"),
        (lambda text: read_file("a.go", "package a\n" + text), '\\"'),
        (lambda text: read_file("a.go", "//go:build " + text + "\npackage a\n"), "("),
        (lambda text: read_gemfile(MemoryContext({"Gemfile": "gem" + text + "x"}), "Gemfile"), "\t"),
    ],
)
def test_long_texts_are_read_in_seconds(read: Callable[[str], object], unit: str) -> None:
    text = "".join(map(unit.format, range(LENGTH // len(unit))))
    begin = time.process_time()
    read(text)
    assert time.process_time() - begin < 10


def test_continued_lines_of_a_makefile_are_joined_whatever_stands_around_the_backslash() -> None:
    makefile = parse_makefile("A = b \\\n\t \\\n  c\\\nd\n")
    assert makefile.variables["A"].split() == ["b", "c", "d"]
