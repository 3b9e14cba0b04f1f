"""Rust projects: packages, workspaces, lock files and settings of cargo."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.cargo import Lookup, Project, downloads, read_crate, read_lock, read_project, settings_of


def below_app(context: MemoryContext) -> Lookup:
    """What stands at paths of an image that has the whole context in /app."""

    def lookup(path: str) -> str | None:
        inner = "" if path == "/app" else path.removeprefix("/app/")
        return inner if path.startswith("/app") and (not inner or context.sends(inner)) else None

    return lookup


def project(files: dict[str, str], directory: str = "/app") -> Project | None:
    context = MemoryContext(files)
    return read_project(context, below_app(context), directory)


MAIN = '[package]\nname = "app"\n'

# Files of a package beside its manifest, the manifest, and its programs.
PROGRAMS = [
    (["src/main.rs"], MAIN, ["app"]),
    (["src/lib.rs"], MAIN, []),
    (["src/main.rs", "src/bin/a.rs", "src/bin/b/main.rs", "src/bin/c/d.rs"], MAIN, ["app", "a", "b"]),
    (["src/main.rs"], MAIN + '[[bin]]\nname = "x"\npath = "src/main.rs"\n', ["x"]),
    (["src/main.rs", "src/x.rs"], MAIN + '[[bin]]\nname = "x"\npath = "src/x.rs"\n', ["x", "app"]),
    (["src/main.rs"], '[package]\nname = "app"\nautobins = false\n', []),
    (["src/bin/a.rs"], MAIN + '[[bin]]\nname = "a"\n', ["a"]),
]


@pytest.mark.parametrize(("paths", "manifest", "names"), PROGRAMS, ids=[" ".join(one[0]) for one in PROGRAMS])
def test_programs(paths: list[str], manifest: str, names: list[str]) -> None:
    context = MemoryContext({"Cargo.toml": manifest, **dict.fromkeys(paths, "")})
    found = read_crate(context, below_app(context), "/app")
    assert found is not None
    assert [one.name for one in found.binaries] == names


WORKSPACE = {
    "Cargo.toml": '[workspace]\nmembers = ["a", "libs/*"]\nexclude = ["libs/old"]\n',
    "a/Cargo.toml": '[package]\nname = "a"\n[dependencies]\nx = { path = "../libs/x" }\nserde = "1"\n',
    "a/src/main.rs": "",
    "libs/x/Cargo.toml": '[package]\nname = "x"\n',
    "libs/x/src/lib.rs": "",
    "libs/old/Cargo.toml": '[package]\nname = "old"\n',
    "libs/old/src/main.rs": "",
}


def test_a_workspace() -> None:
    found = project(WORKSPACE)
    assert found is not None
    assert (found.root, found.is_complete) == ("/app", True)
    assert [one.name for one in found.members] == ["a", "x"]
    assert [one.name for one in found.default] == ["a", "x"]
    assert [one.name for one in found.selected(("x",), False)] == ["x"]


def test_a_member_belongs_to_the_workspace_above() -> None:
    found = project(WORKSPACE, "/app/a/src")
    assert found is not None
    assert found.root == "/app"
    assert [one.name for one in found.default] == ["a"]
    assert found.default[0].local == ("/app/libs/x",)
    assert found.default[0].dependencies == ("serde", "x")


def test_what_is_excluded_stands_alone() -> None:
    found = project(WORKSPACE, "/app/libs/old")
    assert found is not None
    assert (found.root, [one.name for one in found.members]) == ("/app/libs/old", ["old"])


def test_default_members() -> None:
    files = {**WORKSPACE, "Cargo.toml": WORKSPACE["Cargo.toml"] + 'default-members = ["a"]\n'}
    found = project(files)
    assert found is not None
    assert [one.name for one in found.default] == ["a"]


def test_a_member_that_is_not_sent() -> None:
    found = project({**WORKSPACE, ".dockerignore": "a\n"})
    assert found is not None
    assert not found.is_complete


def test_no_project() -> None:
    assert project({"main.rs": ""}) is None
    assert project({"Cargo.toml": "[package\n"}) is None


def test_the_lock_file() -> None:
    text = '[[package]]\nname = "a"\ndependencies = ["b 1.0", "c"]\n[[package]]\nname = "b"\nsource = "registry+x"\n'
    found = read_lock(MemoryContext({"x/Cargo.lock": text}), "x")
    assert found is not None
    assert [(one.name, one.is_remote, one.dependencies) for one in found] == [
        ("a", False, ("b", "c")),
        ("b", True, ()),
    ]
    assert read_lock(MemoryContext({}), "") is None


def test_settings_nearer_files_win() -> None:
    files = {
        ".cargo/config.toml": '[build]\ntarget = "x"\ntarget-dir = "out"\nrustflags = ["-C", "a"]\n',
        "inner/.cargo/config": '[build]\ntarget = "y"\n[target.y]\nrustflags = "-C b"\n[install]\nroot = "bin"\n',
    }
    context = MemoryContext(files)
    found = settings_of(context, below_app(context), "/app/inner")
    assert (found.target, found.target_directory, found.install_root) == ("y", "/app/out", "/app/inner/bin")
    assert found.flags == ("-C", "a", "-C", "b")
    assert found.is_understood


@pytest.mark.parametrize("text", ["[build", '[build]\ntarget = ["a", "b"]\n', 'include = "x.toml"\n'])
def test_settings_that_are_not_understood(text: str) -> None:
    context = MemoryContext({".cargo/config.toml": text})
    assert not settings_of(context, below_app(context), "/app").is_understood


# Whether anything is downloaded.
DOWNLOADS: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"Cargo.lock": '[[package]]\nname = "a"\n'}, False),
    ({"Cargo.lock": '[[package]]\nname = "a"\nsource = "registry+x"\n'}, True),
    ({"Cargo.lock": "", "b/Cargo.lock": 'source = "git+x"\n'}, True),
    ({".cargo/config.toml": '[source.a]\nreplace-with = "b"\n[source.b]\ndirectory = "vendor"\n'}, False),
    ({".cargo/config.toml": '[source.a]\nreplace-with = "b"\n[source.b]\nregistry = "https://example.org"\n'}, True),
]


@pytest.mark.parametrize(("files", "expected"), DOWNLOADS)
def test_downloads(files: dict[str, str], expected: bool) -> None:
    assert downloads(MemoryContext(files)) is expected
