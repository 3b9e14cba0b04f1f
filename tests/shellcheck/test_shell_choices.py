"""Which codes are reported: presets, configuration, and comments that silence them."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell_judge import ANSWERS, PROGRAM, found, judge, profile

from dockwright.config import Choices, Configurations, FileConfiguration
from dockwright.context import UNKNOWN
from dockwright.lint import analyse, lint
from dockwright.rule import Severity
from dockwright.rules import RULES
from dockwright.shellcheck.checker import Checker
from dockwright.shellcheck.policy import QUIET, Policy

needs_program = pytest.mark.skipif(PROGRAM is None, reason="there is no shellcheck")

WARNING, INFO, ERROR, STYLE = Severity.WARNING, Severity.INFO, Severity.ERROR, Severity.STYLE


@pytest.mark.parametrize(
    ("preset", "code", "severity", "is_on"),
    [
        ("default", "SC2164", WARNING, True),
        ("default", "SC1072", ERROR, True),
        ("default", "SC2086", INFO, False),
        ("default", "SC2006", STYLE, False),
        ("default", "SC3010", ERROR, True),
        ("default", "SC3010", WARNING, False),
        *[("default", code, WARNING, False) for code in sorted(QUIET)],
        ("hadolint", "SC2006", STYLE, True),
        ("hadolint", "SC2046", WARNING, True),
        ("all", "SC2086", INFO, True),
        ("buildkit", "SC1072", ERROR, False),
        ("none", "SC1072", ERROR, False),
    ],
)
def test_presets(preset: str, code: str, severity: Severity, is_on: bool) -> None:
    assert Policy(preset).is_on(code, severity) is is_on


@pytest.mark.parametrize(
    ("preset", "steps", "is_on", "is_silent"),
    [
        ("default", [("SC2086", True)], True, False),
        ("none", [("SC2086", True)], True, False),
        ("none", [("SC2006", True)], False, False),
        ("none", [("shellcheck", True)], True, False),
        ("all", [("SC2086", False)], False, False),
        ("all", [("shellcheck", False)], False, True),
        ("all", [("shellcheck", False), ("SC2086", True)], True, False),
        ("all", [("SC2086", True), ("shellcheck", False)], False, True),
        ("buildkit", [], False, True),
        ("none", [("SC2086", True), ("SC2086", False)], False, True),
    ],
)
def test_the_last_word_counts(preset: str, steps: list[tuple[str, bool]], is_on: bool, is_silent: bool) -> None:
    policy = Policy(preset, steps)
    assert policy.is_on("SC2086", INFO) is is_on
    assert policy.is_silent is is_silent


def configured(folder: Path, text: str, **choices: object) -> FileConfiguration:
    (folder / "dockwright.toml").write_text(text)
    return Configurations(RULES, Choices(**choices)).for_file(str(folder / "Dockerfile"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "is_on"),
    [
        ("", False),
        ('select = ["SC2086"]', True),
        ('select = ["sc2086"]', True),
        ('select = ["shellcheck"]', True),
        ('select = ["SC2086"]\nignore = ["shellcheck"]', True),
        ('select = ["shellcheck"]\nignore = ["SC2086"]', False),
        ('preset = "all"', True),
        ('preset = "all"\nignore = ["ShellCheck"]', False),
        ('preset = "hadolint"', True),
        ('[per-file."Dockerfile"]\nselect = ["SC2086"]', True),
        ('[per-file."other"]\nselect = ["SC2086"]', False),
    ],
)
def test_configuration(tmp_path: Path, text: str, is_on: bool) -> None:
    assert configured(tmp_path, text).shellcheck.is_on("SC2086", INFO) is is_on


def test_the_command_line_comes_last(tmp_path: Path) -> None:
    policy = configured(tmp_path, 'select = ["SC2086"]', ignore=("shellcheck",)).shellcheck
    assert policy.is_silent


def test_severities(tmp_path: Path) -> None:
    policy = configured(tmp_path, '[severity]\nSC2086 = "error"\nshellcheck = "style"').shellcheck
    assert policy.severity("SC2086", INFO) is ERROR
    assert policy.severity("SC2164", WARNING) is STYLE


def test_a_hadolint_file(tmp_path: Path) -> None:
    (tmp_path / ".hadolint.yaml").write_text("ignored: [SC2046]\noverride:\n  error: [SC2086]\n")
    policy = Configurations(RULES).for_file(str(tmp_path / "Dockerfile")).shellcheck
    assert not policy.is_on("SC2046", WARNING)
    assert policy.is_on("SC2006", STYLE)
    assert policy.severity("SC2086", INFO) is ERROR


@needs_program
def test_a_severity_is_reported() -> None:
    report = lint(analyse("FROM x\nRUN cd /a; b\n"), UNKNOWN, profile("all", severities=(("SC2164", ERROR),)))
    assert [(one.rule.name, one.severity) for one in report.diagnostics] == [("SC2164", ERROR)]


@needs_program
@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=SC2164",
        "# hadolint ignore=DL3003,SC2164",
        "# dockwright: ignore[SC2164] for a reason",
        "# dockwright: ignore[shellcheck]",
        "# dockwright: ignore-file[SC2164]",
        "# shellcheck disable=SC2164",
        "# shellcheck disable=SC2086,SC2164",
        "# shellcheck disable=2164",
        "# shellcheck disable=SC2000-SC3000",
        "# shellcheck disable=all",
        "# shellcheck shell=bash disable=SC2164",
    ],
)
def test_comments_silence(comment: str) -> None:
    assert found(f"FROM x\n{comment}\nRUN cd /a; b\n") == []
    assert found(f"FROM x\nRUN a; \\\n  {comment}\n  cd /a; b\n") == []
    assert found(f"FROM x\n{comment}\nONBUILD RUN cd /a; b\n") == []


@needs_program
@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=SC2086",
        "# dockwright: ignore[SC2086]",
        "# shellcheck disable=SC2086",
        "# shellcheck disable=SC2000-SC2164",
        "# check=skip=all",
        "# shellcheck source=/dev/null",
    ],
)
def test_comments_that_do_not_silence(comment: str) -> None:
    assert found(f"FROM x\n{comment}\nRUN cd /a; b\n") == [("SC2164", "cd /a")]


@needs_program
def test_comments_count_for_their_instruction() -> None:
    text = "FROM x\n# shellcheck disable=SC2164\nRUN cd /a; b\nRUN cd /c; d\n"
    assert found(text) == [("SC2164", "cd /c")]


@needs_program
def test_comments_inside_a_document_are_shellchecks_own() -> None:
    text = "FROM x\nRUN <<EOF\na\n# shellcheck disable=SC2164\ncd /a\ncd /b\nc\nEOF\n"
    assert found(text) == [("SC2164", "cd /b")]
    text = "FROM x\nENV A=1\nRUN <<EOF\n# shellcheck disable=SC2164\ncd $A\ncd /b\nc\nEOF\n"
    assert found(text) == []


@needs_program
def test_all_findings_of_a_run() -> None:
    text = "FROM x\nRUN cp $A b && cp $A c && cd /d; rm $A\n"
    assert found(text) == [("SC2086", "$A"), ("SC2086", "$A"), ("SC2164", "cd /d"), ("SC2086", "$A")]
    assert [one.span.start for one in judge(text).diagnostics] == sorted(
        one.span.start for one in judge(text).diagnostics
    )


@needs_program
def test_a_silent_policy_asks_nobody() -> None:
    assert ANSWERS is not None
    checker = Checker(ANSWERS, Policy("none"))
    model = analyse("FROM x\nRUN never seen before; cd /a; b\n")
    assert checker.unknown(model) == ()
    assert list(checker.findings(model)) == []
