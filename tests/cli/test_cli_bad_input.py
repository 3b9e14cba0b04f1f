"""Bad input: each kind of it gets one clear finding, and other files get theirs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from command_line import BROKEN, Command

from dockwright import discovery
from dockwright.output import FORMATS

UNPARSABLE = {
    "empty": b"",
    "blank lines": b"\n\n",
    "only comments": b"# a comment\n# another\n",
    "a binary": b"\x7fELF\x02\x01\x01\0\0\0\0\0",
    "UTF-16": "FROM alpine:3.20\n".encode("utf-16"),
    "UTF-32": "FROM alpine:3.20\n".encode("utf-32"),
    "an unterminated heredoc": b"FROM alpine:3.20\nRUN <<EOF\necho hello\n",
    "an unterminated quote": b'FROM alpine:3.20\nENV A="b\n',
    "an unterminated list": b'FROM alpine:3.20\nSHELL ["/bin/sh", "-c"\n',
    "no instruction": b"hello\n",
    "no FROM": b"RUN echo\n",
    "a line of 1 MB": b"FROM alpine:3.20\nRUN echo " + b"x" * 1_000_000 + b"\n",
}


@pytest.mark.parametrize("data", UNPARSABLE.values(), ids=UNPARSABLE)
def test_what_no_builder_reads_is_an_error_at_a_place(dockwright: Command, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "Dockerfile").write_bytes(data)
    (tmp_path / "ok.dockerfile").write_text(BROKEN)
    done = dockwright("check", "--format", "compact")
    assert done.code == 1
    assert done.err == ""
    first, *rest = done.out.splitlines()
    assert first.startswith("Dockerfile:")
    assert " error " in first
    assert all(len(line) < 300 for line in done.out.splitlines())
    assert any(line.startswith("ok.dockerfile:2:1: warning maintainer-instruction") for line in rest)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32", "UTF-32"), ("utf-32-be", "UTF-32")],
)
def test_another_encoding_is_named(dockwright: Command, tmp_path: Path, encoding: str, name: str) -> None:
    mark = "\ufeff" if encoding.endswith("be") else ""  # the others write it themselves
    (tmp_path / "Dockerfile").write_bytes(f"{mark}FROM alpine:3.20\n".encode(encoding))
    assert f"encoded as {name}, and builders read UTF-8" in dockwright("check").out


def test_invalid_utf_8_is_reported_and_kept(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"FROM alpine:3.20\nMAINTAINER J\xe4ne\nRUN echo \xff\n")
    done = dockwright("fix", "--format", "compact")
    assert "Dockerfile:3:10: warning undecodable-bytes: the byte is not UTF-8" in done.out
    assert (tmp_path / "Dockerfile").read_bytes().endswith(b"RUN echo \xff\n")


def missing(folder: Path) -> str:
    return "no such file or directory"


def directory_loop(folder: Path) -> str:
    (folder / "x").symlink_to("y")
    (folder / "y").symlink_to("x")
    return "too many levels of symbolic links"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "x")
    return "not a regular file"


def broken_link(folder: Path) -> str:
    (folder / "x").symlink_to("nowhere")
    return "no such file or directory"


@pytest.mark.parametrize("make", [missing, directory_loop, pipe, broken_link])
def test_what_cannot_be_opened_is_an_error_of_that_file(dockwright: Command, tmp_path: Path, make: object) -> None:
    reason = make(tmp_path)  # type: ignore[operator]
    (tmp_path / "Dockerfile").write_text(BROKEN)
    for command in ("check", "fix"):
        done = dockwright(command, "--format", "compact", "x", "Dockerfile")
        assert done.code == 1
        assert f"x:1:1: error unreadable-file: the file cannot be read: {reason}" in done.out
    assert "MAINTAINER" not in (tmp_path / "Dockerfile").read_text()


def test_no_permission(dockwright: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    real_open = open

    def guarded(path: object, *arguments: object, **options: object) -> object:
        if str(path).endswith("Dockerfile"):
            raise PermissionError(13, "Permission denied", str(path))
        return real_open(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(discovery.files, "open", guarded, raising=False)
    done = dockwright("check", "--format", "compact", "Dockerfile")
    assert done.code == 1
    assert done.out == "Dockerfile:1:1: error unreadable-file: the file cannot be read: permission denied\n"


def test_a_pipe_in_a_searched_folder_is_passed_over(dockwright: Command, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Dockerfile")
    assert dockwright("check").code == 0


def test_twenty_thousand_lines(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\n" + "ENV A=1\n" * 19_998 + "MAINTAINER x\n")
    begin = time.process_time()
    done = dockwright("check", "--format", "compact")
    assert "Dockerfile:20000:1: warning maintainer-instruction" in done.out
    assert time.process_time() - begin < 20


def test_thousands_of_fixes(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\n" + "ENV A 1\n" * 3000)
    begin = time.process_time()
    assert dockwright("check").out.endswith(" 3000 fixable with `dockwright fix`.\n")
    dockwright("fix")
    assert (tmp_path / "Dockerfile").read_text() == "FROM alpine:3.20\n" + "ENV A=1\n" * 3000
    assert time.process_time() - begin < 20


def test_a_file_named_like_an_option(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "-x.dockerfile").write_text(BROKEN)
    assert dockwright("check", "--format", "compact", "--", "-x.dockerfile").code == 1


def test_a_name_that_is_no_text(dockwright: Command, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.dockerfile")
    (tmp_path / name).write_text(BROKEN)
    for form in FORMATS:
        done = dockwright("check", "--format", form)
        assert done.code == 1
        assert "caf" in done.out


@pytest.mark.parametrize("command", ["check", "fix", "refactor --list", "why"])
@pytest.mark.parametrize("place", ["nowhere", "Dockerfile"])
def test_a_context_that_is_no_directory(dockwright: Command, tmp_path: Path, command: str, place: str) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    done = dockwright(*command.split(), "--context", place, "Dockerfile")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"dockwright: the context `{place}` is no directory\n"


def test_a_configuration_that_cannot_be_followed_is_named_as_seen_from_here(
    dockwright: Command, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    (tmp_path / "dockwright.toml").write_text("\npresett = 1\n")
    done = dockwright("check")
    assert (done.code, done.out) == (2, "")
    assert done.err == "dockwright: dockwright.toml:2: unknown key `presett`; did you mean `preset`?\n"
