"""Which rules see which nodes: laid out once for all files, and narrowed down for each by what its text has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from dockwright.rule import BUILD_CONTEXT, CONFIGURED, PROBLEMS, SEVERAL_STAGES, SIGNATURES, Finding, Rule
from dockwright.shell import Command
from dockwright.syntax import Dockerfile

_WHICH = {signature: number for number, signature in enumerate(SIGNATURES)}

_MOST_TABLES = 1000
"""Of so many kinds of files it is remembered which rules they are worth."""


Visitor = tuple[Callable[..., Iterator[Finding]], int, int, Rule]
"""A rule as it is called: its function, which of the SIGNATURES' arguments it takes behind the node, how many these are, and
itself."""


Kind = type | str
"""What rules visit: a class of nodes, or the commands of one name; "" stands for commands that no rule knows by name."""


class _Row:
    """The rules for one kind of node, and what a file must have for some of them to be worth a visit."""

    __slots__ = ("needs", "rules", "visitors")

    def __init__(self, rules: tuple[Rule, ...], needs: int) -> None:
        self.rules = rules
        self.needs = needs  # a bit for each
        self.visitors: dict[int, tuple[Visitor, ...]] = {}  # by the needs among them that a file does not meet


class Layout:
    """Some rules, laid out so that each node finds its own at once. A rule is loaded when there is a node for it.

    What rules need of a file is numbered; which needs it does not meet is a whole number, a bit for each.
    """

    __slots__ = (
        "_bits",
        "_by_class",
        "_choices",
        "_every_command",
        "_minds_problems",
        "_named",
        "_pieces",
        "_rows",
        "_tables",
        "_traits",
    )

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_class: dict[type, list[Rule]] = {}
        self._named: dict[str, list[Rule]] = {}
        self._every_command: list[Rule] = []
        self._bits: dict[tuple[str, ...], int] = {(): 0}
        for rule in rules:
            self._bits.setdefault(rule.needs, 1 << len(self._bits))
            for kind in rule.on:
                if kind is not Command:
                    self._by_class.setdefault(kind, []).append(rule)
                elif not rule.commands:
                    self._every_command.append(rule)
                else:
                    for name in rule.commands:
                        self._named.setdefault(name, []).append(rule)
        single = [(needs[0], bit) for needs, bit in self._bits.items() if len(needs) == 1]
        self._traits = tuple([(need, bit) for need, bit in single if need.isupper()])
        self._pieces = tuple([(need, bit) for need, bit in single if not need.isupper()])
        self._choices = tuple([(needs, bit) for needs, bit in self._bits.items() if len(needs) > 1])
        self._minds_problems = any(PROBLEMS in needs for needs in self._bits)
        self._rows: dict[Kind, _Row] = {}
        self._tables: dict[int, Table] = {}

    @property
    def wants_commands(self) -> bool:
        return bool(self._named or self._every_command)

    @property
    def named(self) -> Collection[str]:
        """The names of commands that some rule asks for."""
        return self._named

    def table(self, dockerfile: Dockerfile, has_context: bool) -> Table:
        """The rules that a file is worth."""
        text, keywords = dockerfile.text, [one.keyword for one in dockerfile.instructions]
        traits = {CONFIGURED, *keywords}  # rules that are not configured have no place in the layout
        if has_context:
            traits.add(BUILD_CONTEXT)
        if keywords.count("FROM") > 1:
            traits.add(SEVERAL_STAGES)
        if self._minds_problems and dockerfile.problems:
            traits.add(PROBLEMS)
        unmet = sum([bit for need, bit in self._pieces if need not in text])
        unmet += sum([bit for need, bit in self._traits if need not in traits])
        for needs, bit in self._choices:
            if traits.isdisjoint(needs) and not any(map(text.__contains__, needs)):
                unmet += bit
        table = self._tables.get(unmet)
        if table is None:
            if len(self._tables) >= _MOST_TABLES:
                self._tables.clear()
            table = self._tables[unmet] = Table(self, unmet)
        return table

    def visitors(self, kind: Kind, unmet: int) -> tuple[Visitor, ...]:
        """The rules that visit nodes of exactly this kind, less those whose needs are not met."""
        row = self._rows.get(kind)
        if row is None:
            row = self._rows[kind] = self._row(kind)
        unmet &= row.needs
        visitors = row.visitors.get(unmet)
        if visitors is None:
            wanted = [rule for rule in row.rules if not self._bits[rule.needs] & unmet]
            visitors = row.visitors[unmet] = tuple(
                [(rule.check, _WHICH[rule.parameters], len(rule.parameters), rule) for rule in wanted]
            )
        return visitors

    def _row(self, kind: Kind) -> _Row:
        if isinstance(kind, str):
            rules = (*self._named.get(kind, ()), *self._every_command)
        else:
            rules = tuple([rule for base in kind.__mro__ for rule in self._by_class.get(base, ())])
        return _Row(rules, sum({self._bits[rule.needs] for rule in rules}))


class Table(dict[Kind, tuple[Visitor, ...]]):
    """The rules that a file is worth, by kind of node; a row is worked out when the first node of the kind turns up."""

    def __init__(self, layout: Layout, unmet: int) -> None:
        self._layout = layout
        self._unmet = unmet
        self.wants_commands = layout.wants_commands
        self.named = layout.named

    def __missing__(self, kind: Kind) -> tuple[Visitor, ...]:
        visitors = self[kind] = self._layout.visitors(kind, self._unmet)
        return visitors
