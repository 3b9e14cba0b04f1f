"""What a file is judged by: the rules that run, their severities and settings, and whoever else looks at it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Protocol

from dockwright.knowledge.peers import EXPERIMENTAL_CHECKS
from dockwright.lint.layout import Layout
from dockwright.rule import CONFIGURED, DEFAULT_SETTINGS, Finding, Rule, Settings, Severity
from dockwright.semantics import SemanticModel

_MOST_SUBSETS = 300
"""So many are kept: the gate looks at the same few rules again and again."""


class Inspector(Protocol):
    """Another program that finds something; it may not have looked at everything yet.

    `waits`: who asks about a new text waits until it has.
    """

    @property
    def waits(self) -> bool: ...

    def owns(self, rule: Rule) -> bool: ...

    def findings(self, model: SemanticModel) -> Iterable[tuple[Rule, Severity, Finding]]: ...

    def unknown(self, model: SemanticModel) -> tuple[str, ...]: ...

    def has_seen(self, model: SemanticModel, before: SemanticModel) -> bool: ...


class Profile:
    """The rules that run, their severities and settings."""

    __slots__ = (
        "_extended",
        "_layout",
        "_subsets",
        "inspector",
        "known",
        "names",
        "optional",
        "rules",
        "settings",
        "severities",
        "suppressions",
    )

    def __init__(
        self,
        rules: Iterable[Rule],
        severities: Mapping[str, Severity] | None = None,
        settings: Settings = DEFAULT_SETTINGS,
        known: frozenset[str] | None = None,
        inspector: Inspector | None = None,
        *,
        optional: Iterable[Rule] = (),
        suppressions: bool = True,
    ) -> None:
        self.rules = tuple(rules)
        self.optional = tuple(optional)  # rules that a file may switch on for itself
        self.suppressions = suppressions  # whether comments may silence findings
        self._extended: dict[frozenset[str], Profile] = {}
        self._subsets: dict[tuple[frozenset[str], Inspector | None], Profile] = {}
        self.severities = {rule.name: rule.severity for rule in self.rules} | dict(severities or {})
        self.settings = settings
        self.inspector = inspector
        self.names = frozenset(name for rule in self.rules for name in (rule.name, rule.category, *rule.aliases))
        self.known = self.names if known is None else known
        self._layout: Layout | None = None

    @property
    def layout(self) -> Layout:
        """Where the rules look."""
        if self._layout is None:
            self._layout = Layout(filter(self._may_speak, self.rules))
        return self._layout

    def _may_speak(self, rule: Rule) -> bool:
        return CONFIGURED not in rule.needs or rule.name in self.settings.options

    def only(self, names: Collection[str], inspector: Inspector | None = None) -> Profile:
        """This profile with just the rules of these names, and with no inspector but that one."""
        key = frozenset(names), inspector
        subset = self._subsets.get(key)
        if subset is None:
            if len(self._subsets) >= _MOST_SUBSETS:
                self._subsets.clear()
            rules = (rule for rule in self.rules if rule.name in names)
            subset = self._subsets[key] = self._with(rules, inspector)
        return subset

    def including(self, names: frozenset[str]) -> Profile:
        """This profile with the optional rules that have one of these aliases; `all` means all of them."""
        extended = self._extended.get(names)
        if extended is None:
            more = [one for one in self.optional if "all" in names or not names.isdisjoint(one.aliases)]
            extended = self._extended[names] = self._with((*self.rules, *more), self.inspector)
        return extended

    def _with(self, rules: Iterable[Rule], inspector: Inspector | None) -> Profile:
        return Profile(rules, self.severities, self.settings, self.known, inspector, suppressions=self.suppressions)


def default_profile(wanted: Callable[[Rule], bool] = lambda rule: rule.default) -> Profile:
    """The rules that are on when nothing is configured."""
    from dockwright.rules import RULES

    known = frozenset(name for rule in RULES for name in (rule.name, rule.category, *rule.aliases))
    optional = (one for one in RULES if not one.default and not EXPERIMENTAL_CHECKS.isdisjoint(one.aliases))
    return Profile(filter(wanted, RULES), known=known, optional=optional)
