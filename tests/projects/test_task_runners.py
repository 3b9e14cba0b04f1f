"""What a Taskfile and a justfile say that runs."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.task_runners import recipe_lines

TASKS = [
    ("the default", "default:\n    cmds:\n      - task: build\n  build: go build -o app .\n", (), ["go build -o app ."]),
    ("by its name", "build:\n    cmd: go build\n", ("build",), ["go build"]),
    ("a list", "build: [go generate, go build]\n", ("build",), ["go generate", "go build"]),
    ("what it needs, first", "build:\n    deps: [gen]\n    cmds: [go build]\n  gen: go generate\n", ("build",), ["go generate", "go build"]),
    ("variables", "build:\n    vars: {OUT: bin/app}\n    cmds: ['go build -o {{.OUT}} {{.PKG}}']\n", ("build",), ["go build -o bin/app ./cmd"]),
    ("given variables", "build:\n    cmds: ['go build -o {{.OUT}}']\n", ("build", "OUT=x"), ["go build -o x"]),
    ("variables of a call", "a:\n    cmds: [{task: b, vars: {OUT: y}}]\n  b: go build -o {{.OUT}}\n", ("a",), ["go build -o y"]),
    ("what it computes", "build:\n    vars: {V: {sh: git describe}}\n    cmds: ['go build -o {{.V}} {{exeExt}}']\n", ("build",), ["go build -o computed computed"]),
    ("the environment", "build:\n    cmds: [go build -o $OUT/a $X]\n", ("build",), ["go build -o dist/a $X"]),
    ("a directory", "build:\n    dir: api\n    cmds: [go build]\n", ("build",), ["cd api\ngo build"]),
    ("cgo", "build:\n    env: {CGO_ENABLED: 0}\n    cmds: [go build]\n", ("build",), ["export CGO_ENABLED=0\ngo build"]),
    ("afterwards", "build:\n    cmds: [{defer: rm x}, go build]\n", ("build",), ["go build"]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "tasks", "words", "lines"), TASKS, ids=[one[0] for one in TASKS])
def test_taskfiles(title: str, tasks: str, words: tuple[str, ...], lines: list[str]) -> None:
    text = f"version: '3'\nvars:\n  PKG: ./cmd\nenv:\n  OUT: dist\ntasks:\n  {tasks}"
    assert recipe_lines(MemoryContext({"api/Taskfile.yml": text}), "api", "task", words) == tuple(lines)


NO_TASKS = [
    ("another file", "build:\n    cmds: [{task: 'docker:build'}]\n", ("build",)),
    ("unless it is done", "build:\n    status: [test -f app]\n    cmds: [go build]\n", ("build",)),
    ("a loop", "build:\n    cmds: [{for: [a, b], cmd: go build}]\n", ("build",)),
    ("one that calls itself", "build:\n    cmds: [{task: build}]\n", ("build",)),
    ("flags", "build: go build\n", ("--taskfile", "x", "build")),
    ("no such task", "build: go build\n", ("other",)),
    ("no mapping", "- a\n", ("build",)),
    ("no YAML", "build: [\n", ("build",)),
    ("a number", "build: 3\n", ("build",)),
]


@pytest.mark.parametrize(("title", "tasks", "words"), NO_TASKS, ids=[one[0] for one in NO_TASKS])
def test_tasks_that_are_not_followed(title: str, tasks: str, words: tuple[str, ...]) -> None:
    assert recipe_lines(MemoryContext({"Taskfile.yaml": f"version: '3'\ntasks:\n  {tasks}"}), "", "task", words) is None


RECIPES = [
    ("the first", "build:\n    go build\ntest:\n    go test\n", (), ["go build"]),
    ("the default", "build:\n    go build\ndefault: build\n", (), ["go build"]),
    ("what it needs, first", "[private]\nprepare:\n    mkdir -p out\n\n# builds\nbuild: prepare generate\n    @go build -o out/app\n\ngenerate:\n    go generate\n",
     ("build",), ["mkdir -p out", "go generate", "go build -o out/app"]),
    ("variables", "out := 'bin'\nversion := `git describe`\nbuild:\n    go build -o {{out}}/app -ldflags {{ version }} {{os()}}\n", ("build",),
     ["go build -o bin/app -ldflags computed computed"]),
    ("given variables", "out := 'bin'\nbuild:\n    go build -o {{out}}\n", ("out=x", "build"), ["go build -o x"]),
    ("exported", 'export CGO_ENABLED := "1"\nbuild:\n    go build\n', ("build",), ["export CGO_ENABLED=1\ngo build"]),
    ("all of them", 'set export\nCGO_ENABLED := "0"\nOUT := "x"\nbuild:\n    go build -o $OUT\n', ("build",), ["export CGO_ENABLED=0\ngo build -o x"]),
    ("parameters that may be left out", "build mode='release' *flags:\n    go build -tags {{mode}} {{flags}} .\n", ("build",), ["go build -tags release  ."]),
    ("lines that go on", "build:\n    go build \\\n        -o app\n", ("build",), ["go build -o app"]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "words", "lines"), RECIPES, ids=[one[0] for one in RECIPES])
def test_justfiles(title: str, text: str, words: tuple[str, ...], lines: list[str]) -> None:
    assert recipe_lines(MemoryContext({"justfile": text}), "", "just", words) == tuple(lines)


NO_RECIPES = [
    ("parameters", "build out:\n    go build -o {{out}}\n"),
    ("a script", "build:\n    #!/usr/bin/env python3\n    print(1)\n"),
    ("another shell", 'set shell := ["nu", "-c"]\nbuild:\n    go build\n'),
    ("given to what it needs", 'build: (make "x")\n    go build\nmake out:\n    true\n'),
    ("afterwards", "build: && test\n    go build\ntest:\n    go test\n"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("title", "text"), NO_RECIPES, ids=[one[0] for one in NO_RECIPES])
def test_recipes_that_are_not_followed(title: str, text: str) -> None:
    assert recipe_lines(MemoryContext({"justfile": text}), "", "just", ("build",)) is None


def test_a_word_that_may_be_given_to_a_recipe() -> None:
    text = "build mode='release':\n    go build\ndebug:\n    true\n"
    assert recipe_lines(MemoryContext({"justfile": text}), "", "just", ("build", "debug")) is None


def test_a_file_that_is_not_there() -> None:
    assert recipe_lines(MemoryContext({}), "", "task", ()) is None
    assert recipe_lines(MemoryContext({}), "", "just", ()) is None
    assert recipe_lines(MemoryContext({"justfile": "a:\n    b\n"}), "", "mage", ()) is None


def test_a_file_that_grows() -> None:
    text = "version: '3'\nvars:\n" + "".join(f"  A{n}: '{{{{.A{n + 1}}}}}{{{{.A{n + 1}}}}}'\n" for n in range(40))
    assert recipe_lines(
        MemoryContext({"Taskfile.yml": f"{text}tasks:\n  a: go build {{{{.A0}}}}\n"}), "", "task", ("a",)
    )
    calls = "".join(f"  a{n}: [{{task: a{n + 1}}}, {{task: a{n + 1}}}, {{task: a{n + 1}}}]\n" for n in range(8))
    assert (
        recipe_lines(MemoryContext({"Taskfile.yml": f"tasks:\n{calls}  a8: go build\n"}), "", "task", ("a0",)) is None
    )
