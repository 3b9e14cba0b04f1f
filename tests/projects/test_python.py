"""Requirements files as the files of small contexts describe them."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.python import manifests, read_requirements, requirement_lines

COMPLETE: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
    ("one file", {"requirements.txt": "flask==3.0.0\n"}, ("requirements.txt",)),
    ("includes", {"requirements.txt": "-r base.txt\n-c constraints.txt\n", "base.txt": "flask\n", "constraints.txt": "flask<4\n"}, ("requirements.txt", "base.txt", "constraints.txt")),
    ("includes of includes", {"requirements.txt": "-r requirements/a.txt\n", "requirements/a.txt": "--requirement=b.txt\n", "requirements/b.txt": "flask\n-r ../requirements.txt\n"}, ("requirements.txt", "requirements/a.txt", "requirements/b.txt")),
    ("hashes", {"requirements.txt": "flask==3.0.0 \\\n    --hash=sha256:abc \\\n    --hash=sha256:def\n"}, ("requirements.txt",)),
    ("options", {"requirements.txt": "--index-url https://example.com/simple\n--no-binary=:all:\n-i https://x\nflask ; python_version > '3'\n"}, ("requirements.txt",)),
    ("remote", {"requirements.txt": "flask @ https://example.com/flask.zip\ngit+https://github.com/a/b@v1#egg=b\n-r https://example.com/r.txt\n"}, ("requirements.txt",)),
    ("package file", {"requirements.txt": "./wheels/x-1.whl\nflask\n", "wheels/x-1.whl": ""}, ("requirements.txt", "wheels/x-1.whl")),
    ("links", {"requirements.txt": "--find-links wheels\nflask\n", "wheels/x.whl": ""}, ("requirements.txt", "wheels")),
    ("editable clone", {"requirements.txt": "-e git+https://github.com/a/b#egg=b\n"}, ("requirements.txt",)),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in COMPLETE], ids=[case[0] for case in COMPLETE])
def test_complete_set(files: dict[str, str], expected: tuple[str, ...]) -> None:
    found = manifests(MemoryContext(files), "", ["requirements.txt"])
    assert found is not None
    assert found.is_complete, found
    assert found.paths == expected
    assert found.needless is None


OBSTACLES: list[tuple[str, dict[str, str], str]] = [
    ("the project itself", {"requirements.txt": "-e .\n"}, "`.`"),
    ("the project with extras", {"requirements.txt": ".[dev]\n"}, "`.[dev]`"),
    ("a directory", {"requirements.txt": "flask\n./libs/core\n"}, "./libs/core"),
    ("a directory by URL", {"requirements.txt": "core @ file:libs/core\n"}, "libs/core"),
    ("missing include", {"requirements.txt": "-r other.txt\n"}, "other.txt"),
    ("ignored include", {"requirements.txt": "-r other.txt\n", "other.txt": "", ".dockerignore": "other.txt\n"}, "other.txt"),
    ("include outside", {"requirements.txt": "-r ../other.txt\n"}, "../other.txt"),
    ("missing package file", {"requirements.txt": "./x.whl\n"}, "x.whl"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "reason"), [case[1:] for case in OBSTACLES], ids=[case[0] for case in OBSTACLES])
def test_obstacle(files: dict[str, str], reason: str) -> None:
    found = manifests(MemoryContext(files), "", ["requirements.txt"])
    assert found is not None
    assert any(reason in obstacle for obstacle in found.obstacles), found


def test_include_outside_of_what_is_copied() -> None:
    context = MemoryContext({"app/requirements.txt": "-r ../common.txt\n", "common.txt": "flask\n"})
    found = manifests(context, "app", ["app/requirements.txt"], root="app")
    assert found is not None
    assert found.obstacles == ("`common.txt` is outside of what is copied",)


def test_file_that_is_not_sent() -> None:
    assert manifests(MemoryContext({}), "", ["requirements.txt"]) is None
    context = MemoryContext({"requirements.txt": "flask\n", ".dockerignore": "*.txt\n"})
    assert manifests(context, "", ["requirements.txt"]) is None


def test_clone_that_the_project_would_be_put_over() -> None:
    context = MemoryContext({"requirements.txt": "-e git+https://github.com/a/b#egg=b\n", "src/app.py": ""})
    found = manifests(context, "", ["requirements.txt"])
    assert found is not None
    assert found.overwritten == ("src",)


def test_local_packages_are_relative_to_the_command() -> None:
    context = MemoryContext({"requirements/prod.txt": "./x.whl\n", "x.whl": ""})
    read = read_requirements(context, ["requirements/prod.txt"], "")
    assert read is not None
    assert read.archives == ("x.whl",)


def test_lines() -> None:
    assert list(requirement_lines("# a\n\nflask  # b\nx==1 \\\r\n  --hash=a\nu @ https://a/#egg=b\n")) == [
        "flask",
        "x==1   --hash=a",
        "u @ https://a/#egg=b",
    ]
