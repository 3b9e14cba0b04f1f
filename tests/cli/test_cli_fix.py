"""`dockwright fix`: what is written, what is shown, and what is left alone."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, Command

from dockwright import writing

MENDED = BROKEN.replace("MAINTAINER ", 'LABEL org.opencontainers.image.authors="').replace(">", '>"')


def test_fix_writes_and_tells(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    done = dockwright("fix")
    assert done.code == 0
    assert done.out.startswith("Dockerfile: fixed\n  maintainer-instruction: ")
    assert done.out.endswith("No findings in 1 file.\n")
    assert (tmp_path / "Dockerfile").read_text() == MENDED
    assert dockwright("fix") == (0, "No findings in 1 file.\n", "")


def test_what_remains_decides_the_exit_code(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN + "EXPOSE 70000\n")
    done = dockwright("fix", "--format", "compact")
    assert done.code == 1
    assert done.out == "Dockerfile:3:8: error invalid-port: " + done.out.partition("invalid-port: ")[2]
    assert "MAINTAINER" not in (tmp_path / "Dockerfile").read_text()


@pytest.mark.parametrize(
    "before", [BROKEN.encode(), BROKEN.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + BROKEN.encode()]
)
def test_line_endings_mark_and_mode_stay(dockwright: Command, tmp_path: Path, before: bytes) -> None:
    target = tmp_path / "Dockerfile"
    target.write_bytes(before + b"# caf\xe9 \x0c \xe2\x80\xa8 no end of line")
    target.chmod(0o751)
    dockwright("fix")
    after = target.read_bytes()
    assert b"MAINTAINER" not in after
    assert after.endswith(b"# caf\xe9 \x0c \xe2\x80\xa8 no end of line")
    assert after.startswith(before[:10])
    assert after.count(b"\r\n") == before.count(b"\r\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o751
    assert os.listdir(tmp_path) == ["Dockerfile"]


def test_a_clean_file_is_not_touched(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    before = (tmp_path / "Dockerfile").stat()
    dockwright("fix")
    after = (tmp_path / "Dockerfile").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("text", [BROKEN, BROKEN.rstrip("\n"), BROKEN.replace("\n", "\r\n")])
def test_the_diff_is_one_that_patch_takes(dockwright: Command, tmp_path: Path, text: str) -> None:
    (tmp_path / "app").mkdir()
    target = tmp_path / "app" / "Dockerfile"
    target.write_bytes(text.encode())
    done = dockwright("fix", "--diff")
    assert done.code == 1
    assert done.err == ""
    assert target.read_bytes() == text.encode()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-p0", "-"], input=done.out.encode(), cwd=tmp_path, check=True)
    patched = target.read_bytes()
    target.write_bytes(text.encode())
    dockwright("fix")
    assert target.read_bytes() == patched
    assert dockwright("fix", "--diff") == (0, "", "")


def test_unsafe_fixes_only_when_asked_for(dockwright: Command, tmp_path: Path) -> None:
    target = tmp_path / "Dockerfile"
    target.write_text("FORM alpine:3.20\n")
    dockwright("fix")
    assert target.read_text() == "FORM alpine:3.20\n"
    dockwright("fix", "--rule", "syntax-error")
    assert target.read_text() == "FROM alpine:3.20\n"
    target.write_text("FORM alpine:3.20\n")
    dockwright("fix", "--unsafe-fixes")
    assert target.read_text() == "FROM alpine:3.20\n"


def test_only_the_fixes_and_findings_of_a_rule(dockwright: Command, tmp_path: Path) -> None:
    target = tmp_path / "Dockerfile"
    target.write_text(BROKEN + "ENV a b\n")
    done = dockwright("fix", "--rule", "DL4000")
    assert done.code == 0
    assert target.read_text() == MENDED + "ENV a b\n"


@pytest.mark.parametrize("words", [("--rule", "DL4000,legacy-key-value"), ("--rule", "DL4000", "--rule", "style")])
def test_several_rules(dockwright: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    target = tmp_path / "Dockerfile"
    target.write_text(BROKEN + "ENV a b\n")
    assert dockwright("fix", *words).code == 0
    assert target.read_text() == MENDED + "ENV a=b\n"


def test_standard_input_is_passed_through(dockwright: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BROKEN.encode())))
    done = dockwright("fix", "-")
    assert done.code == 0
    assert done.out == MENDED
    assert "-: fixed" in done.err


def test_standard_input_with_other_files_is_refused(dockwright: Command) -> None:
    assert dockwright("fix", "-", "Dockerfile").code == 2


def test_json_of_a_fix(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    file = json.loads(dockwright("fix", "--format", "json").out)["files"][0]
    assert file["diagnostics"] == []
    assert file["fixed"][0]["rule"] == "maintainer-instruction"


def test_a_file_that_cannot_be_written_is_reported_and_whole(
    dockwright: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "Dockerfile").write_text(BROKEN)
    monkeypatch.setattr(writing.os, "fsync", fail)
    done = dockwright("fix", "--format", "compact")
    assert done.code == 1
    assert "Dockerfile:1:1: error unwritable-file: nothing was fixed: " in done.out
    assert "No space left on device" in done.out
    assert (tmp_path / "Dockerfile").read_text() == BROKEN
    assert os.listdir(tmp_path) == ["Dockerfile"]
