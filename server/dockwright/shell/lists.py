"""Plain lists of commands, read without the grammar: simple commands joined by && || ; | & and line breaks.

Nearly all scripts are no more than that, with plain lists in their substitutions. Everything the reader is not sure of
(groups, substitutions that hold more, reserved words, functions, `!`, a stray parenthesis) makes it give up, and the grammar decides. It gives what the walk over the tree
would give; the tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter

from dockwright.patterns import lazy_pattern
from dockwright.shell.conditions import is_test, member_places, substituted
from dockwright.shell.nodes import LOOSE, PIPELINE, TOP_LEVEL, Command, Script
from dockwright.shell.words import ANSI_STRING, BRACED, SINGLE_STRING
from dockwright.text import MappedText

RESERVED = frozenset(
    (
        *("if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac"),
        *("select", "function", "coproc", "{", "}", "!", "[[", "]]"),
    )
)
_BARE = r"[^\x00-\x08\x0b-\x1f\n'\"\\$`;&|<>()#]"
_INNER_BARE = r"[^\x00-\x1f'\"\\$`;&<>()\[\]{}#!]*"
_INNER = rf"{_INNER_BARE}(?:(?:{SINGLE_STRING}|{BRACED}|\$[A-Za-z0-9_]){_INNER_BARE})*"
_SUBSTITUTION = rf"\$\({_INNER}\)|`{_INNER}`"
_STRING = rf"\"[^\"\\$`]*(?:(?:\\[\s\S]|{BRACED}|\$(?![({{`])|{_SUBSTITUTION})[^\"\\$`]*)*\""
_SUBSTITUTED = rf"\\[\s\S]|\$\((?P<new>{_INNER})\)|`(?P<old>{_INNER})`"
_IN_STRING = lazy_pattern(_SUBSTITUTED)
_IN_WORDS = lazy_pattern(rf"{SINGLE_STRING}|{ANSI_STRING}|(?P<string>{_STRING})|{_SUBSTITUTED}")
_SPECIAL = (
    rf"{SINGLE_STRING}|{_STRING}|{_SUBSTITUTION}|{BRACED}|{ANSI_STRING}|\\[^\s]|\$(?![('\"{{`])"
    r"|(?:&>>?|[<>]&|>>|>\||>(?!\()|<(?![<(>]))[ \t]*(?=[^\s;&|<>()#])"
    r"|(?<=[^ \t\n;&|])\#"
)
_SPECIAL_AHEAD = r"(?=['\"$`\\<>#]|&>)"  # spares trying what is special one by one
_JOINTS = {"||": "||", "|": "|", "|&": "|", ";": ";", "&": "&"}  # what else there is ends a line, or the text
_UNFINISHED = ("&&", "||", "|")
_NAME = r"[A-Za-z0-9_./+-]+"
_COMMAND = re.compile(
    rf"[ \t]*(({_NAME})[ \t]{_BARE}*|{_BARE}*)((?:{_SPECIAL_AHEAD}(?:{_SPECIAL}){_BARE}*)*)"
    r"(&&|\|[|&]?|;(?!;)|&(?!>)|\n|(?:(?<=[ \t\n;&|])|^)\#[^\n]*\n?|\Z)"
)


def read_list(
    script: Script, mapped: MappedText, text: str, where: int, at: int = 0, stop: int | None = None
) -> list[Command] | None:
    """The commands of a plain list, or None when it is none. `text` is that of `mapped` without here-documents; the list
    goes from `at` to `stop`, or to its end."""
    commands: list[Command] = []
    substituting: list[Command] = []
    stop = len(text) if stop is None else stop
    operator = ""
    chained = True  # joined by && and pipes only
    plain = True  # joined by && only
    while True:
        found = _COMMAND.match(text, at, stop)
        if found is None:
            return None
        name, special, joint = found.group(2, 3, 4)
        start, at = found.start(1), found.end()
        end = at - len(joint)
        if joint != "&&":
            joint = _JOINTS.get(joint) or ("\n" if joint[-1:] == "\n" else "")
        if start < end:
            while text[end - 1] in " \t":  # it begins with none
                end -= 1
            if operator != "&&" and operator:
                plain = False
                if operator != "|":
                    chained = False
            command = Command(script, mapped, start, end, where, operator, joint, name, not special)
            if command.name in RESERVED:
                return None
            commands.append(command)
            if special and ("$(" in special or "`" in special):
                substituting.append(command)
            operator = joint
        elif joint and joint != "\n":
            return None
        if not joint:
            break
    if operator in _UNFINISHED:
        return None
    if operator == "\n":
        commands[-1].next_operator = ""
    if not plain:
        _place(commands, text, where)
    if substituting and not _add_substituted(script, mapped, text, substituting, commands):
        return None
    if where & TOP_LEVEL and commands:
        script.is_and_chain = chained and operator != "&"
    return commands


def _add_substituted(
    script: Script, mapped: MappedText, text: str, substituting: list[Command], commands: list[Command]
) -> bool:
    """Put the commands that substitutions run behind those that they stand in; False where one holds no plain list."""
    for command in substituting:
        start, end = command._start, command._end
        if text.find("<", start, end) >= 0 or text.find(">", start, end) >= 0:
            return False
        for first, last in _substitutions(text, start, end):
            found = read_list(script, mapped, text, substituted(command._where), first, last)
            if not found:
                return False
            commands += found
    commands.sort(key=attrgetter("_start"))
    return True


def _substitutions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the scripts stand that substitutions in the words text[start:end] run."""
    for found in _IN_WORDS.finditer(text, start, end):
        if found.lastgroup == "string":
            inside = _IN_STRING.finditer(text, found.start() + 1, found.end() - 1)
            yield from (one.span(one.lastgroup) for one in inside if one.lastgroup)
        elif found.lastgroup:
            yield found.span(found.lastgroup)


def _place(commands: list[Command], text: str, where: int) -> None:
    """Note what is in a pipeline and what is conditional."""
    last = len(commands) - 1
    members: list[list[Command]] = []
    joints: list[str] = []
    for index, command in enumerate(commands):
        if command.operator == "|":
            members[-1].append(command)
        else:
            members.append([command])
        joint = command.next_operator
        if joint == "|":
            continue
        if joint == "&&" or joint == "||":
            joints.append(joint)
            continue
        _place_members(members, joints, text, where if index == last else where | LOOSE)
        members, joints = [], []


def _place_members(members: list[list[Command]], joints: list[str], text: str, where: int) -> None:
    tests = [is_test(text, member[-1]._start, member[-1]._end) for member in members]
    for commands, place in zip(members, member_places(where, joints, tests), strict=True):
        if len(commands) > 1:
            place |= PIPELINE
        for command in commands:
            command._where = place
