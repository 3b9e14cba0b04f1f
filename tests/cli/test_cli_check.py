"""`dockwright check`: what is printed, and with which exit code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, Command


def test_a_clean_file(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    assert dockwright("check", "Dockerfile") == (0, "No findings in 1 file.\n", "")
    assert dockwright("check", "--quiet", "Dockerfile") == (0, "", "")


def test_a_finding_with_its_line_and_fix(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    done = dockwright("check")
    assert done.code == 1
    assert done.err == ""
    assert done.out.splitlines()[:3] == [
        "Dockerfile:2:1: warning maintainer-instruction: `MAINTAINER` is deprecated",
        " 2 | MAINTAINER Jane <jane@example.com>",
        "   | ^^^^^^^^^^",
    ]
    assert "(safe fix)" in done.out
    assert "1 fixable with `dockwright fix`." in done.out


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1), ("style", 1), ("never", 0), ("warnin", 2)]
)
def test_fail_on(dockwright: Command, tmp_path: Path, fail_on: str, code: int) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    assert dockwright("check", "--fail-on", fail_on).code == code


def test_json(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    (tmp_path / "ok.dockerfile").write_text(CLEAN)
    answer = json.loads(dockwright("check", "--format", "json").out)
    assert [file["path"] for file in answer["files"]] == ["Dockerfile", "ok.dockerfile"]
    found = answer["files"][0]["diagnostics"][0]
    assert found["rule"] == "maintainer-instruction"
    assert found["range"] == {"start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 11}}
    assert found["fix"]["safety"] == "safe"


def test_edits_of_the_json_give_the_fixed_file(dockwright: Command, tmp_path: Path) -> None:
    text = BROKEN.replace("Jane", "Jäne 😀")
    (tmp_path / "Dockerfile").write_text(text)
    found = json.loads(dockwright("check", "--format", "json").out)["files"][0]["diagnostics"]
    lines = text.split("\n")
    for edit in reversed(found[0]["fix"]["edits"]):
        start, end = edit["range"]["start"], edit["range"]["end"]
        assert start["line"] == end["line"]
        line = lines[start["line"] - 1]
        lines[start["line"] - 1] = line[: start["column"] - 1] + edit["text"] + line[end["column"] - 1 :]
    dockwright("fix")
    assert "\n".join(lines) == (tmp_path / "Dockerfile").read_text()


def test_output_into_a_file(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    done = dockwright("check", "--format", "sarif", "--output", "out.sarif")
    assert done == (1, "", "")
    assert json.loads((tmp_path / "out.sarif").read_text())["version"] == "2.1.0"
    assert dockwright("check", "--output", "no/such/folder").code == 2


def test_standard_input(dockwright: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BROKEN.encode())))
    done = dockwright("check", "-", "--format", "compact", "--stdin-filename", "app/Dockerfile")
    assert done.code == 1
    assert done.out.startswith("app/Dockerfile:2:1: warning maintainer-instruction: ")


def test_a_folder_without_dockerfiles(dockwright: Command) -> None:
    done = dockwright("check")
    assert done.code == 0
    assert "no Dockerfile in ." in done.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("check", "--format", "jsno"), "unknown format `jsno`; did you mean `json`?"),
        (("check", "--preset", "hadolit"), "did you mean `hadolint`?"),
        (("check", "--builder", "buildki"), "did you mean `buildkit`?"),
        (("check", "--select", "maintainer-instructon"), "did you mean `maintainer-instruction`?"),
        (("check", "--config", "no.toml"), "no.toml"),
        (("check", "--frmat", "json"), "dockwright check: error: unknown option `--frmat`; did you mean `--format`?"),
        (("check", "--exit-zero"), "unknown option `--exit-zero`; here it is `--fail-on never`"),
        (("check", "--fix"), "unknown option `--fix`; here it is the command `dockwright fix`"),
        (("check", "--rule", "a"), "unknown option `--rule`; here it is `--preset none --select NAME`"),
        (("lint", "nowhere"), "unknown command `lint`; here it is `dockwright check`"),
        (("server", "--tpc"), "dockwright server: error: unknown option `--tpc`; did you mean `--tcp`?"),
        (("fix", "--failure-threshold=error"), "unknown option `--failure-threshold`; here it is `--fail-on`"),
        (("fix", "--unsafe"), "dockwright fix: error: unknown option `--unsafe`; did you mean `--unsafe-fixes`?"),
        (("check", "--frmat=json"), "unknown option `--frmat`; did you mean `--format`?"),
        (("refactor", "-x", "name-stage", "Dockerfile"), "dockwright refactor: error: unknown option `-x`"),
        (("fix", "--rule", "maintainer"), "unknown rule `maintainer`"),
        (("explain", "maintainer-instrution"), "did you mean `maintainer-instruction`?"),
        (("chek",), "unknown command `chek`; did you mean `check`? (known: check, fix, "),
        (("Dockerfile",), "unknown command `Dockerfile` (known: check, "),
        ((), "COMMAND"),
    ],
)
def test_a_wrong_word_is_named(dockwright: Command, arguments: tuple[str, ...], expected: str) -> None:
    done = dockwright(*arguments)
    assert done.code == 2
    assert expected in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_a_file_in_the_place_of_the_command(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    done = dockwright("Dockerfile")
    assert (done.code, done.out) == (2, "")
    assert "unknown command `Dockerfile`; did you mean `dockwright check Dockerfile`?" in done.err


def test_select_and_ignore(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    assert dockwright("check", "--ignore", "maintainer-instruction").code == 0
    assert dockwright("check", "--ignore", "DL4000").code == 0
    assert dockwright("check", "--preset", "none").code == 0
    assert dockwright("check", "--preset", "none", "--select", "DL4000,DL3015").code == 1


def test_configuration_of_the_folder(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    (tmp_path / "dockwright.toml").write_text('ignore = ["maintainer-instruction"]\n')
    assert dockwright("check").code == 0
    assert dockwright("check", "--no-config").code == 1
    (tmp_path / "dockwright.toml").write_text('fail-on = "error"\n')
    assert dockwright("check").code == 0
    assert dockwright("check", "--fail-on", "warning").code == 1
    (tmp_path / "dockwright.toml").write_text('ingore = ["maintainer-instruction"]\n')
    done = dockwright("check")
    assert done.code == 2
    assert "did you mean `ignore`?" in done.err


def test_colour(dockwright: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    assert "\x1b[" not in dockwright("check").out
    assert "\x1b[" in dockwright("check", "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in dockwright("check").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in dockwright("check").out
    assert "\x1b[" in dockwright("check", "--color", "always").out


def test_statistics(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BROKEN)
    assert dockwright("check", "--statistics").out == "     1  warning  maintainer-instruction\n"


def test_a_rule_that_raises_is_reported_and_costs_no_other(
    dockwright: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dockwright import workspace
    from dockwright.rule import Body
    from dockwright.rules import RULES

    def fail(node: object) -> None:
        raise KeyError("oops")

    spoilt = tuple(
        rule._replace(body=lambda: Body(fail, (), ()), parameters=()) if rule.name == "untagged-base-image" else rule
        for rule in RULES
    )
    monkeypatch.setattr(workspace, "RULES", spoilt)
    monkeypatch.setattr(workspace, "_last", None)
    (tmp_path / "Dockerfile").write_text(BROKEN)
    done = dockwright("check")
    monkeypatch.setattr(workspace, "_last", None)
    assert done.code == 3
    assert "maintainer-instruction" in done.out
    assert "Dockerfile: internal fault: untagged-base-image: KeyError: 'oops'" in done.err


def test_a_compose_file_tells_the_build_arguments(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("ARG BASE\nFROM $BASE\nUSER app\n")
    (tmp_path / ".git").mkdir()
    compose = tmp_path / "compose.yaml"
    compose.write_text("services:\n  app:\n    build:\n      context: .\n      args:\n        BASE: debian:latest\n")
    assert "latest-base-image" in dockwright("check").out
    compose.write_text("services:\n  app:\n    build: .\n")
    assert "latest-base-image" not in dockwright("check").out


@pytest.mark.parametrize(
    ("options", "code"), [((), 0), (("--stdin-filename", "Dockerfile"), 1), (("--context", "."), 1)]
)
def test_where_standard_input_comes_from_nobody_knows(
    dockwright: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").touch()
    text = b'FROM python:3.13-slim\nCOPY . /app/\nCMD ["python", "/app/main.py"]\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert dockwright("check", "-", "--select", "missing-start-target", *options).code == code
