"""Go modules as the files of small contexts describe them."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.go import Replacement, Requirement, main_packages, manifests, module_of, parse_module, version

UUID = "module example.com/app\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n"
SUM = "github.com/google/uuid v1.6.0 h1:x\n"


def test_module_is_read() -> None:
    module = parse_module(
        "// a comment\n"
        'module "example.com/app" // trailing\n'
        "go 1.21.3\n"
        "require (\n\tgithub.com/a/b v1.2.3 // indirect\n\tgithub.com/c/d v0.1.0\n)\n"
        "replace (\n\tgithub.com/c/d v0.1.0 => ./d\n\tgithub.com/e/f => github.com/g/f v2.0.0\n)\n"
        "exclude github.com/a/b v1.0.0\n"
    )
    assert module.path == "example.com/app"
    assert version(module.go) == (1, 21, 3)
    assert module.requirements == (
        Requirement("github.com/a/b", "v1.2.3"),
        Requirement("github.com/c/d", "v0.1.0"),
    )
    assert module.replacements == (
        Replacement("github.com/c/d", "./d", ""),
        Replacement("github.com/e/f", "github.com/g/f", "v2.0.0"),
    )
    assert [one.path for one in module.downloads] == ["github.com/a/b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.21", (1, 21)), ("1.21rc2", (1, 21)), ("go1.4.2", (1, 4, 2)), ("", ()), (None, ()), ("tip", ())],
)
def test_version(text: str | None, expected: tuple[int, ...]) -> None:
    assert version(text) == expected


COMPLETE = [
    ("module with sums", {"go.mod": UUID, "go.sum": SUM}, "", ("go.mod", "go.sum")),
    ("in a directory", {"api/go.mod": UUID, "api/go.sum": SUM, "go.mod": UUID}, "api", ("api/go.mod", "api/go.sum")),
    ("run below the module", {"go.mod": UUID, "go.sum": SUM, "cmd/x/main.go": ""}, "cmd/x", ("go.mod", "go.sum")),
    (
        "local replacement",
        {"go.mod": UUID + "require a.b/lib v0.0.0\nreplace a.b/lib => ./lib\n", "go.sum": SUM, "lib/go.mod": "module a.b/lib\n"},
        "",
        ("go.mod", "go.sum", "lib/go.mod"),
    ),
    (
        "replacement beside the module",
        {"app/go.mod": UUID + "require b v0.0.0\nreplace b => ../b\n", "app/go.sum": SUM, "b/go.mod": "module b\n"},
        "app",
        ("app/go.mod", "app/go.sum", "b/go.mod"),
    ),
    (
        "workspace",
        {"go.work": "go 1.22\nuse (\n\t./a\n\t./b\n)\n", "go.work.sum": "", "a/go.mod": UUID, "a/go.sum": SUM, "b/go.mod": "module b\n"},
        "",
        ("go.work", "go.work.sum", "a/go.mod", "a/go.sum", "b/go.mod"),
    ),
    ("vendor of an old module", {"go.mod": UUID.replace("1.24", "1.13"), "go.sum": SUM, "vendor/modules.txt": ""}, "", ("go.mod", "go.sum")),
    ("ignored vendor", {"go.mod": UUID, "go.sum": SUM, "vendor/modules.txt": "", ".dockerignore": "vendor\n"}, "", ("go.mod", "go.sum")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "directory", "expected"), [case[1:] for case in COMPLETE], ids=[case[0] for case in COMPLETE]
)
def test_complete_set(files: dict[str, str], directory: str, expected: tuple[str, ...]) -> None:
    found = manifests(MemoryContext(files), directory)
    assert found is not None
    assert found.files == expected
    assert found.is_complete
    assert found.needless is None


MEMBERS = {"go.work": "go 1.22\nuse ./a\nuse ./b\n", "a/go.sum": SUM, "b/go.mod": "module x.org/b\n"}
OBSTACLES = [
    ("vendored", {"go.mod": UUID, "go.sum": SUM, "vendor/modules.txt": ""}, {}, "vendored"),
    ("vendored workspace", {"go.work": "go 1.22\nuse .\n", "go.mod": UUID, "vendor/modules.txt": ""}, {}, "vendored"),
    ("asked to use vendor", {"go.mod": UUID, "go.sum": SUM}, {"GOFLAGS": "-v -mod=vendor"}, "-mod=vendor"),
    ("another go.mod", {"go.mod": UUID, "go.sum": SUM}, {"GOFLAGS": "-modfile=tools.mod"}, "-modfile"),
    ("replacement without go.mod", {"go.mod": UUID + "require b v0\nreplace b => ./b\n", "go.sum": SUM}, {}, "./b"),
    ("replacement outside", {"go.mod": UUID + "require b v0\nreplace b => ../b\n", "go.sum": SUM}, {}, "../b"),
    ("ignored replacement", {"go.mod": UUID + "require b v0\nreplace b => ./b\n", "go.sum": SUM, "b/go.mod": "", ".dockerignore": "b\n"}, {}, "./b"),
    ("a member that another requires", {**MEMBERS, "a/go.mod": "module x.org/a\n\nrequire x.org/b v0.0.0\n"}, {}, "`x.org/b`, which is a member"),
    ("... by the version that go mod tidy writes", {**MEMBERS, "a/go.mod": "module x.org/a\n\nrequire x.org/b v0.0.0-00010101000000-000000000000\n"}, {},
     "`x.org/b`, which is a member"),
    ("member without go.mod", {"go.work": "go 1.22\nuse ./a\n"}, {}, "`./a`"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "variables", "reason"), [case[1:] for case in OBSTACLES], ids=[case[0] for case in OBSTACLES]
)
def test_obstacle(files: dict[str, str], variables: dict[str, str | None], reason: str) -> None:
    found = manifests(MemoryContext(files), "", variables=variables)
    assert found is not None
    assert any(reason in obstacle for obstacle in found.obstacles), found
    assert not found.is_complete


@pytest.mark.parametrize(
    ("replace", "is_complete"),
    [("", False), ("replace x.org/b => ./b\n", True), ("replace x.org/b => x.org/c v1.0.0\n", False)],
)
def test_a_member_that_another_requires_by_a_version(replace: str, *, is_complete: bool) -> None:
    files = {
        **MEMBERS,
        "go.work": MEMBERS["go.work"] + replace,
        "a/go.mod": "module x.org/a\n\nrequire x.org/b v1.2.0\n",
    }
    found = manifests(MemoryContext(files), "")
    assert found is not None
    assert found.is_complete == is_complete


def test_vendor_is_not_used_when_modules_are_asked_for() -> None:
    found = manifests(
        MemoryContext({"go.mod": UUID, "go.sum": SUM, "vendor/modules.txt": ""}), "", variables={"GOFLAGS": "-mod=mod"}
    )
    assert found is not None
    assert found.is_complete


def test_missing_sums_are_a_doubt_only_when_something_is_required() -> None:
    found = manifests(MemoryContext({"go.mod": UUID}), "")
    assert found is not None
    assert found.files == ("go.mod",)
    assert not found.is_complete
    plain = manifests(MemoryContext({"go.mod": "module example.com/app\n\ngo 1.24\n"}), "")
    assert plain is not None
    assert plain.files == ("go.mod",)
    assert plain.is_complete
    assert plain.needless


@pytest.mark.parametrize(
    ("files", "variables"),
    [
        ({"main.go": ""}, {}),
        ({"go.mod": UUID, ".dockerignore": "go.mod\n"}, {}),
        ({"go.mod": UUID}, {"GO111MODULE": "off"}),
    ],
)
def test_no_module(files: dict[str, str], variables: dict[str, str | None]) -> None:
    assert manifests(MemoryContext(files), "", variables=variables) is None


def test_module_above_what_is_copied_is_not_there() -> None:
    assert module_of(MemoryContext({"go.mod": UUID, "api/main.go": ""}), "api", root="api") is None


def test_main_packages() -> None:
    context = MemoryContext(
        {
            "go.mod": UUID,
            "main.go": "// Package main says hello.\npackage main\n",
            "gen.go": "//go:build ignore\n\npackage main\n",
            "cmd/worker/main.go": "package main\n",
            "cmd/worker/main_test.go": "package main\n",
            "internal/store/store.go": "package store\n",
            "internal/store/gen.go": "//go:build ignore\n\npackage main\n",
            "vendor/x/main.go": "package main\n",
            "testdata/main.go": "package main\n",
            "tools/go.mod": "module tools\n",
            "tools/main.go": "package main\n",
        }
    )
    module = module_of(context, "")
    assert module is not None
    assert [package.directory for package in main_packages(context, module)] == ["", "cmd/worker"]
