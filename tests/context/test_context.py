"""What a rule learns of the files around a Dockerfile; the same from memory and from a directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dockwright.context import (
    UNKNOWN,
    BuildContext,
    DirectoryContext,
    MemoryContext,
    answers,
    keep,
    read_as,
    with_files,
)
from dockwright.rule import NewFile

Make = Callable[..., BuildContext]


@pytest.fixture(params=["memory", "directory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def in_directory(files: Mapping[str, str | bytes], dockerfile_name: str = "Dockerfile") -> BuildContext:
        for path, content in files.items():
            place = tmp_path / path
            (place if path.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
            if not path.endswith("/"):
                place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return DirectoryContext(str(tmp_path), dockerfile_name)

    return MemoryContext if request.param == "memory" else in_directory


def test_files_and_directories(make: Make) -> None:
    context = make({"go.mod": "module x\n", "cmd/app/main.go": "package main\n", "empty/": ""})

    assert context.is_known
    assert context.is_file("go.mod")
    assert not context.is_file("go.sum")
    assert context.is_dir("cmd")
    assert context.is_dir("empty")
    assert context.is_dir("")
    assert not context.is_dir("go.mod")
    assert context.exists("cmd/app/main.go")
    assert not context.exists("go.mod/below")
    assert context.list() == ("cmd", "empty", "go.mod")
    assert context.list("cmd") == ("app",)
    assert context.list("nowhere") == ()


@pytest.mark.parametrize("path", ["./go.mod", "/go.mod", "../go.mod", "cmd/../go.mod", "//go.mod", "go.mod/"])
def test_a_path_means_what_it_means_in_a_copy(make: Make, path: str) -> None:
    assert make({"go.mod": "", "cmd/x": ""}).is_file(path)


def test_contents(make: Make) -> None:
    context = make({"a": "text\r\n", "b": b"\xff\x00", "d/c": "12345", "d/e/f": "123", ".git/x": "12"})

    assert context.read("a") == "text\r\n"
    assert context.read("b") == "\udcff\x00"
    assert context.read("d") is None
    assert context.read("none") is None
    assert context.size("d/c") == 5
    assert context.size("d") == 8
    assert context.size(".git") == 2
    assert context.size("") == 18
    assert context.size("none") is None


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("package*.json", ("package-lock.json", "package.json")),
        ("*", ("a", "b", "package-lock.json", "package.json")),
        ("*/package.json", ("a/package.json", "b/package.json")),
        ("a/*", ("a/package.json", "a/x")),
        ("./a/p*", ("a/package.json",)),
        ("a", ("a",)),
        ("[ab]", ("a", "b")),
        ("none*", ()),
        ("a[", ()),
        ("**/package.json", ("a/package.json", "a/x/package.json", "b/package.json", "package.json")),
        ("a/**/package.json", ("a/package.json", "a/x/package.json")),
        ("[a]/**/*.json", ("a/package.json", "a/x/package.json")),
    ],
)
def test_a_pattern_finds_what_a_copy_would(make: Make, pattern: str, found: tuple[str, ...]) -> None:
    files = ["package.json", "package-lock.json", "a/package.json", "a/x/package.json", "b/package.json"]
    assert make(dict.fromkeys(files, "")).glob(pattern) == found


def test_files_come_in_the_order_of_their_paths_and_nothing_from_git(make: Make) -> None:
    context = make(dict.fromkeys(["a/b", "a.txt", "a-b", "z/.git/config", ".git/HEAD", "a/.git", ".gitignore"], ""))

    assert list(context.files()) == [".gitignore", "a-b", "a.txt", "a/.git", "a/b"]
    assert list(context.files("a")) == ["a/.git", "a/b"]


def test_the_ignore_file_says_what_is_sent(make: Make) -> None:
    context = make(
        {
            ".dockerignore": "node_modules\n*.md\n!README.md\nsecrets\n!secrets/public*\n",
            "node_modules/x/index.js": "",
            "README.md": "",
            "CHANGES.md": "",
            "secrets/key": "",
            "secrets/public.pem": "",
            "src/main.js": "",
        }
    )

    assert context.ignore_file == ".dockerignore"
    assert context.ignored("node_modules/x")
    assert context.ignored("node_modules/not-there")
    assert not context.sends("node_modules")
    assert not context.sends("CHANGES.md")
    assert context.sends("README.md")
    assert context.sends("src")
    assert context.sends(".")
    assert not context.sends("not-there")
    assert context.sends("secrets")  # because of what is taken back inside
    assert not context.sends("secrets/key")
    assert list(context.sent_files()) == [".dockerignore", "README.md", "secrets/public.pem", "src/main.js"]
    assert list(context.sent_files("node_modules")) == []


def test_the_ignore_file_of_one_dockerfile_takes_the_place_of_the_common_one(make: Make) -> None:
    files = {".dockerignore": "a", "Dockerfile.dockerignore": "b", "docker/web.dockerignore": "c", "a": "", "b": ""}

    assert make(files).ignore_file == "Dockerfile.dockerignore"
    assert make(files).sends("a")
    assert not make(files).sends("b")
    assert make(files, "docker/web").ignore_file == "docker/web.dockerignore"
    assert make(files, "docker/other").ignore_file == ".dockerignore"


def test_without_an_ignore_file_all_is_sent(make: Make) -> None:
    context = make({"a": ""})

    assert context.ignore_file is None
    assert context.sends("a")
    assert not context.ignored("a")


def test_what_is_wrong_with_the_ignore_file_is_known(make: Make) -> None:
    assert [line.text for line in make({".dockerignore": "a\n[\n"}).ignore_rules.invalid] == ["["]


def test_a_walk_ends(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    context = make({f"d{number:02}/x": "" for number in range(40)})
    monkeypatch.setattr(answers, "WALK_LIMIT", 10)

    assert list(context.files()) == [f"d{number:02}/x" for number in range(5)]


def test_of_an_unknown_context_nothing_is_known() -> None:
    assert not UNKNOWN.is_known
    assert not UNKNOWN.exists("Dockerfile")
    assert not UNKNOWN.is_dir("")
    assert not UNKNOWN.sends("")
    assert not UNKNOWN.ignored("node_modules")
    assert UNKNOWN.read("go.mod") is None
    assert UNKNOWN.size("") is None
    assert UNKNOWN.list() == UNKNOWN.glob("*") == UNKNOWN.glob("**/x") == tuple(UNKNOWN.files()) == ()
    assert UNKNOWN.ignore_file is None


def test_a_context_with_the_files_of_a_fix(make: Make) -> None:
    before = make({"a/b": "old", "c": "", "node_modules/x": "123"})
    after = with_files(before, [NewFile(".dockerignore", "node_modules\n"), NewFile("a/b", "new!"), NewFile("n/o", "")])

    assert before.ignore_file is None
    assert after.ignore_file == ".dockerignore"
    assert not after.sends("node_modules")
    assert after.read("a/b") == "new!"
    assert after.size("") == len("node_modules\n") + 4 + 3
    assert list(after.sent_files()) == [".dockerignore", "a/b", "c", "n/o"]
    assert with_files(after, [NewFile("c", "more")]).read("c") == "more"
    assert with_files(UNKNOWN, [NewFile("c", "more")]) is UNKNOWN


def test_values_stand_in_for_what_memory_has_not() -> None:
    context = MemoryContext({"run.sh": "", "dump.sql": ""}, executables=["run.sh"], sizes={"dump.sql": 10**9})

    assert context.is_executable("run.sh")
    assert not context.is_executable("dump.sql")
    assert context.size("") == 10**9


class TestOnDisk:
    """What only a directory can have."""

    def test_an_executable(self, tmp_path: Path) -> None:
        (tmp_path / "run.sh").touch(0o755)
        (tmp_path / "data").touch(0o644)
        context = DirectoryContext(str(tmp_path))

        assert context.is_executable("run.sh")
        assert not context.is_executable("data")
        assert not context.is_executable("")

    def test_a_link_is_followed_inside_only(self, tmp_path: Path) -> None:
        root, outside = tmp_path / "root", tmp_path / "outside"
        (root / "real").mkdir(parents=True)
        outside.mkdir()
        (root / "real/file").write_text("inside")
        (outside / "file").write_text("outside")
        (root / "good").symlink_to("real")
        (root / "bad").symlink_to(outside)
        (root / "out").symlink_to("../outside/file")
        (root / "loop").symlink_to("loop")
        (root / "up").symlink_to(".")
        (root / "dangling").symlink_to("nowhere")
        context = DirectoryContext(str(root))

        assert context.read("good/file") == "inside"
        assert context.is_dir("up/up/real")
        for path in ("bad", "bad/file", "out", "loop", "loop/x", "dangling"):
            assert not context.exists(path)
        assert list(context.files()) == ["bad", "dangling", "good", "loop", "out", "real/file", "up"]
        assert context.size("real") == 6

    def test_a_root_reached_through_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "real/file").touch()
        (tmp_path / "link").symlink_to("real")

        assert DirectoryContext(str(tmp_path / "link")).is_file("file")

    def test_a_pipe_is_never_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        os.mkfifo(tmp_path / ".dockerignore")
        context = DirectoryContext(str(tmp_path))

        assert context.exists("pipe")
        assert not context.is_file("pipe")
        assert context.read("pipe") is None
        assert context.ignore_file is None

    def test_no_root_no_context(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        assert not DirectoryContext(str(tmp_path / "missing")).is_known
        assert not DirectoryContext(str(tmp_path / "file" / "x")).is_known

    def test_the_ignore_file_may_lie_beside_a_dockerfile_outside(self, tmp_path: Path) -> None:
        (tmp_path / "app").mkdir()
        (tmp_path / "Dockerfile.dockerignore").write_text("x")
        context = DirectoryContext(str(tmp_path / "app"), "../Dockerfile")

        assert context.ignore_file == "../Dockerfile.dockerignore"
        assert context.ignored("x")

    @pytest.mark.parametrize("path", ["a\0b", "a/" * 100_000, "x" * 100_000, "\udcff", "a\nb"])
    def test_a_path_that_no_file_can_have(self, tmp_path: Path, path: str) -> None:
        context = DirectoryContext(str(tmp_path))

        assert not context.exists(path)
        assert not context.sends(path)
        assert context.glob(path + "*") == ()

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_what_may_not_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch(0)
        (tmp_path / "directory").mkdir(0)
        context = DirectoryContext(str(tmp_path))

        assert context.read("file") is None
        assert context.list("directory") == ()


# What is made of files


def test_what_a_file_says_is_worked_out_once_and_again_when_it_changes(tmp_path: Path) -> None:
    asked: list[str] = []

    def reader(text: str) -> int:
        asked.append(text)
        return len(text)

    file = tmp_path / "a.py"
    file.write_text("one")
    os.utime(file, (1, 1))
    first, second = DirectoryContext(str(tmp_path)), DirectoryContext(str(tmp_path))
    assert [read_as(one, "a.py", reader) for one in (first, first, second)] == [3, 3, 3]
    assert asked == ["one"]
    file.write_text("three")
    os.utime(file, (2, 2))
    assert read_as(DirectoryContext(str(tmp_path)), "./a.py", reader) == 5
    assert read_as(first, "absent.py", reader) is None


def test_a_file_that_has_changed_just_now_is_read_each_time(tmp_path: Path) -> None:
    """It may change again within the same tick of the file system's clock, and without changing its size."""
    file = tmp_path / "a.py"
    file.write_text("one")
    context = DirectoryContext(str(tmp_path))
    assert read_as(context, "a.py", str.upper) == "ONE"
    file.write_text("two")
    assert read_as(context, "a.py", str.upper) == "TWO"


