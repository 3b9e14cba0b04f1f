"""Every rule against its own examples, and against everybody else's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dockwright.rules
from contexts import context_of
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import Profile, analyse, fix, lint
from dockwright.rule import DEFAULT_SETTINGS, FixAvailability, Invalid, Rule, Safety, Valid
from dockwright.rules import RULES

ALL_NAMES = frozenset(name for rule in RULES for name in (rule.name, *rule.aliases))


def profile_of(rule: Rule, example: Invalid | Valid) -> Profile:
    return Profile([rule], settings=example.settings or DEFAULT_SETTINGS, known=ALL_NAMES)


def label(case: tuple[Rule, Invalid | Valid]) -> str:
    rule, example = case
    text = example.before if isinstance(example, Invalid) else example.text
    return f"{rule.name}: {example.title or text[:60]!r}"


INVALID = [(rule, example) for rule in RULES for example in rule.invalid]
VALID = [(rule, example) for rule in RULES for example in rule.valid]


@pytest.mark.parametrize("case", INVALID, ids=label)
def test_invalid_example_is_reported_and_fixed(case: tuple[Rule, Invalid]) -> None:
    rule, example = case
    profile, context = profile_of(rule, example), context_of(example.context)
    report = lint(analyse(example.before), context, profile)
    assert not report.faults
    assert report.diagnostics, "nothing is reported"
    if example.marked is not None:
        assert tuple(one.span.of(example.before) for one in report.diagnostics) == example.marked
    for diagnostic in report.diagnostics:
        assert not diagnostic.span.is_empty or not analyse(example.before).dockerfile.instructions, (
            "it points at nothing"
        )
        assert not diagnostic.message.endswith(".")
        assert all(not one.title.endswith(".") and one.title[:1].isupper() for one in diagnostic.fixes)
    fixed = fix(example.before, context, profile, safety=Safety.UNSAFE)
    assert not fixed.faults
    assert (fixed.text if fixed.applied else None) == example.after
    if example.after is not None and not any(one.fixes == () for one in report.diagnostics):
        assert not fixed.report.diagnostics, "the fixed text is still reported"


@pytest.mark.parametrize("case", VALID, ids=label)
def test_valid_example_is_silent(case: tuple[Rule, Valid]) -> None:
    rule, example = case
    report = lint(analyse(example.text), context_of(example.context), profile_of(rule, example))
    assert not report.faults
    assert [one.message for one in report.diagnostics] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_availability_of_fixes_is_honest(rule: Rule) -> None:
    fixable = [
        bool(diagnostic.fixes)
        for example in rule.invalid
        for diagnostic in lint(
            analyse(example.before), context_of(example.context), profile_of(rule, example)
        ).diagnostics
    ]
    if rule.fix is FixAvailability.NEVER:
        assert not any(fixable)
    elif rule.fix is FixAvailability.ALWAYS:
        assert all(fixable)
    else:
        assert any(fixable)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_is_documented(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert not rule.name.startswith(("no-", "prefer-", "require-"))
    assert rule.summary.endswith(".")
    assert "## Why is this bad?" in rule.docstring
    unsafe = any(
        one.safety is not Safety.SAFE
        for example in rule.invalid
        for diagnostic in lint(
            analyse(example.before), context_of(example.context), profile_of(rule, example)
        ).diagnostics
        for one in diagnostic.fixes
    )
    assert not unsafe or "## Fix safety" in rule.docstring
    assert not rule.options or "## Options" in rule.docstring
    assert rule.invalid
    assert rule.valid


def test_no_rule_raises_on_the_examples_of_the_others() -> None:
    profile = Profile(RULES)
    texts = {(example.before, None) for _, example in INVALID} | {(example.text, None) for _, example in VALID}
    for text, _ in sorted(texts):
        for context in (MemoryContext({}), UNKNOWN):
            report = lint(analyse(text), context, profile)
            assert all(one.fixes is not None for one in report.diagnostics)  # they are worked out
            assert not report.faults


def test_all_fixes_together_settle_on_every_example() -> None:
    profile = Profile(RULES)
    for _, example in INVALID:
        context = context_of(example.context)
        once = fix(example.before, context, profile, safety=Safety.SAFE)
        assert not once.faults
        again = fix(once.text, context, profile, safety=Safety.SAFE)
        assert again.text == once.text or once.files


def test_list_and_folders_agree() -> None:
    folder = Path(dockwright.rules.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*/*.py") if not path.stem.startswith("_")}
    assert {rule.name for rule in RULES} == files
    assert len(RULES) == len(files)
    for rule in RULES:
        assert rule.check.__module__.endswith(rule.name.replace("-", "_"))
        assert rule.check.__name__ == rule.name.replace("-", "_")


def test_names_and_aliases_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
