"""Package managers inside RUN: programs, subcommands, flags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.command_words import COMMAND_WORDS
from dockwright.knowledge.package_managers import MANAGERS, manager_of

_JOINTS = re.compile(r"&&|\|\||[;|&\n(]")
_QUOTED = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"")
_ASSIGNMENT = re.compile(r"\w+=\S*\Z")
_PREFIXES = frozenset(("sudo", "env", "time", "exec", "command", "nice", "if", "then", "else", "do", "!", "{"))
_FOLLOWING = r"[\w=:.@+-]*"
_WINDOWS_SHELLS = ("cmd", "powershell", "pwsh")


class Typed(NamedTuple):
    """A command as far as it is typed."""

    program: str  # "" while it is being typed
    words: tuple[str, ...]  # complete, behind the program
    word: str  # at the cursor

    @property
    def subcommand(self) -> str:
        return next((word for word in self.words if not word.startswith("-")), "")


def shell(cursor: Cursor, script: str) -> Iterator[Completion]:
    """What may be typed at the end of a piece of a shell script."""
    typed = read_command(script)
    if typed is None or _is_windows(cursor):
        return
    if not typed.program:
        yield from _programs(cursor, typed)
        return
    manager = manager_of(typed.program)
    if manager is not None and manager.name in COMMAND_WORDS:
        yield from _words(cursor, manager.name, typed)


def read_command(script: str) -> Typed | None:
    """The last command of a script; None inside quotes."""
    bare = _QUOTED.sub(lambda match: "x" * len(match[0]), script)
    if "'" in bare or '"' in bare or "`" in bare:
        return None
    start = max((match.end() for match in _JOINTS.finditer(bare)), default=0)
    piece = script[start:]
    word = re.search(r"\S*\Z", piece)
    at = word[0] if word else ""
    words = piece[: len(piece) - len(at)].split()
    while words and (words[0] in _PREFIXES or _ASSIGNMENT.match(words[0])):
        words.pop(0)
    if words[:1] and words[0].startswith("python") and words[1:2] == ["-m"]:
        words = words[2:]
    program = words[0].rpartition("/")[2] if words else ""
    return Typed(program, tuple(words[1:]), at)


def _programs(cursor: Cursor, typed: Typed) -> Iterator[Completion]:
    """Package managers, those of the base image first."""
    span = cursor.replacing(typed.word, r"[\w.-]*")
    if span is None or "/" in typed.word or "$" in typed.word or "=" in typed.word:
        return
    facts = cursor.stage.facts if cursor.stage is not None else None
    own = (facts.package_manager, *sorted(facts.programs)) if facts is not None else ()
    for name in sorted(COMMAND_WORDS, key=lambda name: (name not in own, MANAGERS[name].ecosystem == "os")):
        if name in own or facts is None or MANAGERS[name].ecosystem != "os":
            detail = "package manager of the base image" if name in own else "package manager"
            yield Completion(name, "command", span, f"{name} ", detail, ("program", name), retriggers=True)


def _words(cursor: Cursor, program: str, typed: Typed) -> Iterator[Completion]:
    span = cursor.replacing(typed.word, _FOLLOWING)
    if span is None:
        return
    vocabulary = COMMAND_WORDS[program]
    subcommand = typed.subcommand
    takes_goals = not vocabulary.flags.keys() - {""}  # mvn, gradle: any number of goals, flags anywhere
    if not typed.word.startswith("-") and (not subcommand or takes_goals):
        for word, meaning in vocabulary.subcommands.items():
            if word not in typed.words:
                yield Completion(word, "command", span, word, meaning, ("subcommand", program, word))
    if typed.word.startswith("-") or subcommand:
        for flag, meaning in vocabulary.flags_of("" if takes_goals else subcommand).items():
            if flag not in typed.words:
                yield Completion(flag, "flag", span, flag, meaning, ("command-flag", program, subcommand, flag))


def _is_windows(cursor: Cursor) -> bool:
    if cursor.instruction is None:
        return False
    shell = cursor.model.state_before(cursor.instruction).shell
    return bool(shell) and shell[0].lower().removesuffix(".exe").endswith(_WINDOWS_SHELLS)
