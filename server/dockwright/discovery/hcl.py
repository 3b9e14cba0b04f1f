"""As much HCL as a bake file has: blocks, attributes, strings, lists and objects.

What is worked out (functions, operators, conditions) is None. A name stands as the template `${name}`. Nothing raises.
"""

from __future__ import annotations

import re
from typing import Any

from dockwright.patterns import lazy_pattern
from dockwright.text import whole_number
from dockwright.values import NamedTuple

_TOKEN = lazy_pattern(
    r"""(?P<blank>[ \t\r\ufeff]+ | \#[^\n]* | //[^\n]* | /\*.*?(?:\*/|\Z))
    | (?P<heredoc><<-?(?P<mark>\w+)[ \t\r]*\n(?P<body>.*?)(?:^[ \t]*(?P=mark)[ \t\r]*$|\Z))
    | (?P<newline>\n)
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<word>\w[\w.-]*)
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ESCAPE = lazy_pattern(r'\\(["\\nrt])|([$%])\2(?=\{)')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_CONSTANTS = {"true": True, "false": False, "null": None}
_CLOSING = {"[": "]", "{": "}", "(": ")"}
_DEEPEST = 30

Table = dict[str, Any]


class _Token(NamedTuple):
    kind: str  # string, word, number, newline, other, end
    value: str


def parse(text: str) -> Table:
    """The attributes by name, and the blocks by type and labels: {"target": {"app": {...}}}."""
    return _Reader(_tokens(text)).body()


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        if text[position] == '"':
            end = _string_end(text, position)
            tokens.append(_Token("string", text[position + 1 : end]))
            position = end + 1 if text.startswith('"', end) else end
            continue
        found = _TOKEN.match(text, position)
        assert found is not None
        position = found.end()
        kind = found.lastgroup or "other"
        if found["heredoc"] is not None:
            tokens.append(_Token("string", found["body"]))
        elif kind != "blank":
            tokens.append(_Token(kind, found[0]))
    return tokens


def _string_end(text: str, start: int) -> int:
    """The offset of the quote that closes a string, or of the line break it breaks off at.

    A `${...}` inside may have strings of its own.
    """
    inside = ['"']
    position = start + 1
    while position < len(text):
        character = text[position]
        if inside[-1] == "{":
            if character in '{"':
                inside.append(character)
            elif character == "}":
                inside.pop()
        elif character == "\\":
            position += 1
        elif character in "$%" and text.startswith("{", position + 1):
            inside.append("{")
            position += 1
        elif character == '"':
            inside.pop()
        if not inside or (character == "\n" and len(inside) == 1):
            return position
        position += 1
    return len(text)


class _Reader:
    __slots__ = ("_position", "_tokens")

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._position] if self._position < len(self._tokens) else _Token("end", "")

    def _take(self) -> _Token:
        token = self._next
        self._position += 1
        return token

    def _accept(self, *values: str) -> bool:
        """Step over the next token when it is one of these marks."""
        if self._next.kind != "other" or self._next.value not in values:
            return False
        self._position += 1
        return True

    def _accept_newline(self) -> bool:
        if self._next.kind != "newline":
            return False
        self._position += 1
        return True

    def body(self, depth: int = 0) -> Table:
        """Attributes and blocks up to the closing brace, or the end."""
        table: Table = {}
        while self._next.kind != "end":
            if self._accept("}") and depth:
                break
            token = self._take()
            if token.kind not in ("word", "string"):
                if token.value in _CLOSING and token.kind == "other":
                    self._skip_group(_CLOSING[token.value])
                continue
            if self._accept("=", ":"):
                table[token.value] = self._value(depth)
                continue
            labels = [token.value]
            while self._next.kind in ("word", "string"):
                labels.append(self._take().value)
            if self._accept("{"):
                _enter(table, labels, self._block(depth))
        return table

    def _block(self, depth: int) -> Table:
        if depth < _DEEPEST:
            return self.body(depth + 1)
        self._skip_group("}")
        return {}

    def _value(self, depth: int) -> Any:
        token = self._take()
        value: Any = None
        if token.kind == "string":
            value = _ESCAPE.sub(_unescape, token.value)
        elif token.kind == "number":
            value = float(token.value) if "." in token.value else whole_number(token.value)
        elif token.kind == "word":
            value = _CONSTANTS.get(token.value, f"${{{token.value}}}")
        elif token.value == "[" and depth < _DEEPEST:
            value = self._list(depth + 1)
        elif token.value == "{" and depth < _DEEPEST:
            value = self.body(depth + 1)
        elif token.value in _CLOSING:
            self._skip_group(_CLOSING[token.value])
        elif token.kind == "newline":
            return None
        return value if self._is_at_end() else self._skip_expression()

    def _list(self, depth: int) -> list[Any]:
        items: list[Any] = []
        while self._next.kind != "end" and not self._accept("]"):
            if not self._accept(",") and not self._accept_newline():
                items.append(self._value(depth))
        return items

    def _is_at_end(self) -> bool:
        """Whether the expression is over: another token would make it an operation."""
        token = self._next
        return token.kind in ("newline", "end") or (token.kind == "other" and token.value in ",]}")

    def _skip_expression(self) -> None:
        while not self._is_at_end():
            token = self._take()
            if token.kind == "other" and token.value in _CLOSING:
                self._skip_group(_CLOSING[token.value])

    def _skip_group(self, closing: str) -> None:
        expected = [closing]
        while expected and self._next.kind != "end":
            token = self._take()
            if token.kind != "other":
                continue
            if token.value in _CLOSING:
                expected.append(_CLOSING[token.value])
            elif token.value == expected[-1]:
                expected.pop()


def _enter(table: Table, labels: list[str], content: Table) -> None:
    """Put a block's content at its type and labels, unless an attribute is in the way."""
    for label in labels[:-1]:
        inner = table.setdefault(label, {})
        if not isinstance(inner, dict):
            return
        table = inner
    table[labels[-1]] = content


def _unescape(found: re.Match[str]) -> str:
    if found[1]:
        return _ESCAPED.get(found[1], found[1])
    return found[2]
