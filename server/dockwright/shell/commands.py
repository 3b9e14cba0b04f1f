"""Syntax tree -> commands: one iterative walk, in source order, that knows what runs where.

The tree is asked for the structure only; what a simple command is made of is for the lexer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from dockwright.patterns import lazy_pattern
from dockwright.shell import parser
from dockwright.shell.conditions import DEPTH, is_test, member_places, substituted
from dockwright.shell.nodes import CONDITIONAL, LOOSE, PIPELINE, TOP_LEVEL, Command, Script
from dockwright.text import MappedText

if TYPE_CHECKING:
    from tree_sitter import Node

_SEPARATORS = {";": ";", "&": "&", ";;": "", ";&": "", ";;&": ""}
_JOINTS = {"&&": "&&", "||": "||", "|": "|", "|&": "|"}
_KEYWORDS = (
    *("if", "then", "elif", "else", "fi", "while", "until", "do", "done"),
    *("for", "in", "select", "case", "esac", "{", "}", "(", ")", "`", "$(", "<(", ">("),
)
_BRANCHES = ("then", "elif", "else", "do")
_BEFORE_COMPOUND = lazy_pattern(
    r"(?<![^\s;&|({])(?:!|time)"
    r"(?=(?:[ \t]{1,99}(?:!|time)){0,2}[ \t]{1,99}(?P<body>\{(?=\s)|\(|(?:if|while|until|for|case|select)\s))"
)
_SUBSTITUTES = lazy_pattern(r"[$<>]\(|`|<<")
_DEPTH_LIMIT = 50 * DEPTH  # each of them reads the text within it again; nobody means more
_INSIDE_WORD = 1 << 6  # what looks like a statement here is part of a word or of arithmetic


class _Kinds:
    """The numbers of the grammar's node kinds."""

    def __init__(self) -> None:
        number = parser.language().id_for_node_kind

        def named(*names: str) -> frozenset[int]:
            return frozenset(number(name, True) or -1 for name in names)

        def tokens(names: Iterable[str]) -> frozenset[int]:
            return frozenset(number(name, False) or -1 for name in names)

        self.simple = named(
            "command",
            "test_command",
            "declaration_command",
            "unset_command",
            "variable_assignment",
            "variable_assignments",
        )
        self.lists = named("list", "pipeline", "negated_command")
        (self.redirected,) = named("redirected_statement")
        (self.comment,) = named("comment")
        self.bang = number("!", False)
        (self.error,) = named("ERROR")
        (self.document,) = named("heredoc_redirect")
        (self.document_start,) = named("heredoc_start")
        self.redirects = named("file_redirect", "heredoc_redirect", "herestring_redirect")
        self.substitutions = named("command_substitution", "process_substitution")
        self.bodies = named("do_group", "compound_statement")
        self.loops = named("for_statement", "c_style_for_statement")
        self.optional = named("function_definition", "case_item")
        self.separators = {number(token, False): joint for token, joint in _SEPARATORS.items()}
        self.keywords = tokens(_KEYWORDS)
        self.branches = tokens(_BRANCHES)
        self.joints = {number(token, False): joint for token, joint in _JOINTS.items()}
        self.boundaries = self.separators.keys() | self.keywords | self.joints.keys()
        self.carriers = self.lists | {self.redirected}


@cache
def _kinds() -> _Kinds:
    return _Kinds()


def read_tree(script: Script, mapped: MappedText, text: str, where: int) -> list[Command]:
    """The commands of any script. `text` is that of `mapped` without here-documents."""
    walk = _Walk(script, mapped, text)
    walk.run(where)
    commands = walk.commands
    if len(commands) > 1:
        commands.sort(key=lambda command: command._start)
    if walk.has_errors:
        script.has_errors = True
    elif where & TOP_LEVEL and commands:
        script.is_and_chain = walk.chained
    return commands