def test_a_file_that_is_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one")
    os.utime(tmp_path / "a.py", (1, 1))
    below = DirectoryContext(str(tmp_path))
    assert read_as(below, "a.py", str.title) == "One"
    assert read_as(with_files(below, [NewFile("a.py", "new")]), "a.py", str.title) == "New"


@pytest.mark.parametrize(("context", "expected"), [(MemoryContext({"a": "1"}), [1, 1, 2]), (UNKNOWN, [1, 2, 3])])
def test_what_all_files_say_is_worked_out_once_for_a_known_context(context: BuildContext, expected: list[int]) -> None:
    answers = iter([1, 2, 3])
    assert [keep(context, key, lambda: next(answers)) for key in ("x", "x", "y")] == expected


@pytest.mark.parametrize("name", [".dockerignore", "app.dockerfile.dockerignore"])
def test_what_an_ignore_file_that_cannot_be_read_keeps_out_is_not_known(name: str, tmp_path: Path) -> None:
    """Docker stops at it, or reads it as somebody else."""
    (tmp_path / "a").write_text("")
    (tmp_path / ".dockerignore").touch()
    assert DirectoryContext(str(tmp_path), "app.dockerfile").is_known
    (tmp_path / ".dockerignore").unlink()
    assert DirectoryContext(str(tmp_path), "app.dockerfile").is_known
    (tmp_path / name).mkdir()
    if name != ".dockerignore":
        (tmp_path / ".dockerignore").touch()
    assert not DirectoryContext(str(tmp_path), "app.dockerfile").is_known
