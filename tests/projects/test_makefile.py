"""Makefiles: what a target runs."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.makefile import parse_makefile, read_makefile

TEXT = """\
# A comment
NAME ?= app
export FLAGS := -v \\
\t-x
OUT = bin/$(NAME)

.PHONY: all build

all: build test

build: generate
\t@go build ${FLAGS} -o $(OUT) ./cmd/$(NAME)  # not a comment of make
\t-rm -f tmp

generate:
\tgo generate ./...

test: ; go test ./...

version:
\techo $(shell git describe --tags) $$HOME $@
loop: loop2
loop2: loop
\ttrue
"""


@pytest.mark.parametrize(
    ("targets", "lines"),
    [
        (
            (),
            [
                "go generate ./...",
                "go build -v -x -o bin/app ./cmd/app  # not a comment of make",
                "rm -f tmp",
                "go test ./...",
            ],
        ),
        (("generate",), ["go generate ./..."]),
        (("test",), ["go test ./..."]),
        (("version",), ["echo computed $HOME version"]),
        (("loop",), ["true"]),
        (("nothing",), []),
        (
            ("generate", "build"),
            ["go generate ./...", "go build -v -x -o bin/app ./cmd/app  # not a comment of make", "rm -f tmp"],
        ),
    ],
)
def test_lines(targets: tuple[str, ...], lines: list[str]) -> None:
    assert list(parse_makefile(TEXT).lines(targets)) == lines


def test_variables() -> None:
    assert parse_makefile(TEXT).variables == {"NAME": "app", "FLAGS": "-v -x", "OUT": "bin/$(NAME)"}


def test_which_file_is_read() -> None:
    context = MemoryContext({"Makefile": "a:\n\tone\n", "GNUmakefile": "a:\n\ttwo\n", "sub/makefile": "a:\n\tthree\n"})
    first, second = read_makefile(context, ""), read_makefile(context, "sub")
    assert first is not None
    assert second is not None
    assert first.lines() == ("two",)
    assert second.lines() == ("three",)
    assert read_makefile(context, "other") is None


def test_a_broken_makefile_is_no_error() -> None:
    assert parse_makefile("\tlost\n:::\n$(\nifeq (a,b)\nendif\n").lines() == ()


def test_variables_that_outgrow_each_other() -> None:
    bomb = "".join(f"v{one}=" + f"$(v{one + 1})" * 50 + "\n" for one in range(8)) + "v8=xxxxxxxx\n"
    assert parse_makefile(f"{bomb}all:\n\techo $(v0)\n").lines() == ("computed",)
