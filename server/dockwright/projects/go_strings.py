"""Strings in Go sources: literals, names that stand for one, and the arguments of calls as far as they are such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dockwright.projects.go_source import GoFile, unquote

STRING = r"\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`"
LITERAL = re.compile(STRING)
_ASSIGNED = re.compile(rf":?=[ \t]*({STRING})([ \t]*\+)?")
_ASSIGNED_NAME = re.compile(r"(?<![\w.])(\w+)(?:[ \t]+string)?[ \t]*\Z")
_LONGEST_NAME = 80
_WORD = re.compile(r"\w+")
_SIGNATURE = re.compile(r"(?<!\w)func(?!\w)[^{}\"`=;]{0,400}")
_BOUND = re.compile(r"(?<![\w.])((?:\w+[ \t]*,[ \t]*){0,6}\w+)(?:[ \t]+[\w.\[\]*]+)?[ \t]*([-+*/%&|^]?:?=)(?!=)[ \t]*")
_ARGUMENT_LIMIT = 12


def constants_of(files: tuple[GoFile, ...]) -> dict[str, str]:
    """Names that are given one string, and nothing else, anywhere in the program."""
    values: dict[str, str | None] = {}
    for file in files:
        for match in _ASSIGNED.finditer(file.code):
            start = match.start()
            name = _ASSIGNED_NAME.search(file.code, max(0, start - _LONGEST_NAME), start)
            if name is not None:
                value = unquote(match[1]) if match[2] is None else None  # what is added to it is computed
                values[name[1]] = value if values.get(name[1], value) == value else None
    others = {one for file in files for one in _bound(file.code)} if values else set()
    for one in others & values.keys():
        values[one] = None
    return {name: value for name, value in values.items() if value is not None}


def _bound(code: str) -> Iterator[str]:
    """Names that stand for more than one string: parameters, and what is given anything else than a string."""
    for signature in _SIGNATURE.finditer(code):
        yield from _WORD.findall(signature[0])
    for match in _BOUND.finditer(code):
        names = _WORD.findall(match[1])
        literal = LITERAL.match(code, match.end())
        if len(names) > 1 or literal is None or match[2] not in ("=", ":="):
            yield from names


def arguments(code: str, offset: int, constants: Mapping[str, str]) -> Iterator[str | None]:
    """The arguments of a call whose "(" ends at `offset`: the string, or None for what is computed."""
    depth, start = 0, offset
    position, end = offset, len(code)
    count = 0
    while position < end and count < _ARGUMENT_LIMIT:
        character = code[position]
        if character in '"`':
            literal = LITERAL.match(code, position)
            if literal is None:
                return
            position = literal.end()
            continue
        if character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif character == ")" or (character == "," and not depth):
            argument = code[start:position].strip()
            if argument:
                count += 1
                yield value_of(argument, constants)
            if character == ")":
                return
            start = position + 1
        position += 1


def value_of(argument: str, constants: Mapping[str, str]) -> str | None:
    """The string that an expression stands for; None: it is computed."""
    literal = LITERAL.fullmatch(argument)
    return unquote(argument) if literal is not None else constants.get(argument)
