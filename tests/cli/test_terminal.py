"""What a Dockerfile says cannot steer the terminal of the person who looks at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Command

from dockwright import console

ESCAPE, RIGHT_TO_LEFT, NEW_LINE_OF_8_BITS = "\x1b]0;owned\x07", "\u202e", "\x85"
NASTY = f"{ESCAPE}{RIGHT_TO_LEFT}{NEW_LINE_OF_8_BITS}"
DOCKERFILE = f"""\
FROM alpine:3.20 AS a{NASTY}
MAINTAINER {NASTY}
ENV A{NASTY} {NASTY}
RUN apk add {NASTY} && cd {NASTY}
{NASTY} x
COPY --from=b{NASTY} {NASTY} /x
WORKDIR {NASTY}
"""
HADOLINT = f'ignored: ["{NASTY}"]\n"{NASTY}": 1\n'.replace("\x1b", "\\e").replace("\x07", "\\a").replace("\x85", "\\N")

COMMANDS = (
    "check",
    "check --format compact",
    "check --format github",
    "check --format checkstyle",
    "check --format junit",
    "check --format json",
    "check --format sarif",
    "check --format gitlab",
    "check --statistics",
    "fix",
    "fix --unsafe-fixes --format compact",
    "fix --diff",
    "why Dockerfile",
    "why --format json Dockerfile",
    "refactor --list Dockerfile",
    "refactor --list Dockerfile:4",
    "refactor run-to-heredoc --diff Dockerfile:4",
    "migrate --stdout",
    "migrate --diff",
    "migrate",
)


def is_harmless(text: str) -> bool:
    return all(character.isprintable() or character in "\n\t" for character in text)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_printed_is_printable(
    dockwright: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    (tmp_path / ".hadolint.yaml").write_text(HADOLINT, encoding="utf-8")
    words = command.split()
    done = dockwright(*words, "--color", "never") if words[0] in ("check", "fix") else dockwright(*words)
    assert done.code in (0, 1)
    assert is_harmless(done.out)
    assert is_harmless(done.err)


def test_a_name_of_a_file_is_no_sequence_either(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / f"{ESCAPE}.dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    (tmp_path / f"{ESCAPE}.toml").write_text("x")
    for words in (("check",), ("fix",), ("check", "--config", f"{ESCAPE}.toml"), ("check", ESCAPE), ("why", ESCAPE)):
        done = dockwright(*words)
        assert is_harmless(done.out + done.err), words


def test_a_diff_that_no_person_reads_is_exact(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    assert NASTY in dockwright("fix", "--diff").out


def test_tabs_and_lines_stay(capsys: pytest.CaptureFixture[str]) -> None:
    console.tell("a\tb\n\x1b\r\n")
    assert capsys.readouterr().out == "a\tb\n␛␍\n"
