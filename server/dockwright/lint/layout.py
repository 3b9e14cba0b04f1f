"""Which rules see which nodes: laid out once for all files, and narrowed down for each by what its text has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from dockwright.rule import Finding, Rule
from dockwright.shell import Command
from dockwright.syntax import Dockerfile
from dockwright.values import NamedTuple

_MOST_TABLES = 1000
"""Of so many kinds of files it is remembered which rules they are worth."""


Visitor = tuple[Callable[..., Iterator[Finding]], int, Rule]
"""A rule as it is called: its function, which of the profile's lists of arguments it takes behind the node, and itself."""


Kind = type | str
"""What rules visit: a class of nodes, or the commands of one name; "" stands for commands that no rule knows by name."""


class _Row(NamedTuple):
    """The rules for one kind of node, and what a file must have for some of them to be worth a visit."""

    rules: tuple[Rule, ...]
    needs: frozenset[str]


class Layout:
    """Some rules, laid out so that each node finds its own at once. A rule is loaded when there is a node for it."""

    __slots__ = (
        "_by_class",
        "_every_command",
        "_keywords",
        "_named",
        "_pieces",
        "_rows",
        "_signatures",
        "_tables",
        "_visitors",
    )

    def __init__(self, rules: Iterable[Rule], signatures: Sequence[tuple[str, ...]]) -> None:
        self._signatures = signatures
        self._by_class: dict[type, list[Rule]] = {}
        self._named: dict[str, list[Rule]] = {}
        self._every_command: list[Rule] = []
        needs: dict[str, None] = {}
        for rule in rules:
            if rule.needs:
                needs[rule.needs] = None
            for kind in rule.on:
                if kind is not Command:
                    self._by_class.setdefault(kind, []).append(rule)
                elif not rule.commands:
                    self._every_command.append(rule)
                else:
                    for name in rule.commands:
                        self._named.setdefault(name, []).append(rule)
        self._keywords = tuple(filter(str.isupper, needs))
        self._pieces = tuple([one for one in needs if not one.isupper()])
        self._rows: dict[Kind, _Row] = {}
        self._visitors: dict[tuple[Kind, frozenset[str]], tuple[Visitor, ...]] = {}
        self._tables: dict[frozenset[str], Table] = {}

    @property
    def wants_commands(self) -> bool:
        return bool(self._named or self._every_command)

    @property
    def named(self) -> Collection[str]:
        """The names of commands that some rule asks for."""
        return self._named

    def table(self, dockerfile: Dockerfile) -> Table:
        """The rules that a file is worth."""
        text, keywords = dockerfile.text, {one.keyword for one in dockerfile.instructions}
        missing = [one for one in self._pieces if one not in text]
        unmet = frozenset(missing + [one for one in self._keywords if one not in keywords])
        table = self._tables.get(unmet)
        if table is None:
            if len(self._tables) >= _MOST_TABLES:
                self._tables.clear()
            table = self._tables[unmet] = Table(self, unmet)
        return table

    def visitors(self, kind: Kind, unmet: frozenset[str]) -> tuple[Visitor, ...]:
        """The rules that visit nodes of exactly this kind, less those whose needs are not met."""
        row = self._rows.get(kind)
        if row is None:
            row = self._rows[kind] = self._row(kind)
        key = kind, unmet & row.needs
        visitors = self._visitors.get(key)
        if visitors is None:
            wanted = [rule for rule in row.rules if rule.needs not in unmet]
            visitors = self._visitors[key] = tuple(
                [(rule.check, self._signatures.index(rule.parameters), rule) for rule in wanted]
            )
        return visitors

    def _row(self, kind: Kind) -> _Row:
        if isinstance(kind, str):
            rules = (*self._named.get(kind, ()), *self._every_command)
        else:
            rules = tuple([rule for base in kind.__mro__ for rule in self._by_class.get(base, ())])
        return _Row(rules, frozenset([rule.needs for rule in rules if rule.needs]))


class Table(dict[Kind, tuple[Visitor, ...]]):
    """The rules that a file is worth, by kind of node; a row is worked out when the first node of the kind turns up."""

    def __init__(self, layout: Layout, unmet: frozenset[str]) -> None:
        self._layout = layout
        self._unmet = unmet
        self.wants_commands = layout.wants_commands
        self.named = layout.named

    def __missing__(self, kind: Kind) -> tuple[Visitor, ...]:
        visitors = self[kind] = self._layout.visitors(kind, self._unmet)
        return visitors