class _Walk:
    """One walk; what is still to be visited stands on a stack: node, where it is, the operators around it."""

    def __init__(self, script: Script, mapped: MappedText, text: str) -> None:
        self.commands: list[Command] = []
        self.chained = True
        self._script = script
        self._mapped = mapped
        self._text = text
        self._kinds = _kinds()
        self._denied: set[int] = set()  # where compound commands start that stand behind a `!`
        if "! " in text or "time " in text:
            text = _BEFORE_COMPOUND.sub(self._without, text)
        self._root = parser.parse_tree(text).root_node
        self.has_errors: bool = self._root.has_error
        self._stack: list[tuple[Node, int, str, str]] = []
        self._ends: dict[int, int] = {}  # where the redirections end that belong to a command still to be visited
        self._substitutes = _SUBSTITUTES.search(text) is not None

    def _without(self, match: re.Match[str]) -> str:
        """Blanks in place of a `!` or `time` in front of a compound command, where the grammar has none."""
        if match[0] == "!":
            self._denied.add(match.start("body"))
        return " " * len(match[0])

    def run(self, where: int) -> None:
        self._stack.append((self._root, where, "", ""))
        kinds, stack = self._kinds, self._stack
        while stack:
            node, where, operator, following = stack.pop()
            kind = node.kind_id
            if where & _INSIDE_WORD and kind not in kinds.substitutions:
                self._word(node, kind, where)
            elif kind in kinds.simple:
                self._simple(node, node.end_byte, where, operator, following)
            elif kind in kinds.lists:
                self._and_or(node, where, operator, following)
            elif kind == kinds.redirected:
                self._redirected(node, where, operator, following)
            elif node.child_count:
                self._compound(node, kind, where, operator, following)

    def _simple(self, node: Node, end: int, where: int, operator: str, following: str) -> None:
        if self._ends:
            end = self._ends.pop(node.id, end)
        if not self.has_errors or not node.has_error:
            start = node.start_byte
            self.commands.append(Command(self._script, self._mapped, start, end, where, operator, following))
        if self._substitutes and _SUBSTITUTES.search(self._text, node.start_byte, node.end_byte):
            self._parts(node, where & ~TOP_LEVEL | _INSIDE_WORD)

    def _word(self, node: Node, kind: int, where: int) -> None:
        """Look for substitutions inside a word."""
        if kind in self._kinds.bodies:
            self._stack.append((node, where & ~_INSIDE_WORD, "", ""))
        elif node.child_count:
            self._parts(node, where)

    def _parts(self, node: Node, where: int) -> None:
        """Visit the parts of a word or of a command, but for those that have none themselves: these run nothing."""
        self._stack.extend([(child, where, "", "") for child in reversed(node.children) if child.child_count])

    def _compound(self, node: Node, kind: int, where: int, operator: str, following: str) -> None:
        """A group, loop, branch, function, substitution, negation, or the script itself."""
        kinds = self._kinds
        if node is self._root:
            self._sequence(node, where, operator, following)
            return
        self.chained = self.chained and not where & TOP_LEVEL
        where &= ~TOP_LEVEL
        if kind in kinds.substitutions:
            where = substituted(where & ~_INSIDE_WORD)
            if where >= _DEPTH_LIMIT:
                return
        elif kind in kinds.optional:
            where |= CONDITIONAL
        elif kind in kinds.loops or self._text.startswith("((", node.start_byte):
            self._parts(node, where | _INSIDE_WORD)
            return
        self._sequence(node, where)

    def _sequence(self, node: Node, where: int, operator: str = "", following: str = "") -> None:
        """Statements one after another, as in a script, a group or the body of a loop."""
        kinds = self._kinds
        tasks: list[tuple[Node, int, str, str]] = []
        last: Node | None = None
        separators = kinds.separators if not self.has_errors else kinds.separators | kinds.joints
        for child in self._certain(node) if self.has_errors else node.children:
            kind = child.kind_id
            joint = separators.get(kind)
            if joint is not None or kind in kinds.keywords:
                if last is not None:
                    tasks.append((last, where, operator, joint or ""))
                    operator, last = joint or "", None
                elif joint is None:
                    operator = ""
                if kind in kinds.branches:
                    where |= CONDITIONAL
            elif kind != kinds.comment:
                if last is not None:
                    tasks.append((last, where, operator, "\n"))
                    operator = "\n"
                last = child
        if last is not None:
            tasks.append((last, where, operator, following))
        elif tasks and tasks[-1][3] == "\n":
            tasks[-1] = (*tasks[-1][:3], following)
        if len(tasks) > 1:
            final = tasks.pop()
            tasks = [(child, where | LOOSE, before, after) for child, where, before, after in tasks]
            tasks.append(final)
        if node is self._root and (len(tasks) != 1 or tasks[0][3] == "&"):
            self.chained = False
        tasks.reverse()
        self._stack.extend(tasks)

    def _certain(self, node: Node) -> list[Node]:
        """The children of a node without those whose neighbour the grammar could not make sense of."""
        kinds = self._kinds
        children = [child for child in node.children if child.kind_id != kinds.comment]
        is_error = node.kind_id == kinds.error
        found: list[Node] = []
        for index, child in enumerate(children):
            near = children[max(0, index - 1) : index] + children[index + 1 : index + 2]
            doubtful = any(
                other.kind_id == kinds.error or (is_error and other.kind_id not in kinds.boundaries) for other in near
            )
            if child.kind_id in kinds.boundaries or child.kind_id == kinds.error or not doubtful:
                found.append(child)
        return found

    def _and_or(self, node: Node, where: int, operator: str, following: str) -> None:
        """An and-or list of pipelines: `a && b | c || d`.

        The grammar nests it to the left, to any depth, and redirections make it mix up what binds tighter. So the
        commands are taken in the order they are written, and split at `&&` and `||` first.
        """
        leaves, joints, negated = self._flatten(node, where)
        if len(joints) != len(leaves) - 1:  # an error inside
            self._sequence(node, where & ~TOP_LEVEL)
            return
        self.chained = self.chained and not (where & TOP_LEVEL and "||" in joints)
        befores, afters = [operator, *joints], [*joints, following]
        starts = [index for index, before in enumerate(befores) if index == 0 or before != "|"]
        ends = [*starts[1:], len(leaves)]
        members = list(zip(starts, ends, strict=True))
        tests = [leaves[start].id in negated or self._is_test(leaves[end - 1]) for start, end in members]
        places = member_places(where, [befores[start] for start in starts[1:]], tests)
        tasks: list[tuple[Node, int, str, str]] = []
        for (start, end), place in zip(members, places, strict=True):
            if end - start > 1:
                place |= PIPELINE
            tasks.extend([(leaves[index], place, befores[index], afters[index]) for index in range(start, end)])
        self._stack.extend(reversed(tasks))

    def _flatten(self, node: Node, where: int) -> tuple[list[Node], list[str], set[int]]:
        """The commands of an and-or list, the operators between them, and which of them stand behind a `!`."""
        kinds = self._kinds
        leaves: list[Node] = []
        joints: list[str] = []
        negated: set[int] = set()
        stack = [node]
        denies = False
        while stack:
            node = stack.pop()
            kind = node.kind_id
            if kind in kinds.lists:
                stack.extend(reversed(node.children))
            elif kind == kinds.redirected and node.children[0].kind_id in kinds.carriers:
                stack.append(self._attach(node, where))
            elif kind in kinds.joints:
                joints.append(kinds.joints[kind])
            elif kind == kinds.bang:
                denies = True
                self.chained = self.chained and not where & TOP_LEVEL
            elif kind != kinds.comment and kind not in kinds.separators:
                leaves.append(node)
                if denies or node.start_byte in self._denied:
                    negated.add(node.id)
                    denies = False
        return leaves, joints, negated

    def _is_test(self, node: Node) -> bool:
        """Whether a command is run for its exit status."""
        if node.kind_id == self._kinds.redirected:
            node = node.children[0]
        return node.kind_id in self._kinds.simple and is_test(self._text, node.start_byte, node.end_byte)

    def _redirected(self, node: Node, where: int, operator: str, following: str) -> None:
        """A statement with redirections behind it."""
        body = self._attach(node, where)
        if body.kind_id in self._kinds.redirects:  # `> file` without a command
            end = self._redirection_end(node.children[-1])
            self.commands.append(Command(self._script, self._mapped, node.start_byte, end, where, operator, following))
        else:
            self._stack.append((body, where, operator, following))

    def _attach(self, node: Node, where: int) -> Node:
        """Give the redirections of a statement to its last simple command; returns the statement without them."""
        kinds = self._kinds
        children = node.children
        body = tail = children[0]
        end = self._redirection_end(children[-1])
        while tail.kind_id in kinds.carriers and tail.child_count:
            tail = tail.children[0 if tail.kind_id == kinds.redirected else -1]
        if tail.kind_id in kinds.simple:
            self._ends[tail.id] = max(end, self._ends.get(tail.id, 0))
        if self._substitutes:
            where &= ~TOP_LEVEL
            for child in children:
                if child.kind_id == kinds.document:
                    self._stack.append((child, where, "", ""))
                elif child.kind_id in kinds.redirects:
                    self._stack.append((child, where | _INSIDE_WORD, "", ""))
        return body

    def _redirection_end(self, node: Node) -> int:
        """Where a redirection ends; of a here-document what stands behind it on its line is none of it."""
        if node.kind_id == self._kinds.document:
            for child in node.children:
                if child.kind_id == self._kinds.document_start:
                    return child.end_byte
        return node.end_byte
