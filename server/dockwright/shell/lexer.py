"""The words of one simple command: where they start and end, which are assignments, which belong to redirections.

What a command is made of is the same in every POSIX shell: this does not ask the grammar, only the text.
"""

from __future__ import annotations

import re

from dockwright.shell.words import ANSI_STRING, BRACED, DOUBLE_STRING, SINGLE_STRING, balanced_end, expansion_end
from dockwright.values import NamedTuple

_BARE = r"[^ \t\n'\"\\$`;&|<>()]"
_QUOTED = rf"{SINGLE_STRING}|{DOUBLE_STRING}|\\[\s\S]|{ANSI_STRING}|{BRACED}|\$(?![('\"{{`])"
_BLANKS = r"[ \t\n]*(?:\\\n[ \t\n]*)*"
_OPERATOR = r"[0-9]*(?:&>>?|<<<|<<-?|>>|>\||<>|[<>]&|[<>](?!\())"
_TOKEN = re.compile(rf"{_BLANKS}(?:({_OPERATOR}){_BLANKS})?({_BARE}*(?:(?:{_QUOTED}){_BARE}*)*)")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\+?=")
_MARK = re.compile(r"['\"\\$`;&|<>()]")
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
    """The words of the simple command text[start:end], which starts with no blank."""
    mark = _MARK.search(text, start, end)
    assigns = _ASSIGNMENT.match(text, start, end) is not None
    if mark is None and not assigns:
        return Lexed(_blank_separated(text, start, end), [], [])
    items: list[tuple[int, int]] = []
    assignments: list[RawAssignment] = []
    redirections: list[RawRedirection] = []
    in_test = text.startswith("[[", start, end) and text[start + 2 : start + 3].isspace()
    pattern, word = (re.compile(_TEST_WORD), 1) if in_test else (_TOKEN, 2)
    at = start
    if mark is not None and not assigns:  # the words in front of the first that has more to it
        at = max(text.rfind(" ", start, mark.start()), start)
        items = _blank_separated(text, start, at)
    while at < end:
        token = pattern.match(text, at, end)
        if token is None:
            break
        first, at = token.span(word)
        if at < end:
            follower = text[at]
            if follower in "<>":
                if text.startswith("(", at + 1):
                    at = _word_end(text, at, end, False)
            elif follower not in " \t\n":
                at = _word_end(text, at, end, in_test)
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


def _blank_separated(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The words of a stretch in which there is nothing but blanks to divide them."""
    items: list[tuple[int, int]] = []
    for word in text[start:end].replace("\t", " ").replace("\n", " ").split(" "):
        if word:
            items.append((start, start + len(word)))
        start += len(word) + 1
    return items


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
