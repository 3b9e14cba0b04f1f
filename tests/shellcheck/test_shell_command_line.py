"""ShellCheck on the command line: many files at once, failures told once, and nothing loaded in vain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from shell_judge import PROGRAM, calls, impostor

from dockwright import batch
from dockwright.shellcheck.program import VARIABLE

needs_program = pytest.mark.skipif(PROGRAM is None, reason="there is no shellcheck")
needs_text = pytest.mark.skipif(os.name == "nt", reason="an executable text is no program there")

TEXT = "FROM alpine:3.20\nRUN a \\\n  && cd /b; cp $A c\n"
WRONG = "answer(*[comment(name) for name in names])"


def dockwright(
    folder: Path, program: str | None, *arguments: str, code: int | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        (sys.executable, "-m", "dockwright", *arguments),
        cwd=folder,
        env=os.environ | {VARIABLE: program or "off"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert code is None or done.returncode == code, done.stderr
    return done


def write(folder: Path, *texts: str) -> None:
    for number, text in enumerate(texts):
        (folder / f"{number}.dockerfile").write_text(text)


@needs_program
def test_json(tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    done = dockwright(tmp_path, PROGRAM, "check", "--format", "json", "--select", "SC2086", code=1)
    found = {one["rule"]: one for one in json.loads(done.stdout)["files"][0]["diagnostics"]}
    one = found["SC2086"]
    assert one["aliases"] == ["shellcheck"]
    assert one["severity"] == "info"
    assert one["url"] == "https://www.shellcheck.net/wiki/SC2086"
    assert one["range"] == {"start": {"line": 3, "column": 16}, "end": {"line": 3, "column": 18}}
    assert one["fix"]["title"] == 'Change to `"$A"`'
    assert one["fix"]["safety"] == "unsafe"
    assert "SC2164" in found
    assert done.stderr == ""


@needs_program
def test_sarif(tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    done = dockwright(tmp_path, PROGRAM, "check", "--format", "sarif", code=1)
    (run,) = json.loads(done.stdout)["runs"]
    (described,) = [one for one in run["tool"]["driver"]["rules"] if one["id"] == "SC2164"]
    assert described["helpUri"] == "https://www.shellcheck.net/wiki/SC2164"
    assert any(one["ruleId"] == "SC2164" for one in run["results"])


@needs_program
@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        ((), TEXT),
        (("--rule", "SC2086"), TEXT.replace("$A", '"$A"')),
        (("--rule", "sc2164"), TEXT.replace("/b;", "/b || exit;")),
        (("--rule", "shellcheck"), TEXT.replace("$A", '"$A"').replace("/b;", "/b || exit;")),
        (("--unsafe-fixes", "--preset", "none", "--select", "SC2086"), TEXT.replace("$A", '"$A"')),
    ],
)
def test_fix(arguments: tuple[str, ...], after: str, tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    done = dockwright(tmp_path, PROGRAM, "fix", *arguments)
    assert (tmp_path / "0.dockerfile").read_text() == after
    assert done.stderr == ""


@needs_program
def test_ignoring_all_of_it(tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    assert "SC2164" in dockwright(tmp_path, PROGRAM, "check").stdout
    assert "SC" not in dockwright(tmp_path, PROGRAM, "check", "--ignore", "shellcheck").stdout


@pytest.mark.parametrize("name", ["SC2086", "sc2086", "shellcheck"])
def test_explain(name: str, tmp_path: Path) -> None:
    assert "https://www.shellcheck.net/wiki" in dockwright(tmp_path, None, "explain", name, code=0).stdout


@needs_text
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_all_files_are_asked_about_at_once(jobs: str, tmp_path: Path) -> None:
    program = impostor(tmp_path, WRONG)
    write(tmp_path, *(f"FROM x\nRUN echo {number}\nRUN echo same\n" for number in range(20)))
    done = dockwright(tmp_path, program, "check", "--format", "compact", "--jobs", jobs)
    assert done.stdout.count("SC2999") == 40
    if batch.can_fork():
        assert sum(calls(program)) == 21
        assert len(calls(program)) <= int(jobs)


@needs_text
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_failure_is_told_once(jobs: str, tmp_path: Path) -> None:
    program = impostor(tmp_path, "os.abort()")
    write(tmp_path, *(f"FROM alpine:3.20\nMAINTAINER me\nRUN echo {number}\n" for number in range(20)))
    done = dockwright(tmp_path, program, "check", "--format", "compact", "--jobs", jobs, code=1)
    assert done.stdout.count("maintainer-instruction") == 20
    if batch.can_fork():
        assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"dockwright: ShellCheck ({program}) failed")


@needs_text
def test_a_named_program_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    done = dockwright(tmp_path, str(tmp_path / "nowhere"), "check", code=0)
    assert done.stderr.count("\n") == 1
    assert "No such file" in done.stderr


@needs_text
def test_standard_input(tmp_path: Path) -> None:
    program = impostor(tmp_path, WRONG)
    done = subprocess.run(
        (sys.executable, "-m", "dockwright", "check", "-", "--format", "compact"),
        input="FROM x\nRUN echo a\n",
        env=os.environ | {VARIABLE: program},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SC2999" in done.stdout


@pytest.mark.parametrize(
    ("program", "arguments"),
    [(None, ()), ("nowhere", ("--ignore", "shellcheck")), ("nowhere", ("--preset", "buildkit"))],
    ids=["off", "ignored", "no part of the preset"],
)
def test_nothing_is_loaded_in_vain(program: str | None, arguments: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    code = (
        "import sys; from dockwright.cli import main; main(['check', *sys.argv[1:]]);"
        "print('LOADED', *(name for name in ('subprocess', 'tempfile', 'dockwright.shellcheck.checker')"
        " if name in sys.modules))"
    )
    done = subprocess.run(
        (sys.executable, "-c", code, *arguments),
        cwd=tmp_path,
        env=os.environ | {VARIABLE: program or "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "LOADED"
    assert done.stderr == ""
