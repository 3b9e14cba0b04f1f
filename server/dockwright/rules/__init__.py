"""All rules, listed by hand; a test compares the list with the folders."""

from __future__ import annotations

from dockwright.rule import Rule

RULES: tuple[Rule, ...] = ()

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
