"""What is said when a command cannot be carried out, and which exit code tells so: the table in docs/ci.md."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from command_line import BROKEN, CLEAN, Command

from dockwright.arguments import COMMANDS

STYLE_ONLY = "FROM alpine:3.20\nexpose 80\n"
MIXED = f"{BROKEN}EXPOSE 70000\n"


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (CLEAN, "check", 0),
        (CLEAN, "fix", 0),
        (CLEAN, "fix --diff", 0),
        (BROKEN, "check", 1),
        (BROKEN, "check --fail-on error", 0),
        (BROKEN, "check --fail-on never", 0),
        (BROKEN, "check --statistics", 1),
        (BROKEN, "fix", 0),
        (BROKEN, "fix --diff", 1),
        (BROKEN, "fix --diff --fail-on never", 1),
        (STYLE_ONLY, "check", 0),
        (STYLE_ONLY, "check --fail-on style", 1),
        (MIXED, "fix", 1),
        (MIXED, "fix --fail-on never", 0),
        (CLEAN, "check nowhere", 1),
        (CLEAN, "check --fail-on never nowhere", 1),
        (CLEAN, "fix nowhere", 1),
        (CLEAN, "fix --diff nowhere", 1),
        (CLEAN, "refactor --list Dockerfile", 0),
        (CLEAN, "refactor split-stages Dockerfile", 1),
        (CLEAN, "refactor split-stages nowhere", 2),
        (CLEAN, "refactor nonsense Dockerfile", 2),
        (CLEAN, "refactor --list Dockerfile:9", 2),
        (CLEAN, "why Dockerfile", 0),
        (CLEAN, "why nowhere", 2),
        (CLEAN, "explain DL3008", 0),
        (CLEAN, "explain nonsense", 2),
        (CLEAN, "rules --preset none", 0),
        (CLEAN, "migrate", 2),
        (CLEAN, "check --config nowhere", 2),
        (CLEAN, "check --config a --no-config", 2),
        (CLEAN, "check --select nonsense", 2),
        (CLEAN, "check --nonsense", 2),
        (CLEAN, "check --jobs 0", 2),
        (CLEAN, "check --jobs -1", 2),
        (CLEAN, "check --output nowhere/x", 2),
        (CLEAN, "nonsense", 2),
        (CLEAN, "", 2),
        (CLEAN, "--help", 0),
        (CLEAN, "--version", 0),
    ],
)
def test_exit_codes(dockwright: Command, tmp_path: Path, text: str, arguments: str, code: int) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(text)
    assert dockwright(*arguments.split()).code == code


@pytest.mark.parametrize("command", ["check", "fix", "fix --diff"])
def test_a_wrong_configuration_of_one_file_stops_before_the_first(
    dockwright: Command, tmp_path: Path, command: str
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(BROKEN)
    (tmp_path / "b/dockwright.toml").write_text("x")
    assert dockwright(*command.split()).code == 2
    assert (tmp_path / "a/Dockerfile").read_text() == BROKEN


def test_a_diff_says_nothing_of_files_that_it_does_not_write(
    dockwright: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    of_file = dockwright("fix", "--diff", "Dockerfile")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BROKEN.encode())))
    of_input = dockwright("fix", "--diff", "-", "--stdin-filename", "Dockerfile")
    assert of_input == of_file
    assert of_file.err == ""


def test_a_diff_of_a_file_that_cannot_be_read_says_so(dockwright: Command) -> None:
    done = dockwright("fix", "--diff", "nowhere")
    assert (done.code, done.out) == (1, "")
    assert done.err == "dockwright: nowhere: the file cannot be read: no such file or directory\n"


@pytest.mark.parametrize(("text", "said"), [(CLEAN, "2 lines"), ("FROM a", "1 line"), ("FROM a\n", "1 line")])
def test_how_many_lines_there_are(dockwright: Command, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    assert dockwright("refactor", "--list", "Dockerfile:9").err == f"dockwright: Dockerfile has {said}, and no line 9\n"


NAMES = {
    "blank": "a b.dockerfile",
    "line break": "a\nb.dockerfile",
    "dash": "-x.dockerfile",
    "quotes": "a\"'b.dockerfile",
    "not UTF-8": "caf\udce9.dockerfile",
    "right to left": "a\u202eb.dockerfile",
    "comma, percent, colon": "a,%0A:b.dockerfile",
    "long": "x" * 244 + ".dockerfile",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_files_with_odd_names_are_found_and_fixed(dockwright: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BROKEN)
    assert dockwright("check").code == 1
    assert dockwright("fix", "--", name).code == 0
    assert "MAINTAINER" not in (tmp_path / name).read_text()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_git_takes_the_diff_of_a_file_with_an_odd_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BROKEN)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "dockwright", "fix", "--diff"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 1
    subprocess.run(["git", "apply", "-p0", "-"], cwd=tmp_path, input=done.stdout, check=True)
    assert "MAINTAINER" not in (tmp_path / name).read_text()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_reports_of_a_file_with_an_odd_name_are_well_formed(dockwright: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BROKEN)
    assert json.loads(dockwright("check", "--format", "json").out)["files"][0]["path"] == name
    run = json.loads(dockwright("check", "--format", "sarif").out)["runs"][0]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert os.fsdecode(unquote_to_bytes(uri)) == name
    assert json.loads(dockwright("check", "--format", "gitlab").out)[0]["location"]["path"]
    for form in ("checkstyle", "junit"):
        assert ElementTree.fromstring(dockwright("check", "--format", form).out.encode()).find(".//") is not None
    for form in ("compact", "github"):
        assert len(dockwright("check", "--format", form).out.splitlines()) == 1


def hard_link(path: Path) -> None:
    (path.parent / "twin").hardlink_to(path)


def symbolic_link(path: Path) -> None:
    path.rename(path.parent / "target")
    path.symlink_to("target")


def read_only(path: Path) -> None:
    path.chmod(0o444)


@pytest.mark.parametrize("make", [hard_link, symbolic_link, read_only])
def test_what_a_file_is_stays(dockwright: Command, tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(BROKEN)
    make(path)
    before = sorted(
        (each.name, each.is_symlink(), each.stat().st_mode, each.stat().st_nlink) for each in tmp_path.iterdir()
    )
    assert dockwright("fix", "Dockerfile").code == 0
    assert {"MAINTAINER" in each.read_text() for each in tmp_path.iterdir()} == {False}
    after = sorted(
        (each.name, each.is_symlink(), each.stat().st_mode, each.stat().st_nlink) for each in tmp_path.iterdir()
    )
    assert after == before


def test_every_option_says_what_it_does() -> None:
    for name, _, add in COMMANDS:
        parser = argparse.ArgumentParser(name)
        add(parser)
        assert [action.dest for action in parser._actions if not action.help] == []
