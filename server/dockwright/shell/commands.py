"""Syntax tree -> commands: one iterative walk, in source order, that knows what runs where."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from dockwright.shell import parser
from dockwright.shell.nodes import (
    CONDITIONAL,
    PIPELINE,
    SUBSTITUTION,
    TOP_LEVEL,
    Command,
    RawAssignment,
    RawRedirection,
    Script,
)
from dockwright.shell.prefixes import WRAPPERS, see_through
from dockwright.shell.words import unquote
from dockwright.text import MappedText

if TYPE_CHECKING:
    from tree_sitter import Node

_SEPARATORS = {";": ";", "\n": "\n", "&": "&", ";;": "", ";&": "", ";;&": ""}
_KEYWORDS = ("if", "then", "elif", "else", "fi", "while", "until", "do", "done", "{", "}", "(", ")", "!", "for", "in")
_BRANCHES = ("then", "elif", "else", "do")
_TESTS = ("[", "[[", "test")
_PLAIN_WORDS = ("word", "number", "raw_string", "ansi_c_string", "simple_expansion", "variable_name", "test_operator")
_INSIDE_WORD = 32  # an assignment here is part of a word or of arithmetic, no command


class _Kinds:
    """The numbers of the grammar's node kinds."""

    def __init__(self) -> None:
        number = parser.language().id_for_node_kind

        def named(*names: str) -> frozenset[int]:
            return frozenset(number(name, True) or -1 for name in names)

        def tokens(*names: str) -> frozenset[int]:
            return frozenset(number(name, False) or -1 for name in names)

        (self.command,) = named("command")
        (self.command_name,) = named("command_name")
        (self.list,) = named("list")
        (self.pipeline,) = named("pipeline")
        (self.negated,) = named("negated_command")
        (self.redirected,) = named("redirected_statement")
        (self.assignment,) = named("variable_assignment")
        (self.assignments,) = named("variable_assignments")
        (self.comment,) = named("comment")
        (self.file_redirect,) = named("file_redirect")
        (self.heredoc_redirect,) = named("heredoc_redirect")
        (self.herestring_redirect,) = named("herestring_redirect")
        (self.heredoc_start,) = named("heredoc_start")
        (self.heredoc_body,) = named("heredoc_body")
        (self.heredoc_end,) = named("heredoc_end")
        (self.file_descriptor,) = named("file_descriptor")
        (self.test,) = named("test_command")
        self.plain = named(*_PLAIN_WORDS)
        self.redirects = frozenset((self.file_redirect, self.heredoc_redirect, self.herestring_redirect))
        self.declarations = named("declaration_command", "unset_command")
        self.substitutions = named("command_substitution", "process_substitution")
        self.expressions = named(
            "unary_expression",
            "binary_expression",
            "parenthesized_expression",
            "negated_command",
            "ternary_expression",
            "postfix_expression",
        )
        self.special = self.declarations | {self.test, self.assignment, self.assignments}
        self.functions = named("function_definition")
        self.statements = frozenset((self.command, self.list, self.pipeline, self.negated, self.redirected, self.test))
        self.separators = {number(token, False): joint for token, joint in _SEPARATORS.items()}
        self.keywords = tokens(*_KEYWORDS)
        self.branches = tokens(*_BRANCHES)
        self.joints = {number(token, False): "|" if token == "|&" else token for token in ("&&", "||", "|", "|&")}
        self.case_item = named("case_item")


@cache
def _kinds() -> _Kinds:
    return _Kinds()


