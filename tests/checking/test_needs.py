"""A rule is asked only where a file has what it needs: however the file writes it."""

from __future__ import annotations

import pytest

from contexts import context_of
from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rule import DEFAULT_SETTINGS, Invalid, Rule
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


EXAMPLES = [
    (
        one.before if isinstance(one, Invalid) else one.text,
        context_of(one.context),
        one.settings or DEFAULT_SETTINGS,
    )
    for rule in RULES
    for one in (*rule.invalid, *rule.valid)
]


@pytest.mark.parametrize("rule", [one for one in RULES if one.needs], ids=lambda one: one.name)
def test_a_rule_finds_nothing_where_its_needs_are_not_met(rule: Rule) -> None:
    """Over the examples of all rules: it says the same as it does when it is asked everywhere."""
    whenever = rule._replace(needs=())
    for text, context, settings in EXAMPLES:
        asked, always = (Profile([one], settings=settings) for one in (rule, whenever))
        model = analyse(text)
        assert lint(model, context, asked).diagnostics == lint(model, context, always).diagnostics, text
