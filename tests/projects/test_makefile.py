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


CHOICE = "{}\nOUT = one\nelse\nOUT = two\nendif\nbuild:\n\techo $(OUT)\n"


@pytest.mark.parametrize(
    ("condition", "out"),
    [
        ("ifeq ($(OS),Windows_NT)", "two"),
        ("ifneq ($(OS),Windows_NT)", "one"),
        ("ifeq ($(KIND), release)", "one"),
        ('ifeq "$(KIND)" "release"', "one"),
        ("ifeq '$(KIND)' 'debug'", "two"),
        ("ifdef KIND", "one"),
        ("ifdef GIVEN", "one"),
        ("ifndef GIVEN", "two"),
        ("ifdef NOBODY", "two"),
        ("ifeq ($(GIVEN),yes)", "one"),
        ("ifeq ($(shell uname),Darwin)", ""),
        ("ifeq ($(filter a,$(KIND)),)", ""),
    ],
)
def test_conditions(condition: str, out: str) -> None:
    makefile = parse_makefile(f"KIND := release\n{CHOICE.format(condition)}", {"GIVEN": "yes"})
    assert makefile.lines() == (f"echo {out}",)
    assert makefile.unread == condition


@pytest.mark.parametrize(("system", "out"), [("Linux", "elf"), ("Darwin", "macho"), ("Plan9", "other")])
def test_conditions_in_a_row_and_in_one_another(system: str, out: str) -> None:
    text = (
        "ifeq ($(SYSTEM),Linux)\nOUT = elf\nifdef NOBODY\nOUT = none\nendif\nelse ifeq ($(SYSTEM),Darwin)\nOUT = macho\nelse\n"
        "OUT = other\nendif\nbuild:\nifdef SYSTEM\n\techo $(OUT)\nelse\n\tfalse\nendif\n"
    )
    assert parse_makefile(text, {"SYSTEM": system}).lines() == (f"echo {out}",)


def test_files_that_are_included() -> None:
    files = {
        "app/Makefile": "include mk/common.mk\n-include local.mk\nbuild: $(OUT)\n",
        "app/mk/common.mk": "OUT = tool\nbuild:\n\tgo build -o $(OUT)\n",
    }
    makefile = read_makefile(MemoryContext(files), "app")
    assert makefile is not None
    assert makefile.lines(("build",)) == ("go build -o tool",)
    assert makefile.unread == "include mk/common.mk"
    assert parse_makefile(files["app/Makefile"]).lines(("build",)) == ()
