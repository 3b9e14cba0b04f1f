"""What lies around Dockerfiles is read once for all of them, and again when it has changed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dockwright.discovery import infer
from dockwright.discovery.disk import listing, read_once
from dockwright.syntax import parse


def settle(path: Path) -> None:
    """Give a file or directory the time stamp of something that has been left alone for a while."""
    ago = time.time() - 60
    os.utime(path, (ago, ago))


def is_text(name: str) -> bool:
    return name.endswith(".txt")


def test_a_listing_is_sorted_and_picks(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).touch()
    assert listing(str(tmp_path)).names == ("a.txt", "b.txt", "c.md")
    assert listing(str(tmp_path)).pick(is_text) == ("a.txt", "b.txt")


@pytest.mark.parametrize("name", ["missing", "file"])
def test_what_cannot_be_listed_is_empty(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert listing(str(tmp_path / name)).names == ()


def test_a_settled_directory_is_listed_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    settle(tmp_path)
    assert listing(str(tmp_path)) is listing(str(tmp_path))


def test_a_new_name_is_seen(tmp_path: Path) -> None:
    settle(tmp_path)
    assert listing(str(tmp_path)).names == ()
    (tmp_path / "a.txt").touch()
    assert listing(str(tmp_path)).names == ("a.txt",)
    (tmp_path / "b.txt").touch()  # perhaps within the same tick of the clock
    assert listing(str(tmp_path)).names == ("a.txt", "b.txt")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    settle(file)
    assert read_once(str(file), read) == "one"
    file.write_text("two")
    assert read_once(str(file), read) == "two"


def read(path: str) -> str:
    return Path(path).read_text()


def test_neighbours_share_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred Dockerfiles in one directory, and none of them makes another one look again."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    settle(tmp_path)
    listed: list[str] = []
    list_directory = os.listdir

    def counting(directory: str) -> list[str]:
        listed.append(directory)
        return list_directory(directory)

    monkeypatch.setattr(os, "listdir", counting)
    for number in range(100):
        infer(str(tmp_path / f"{number}.Dockerfile"), parse("FROM alpine\nCOPY missing /\n"))
    assert listed.count(str(tmp_path)) == 1
