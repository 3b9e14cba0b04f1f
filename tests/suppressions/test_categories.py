"""A category in dockwright's own comments stands for all of its rules."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import analyse, default_profile, lint

# an early list of packages, a base without a tag, root
TEXT = "FROM debian\n{above}RUN apt-get update && apt-get install -y curl\nUSER root\n{last}RUN curl -k https://example.org/a\n"
ALL = {
    "untagged-base-image",
    "apt-recommended-packages",
    "apt-lists-left-behind",
    "root-user",
    "disabled-verification",
}


def reported(above: str = "", last: str = "") -> set[str]:
    report = lint(analyse(TEXT.format(above=above, last=last)), UNKNOWN, default_profile())
    assert not report.faults
    return {one.rule.name for one in report.diagnostics}


@pytest.mark.parametrize(
    ("above", "last", "silenced"),
    [
        ("# dockwright: ignore-file[security]\n", "", {"root-user", "disabled-verification"}),
        ("# dockwright: ignore-file[security, reproducibility] a test image\n", "", ALL - {"apt-recommended-packages", "apt-lists-left-behind"}),
        ("# dockwright: ignore[size]\n", "", {"apt-recommended-packages", "apt-lists-left-behind"}),
        ("", "# dockwright: ignore[security]\n", {"disabled-verification"}),
        ("", "# dockwright: ignore[security, root-user]\n", {"disabled-verification"}),
    ],
)  # fmt: skip
def test_a_category_silences_its_rules(above: str, last: str, silenced: set[str]) -> None:
    assert reported(above, last) & ALL == ALL - silenced
    assert "unknown-suppression" not in reported(above, last)


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("# dockwright: ignore[stages]\n", "unused-suppression"),
        ("# dockwright: ignore[securty]\n", "unknown-suppression"),
        ("# dockwright: ignore[Security]\n", "unknown-suppression"),
    ],
)
def test_a_category_without_effect_is_reported(comment: str, rule: str) -> None:
    assert rule in reported(comment)


def test_a_code_to_come_silences_the_rule_that_stands_for_it() -> None:
    text = "FROM golang:1.24\nWORKDIR /app\nCOPY . .\n{}RUN go build -o app\n"
    profile = default_profile(lambda rule: rule.name in ("missing-cache-mount", "unknown-suppression"))

    def names(comment: str) -> list[str]:
        return [one.rule.name for one in lint(analyse(text.format(comment)), UNKNOWN, profile).diagnostics]

    assert names("") == ["missing-cache-mount"]
    assert names("# hadolint ignore=DL3070\n") == []
    assert names("# dockwright: ignore[DL3070]\n") == []


def test_other_comments_have_no_categories() -> None:
    assert "disabled-verification" in reported("# check=skip=security\n# hadolint ignore=security\n")
