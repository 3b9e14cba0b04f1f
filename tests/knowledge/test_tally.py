"""The table of tally's rules names rules that there are, and says why where there is none."""

from __future__ import annotations

from dockwright.docs import peers_page
from dockwright.knowledge.peers import BUILDKIT_CHECKS, HADOLINT_LEVELS
from dockwright.knowledge.tally import TALLY_HADOLINT, TALLY_OFF, TALLY_RULES
from dockwright.rules import RULES

NAMES = {rule.name for rule in RULES}


def test_rules_exist() -> None:
    assert {name for one in TALLY_RULES.values() for name in one.rules} <= NAMES


def test_what_has_no_rule_says_why() -> None:
    assert [code for code, one in TALLY_RULES.items() if not one.rules and not one.about] == []


def test_codes_of_others_are_theirs() -> None:
    assert HADOLINT_LEVELS.keys() >= TALLY_HADOLINT
    others = (*(f"hadolint/{one}" for one in TALLY_HADOLINT), *(f"buildkit/{one}" for one in BUILDKIT_CHECKS))
    assert {*TALLY_RULES, *others} >= TALLY_OFF


def test_the_page_has_a_row_for_each() -> None:
    page = peers_page(RULES)
    assert all(f"| `{code}` |" in page for code in TALLY_RULES)
    assert "| `tally/copy-from-empty-scratch-stage` | **[missing-stage-path](rules/missing-stage-path.md)** |" in page
