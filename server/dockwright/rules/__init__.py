"""All rules. A test compares their list with the folders."""

from __future__ import annotations

from dockwright.rule import Rule
from dockwright.rules._list import RULES

__all__ = ["BY_NAME", "RULES", "load_all"]

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}


def load_all() -> None:
    """Load the files of all rules, each of which else comes with the first node that it looks at."""
    for rule in RULES:
        rule.body()
