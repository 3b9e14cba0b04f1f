"""Targets of Mage: what they run."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.magefile import mage_lines

HEAD = '//go:build mage\n\npackage main\n\nimport "github.com/magefile/mage/sh"\n\n'
FILE = (
    HEAD
    + """\
var Default = Build

type Image mg.Namespace

// Build makes all. sh.Run("never")
func Build() error {
	mg.Deps(Generate, Image.Server)
	if err := sh.RunV("go", "build", "-ldflags", `-X main.a="b"`, "-o", "bin/tool", "."); err != nil {
		return err
	}
	return sh.RunWith(map[string]string{"GOOS": "linux"}, "go", "vet", target())
}

func Generate(ctx context.Context) error { return exec.Command("go", "generate", "./...").Run() }

func (Image) Server() error { _, err := sh.Exec(nil, os.Stdout, os.Stderr, "go", "build", name, "./cmd/server"); return err }

func helper() { sh.Run("rm") }
"""
)


@pytest.mark.parametrize(
    ("targets", "lines"),
    [
        (("generate",), ("go generate ./...",)),
        (("Generate",), ("go generate ./...",)),
        (("image:server",), ("go build computed ./cmd/server",)),
        (
            ("build",),
            (
                "go generate ./...",
                "go build computed ./cmd/server",
                "go build -ldflags '-X main.a=\"b\"' -o bin/tool .",
                "GOOS=linux go vet computed",
            ),
        ),
        (("helper",), ()),
        (("nothing",), ()),
    ],
)
def test_lines(targets: tuple[str, ...], lines: tuple[str, ...]) -> None:
    assert mage_lines(MemoryContext({"magefile.go": FILE}), "", targets) == lines


def test_the_usual_target_and_the_places_of_the_files() -> None:
    build = 'package main\n\nvar Default = All\n\nfunc All() error { return sh.Run("go", "build") }\n'
    assert mage_lines(MemoryContext({"app/magefiles/build.go": build}), "app", ()) == ("go build",)
    assert mage_lines(MemoryContext({"app/build.go": build}), "app", ()) == ()
    assert mage_lines(MemoryContext({"app/build.go": f"// +build mage\n\n{build}"}), "app", ("all",)) == ("go build",)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('os.Setenv("CGO_ENABLED", "1"); return sh.Run("go", "build")', "CGO_ENABLED=computed go build"),
        ('env["CGO_ENABLED"] = "0"; return sh.RunWith(env, "go", "build")', "CGO_ENABLED=computed go build"),
        ('return sh.RunWith(map[string]string{"CGO_ENABLED": "0"}, "go", "build")', "CGO_ENABLED=0 go build"),
    ],
)
def test_who_asks_for_cgo(body: str, line: str) -> None:
    files = {"magefile.go": f"{HEAD}func Build() error {{ {body} }}\n"}
    assert mage_lines(MemoryContext(files), "", ("build",)) == (line,)


def test_what_calls_itself_ends() -> None:
    files = {"magefile.go": f'{HEAD}func Build() {{ mg.Deps(Build); sh.Run("go", "build") }}\n'}
    assert mage_lines(MemoryContext(files), "", ("build",)) == ("go build",)
