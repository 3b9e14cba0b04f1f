"""A rule is asked only where a file has what it needs: however the file writes it."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rules import RULES


def reported(text: str) -> set[str]:
    report = lint(analyse(text), UNKNOWN, Profile(RULES))
    assert not report.faults
    return {one.rule.name for one in report.diagnostics}


@pytest.mark.parametrize(
    "text",
    [
        "FROM debian:12\nLABEL a=1\nLABEL a=2\n",
        "from debian:12\nlabel a=1\nlabel a=2\n",
        "FROM debian:12\nLAB\\\nEL a=1\nLABE\\\n# why not\nL a=2\n",
    ],
)
def test_a_keyword_is_needed_in_any_letters_and_on_any_lines(text: str) -> None:
    assert "overridden-label" in reported(text)


@pytest.mark.parametrize("text", ["FROM debian:12\nRUN echo LABEL\n", "FROM debian:12\nONBUILD LABEL a=1\n"])
def test_a_keyword_elsewhere_is_none(text: str) -> None:
    assert "overridden-label" not in reported(text)


@pytest.mark.parametrize("rule", [one for one in RULES if one.needs], ids=lambda one: one.name)
def test_what_a_rule_needs_is_in_all_that_it_reports(rule) -> None:  # type: ignore[no-untyped-def]
    for example in rule.invalid:
        keywords = {one.keyword for one in analyse(example.before).dockerfile.instructions}
        assert rule.needs in keywords if rule.needs.isupper() else rule.needs in example.before
