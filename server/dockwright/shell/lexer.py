"""The words of one simple command: where they start and end, which are assignments, which belong to redirections.

What a command is made of is the same in every POSIX shell: this does not ask the grammar, only the text.
"""

from __future__ import annotations

import re

from dockwright.shell.words import ANSI_STRING, BRACED, DOUBLE_STRING, SINGLE_STRING, balanced_end, expansion_end
from dockwright.values import NamedTuple

_BARE = r"[^ \t\n'\"\\$`;&|<>()]"
_QUOTED = rf"{SINGLE_STRING}|{DOUBLE_STRING}|\\[\s\S]|{ANSI_STRING}|{BRACED}|\$(?![('\"{{`])"
_BLANKS = r"(?:[ \t\n]|\\\n)*"
_OPERATOR = r"[0-9]*(?:&>>?|<<<|<<-?|>>|>\||<>|[<>]&|[<>](?!\())"
_TOKEN = re.compile(rf"{_BLANKS}(?:({_OPERATOR}){_BLANKS})?({_BARE}*(?:(?:{_QUOTED}){_BARE}*)*)")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\+?=")
_MARK = re.compile(r"['\"\\$`;&|<>()]")
_WORD = re.compile(r"[^ \t\n]+")
_HARD = re.compile(r"[ \t\n'\"\\$`;&|<>()]")
_TEST_WORD = rf"{_BLANKS}((?:[^ \t\n'\"\\$`]|{_QUOTED})*)"  # rare: compiled when needed


class RawRedirection(NamedTuple):
    """Offsets in the script's text; without target they are -1."""

    start: int
    operator: str
    target_start: int
    target_end: int
    end: int


class RawAssignment(NamedTuple):
    """Offsets in the script's text."""

    start: int
    name_end: int
    value_start: int
    end: int


class Lexed(NamedTuple):
    """What a simple command is made of."""

    items: list[tuple[int, int]]  # offsets of the words, those of prefixes too
    assignments: list[RawAssignment]
    redirections: list[RawRedirection]


def lex(text: str, start: int, end: int) -> Lexed:
    """The words of the simple command text[start:end]."""
    if not _MARK.search(text, start, end) and not _ASSIGNMENT.match(text, start, end):
        return Lexed([word.span() for word in _WORD.finditer(text, start, end)], [], [])
    items: list[tuple[int, int]] = []
    assignments: list[RawAssignment] = []
    redirections: list[RawRedirection] = []
    in_test = text.startswith("[[", start, end) and text[start + 2 : start + 3].isspace()
    pattern = re.compile(_TEST_WORD) if in_test else _TOKEN
    at = start
    while True:
        token = pattern.match(text, at, end)
        if token is None:
            break
        first, at = token.span(token.re.groups)
        if at < end and text[at] not in " \t\n<>":
            at = _word_end(text, at, end, in_test)
        elif at < end and text[at] in "<>" and text.startswith("(", at + 1):
            at = _word_end(text, at, end, False)
        operator = None if in_test else token[1]
        if operator:
            redirections.append(_redirection(text, token.start(1), operator, first, at))
        elif at == first:
            break
        elif not items and (found := _ASSIGNMENT.match(text, first, at)):
            assignments.append(RawAssignment(first, found.end(1), found.end(), at))
        else:
            items.append((first, at))
    return Lexed(items, assignments, redirections)


def _redirection(text: str, start: int, operator: str, first: int, end: int) -> RawRedirection:
    name = operator.lstrip("0123456789")
    if first == end:
        return RawRedirection(start, name, -1, -1, start + len(operator))
    if name[-1] == "&" and text[first:end] == "-":
        return RawRedirection(start, name, -1, -1, end)
    return RawRedirection(start, name, first, end, end)


def _word_end(text: str, at: int, end: int, in_test: bool) -> int:
    """The end of a word that goes on at `at` with something the pattern does not know: a substitution, an array,
    a pattern in parentheses, or an operator that has no business here."""
    while at < end:
        found = _HARD.search(text, at, end)
        if found is None:
            return end
        at = found.start()
        mark = text[at]
        if mark in " \t\n":
            break
        if mark in "<>" and not in_test:
            if not text.startswith("(", at + 1):
                break
            at = balanced_end(text, at + 2, end, "(", ")")
        elif mark == "(":
            at = balanced_end(text, at + 1, end, "(", ")")
        elif mark == "\\":
            at += 2
        elif mark in ";&|)<>":
            at += 1
        else:
            at = expansion_end(text, at, end)
    return min(at, end)
