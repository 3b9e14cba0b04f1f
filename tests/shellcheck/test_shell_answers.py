"""How the program is asked, what is remembered, and what becomes of the rest when it fails."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from shell_judge import calls, impostor

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rules import BY_NAME
from dockwright.shellcheck import answers as answers_module
from dockwright.shellcheck.answers import Answers
from dockwright.shellcheck.checker import Checker
from dockwright.shellcheck.policy import Policy
from dockwright.shellcheck.program import VARIABLE, ProgramError, ask, find

pytestmark = pytest.mark.skipif(os.name == "nt", reason="an executable text is no program there")

WRONG = "answer(*[comment(name) for name in names])"
TEXT = "FROM alpine:3.20\nMAINTAINER me\nRUN echo a\n"


class Complaints(list[str]):
    __call__ = list.append


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


def lint_with(answers: Answers, text: str = TEXT) -> list[str]:
    """The names of what is found by one rule and by ShellCheck."""
    profile = Profile((BY_NAME["maintainer-instruction"],), inspector=Checker(answers, Policy("all")))
    report = lint(analyse(text), UNKNOWN, profile)
    assert not report.faults
    return [one.rule.name for one in report.diagnostics]


def test_a_text_is_asked_about_once(tmp_path: Path, complaints: Complaints) -> None:
    program = impostor(tmp_path, WRONG)
    answers = Answers(program, complaints, waits=True)
    assert lint_with(answers) == ["maintainer-instruction", "SC2999"]
    assert lint_with(answers) == ["maintainer-instruction", "SC2999"]
    assert calls(program) == [1]
    lint_with(answers, TEXT + "RUN echo b\nRUN echo c\nRUN echo b\n")
    assert calls(program) == [1, 2]
    assert complaints == []


def test_an_edit_asks_about_the_run_that_changed(tmp_path: Path, complaints: Complaints) -> None:
    program = impostor(tmp_path, WRONG)
    answers = Answers(program, complaints, waits=True)
    text = "FROM x\nENV A=1\n" + "".join(f"RUN echo {number} $A\n" for number in range(20))
    lint_with(answers, text)
    lint_with(answers, text.replace("RUN echo 7", "RUN echo seven"))
    lint_with(answers, text.replace("A=1", "A=2"))
    lint_with(answers, text.replace("FROM", "# why\nFROM"))
    assert calls(program) == [20, 1]


def test_who_does_not_wait_gets_what_is_known(tmp_path: Path, complaints: Complaints) -> None:
    program = impostor(tmp_path, WRONG)
    answers = Answers(program, complaints)
    assert lint_with(answers) == ["maintainer-instruction"]
    assert calls(program) == []
    checker = Checker(answers, Policy("all"))
    nothing = analyse("")
    assert not checker.has_seen(analyse(TEXT), nothing)
    assert checker.has_seen(analyse(TEXT + "USER 1\n"), analyse(TEXT))
    answers.learn(checker.unknown(analyse(TEXT)))
    assert checker.has_seen(analyse(TEXT), nothing)
    assert lint_with(answers) == ["maintainer-instruction", "SC2999"]


def test_the_least_used_answers_are_forgotten(tmp_path: Path, complaints: Complaints) -> None:
    answers = Answers(impostor(tmp_path, WRONG), complaints, capacity=2)
    answers.learn(["a", "b"])
    answers.of("a")
    answers.learn(["c"])
    assert [answers.of(text) is not None for text in "abc"] == [True, False, True]


def test_fixes_are_tried(tmp_path: Path, complaints: Complaints) -> None:
    """The fix puts `x` before the script; the text with it is asked about in a second call."""
    code = (
        "fix = {'replacements': [{'line': 2, 'endLine': 2, 'column': 1, 'endColumn': 1, 'replacement': 'x',"
        " 'insertionPoint': 'afterEnd', 'precedence': 1}]}\n"
        "answer(*[comment(name, fix=fix) for name in names if not '\\nx' in open(name).read()])"
    )
    program = impostor(tmp_path, code)
    answers = Answers(program, complaints, tries_fixes=True)
    answers.learn(["#!/bin/sh\necho a", "#!/bin/sh\necho b"])
    assert calls(program) == [2, 2]
    assert answers.of("#!/bin/sh\nxecho a") == ()


def test_many_scripts_share_calls_and_processes(tmp_path: Path, complaints: Complaints) -> None:
    program = impostor(tmp_path, WRONG)
    answers = Answers(program, complaints, jobs=2)
    texts = [f"echo {number}" for number in range(300)]
    answers.learn(texts)
    assert sum(calls(program)) == 300
    assert max(calls(program)) == answers_module.AT_ONCE
    assert all(answers.of(text) for text in texts)


FAILURES = {
    "crash": "os.abort()",
    "exit code": "print('bad option', file=sys.stderr); sys.exit(4)",
    "nothing": "sys.exit(0)",
    "garbage": "print('<html>'); sys.exit(0)",
    "other JSON": "print('[1, 2]'); sys.exit(0)",
    "JSON of nothing": "print('null'); sys.exit(0)",
    "incomplete JSON": 'print(\'{"comments": [{"file": "0.sh"}]}\'); sys.exit(1)',
    "deep JSON": "print('[' * 100000); sys.exit(1)",
    "bytes": "sys.stdout.buffer.write(b'\\xff\\xfe'); sys.exit(1)",
    "unknown level": "answer(*[comment(name, level='awful') for name in names])",
}


@pytest.mark.parametrize("code", FAILURES.values(), ids=FAILURES)
def test_a_failing_program_costs_its_findings_only(code: str, tmp_path: Path, complaints: Complaints) -> None:
    program = impostor(tmp_path, code)
    answers = Answers(program, complaints, waits=True)
    text = TEXT + "".join(f"RUN echo {number}\n" for number in range(50))
    assert lint_with(answers, text) == ["maintainer-instruction"]
    assert lint_with(answers, text + "RUN echo more\n") == ["maintainer-instruction"]
    assert len(complaints) == 1
    assert calls(program) == [51, 1, 1]
    assert answers.is_given_up


def test_a_hanging_program_is_left_alone(
    tmp_path: Path, complaints: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_module, "SECONDS", 0.3)
    monkeypatch.setattr(answers_module, "SECONDS_EACH", 0.0)
    program = impostor(tmp_path, f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    answers = Answers(program, complaints, waits=True)
    assert lint_with(answers, TEXT + "RUN echo b\nRUN echo c\n") == ["maintainer-instruction"]
    assert lint_with(answers, TEXT + "RUN echo d\n") == ["maintainer-instruction"]
    assert len(complaints) == 1
    assert "no answer" in complaints[0]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_one_bad_script_costs_its_own_findings(tmp_path: Path, complaints: Complaints) -> None:
    code = f"if any('bad' in open(name).read() for name in names): os.abort()\n{WRONG}"
    answers = Answers(impostor(tmp_path, code), complaints, waits=True)
    text = TEXT + "RUN echo bad\nRUN echo b\n"
    assert lint_with(answers, text) == ["maintainer-instruction", "SC2999", "SC2999"]
    assert lint_with(answers, text) == ["maintainer-instruction", "SC2999", "SC2999"]
    assert len(complaints) == 1
    assert not answers.is_given_up
    assert not Checker(answers, Policy("all")).has_seen(analyse(text), analyse(""))


@pytest.mark.parametrize("is_there", [False, True], ids=["absent", "no program"])
def test_a_program_that_cannot_run(is_there: bool, tmp_path: Path, complaints: Complaints) -> None:
    path = tmp_path / "shellcheck"
    if is_there:
        path.write_text("not a program")
        path.chmod(0o755)
    answers = Answers(str(path), complaints, waits=True)
    assert lint_with(answers) == ["maintainer-instruction"]
    assert lint_with(answers) == ["maintainer-instruction"]
    assert len(complaints) == 1
    assert answers.is_given_up


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = impostor(tmp_path, WRONG)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    ask(program, ["echo a"], 10)
    with pytest.raises(ProgramError):
        ask(impostor(tmp_path, "os.abort()"), ["echo a"], 10)
    assert list(folder.iterdir()) == []


def test_options_of_the_surroundings_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2086")
    program = impostor(tmp_path, "answer(*[comment(name) for name in names if 'SHELLCHECK_OPTS' in os.environ])")
    assert ask(program, ["echo a"], 10) == [()]


# Where the program is


def executable(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_program_beside_this_python_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "python"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "nowhere"))
    on_path = executable(tmp_path / "bin" / "shellcheck")
    environment = {"PATH": str(tmp_path / "bin")}
    assert find(environment) == on_path
    beside = executable(tmp_path / "venv" / "shellcheck")
    assert find(environment) == beside
    named = executable(tmp_path / "other" / "checker")
    assert find(environment | {VARIABLE: named}) == named
    assert find(environment | {VARIABLE: "shellcheck"}) == on_path
    assert find({}) == beside


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no", "none", "false"])
def test_it_can_be_switched_off(word: str) -> None:
    assert find({VARIABLE: word}) is None


def test_the_working_directory_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere" / "python"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "nowhere"))
    executable(tmp_path / "shellcheck")
    monkeypatch.chdir(tmp_path)
    assert find({"PATH": os.pathsep.join(["", ".", "relative"])}) is None


def test_a_file_that_is_no_program_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere" / "python"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "nowhere"))
    (tmp_path / "shellcheck").mkdir()
    assert find({"PATH": str(tmp_path)}) is None
