"""The real hadolint and dockwright, each under the same configuration: the codes that are reported, and the exit codes.

Skipped where hadolint is not installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from dockwright import workspace
from dockwright.cli import main

BESIDE = Path(sys.executable).with_name("hadolint")
PROGRAM = str(BESIDE) if BESIDE.is_file() else shutil.which("hadolint")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="hadolint is not installed")

DOCKERFILE = """\
FROM debian AS base
LABEL version=1.0 maintainer="Jo Doe" Team=x built=2026-01-31
RUN apt-get update && apt-get install -y curl
# hadolint ignore=DL3003
RUN cd /opt && make
# hadolint ignore=DL4000 for a reason
MAINTAINER jo
FROM quay.io/team/app:1 AS app
LABEL version=1.0.0 url=here commit=abcdefg license=mit empty=""
CMD run
CMD ["run"]
# hadolint global ignore=DL3066
USER app
"""

SCHEMA = "{version: semver, maintainer: email, built: rfc3339, url: url, commit: hash, license: spdx, empty: text}"

CONFIGURATIONS = {
    "nothing": "ignored: []",
    "ignored": "ignored: [DL3008, DL3009, DL4000]",
    "retired codes": "ignored: [DL3005, DL3017]",
    "a threshold": "failure-threshold: error",
    "a threshold above all": "failure-threshold: error\nignored: [DL4000]",
    "a low threshold": "failure-threshold: style",
    "none": "failure-threshold: none",
    "no-fail": "no-fail: true",
    "severities": "override: {error: [DL3006], info: [DL4000], style: [DL3008]}\nfailure-threshold: error",
    "two severities": "override: {error: [DL3006], style: [DL3006]}",
    "rules that are off": "override: {info: [DL3057], warning: [DL1001]}",
    "off and ignored": "override: {info: [DL3057]}\nignored: [DL3057]",
    "a registry": "trustedRegistries: [quay.io]",
    "docker.io": "trustedRegistries: [docker.io]",
    "patterns": "trustedRegistries: ['quay*', '*.io']",
    "labels": f"label-schema: {SCHEMA}",
    "strict labels": "strict-labels: true",
    "both": f"label-schema: {SCHEMA}\nstrict-labels: true",
    "a schema that all have": "label-schema: {version: text}",
    "no comments": "disable-ignore-pragma: true",
}
VARIABLES = {
    "IGNORE": "DL3008,DL3009",
    "OVERRIDE_ERROR": "DL3006",
    "OVERRIDE_STYLE": "DL3008",
    "OVERRIDE_INFO": "DL3057",
    "FAILURE_THRESHOLD": "none",
    "NOFAIL": "yes",
    "TRUSTED_REGISTRIES": "docker.io,*.example.org",
    "REQUIRE_LABELS": "version:semver,owner:text",
    "STRICT_LABELS": "true",
    "DISABLE_IGNORE_PRAGMA": "1",
}
EXPLAINED = {"DL3050"}  # hadolint counts instructions, dockwright labels


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKWRIGHT_SHELLCHECK", "off")
    for name in os.environ:
        if name.startswith("HADOLINT_"):
            monkeypatch.delenv(name)


def hadolint() -> tuple[Counter[tuple[str, int, str]], int]:
    """Code, line and severity of what hadolint reports, and its exit code."""
    assert PROGRAM is not None
    done = subprocess.run([PROGRAM, "-f", "json", "Dockerfile"], capture_output=True, text=True, check=False)
    assert not done.stderr
    found = [row for row in json.loads(done.stdout) if row["code"].startswith("DL")]
    return _without_repetitions((row["code"], row["line"], row["level"]) for row in found), done.returncode


def dockwright(capsys: pytest.CaptureFixture[str]) -> tuple[Counter[tuple[str, int, str]], int]:
    workspace._last = None  # a command of its own
    code = main(["check", "--format", "json", "Dockerfile"])
    out, err = capsys.readouterr()
    assert not err
    found = [one for file in json.loads(out)["files"] for one in file["diagnostics"]]
    rows = ((_code(one["aliases"]), one["range"]["start"]["line"], one["severity"]) for one in found)
    return _without_repetitions(rows), code


def _code(aliases: list[str]) -> str:
    return next(alias for alias in aliases if alias.startswith("DL"))


def _without_repetitions(rows) -> Counter[tuple[str, int, str]]:
    return Counter({row: 1 if row[0] in EXPLAINED else count for row, count in Counter(rows).items()})


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".hadolint.yaml").write_text(CONFIGURATIONS[name])
    theirs = hadolint()
    assert dockwright(capsys) == theirs
    assert main(["migrate"]) == 0
    capsys.readouterr()
    assert dockwright(capsys) == theirs


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(f"HADOLINT_{name}", VARIABLES[name])
    assert dockwright(capsys) == hadolint()


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_on_top_of_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "ignored: [DL3006]\noverride: {warning: [DL4000]}\nlabel-schema: {commit: hash}\ntrustedRegistries: [quay.io]"
    )
    (tmp_path / ".hadolint.yaml").write_text(text)
    monkeypatch.setenv(f"HADOLINT_{name}", VARIABLES[name])
    assert dockwright(capsys) == hadolint()
