"""The words that mean rules: their names, their aliases (`DL3008`, `StageNameCasing`) and their categories.

ShellCheck's codes, and `shellcheck` for all of them, mean no rules of ours; `Policy` follows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dockwright.patterns import lazy_pattern
from dockwright.rule import Rule
from dockwright.shellcheck.codes import GROUP, is_code

_FOREIGN = lazy_pattern(r"(?:DL|SC)\d{4}", re.IGNORECASE)


class RuleNames:
    """Looks words up among rules; case does not count."""

    __slots__ = ("_categories", "_rules", "known", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.known = frozenset(
            (GROUP, *(name for rule in self.rules for name in (rule.name, rule.category, *rule.aliases)))
        )
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._categories: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            self._categories[rule.category] = (*self._categories.get(rule.category, ()), rule)
            for name in {rule.name, *rule.aliases}:
                self._rules[name.lower()] = (*self._rules.get(name.lower(), ()), rule)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means a rule, sorted."""
        return tuple(sorted({*self.known, *self._categories}))

    def is_category(self, word: str) -> bool:
        return word.lower() in self._categories

    def meaning(self, word: str) -> tuple[Rule, ...]:
        """The rules a word means; none for a word that means none."""
        return self._categories.get(word.lower(), ()) or self._rules.get(word.lower(), ())

    def is_known(self, word: str) -> bool:
        """Whether a word means rules, or is a code of hadolint's or ShellCheck's for which there is no rule here."""
        return bool(self.meaning(word)) or word.lower() == GROUP or _FOREIGN.fullmatch(word) is not None

    def names(self, word: str) -> frozenset[str]:
        """The names of the rules a word means, ShellCheck's among them."""
        folded = word.lower()
        foreign = {GROUP} if folded == GROUP else {word.upper()} if is_code(word) else set()
        return frozenset({rule.name for rule in self.meaning(word)} | foreign)


def options_of(names: RuleNames, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Options that stand for several rules, by the names of the rules that have them."""
    found = {rule.name: {name: value for name, value in values.items() if name in rule.options} for rule in names.rules}
    return {name: options for name, options in found.items() if options}