class Walk:
    """The walk over one script's tree; `commands` are its result."""

    def __init__(self, script: Script, mapped: MappedText, where: int) -> None:
        self.script = script
        self.mapped = mapped
        self.text = mapped.text
        self.commands: list[Command] = []
        self.chain_end = -1  # the end of the last command in the script's text, when all is one && chain
        self._chained = bool(where & TOP_LEVEL)
        self._kinds = _kinds()
        self._stack: list[tuple[Node, int, str, str]] = []
        self._pending: dict[int, list[Node]] = {}  # redirections of a node still to be visited
        root = parser.parse_tree(self.text).root_node
        self.has_errors = root.has_error
        self._stack.append((root, where, "", ""))
        self._root = root
        self._run()

    def _run(self) -> None:
        kinds, stack = self._kinds, self._stack
        while stack:
            node, where, operator, following = stack.pop()
            kind = node.kind_id
            if kind == kinds.command:
                if not self.has_errors or not node.has_error:
                    self._command(node, where, operator, following)
                else:
                    self._sequence(node, where & ~TOP_LEVEL)
            elif kind == kinds.list:
                self._list(node, where, operator, following)
            elif kind == kinds.pipeline:
                self._pipeline(node, where, operator, following)
            elif kind == kinds.redirected:
                self._redirected(node, where, operator, following)
            elif kind in kinds.special and not where & _INSIDE_WORD:
                self._command(node, where, operator, following)
            elif kind == kinds.negated:
                self._chained = False
                self._sequence(node, where, operator, following)
            elif kind in kinds.substitutions:
                self._sequence(node, where & ~(TOP_LEVEL | PIPELINE | _INSIDE_WORD) | SUBSTITUTION)
            elif where & _INSIDE_WORD:
                stack.extend([(child, where, "", "") for child in reversed(node.children)])
            elif node.child_count and kind not in kinds.plain:
                if node is not self._root:
                    where &= ~TOP_LEVEL
                    if kind in kinds.functions or kind in kinds.case_item:
                        where |= CONDITIONAL
                self._sequence(node, where)

    def _sequence(self, node: Node, where: int, operator: str = "", following: str = "") -> None:
        """Statements one after another, as in a script, a group or the body of a loop."""
        kinds = self._kinds
        tasks: list[tuple[Node, int, str, str]] = []
        last: Node | None = None
        for child in node.children:
            kind = child.kind_id
            if kind in kinds.separators:
                joint = kinds.separators[kind]
                if last is not None:
                    tasks.append((last, where, operator, joint))
                    operator, last = joint, None
                if node is self._root and joint == "&":
                    self._chained = False
            elif kind in kinds.keywords:
                if last is not None:
                    tasks.append((last, where, operator, ""))
                    operator, last = "", None
                if kind in kinds.branches:
                    where |= CONDITIONAL
                    operator = ""
            elif kind == kinds.comment:
                continue
            else:
                if last is not None:
                    tasks.append((last, where, operator, "\n"))
                    operator = "\n"
                last = child
        if last is not None:
            tasks.append((last, where, operator, following))
        if node is self._root and (len(tasks) != 1 or tasks[0][0].kind_id not in kinds.statements):
            self._chained = False
        self._stack.extend(reversed(tasks))

    def _list(self, node: Node, where: int, operator: str, following: str) -> None:
        """`left && right` or `left || right`; longer lists nest to the left."""
        children = [child for child in node.children if child.kind_id != self._kinds.comment]
        if len(children) != 3 or children[1].kind_id not in self._kinds.joints:
            self._chained = False
            self._sequence(node, where, operator, following)
            return
        left, joint_node, right = children
        joint = self._kinds.joints[joint_node.kind_id]
        right_where = where
        if joint == "||":
            self._chained = False
            right_where |= CONDITIONAL
        elif self._is_test(left):
            right_where |= CONDITIONAL
        self._stack.append((right, right_where, joint, following))
        self._stack.append((left, where, operator, joint))

    def _is_test(self, node: Node) -> bool:
        """Whether what decides here is a test: `[ -f x ] && y`, also behind further tests."""
        kinds = self._kinds
        while node.kind_id in (kinds.list, kinds.negated, kinds.redirected) and node.child_count:
            if node.kind_id == kinds.list:
                node = node.children[-1]
            elif node.kind_id == kinds.negated:
                return True
            else:
                node = node.children[0]
        if node.kind_id == kinds.test:
            return True
        if node.kind_id != kinds.command:
            return False
        start = node.start_byte
        return self.text.startswith(("test ", "command -v ", "grep -q", "which ", "type "), start)

    def _pipeline(self, node: Node, where: int, operator: str, following: str) -> None:
        kinds = self._kinds
        members: list[Node] = []
        for child in node.children:
            kind = child.kind_id
            if kind in kinds.joints or kind == kinds.comment or kind in kinds.separators:
                continue
            members.append(child)
        last = len(members) - 1
        where |= PIPELINE
        for index in range(last, -1, -1):
            before = "|" if index else operator
            after = "|" if index < last else following
            self._stack.append((members[index], where, before, after))

    def _redirected(self, node: Node, where: int, operator: str, following: str) -> None:
        """A statement with redirections behind it: they belong to its last simple command."""
        kinds = self._kinds
        body: Node | None = None
        redirects: list[Node] = []
        for child in node.children:
            if child.kind_id in kinds.redirects:
                redirects.append(child)
            elif body is None:
                body = child
            else:
                self._chained = False
        if body is None:
            # `> file` alone
            self._command(node, where, operator, following)
            return
        if body.kind_id == kinds.command and body.id not in self._pending and not body.has_error:
            self._command(body, where, operator, following, redirects)
            return
        tail = body
        while tail.kind_id in (kinds.list, kinds.pipeline, kinds.negated, kinds.redirected) and tail.child_count:
            tail = tail.children[0] if tail.kind_id == kinds.redirected else tail.children[-1]
        if tail.kind_id == kinds.command or tail.kind_id == kinds.test or tail.kind_id in kinds.declarations:
            self._pending[tail.id] = redirects + self._pending.get(tail.id, [])
        else:
            for redirect in redirects:
                self._stack.append((redirect, where & ~TOP_LEVEL, "", ""))
        self._stack.append((body, where, operator, following))

    def _command(
        self, node: Node, where: int, operator: str, following: str, redirects: list[Node] | None = None
    ) -> None:
        kinds = self._kinds
        items: list[tuple[int, int]] = []
        assignments: list[RawAssignment] = []
        redirections: list[RawRedirection] = []
        heredocs: list[tuple[int, int]] = []
        inner: list[tuple[Node, int, str, str]] = []
        below = where & ~TOP_LEVEL | _INSIDE_WORD
        kind = node.kind_id
        if kind == kinds.assignment:
            children = [node]
        elif kind == kinds.test:
            children = self._flat(node)
        else:
            children = node.children
        declares = kind in kinds.declarations
        if self._pending and node.id in self._pending:
            redirects = self._pending.pop(node.id) + (redirects or [])
        if redirects:
            children = children + redirects
        end = start = node.start_byte
        queue = children
        index = 0
        while index < len(queue):
            child = queue[index]
            index += 1
            kind = child.kind_id
            if kind == kinds.command_name:
                first, last = child.start_byte, child.end_byte
                if child.child_count and child.children[0].kind_id not in kinds.plain:
                    inner.append((child.children[0], below, "", ""))
            elif kind in kinds.plain:
                first, last = child.start_byte, child.end_byte
            elif kind == kinds.assignment and not declares:
                assignments.append(self._assignment(child))
                if child.child_count and child.children[-1].kind_id not in kinds.plain:
                    inner.append((child, below, "", ""))
                end = max(end, child.end_byte)
                continue
            elif kind == kinds.file_redirect or kind == kinds.herestring_redirect:
                extra = self._file_redirect(child, redirections, inner, below)
                end = max(end, redirections[-1].end if redirections else end)
                if extra:
                    queue = queue[:index] + extra + queue[index:]
                continue
            elif kind == kinds.heredoc_redirect:
                extra, following = self._heredoc(child, redirections, heredocs, inner, where, following)
                end = max(end, redirections[-1].end)
                if extra:
                    queue = queue[:index] + extra + queue[index:]
                continue
            elif kind == kinds.comment or kind in kinds.separators:
                continue
            else:
                first, last = child.start_byte, child.end_byte
                if child.child_count:
                    inner.append((child, below, "", ""))
            if last <= first:
                continue
            if items and items[-1][1] == first:
                items[-1] = (items[-1][0], last)
            else:
                items.append((first, last))
            end = max(end, last)
        command = Command(self.script, self.mapped, items, start, end, where, operator, following)
        if assignments:
            command._assignments = assignments
        if redirections:
            command._redirections = redirections
        if heredocs:
            command._heredocs = heredocs
        if items:
            self._name(command)
        self.commands.append(command)
        if where & TOP_LEVEL and end > self.chain_end:
            self.chain_end = end
        if inner:
            self._stack.extend(reversed(inner))

    def _flat(self, node: Node) -> list[Node]:
        """The words of a `[ ... ]` or `[[ ... ]]`, whose tree is an expression."""
        found: list[Node] = []
        stack = list(reversed(node.children))
        while stack:
            child = stack.pop()
            if child.kind_id in self._kinds.expressions:
                stack.extend(reversed(child.children))
            else:
                found.append(child)
        return found

    def _assignment(self, node: Node) -> RawAssignment:
        start, end = node.start_byte, node.end_byte
        equals = self.text.find("=", start, end)
        name_end = equals - 1 if self.text[equals - 1] == "+" else equals
        return RawAssignment(start, name_end, equals + 1, end)

    def _file_redirect(
        self, node: Node, redirections: list[RawRedirection], inner: list[tuple[Node, int, str, str]], below: int
    ) -> list[Node]:
        """Record a redirection; the words that the grammar takes for further targets are returned."""
        kinds = self._kinds
        operator = ""
        target: Node | None = None
        extra: list[Node] = []
        end = node.start_byte
        for child in node.children:
            if child.kind_id == kinds.file_descriptor:
                continue
            if not operator:
                operator = self.text[child.start_byte : child.end_byte]
                end = child.end_byte
            elif target is None and not operator.endswith("-"):
                target = child
                end = child.end_byte
                if child.kind_id not in kinds.plain and child.child_count:
                    inner.append((child, below, "", ""))
            else:
                extra.append(child)
        first, last = (target.start_byte, target.end_byte) if target is not None else (-1, -1)
        redirections.append(RawRedirection(node.start_byte, operator, first, last, end))
        return extra

    def _heredoc(
        self,
        node: Node,
        redirections: list[RawRedirection],
        heredocs: list[tuple[int, int]],
        inner: list[tuple[Node, int, str, str]],
        where: int,
        following: str,
    ) -> tuple[list[Node], str]:
        """Record a here-document; returns the words behind it, and the operator that follows the command."""
        kinds = self._kinds
        operator = ""
        extra: list[Node] = []
        pending_joint = ""
        for child in node.children:
            kind = child.kind_id
            if kind == kinds.file_descriptor:
                continue
            if not operator:
                operator = self.text[child.start_byte : child.end_byte]
            elif kind == kinds.heredoc_start:
                end = child.end_byte
                redirections.append(RawRedirection(node.start_byte, operator, child.start_byte, end, end))
            elif kind == kinds.heredoc_body:
                heredocs.append((child.start_byte, child.end_byte))
                inner.append((child, where & ~TOP_LEVEL | _INSIDE_WORD, "", ""))
            elif kind == kinds.heredoc_end:
                continue
            elif kind in kinds.joints:
                pending_joint = kinds.joints[kind]
            elif pending_joint or kind == kinds.pipeline:
                inner.append((child, where, pending_joint or "|", following))
                following, pending_joint = pending_joint or "|", ""
            else:
                extra.append(child)
        if not redirections:
            redirections.append(RawRedirection(node.start_byte, operator, -1, -1, node.start_byte + len(operator)))
        self._chained = False
        return extra, following

    def _name(self, command: Command) -> None:
        """Work out the program's name; prefixes are seen through."""
        text = self.text
        start, end = command._items[0]
        name = literal_name(text[start:end])
        command.name = name
        if name in WRAPPERS and len(command._items) > 1:
            unwrap(command, [text[start:end] for start, end in command._items], literal_name)

    @property
    def is_and_chain(self) -> bool:
        return self._chained and not self.has_errors and self.chain_end >= 0


def basename(path: str) -> str:
    return path.rsplit("/", 1)[-1] if "/" in path else path


def literal_name(raw: str) -> str:
    """The basename of a program's word, "" when it is not literal."""
    value, literal = unquote(raw)
    return basename(value) if literal else ""


def unwrap(command: Command, words: list[str], name_of: Callable[[str], str]) -> None:
    """Set the prefixes of a command, given its words, and the program behind them."""
    seen, program = see_through(words, name_of)
    if not seen:
        return
    command._seen = seen
    command.program = program
    command.name = name_of(words[program])
    text = command._mapped.text
    found: list[RawAssignment] = []
    for prefix in seen:
        for index in range(prefix.end, prefix.end + prefix.assignments):
            start, end = command._items[index]
            name = words[index].partition("=")[0]
            if not text.startswith(name, start):  # an item of a JSON array
                start, end = start + 1, end - 1
            name_end = start + len(name)
            found.append(RawAssignment(start, name_end - name.endswith("+"), name_end + 1, end))
    if found:
        command._assignments = [*(command._assignments or ()), *found]
