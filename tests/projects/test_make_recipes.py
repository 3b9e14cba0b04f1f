"""Recipes of Makefiles for C: what make runs, with its own variables and functions."""

from __future__ import annotations

import pytest

from dockwright.projects.make_recipes import Recipes
from dockwright.projects.makefile import parse_makefile

CASES = [
    ("variables of make itself", "app: a.o b.o | bin\n\t@$(CC) -o $@ $^ -I$(@D) $(<F)\n", ["cc -o app a.o b.o bin -I. a.o"]),
    ("a rule without a recipe", "LDLIBS = -lz\nLDLIBS += -lm\nprog: prog.o util.o\n", ["cc   prog.o util.o  -lz -lm -o prog"]),
    ("names of files", "S = $(wildcard src/*.c)\nO = $(S:src/%.c=obj/%.o)\napp: $(O)\n\t$(CXX) $(addprefix x/,$(notdir $(O))) -o app\n",
     ["g++ computed-files -o app"]),
    ("flags that are computed", "L = ssl z\napp:\n\t$(CC) $(L:%=-l%) $(addprefix -l,$(L)) $(patsubst %,-l%,$(L)) $(shell x --libs)\n",
     ["cc computed-words computed-words computed-words computed-words"]),
    ("files that a shell finds", "S := $(shell find src -name '*.c')\napp:\n\t$(CC) $(S)\n", ["cc computed-files"]),
    ("rules by pattern come first", "all: app\napp:\n\tcc -o app\n%.o: %.c\n\t@- cc -c $< -o $@\n.c.o:\n\tcc -c $<\n",
     ["cc -c %.c -o computed-files", "cc -c ", "cc -o app"]),
    ("the default that the file names", ".DEFAULT_GOAL := two\none:\n\techo 1\ntwo:\n\techo 2\n", ["echo 2"]),
    ("several targets of one rule", "A = x y\nall: $(A)\n$(A):\n\techo $@\n", ["echo x", "echo y"]),
    ("a variable of itself", "F := -O2\nF := $(F) -g\napp:\n\tcc $(F)\n", ["cc -O2 -g"]),
    ("one that the call gives", "OUT ?= a\nCC = gcc\napp:\n\t$(CC) -o $(OUT) $(V)\n", ["clang -o b e"]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "lines"), CASES, ids=[one[0] for one in CASES])
def test_lines(title: str, text: str, lines: list[str]) -> None:
    given = {"OUT": "b", "CC": "clang"} if "call" in title else {}
    assert list(Recipes(parse_makefile(text), given, {"V": "e"}).lines(())) == lines


@pytest.mark.parametrize(
    "line",
    [
        "ifeq ($(A),1)",
        "ifdef A",
        "include a.mk",
        "define A",
        "app: A = 1",
        "app: A += 1",
        "VPATH = src",
        "vpath %.c src",
    ],
)
def test_what_is_not_followed(line: str) -> None:
    assert parse_makefile(f"B = 1\n{line}\napp:\n\ttrue\n").unread == line


@pytest.mark.parametrize(
    "line",
    [
        "A := 1",
        "app: b",
        "-include app.d",
        "-include $(OBJ:.o=.d)",
        "-include $(DEPS)",
        "export A = 1",
        "# include a.mk",
        "included: b",
    ],
)
def test_what_is_followed(line: str) -> None:
    assert parse_makefile(f"{line}\n").unread == ""


@pytest.mark.parametrize(
    "text", ["$(" * 5000, "A=$(A)\nall:\n\t$(A)\n", "a: b\nb: a\n\ttrue\n", "x " * 5000 + ":\n\ttrue\n", "A=" + "$(B)" * 99 + "\nB=" + "$(A)" * 99]
)  # fmt: skip
def test_hostile(text: str) -> None:
    Recipes(parse_makefile(text), {}, {}).lines(())
