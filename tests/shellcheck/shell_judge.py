"""What the tests of ShellCheck share: a file judged by the real program, and programs that only look like it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, Report, analyse, lint
from dockwright.rule import Severity
from dockwright.shellcheck.answers import Answers
from dockwright.shellcheck.checker import Checker
from dockwright.shellcheck.policy import Policy
from dockwright.shellcheck.program import VARIABLE, find

PROGRAM = find({name: value for name, value in os.environ.items() if name != VARIABLE})


def fail(message: str) -> None:
    raise AssertionError(message)


ANSWERS = Answers(PROGRAM, fail, waits=True, tries_fixes=True) if PROGRAM else None


def profile(
    preset: str = "all", *steps: tuple[str, bool], severities: tuple[tuple[str, Severity], ...] = ()
) -> Profile:
    """ShellCheck alone, without rules."""
    assert ANSWERS is not None
    checker = Checker(ANSWERS, Policy(preset, steps, severities), follows_hadolint=preset == "hadolint")
    return Profile((), inspector=checker)


def judge(text: str, preset: str = "all", *steps: tuple[str, bool]) -> Report:
    report = lint(analyse(text), UNKNOWN, profile(preset, *steps))
    assert not report.faults
    return report


def found(text: str, preset: str = "all", *steps: tuple[str, bool]) -> list[tuple[str, str]]:
    """The codes with the words they mark, in the order of the file."""
    return [(one.rule.name, one.span.of(text)) for one in judge(text, preset, *steps).diagnostics]


def impostor(folder: Path, code: str) -> str:
    """An executable that does what the code says; `names` are the scripts, `calls` a file that counts the calls."""
    path = folder / "shellcheck"
    calls = folder / "calls"
    path.write_text(
        f"#!{sys.executable}\nimport json, os, sys, time\n"
        f"names = [name for name in sys.argv[1:] if name.endswith('.sh')]\n"
        f"with open({str(calls)!r}, 'a') as log: print(len(names), file=log)\n"
        f"def answer(*comments): print(json.dumps({{'comments': comments}})); sys.exit(bool(comments))\n"
        f"def comment(name, **more): return {{'file': name, 'line': 2, 'endLine': 2, 'column': 1, 'endColumn': 5,"
        f" 'level': 'warning', 'code': 2999, 'message': 'Wrong.', 'fix': None, **more}}\n{code}\n"
    )
    path.chmod(0o755)
    return str(path)


def calls(program: str) -> list[int]:
    """How many scripts each call of an impostor was about."""
    path = Path(program).with_name("calls")
    return [int(line) for line in path.read_text().split()] if path.exists() else []
