"""Plain lists of commands, read without the grammar: simple commands joined by && || ; | & and line breaks.

Nine of ten scripts are no more than that. Everything the reader is not sure of (groups, substitutions, reserved words,
functions, `!`, a stray parenthesis) makes it give up, and the grammar decides. It gives what the walk over the tree
would give; the tests compare the two.
"""

from __future__ import annotations

import re

from dockwright.shell.conditions import is_test, member_places
from dockwright.shell.nodes import LOOSE, PIPELINE, TOP_LEVEL, Command, Script
from dockwright.shell.words import ANSI_STRING, BRACED, DOUBLE_STRING, SINGLE_STRING
from dockwright.text import MappedText

RESERVED = frozenset(
    (
        *("if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac"),
        *("select", "function", "coproc", "{", "}", "!", "[[", "]]"),
    )
)
_BARE = r"[^\x00-\x08\x0b-\x1f\n'\"\\$`;&|<>()#]"
_SPECIAL = (
    rf"{SINGLE_STRING}|{DOUBLE_STRING}|{BRACED}|{ANSI_STRING}|\\[^\s]|\$(?![('\"{{`])"
    r"|(?:&>>?|[<>]&|>>|>\||>(?!\()|<(?![<(>]))[ \t]*(?=[^\s;&|<>()#])"
    r"|(?<=[^ \t\n;&|])\#"
)
_UNFINISHED = ("&&", "||", "|")
_NAME = r"[A-Za-z0-9_./+-]+"
_COMMAND = re.compile(
    rf"[ \t]*(({_NAME})[ \t]{_BARE}*|{_BARE}*)((?:(?:{_SPECIAL}){_BARE}*)*)"
    r"(&&|\|[|&]?|;(?!;)|&(?!>)|\n|(?:(?<=[ \t\n;&|])|^)\#[^\n]*\n?|\Z)"
)


def read_list(script: Script, mapped: MappedText, text: str, where: int) -> list[Command] | None:
    """The commands of a plain list, or None when it is none. `text` is that of `mapped` without here-documents."""
    commands: list[Command] = []
    operator = ""
    at = 0
    chained = True  # joined by && and pipes only
    plain = True  # joined by && only
    while True:
        found = _COMMAND.match(text, at)
        if found is None:
            return None
        head, name, special, joint = found.groups()
        start = found.start(1)
        end = start + len(head) + len(special)
        at = found.end()
        if joint[:1] == "#":
            joint = "\n" if joint[-1] == "\n" else ""
        while end > start and text[end - 1] in " \t":
            end -= 1
        if start < end:
            if joint == "|&":
                joint = "|"
            if operator != "&&" and operator:
                plain = False
                if operator != "|":
                    chained = False
            command = Command(script, mapped, start, end, where, operator, joint, name, not special)
            if command.name in RESERVED:
                return None
            commands.append(command)
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
    if where & TOP_LEVEL and commands:
        script.is_and_chain = chained and operator != "&"
    return commands


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
