"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
from pathlib import Path

import pytest

from dockwright import writing
from dockwright.writing import ChangedError, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM a\r\n")
    return path


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


def test_somebody_else_may_have_written_the_same(file: Path) -> None:
    write(str(file), b"FROM a\r\n", b"FROM x\n")
    assert file.read_bytes() == b"FROM a\r\n"


def test_write_keeps_a_hard_link(file: Path) -> None:
    twin = file.parent / "twin"
    os.link(file, twin)
    write(str(file), b"FROM b\n", b"FROM a\r\n")
    assert twin.read_bytes() == b"FROM b\n"
    assert file.samefile(twin)
    assert sorted(os.listdir(file.parent)) == ["Dockerfile", "twin"]


@pytest.mark.parametrize(
    ("function", "number"), [("replace", errno.EBUSY), ("chown", errno.EPERM), ("open", errno.EROFS)]
)
def test_where_no_file_takes_the_place_of_another_its_bytes_are_replaced(
    file: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int
) -> None:
    """A file that is mounted alone, one of somebody else's, one in a directory that cannot be written."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    if function == "chown":
        monkeypatch.setattr(writing, "_resemble", refuse)
    else:
        monkeypatch.setattr(writing.os, function, refuse)
    inode = file.stat().st_ino
    write(str(file), b"FROM b\n", b"FROM a\r\n")
    assert file.read_bytes() == b"FROM b\n"
    assert file.stat().st_ino == inode
    assert os.listdir(file.parent) == ["Dockerfile"]


def test_bytes_that_cannot_all_be_replaced_are_put_back(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.link(file, file.parent / "twin")
    write_some, calls = os.write, []

    def fill_up(descriptor: int, data: memoryview) -> int:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return write_some(descriptor, data[:3] if len(calls) == 1 else data)

    monkeypatch.setattr(writing.os, "write", fill_up)
    with pytest.raises(OSError, match="No space left"):
        write(str(file), b"FROM something else\n", b"FROM a\r\n")
    assert file.read_bytes() == b"FROM a\r\n"


def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 255)
    file.write_bytes(b"FROM a\n")
    write(str(file), b"FROM b\n", b"FROM a\n")
    assert file.read_bytes() == b"FROM b\n"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals are POSIX's")
def test_a_signal_waits_until_the_file_is_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing.os, "fsync", lambda _: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        write(str(file), b"FROM b\n", b"FROM a\r\n")
    assert file.read_bytes() == b"FROM b\n"
    assert os.listdir(file.parent) == ["Dockerfile"]


def test_a_failed_write_leaves_the_file_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write(str(file), b"FROM b\n", b"FROM a\r\n")
    assert file.read_bytes() == b"FROM a\r\n"
    assert os.listdir(file.parent) == ["Dockerfile"]
