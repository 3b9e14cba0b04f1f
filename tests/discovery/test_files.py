"""Which files a path means, and what is read from them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from dockwright.discovery import Failure, Source, files, find, read


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def touch(*paths: str) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("FROM alpine:3.20\n")


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x", *arguments], check=True, capture_output=True)


def test_a_directory_is_searched_in_order() -> None:
    touch("b/Dockerfile", "a/app.dockerfile", "Dockerfile", "a/main.go", "Dockerfile.dockerignore", "x.tmpl/Dockerfile")

    assert find(["."]).files == ("Dockerfile", "a/app.dockerfile", "b/Dockerfile", "x.tmpl/Dockerfile")
    assert find(["a", "b"]).files == ("a/app.dockerfile", "b/Dockerfile")
    assert find(["./b"]).files == ("./b/Dockerfile",)


def test_a_named_file_is_taken_whatever_its_name() -> None:
    touch("recipe.txt", "Dockerfile.j2")

    assert find(["recipe.txt", "Dockerfile.j2", "-"]).files == ("-", "Dockerfile.j2", "recipe.txt")


def test_a_file_is_found_once(tmp_path: Path) -> None:
    touch("a/Dockerfile")
    Path("a/Dockerfile.link").symlink_to("Dockerfile")

    assert find([".", "a", "a/Dockerfile", "a/Dockerfile"]).files == ("a/Dockerfile",)
    assert find(["a/Dockerfile.link"]).files == ("a/Dockerfile.link",)


@pytest.mark.parametrize("directory", [".git", "node_modules", ".venv", "web/node_modules/x", ".tox"])
def test_other_peoples_directories_are_not_searched(directory: str) -> None:
    touch(f"{directory}/Dockerfile")

    assert find(["."]).files == ()
    assert find([directory]).files == (f"{directory}/Dockerfile",)  # unless they are named


def test_excluded_files() -> None:
    touch("old/Dockerfile", "new/Dockerfile")

    def is_old(path: str) -> bool:
        return path.startswith("old/")

    assert find(["."], is_old).files == ("new/Dockerfile",)
    assert find(["old/Dockerfile"], is_old).files == ("old/Dockerfile",)
    assert find(["old/Dockerfile"], is_old, exclude_named=True).files == ()


def test_links_do_not_lead_in_circles() -> None:
    touch("a/Dockerfile")
    Path("a/again").symlink_to("..")
    Path("Dockerfile").symlink_to("Dockerfile")
    Path("b").mkdir()
    Path("b/Dockerfile").symlink_to("../nowhere")

    assert find(["."]).files == ("a/Dockerfile",)
    assert find(["Dockerfile"]).failures == (Failure("Dockerfile", "too many levels of symbolic links"),)


def test_what_cannot_be_checked_is_told_and_costs_nothing_else() -> None:
    touch("Dockerfile")
    os.mkfifo("pipe")

    assert find(["Dockerfile", "missing", "pipe", "Dockerfile/x", "a\0b"])[:2] == (
        ("Dockerfile",),
        (
            Failure("Dockerfile/x", "not a directory"),
            Failure("a\0b", "a path cannot hold a NUL"),
            Failure("missing", "no such file or directory"),
            Failure("pipe", "not a regular file"),
        ),
    )
    assert read("pipe") == Failure("pipe", "not a regular file")


def test_a_pipe_named_like_a_dockerfile_is_passed_over() -> None:
    os.mkfifo("Dockerfile")

    assert find(["."])[:2] == ((), ())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_that_may_not_be_read() -> None:
    touch("a/Dockerfile", "b/Dockerfile")
    os.chmod("b", 0)

    assert find(["."]) == (("a/Dockerfile",), (Failure("b", "permission denied"),))
    os.chmod("b", 0o700)


class TestInARepository:
    """What git ignores is not found, unless it is tracked or named."""

    @pytest.fixture(autouse=True)
    def _repository(self, _inside: None) -> None:
        git("init", "-q")

    def test_ignored_files(self) -> None:
        touch("Dockerfile", "build/Dockerfile", "tracked/Dockerfile", "new/dir/APP.DOCKERFILE", "ü/Dockerfile")
        git("add", "tracked")
        Path(".gitignore").write_text("build/\ntracked\n")

        assert find(["."]).files == ("Dockerfile", "new/dir/APP.DOCKERFILE", "tracked/Dockerfile", "ü/Dockerfile")
        assert find(["build/Dockerfile"]).files == ("build/Dockerfile",)
        assert find(["new"]).files == ("new/dir/APP.DOCKERFILE",)

    def test_a_deleted_file(self) -> None:
        touch("Dockerfile", "a/Dockerfile")
        git("add", ".")
        Path("Dockerfile").unlink()

        assert find(["."]).files == ("a/Dockerfile",)

    def test_tracked_files_of_other_people(self) -> None:
        touch("node_modules/x/Dockerfile")
        git("add", ".")

        assert find(["."]).files == ()

    def test_another_repository_inside(self) -> None:
        touch("Dockerfile", "other/Dockerfile")
        git("init", "-q", "other")

        assert find(["."]).files == ("Dockerfile",)
        assert find(["other"]).files == ("other/Dockerfile",)

    def test_inside_a_hook_of_another_repository(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        touch("Dockerfile")
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

        assert find(["."]).files == ("Dockerfile",)

    def test_without_git_the_directory_is_searched(self, monkeypatch: pytest.MonkeyPatch) -> None:
        touch("build/Dockerfile")
        Path(".gitignore").write_text("build\n")
        monkeypatch.setenv("PATH", "")

        assert find(["."]).files == ("build/Dockerfile",)


class TestReading:
    def test_a_file(self) -> None:
        touch("Dockerfile")

        assert read("Dockerfile") == Source("Dockerfile", "FROM alpine:3.20\n")

    def test_bytes_that_are_no_text(self) -> None:
        Path("Dockerfile").write_bytes(b"FROM a\xff\r\n")
        source = read("Dockerfile")

        assert isinstance(source, Source)
        assert source.text == "FROM a\udcff\r\n"
        assert len(source.problems) == 1

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"FROM a\n")))

        assert read("-") == Source("-", "FROM a\n")

    @pytest.mark.parametrize(
        ("path", "message"),
        [("missing", "no such file or directory"), (".", "is a directory"), ("a\0", "a path cannot hold a NUL")],
    )
    def test_nothing_to_read(self, path: str, message: str) -> None:
        assert read(path) == Failure(path, message)

    def test_a_file_that_no_builder_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "SIZE_LIMIT", 1 << 20)
        Path("Dockerfile").write_bytes(b"#" * ((1 << 20) + 1))

        assert read("Dockerfile") == Failure("Dockerfile", "larger than 1 MiB")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read(self) -> None:
        touch("Dockerfile")
        os.chmod("Dockerfile", 0)

        assert read("Dockerfile") == Failure("Dockerfile", "permission denied")


def test_thousands_of_paths_cost_no_walk_each() -> None:
    """One search of a directory, however many files it has."""
    touch(*(f"d{number}/Dockerfile" for number in range(300)))
    calls: list[Iterable[str]] = []
    before = os.scandir

    def counted(path: str) -> object:
        calls.append(path)
        return before(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", counted)
        assert len(find(["."]).files) == 300
    assert len(calls) == 301


def test_a_walk_that_must_not_take_long_sees_what_is_near_the_top() -> None:
    touch("a/b/c/Dockerfile", "z/Dockerfile", *(f"a/b/c/{number}.txt" for number in range(20)))
    whole = find(["."])
    assert (whole.files, whole.is_complete) == (("a/b/c/Dockerfile", "z/Dockerfile"), True)
    part = find(["."], most_entries=10)
    assert (part.files, part.is_complete) == (("z/Dockerfile",), False)
