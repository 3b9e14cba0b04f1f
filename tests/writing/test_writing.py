"""Reading what is a text file, and writing it whole or not at all."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from dockwright import writing
from dockwright.writing import ChangedError, UnreadableError, read, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM a\r\n")
    return path


def test_reads_bytes(file: Path) -> None:
    assert read(str(file)) == b"FROM a\r\n"


def reason(path: str) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(path)
    return str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    assert reason(str(tmp_path / "no")) == "no such file or directory"
    assert reason(str(tmp_path / "a\0b")) == "embedded null byte"


def test_a_directory_a_pipe_a_socket_a_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reason(str(tmp_path)) == "it is a directory"
    assert reason(str(tmp_path / "pipe")) == "it is a named pipe"
    assert reason("/dev/null") == "it is a device"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert reason(str(tmp_path / "s")) == "it is a socket"


def test_a_loop_of_links(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert reason(str(tmp_path / "a")) == "too many levels of symbolic links"


def test_no_permission(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(writing.os, "stat", refuse)
    assert reason(str(file)) == "permission denied"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x7fELF\0\0", "it is a binary file"),
        ("FROM a".encode("utf-16"), "it is UTF-16, and builders read UTF-8"),
    ],
)
def test_no_text(file: Path, data: bytes, expected: str) -> None:
    file.write_bytes(data)
    assert reason(str(file)) == expected


def test_too_large(file: Path) -> None:
    with open(file, "wb") as big:
        big.truncate(writing.SIZE_LIMIT + 1)
    assert reason(str(file)) == "it is larger than 16 MiB"


def test_write_keeps_the_mode_and_leaves_nothing_behind(file: Path) -> None:
    file.chmod(0o640)
    write(str(file), b"FROM b\r\n", b"FROM a\r\n")
    assert file.read_bytes() == b"FROM b\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(file.parent) == ["Dockerfile"]


def test_write_goes_through_a_link(file: Path) -> None:
    link = file.parent / "link"
    link.symlink_to("Dockerfile")
    write(str(link), b"FROM b\n", b"FROM a\r\n")
    assert link.is_symlink()
    assert file.read_bytes() == b"FROM b\n"


def test_write_keeps_a_read_only_file_read_only(file: Path) -> None:
    file.chmod(0o444)
    write(str(file), b"FROM b\n", b"FROM a\r\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o444


def test_write_makes_a_new_file(tmp_path: Path) -> None:
    write(str(tmp_path / "app" / ".dockerignore"), b".git\n", None)
    assert (tmp_path / "app" / ".dockerignore").read_bytes() == b".git\n"


@pytest.mark.parametrize("before", [b"FROM x\n", None])
def test_write_overwrites_nothing_it_has_not_read(file: Path, before: bytes | None) -> None:
    with pytest.raises(ChangedError):
        write(str(file), b"FROM b\n", before)
    assert file.read_bytes() == b"FROM a\r\n"
    assert os.listdir(file.parent) == ["Dockerfile"]


def test_a_failed_write_leaves_the_file_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write(str(file), b"FROM b\n", b"FROM a\r\n")
    assert file.read_bytes() == b"FROM a\r\n"
    assert os.listdir(file.parent) == ["Dockerfile"]
