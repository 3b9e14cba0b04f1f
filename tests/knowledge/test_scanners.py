"""The tables of scanners name rules that there are, and each check once."""

from __future__ import annotations

from collections import Counter

import pytest

from dockwright.docs import scanners_page
from dockwright.knowledge.scanners import SCANNERS, Scanner
from dockwright.rules import RULES

NAMES = {rule.name for rule in RULES}


@pytest.mark.parametrize("scanner", SCANNERS, ids=lambda scanner: scanner.name)
def test_rules_exist(scanner: Scanner) -> None:
    assert {name for check in scanner.checks for name in check.rules} <= NAMES


@pytest.mark.parametrize("scanner", SCANNERS, ids=lambda scanner: scanner.name)
def test_each_check_is_listed_once(scanner: Scanner) -> None:
    names = Counter(name for check in scanner.checks for name in check.names.split(", "))
    assert {name for name, count in names.items() if count > 1} == set()


@pytest.mark.parametrize("scanner", SCANNERS, ids=lambda scanner: scanner.name)
def test_what_has_no_rule_says_why(scanner: Scanner) -> None:
    assert [check.names for check in scanner.checks if not check.rules and not check.about] == []


def test_the_page_has_a_table_for_each() -> None:
    page = scanners_page(RULES)
    assert all(f"## {scanner.name}\n" in page for scanner in SCANNERS)
    assert "| DS-0010 | sudo | **[sudo-in-run](rules/sudo-in-run.md)** |" in page
