"""A file is written whole or not at all."""

from __future__ import annotations

import os
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


def test_a_failed_write_leaves_the_file_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write(str(file), b"FROM b\n", b"FROM a\r\n")
    assert file.read_bytes() == b"FROM a\r\n"
    assert os.listdir(file.parent) == ["Dockerfile"]
