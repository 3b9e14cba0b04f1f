"""Which rules see which nodes: laid out once for all files, and narrowed down for each by what its text has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dockwright.rule import BUILD_CONTEXT, CONFIGURED, PROBLEMS, SEVERAL_STAGES, SIGNATURES, Finding, Rule
from dockwright.shell import Command
from dockwright.syntax import Dockerfile

_WHICH = {signature: number for number, signature in enumerate(SIGNATURES)}

Visitor = tuple[Callable[..., Iterator[Finding]], int, int, Rule]
"""A rule as it is called: its function, which of the SIGNATURES' arguments it takes behind the node, how many these are, and
itself."""


class Row(dict[int, tuple[Visitor, ...]]):
    """The rules for one kind of node, by those of their needs that a file does not meet. Rules are loaded when a node turns up."""

    __slots__ = ("_layout", "_rules", "needs")

    def __init__(self, layout: Layout, rules: tuple[Rule, ...]) -> None:
        self._layout = layout
        self._rules = rules
        self.needs = layout.needs_of(rules)

    def __missing__(self, unmet: int) -> tuple[Visitor, ...]:
        wanted = [rule for rule in self._rules if not self._layout.needs_of((rule,)) & unmet]
        visitors = self[unmet] = tuple(
            [(rule.check, _WHICH[rule.parameters], len(rule.parameters), rule) for rule in wanted]
        )
        return visitors


class _ByClass(dict[type, Row]):
    """The rules for nodes of exactly a class: those for it and for what it is derived from."""

    def __init__(self, layout: Layout, rules: dict[type, list[Rule]]) -> None:
        self._layout = layout
        self._rules = rules

    def __missing__(self, kind: type) -> Row:
        rules = tuple([rule for base in kind.__mro__ for rule in self._rules.get(base, ())])
        row = self[kind] = Row(self._layout, rules)
        return row


class Layout:
    """Some rules, laid out so that each node finds its own at once.

    What rules need of a file is numbered; which needs it does not meet is a whole number, a bit for each.
    """

    __slots__ = (
        "_bits",
        "_choices",
        "_minds_problems",
        "_pieces",
        "_traits",
        "by_class",
        "by_command",
        "every_command",
        "wants_commands",
    )

    def __init__(self, rules: Iterable[Rule]) -> None:
        by_class: dict[type, list[Rule]] = {}
        by_command: dict[str, list[Rule]] = {}
        every_command: list[Rule] = []
        self._bits: dict[tuple[str, ...], int] = {(): 0}
        for rule in rules:
            self._bits.setdefault(rule.needs, 1 << len(self._bits))
            for kind in rule.on:
                if kind is not Command:
                    by_class.setdefault(kind, []).append(rule)
                elif not rule.commands:
                    every_command.append(rule)
                else:
                    for name in rule.commands:
                        by_command.setdefault(name, []).append(rule)
        self.by_class = _ByClass(self, by_class)
        self.by_command = {name: Row(self, (*rules, *every_command)) for name, rules in by_command.items()}
        self.every_command = Row(self, tuple(every_command))  # for commands that no rule knows by name
        self.wants_commands = bool(by_command or every_command)
        single = [(needs[0], bit) for needs, bit in self._bits.items() if len(needs) == 1]
        self._traits = tuple([(need, bit) for need, bit in single if need.isupper()])
        self._pieces = tuple([(need, bit) for need, bit in single if not need.isupper()])
        self._choices = tuple([(needs, bit) for needs, bit in self._bits.items() if len(needs) > 1])
        self._minds_problems = any(PROBLEMS in needs for needs in self._bits)

    def needs_of(self, rules: Iterable[Rule]) -> int:
        """What some of them need."""
        needs = 0
        for rule in rules:
            needs |= self._bits[rule.needs]
        return needs

    def unmet(self, dockerfile: Dockerfile, has_context: bool) -> int:
        """The needs that a file does not meet."""
        text, keywords = dockerfile.text, dockerfile.keywords
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
        return unmet
