"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockwright import writing
from dockwright.writing import ChangedError, write, write_report


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


class Fault(Exception):
    pass


def faulty() -> Iterator[bytes]:
    yield b"half of"
    raise Fault


def test_a_report_that_stops_by_a_fault_leaves_what_was_there(file: Path) -> None:
    for path in (file, file.parent / "new"):
        with pytest.raises(Fault):
            write_report(str(path), faulty())
    assert file.read_bytes() == b"FROM a\r\n"
    assert os.listdir(file.parent) == ["Dockerfile"]
    os.link(file, file.parent / "twin")
    with pytest.raises(Fault):
        write_report(str(file), faulty())
    assert file.read_bytes() == b"FROM a\r\n"


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o755])
def test_a_report_keeps_the_mode_and_the_link(file: Path, mode: int) -> None:
    file.chmod(mode)
    (file.parent / "link").symlink_to("Dockerfile")
    write_report(str(file.parent / "link"), (b"a", b"b"))
    assert (file.parent / "link").is_symlink()
    assert file.read_bytes() == b"ab"
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert sorted(os.listdir(file.parent)) == ["Dockerfile", "link"]


def test_a_new_report_has_the_mode_of_any_new_file(file: Path) -> None:
    (file.parent / "other").write_bytes(b"")
    (file.parent / "link").symlink_to("new")
    write_report(str(file.parent / "link"), (b"a", b"b"))
    assert (file.parent / "new").read_bytes() == b"ab"
    assert (file.parent / "new").stat().st_mode == (file.parent / "other").stat().st_mode


def test_a_report_keeps_a_hard_link(file: Path) -> None:
    os.link(file, file.parent / "twin")
    write_report(str(file), (b"a", b"b"))
    assert (file.parent / "twin").read_bytes() == b"ab"


@pytest.mark.parametrize(("function", "number"), [("replace", errno.EBUSY), ("open", errno.EROFS)])
def test_a_report_where_no_file_takes_the_place_of_another(
    file: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int
) -> None:
    really = getattr(os, function)

    def refuse(path: str, *rest: object) -> object:
        if path.endswith(".tmp"):
            raise OSError(number, os.strerror(number))
        return really(path, *rest)

    monkeypatch.setattr(writing.os, function, refuse)
    write_report(str(file), (b"a", b"b"))
    assert file.read_bytes() == b"ab"
    assert os.listdir(file.parent) == ["Dockerfile"]


def test_a_report_into_a_stream_stands_behind_what_is_there(file: Path) -> None:
    before = file.stat().st_ino
    with file.open("wb", buffering=0) as stream:
        stream.write(b"0")
        for path in (f"/dev/fd/{stream.fileno()}", str(file)):
            write_report(path, (b"a", b"b"))
        stream.write(b"c")
    assert file.stat().st_ino == before
    assert file.read_bytes() == b"0ababc"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX's")
def test_a_report_goes_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_report(str(pipe), (b"a", b"b"))
    assert os.read(reader, 10) == b"ab"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    write_report(os.devnull, (b"a",))


@pytest.mark.parametrize("name", ["nowhere/x", "", "new/"])
def test_a_report_makes_no_directory(file: Path, name: str) -> None:
    with pytest.raises(OSError, match="directory"):
        write_report(f"{file.parent}/{name}", (b"a",))
    assert os.listdir(file.parent) == ["Dockerfile"]
