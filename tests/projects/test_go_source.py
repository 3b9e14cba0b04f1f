"""Go source files: package, imports, comments, build constraints."""

from __future__ import annotations

import time

import pytest

from dockwright.projects.go_source import Import, default_name, read_file


def test_imports_in_every_form() -> None:
    file = read_file(
        "main.go",
        'package main\n\nimport "fmt"\nimport (\n\t// a comment\n\t"net/http"\n\tlog "github.com/x/log/v2"\n\t_ `embed`\n\t. "math"\n)\n',
    )
    assert file is not None
    assert file.package == "main"
    assert file.imports == (
        Import("fmt", "fmt"),
        Import("http", "net/http"),
        Import("log", "github.com/x/log/v2"),
        Import("_", "embed"),
        Import(".", "math"),
    )


def test_comments_become_blanks_and_strings_stay() -> None:
    text = 'package a // x\n/* os.Open("no")\n */ var s = "// no comment" // os.Open("no")\nvar r = \'"\'\nvar t = `/* raw */`\n'
    file = read_file("a.go", text)
    assert file is not None
    assert len(file.code) == len(text)
    assert "os.Open" not in file.code
    assert '"// no comment"' in file.code
    assert "`/* raw */`" in file.code


@pytest.mark.parametrize(
    ("path", "head", "takes_part"),
    [
        ("a.go", "", True),
        ("a_test.go", "", False),
        ("a_windows.go", "", False),
        ("a_linux.go", "", True),
        ("a_linux_arm64.go", "", True),
        ("a_darwin_arm64.go", "", False),
        ("server_info.go", "", True),
        ("a.go", "//go:build ignore\n\n", False),
        ("a.go", "//go:build linux && !windows\n\n", True),
        ("a.go", "//go:build !cgo\n\n", False),
        ("a.go", "//go:build (darwin || linux) && go1.20\n\n", True),
        ("a.go", "//go:build integration\n\n", False),
        ("a.go", "// +build darwin linux,cgo\n\n", True),
        ("a.go", "// +build !linux\n\n", False),
        ("a.go", "// +build ignore\n\n", False),
        ("a.go", "// Package a is about build tags.\n", True),
    ],
)
def test_what_takes_part_in_a_build(path: str, head: str, takes_part: bool) -> None:
    assert (read_file(path, f"{head}package a\n") is not None) is takes_part


def test_no_package_clause_is_no_file() -> None:
    assert read_file("a.go", "") is None
    assert read_file("a.go", "// package a\n") is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("net/http", "http"),
        ("github.com/x/y/v2", "y"),
        ("gopkg.in/yaml.v3", "yaml"),
        ("github.com/mattn/go-sqlite3", "sqlite3"),
        ("github.com/x/foo-bar", "foo_bar"),
    ],
)
def test_default_name(path: str, name: str) -> None:
    assert default_name(path) == name


@pytest.mark.parametrize("text", ["\n" * 300_000, "import (\n" * 30_000])
def test_a_source_that_is_none_takes_no_time(text: str) -> None:
    begin = time.process_time()
    assert read_file("main.go", text) is None
    read_file("main.go", "package main\n" + text)
    assert time.process_time() - begin < 5
