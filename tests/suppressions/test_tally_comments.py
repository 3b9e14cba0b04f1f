"""tally's comments: what they silence there, as it was tried with 0.45, they silence here."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import analyse, default_profile, lint

RULES = ("sudo-in-run", "unknown-suppression", "stage-name-case")


def lines(text: str) -> list[tuple[int, str]]:
    """Where what is reported."""
    model = analyse(text)
    report = lint(model, UNKNOWN, default_profile(lambda one: one.name in RULES))
    return [(model.dockerfile.lines.line(one.span.start) + 1, one.rule.name) for one in report.diagnostics]


@pytest.mark.parametrize(
    "comment",
    [
        "# tally ignore=DL3004",
        "# tally ignore=hadolint/DL3004",
        "#tally ignore=DL3004",
        "# TALLY IGNORE=DL3004",
        "# tally  ignore = DL3004",
        "# tally ignore=DL3003,DL3004",
        "# tally ignore=DL3003 , hadolint/DL3004\r",
        "# tally ignore=DL3004;reason=it is what it is",
        "# tally ignore=all",
        "# tally ignore=DL3004\n\n# why",
        "# tally ignore=tally/no-multi-spaces,DL3004",
        "RUN true && \\\n# tally ignore=DL3004\n  true",
    ],
)
def test_it_silences_what_is_below(comment: str) -> None:
    text = f"FROM debian:12\n{comment}\nRUN sudo ls\nRUN sudo true\n"
    assert lines(text) == [(text.count("\n"), "sudo-in-run")]


@pytest.mark.parametrize(
    "comment",
    [
        "# tally ignore=dl3004",
        "# tally ignore=DL3004 because",
        "# tally ignore=DL3004 ; reason=a",
        "# tally ignore=hadolint/*",
        "# tally ignore=ALL",
        "# tally: ignore=DL3004",
        "# tally ignore=buildkit/StageNameCasing",
    ],
)
def test_it_silences_nothing(comment: str) -> None:
    assert lines(f"FROM debian:12\n{comment}\nRUN sudo ls\n") == [(3, "sudo-in-run")]


@pytest.mark.parametrize(
    "name", ["tally/prefer-copy-chmod", "prefer-copy-chmod", "tally/max-lines,tally/prefer-copy-chmod;reason=x"]
)
def test_the_names_of_its_own_rules(name: str) -> None:
    text = f"FROM debian:12\nCOPY a /a\n# tally ignore={name}\nRUN chmod +x /a\n"
    model = analyse(text)
    report = lint(model, UNKNOWN, default_profile(lambda one: one.name == "chmod-after-copy"))
    assert report.diagnostics == ()


def test_the_whole_file() -> None:
    text = "# tally global ignore=hadolint/DL3004,buildkit/StageNameCasing\nFROM debian:12 AS Build\nRUN sudo ls\n"
    assert lines(text) == []
