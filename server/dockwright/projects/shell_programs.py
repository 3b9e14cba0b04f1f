"""Which programs run in a script that a program hands to a shell: `sh -c "ls | jq ."`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from posixpath import basename

from dockwright.knowledge.table import words
from dockwright.projects.package_scripts import parse_text
from dockwright.shell import POSIX_SHELLS

BUILTINS = words(
    ". : [ [[ alias bg break cd command continue declare echo eval exec exit export false fg getopts hash jobs kill let "
    "local printf pwd read readonly return set shift shopt source test times trap true type typeset ulimit umask unset wait"
)
FUNCTION = re.compile(r"^[^\S\n]*(?:function\s+)?([\w-]+)\s*\(\s*\)", re.MULTILINE)
_WRAPPERS = words(". command env eval exec find source su xargs")
"""Programs that start others, whose names are among their arguments, where they are not understood."""

_PREFIXES = words("sudo doas gosu su-exec")
"""Programs in front of others that not every system has."""

_PATH = re.compile(r"(?:\./)?[\w@.+-]+(?:/[\w@.+-]+)*")
_WORD = re.compile(r"[\w-]+")


def is_shell(program: str) -> bool:
    return basename(program) in POSIX_SHELLS


def programs_of(script: str) -> tuple[str, ...] | None:
    """The programs by name, without those of the shell itself; None where one is computed, or the script is not understood."""
    commands = parse_text(script)
    if commands is None:
        return None
    own = BUILTINS.union(FUNCTION.findall(script))
    found = dict.fromkeys(word for word in _WORD.findall(script) if word in _PREFIXES)
    for command in commands:
        word = command.words[0] if command.words else None
        if word is None:
            continue
        if (
            not word.is_literal
            or any(mark in word.value for mark in "%{}")
            or word.value in _WRAPPERS
            or is_shell(word.value)
        ):
            return None
        if word.value not in own:
            found[word.value] = None
    return tuple(found)


def script_of_shell(arguments: Sequence[str | None]) -> str | None:
    """The script behind a shell's `-c`; None where it has none, or one that is computed."""
    for flag, script in pairwise(arguments):
        if flag is not None and flag.startswith("-") and not flag.startswith("--") and "c" in flag:
            return script
    return None


def programs_of_shell(arguments: Sequence[str | None]) -> tuple[str, ...] | None:
    """The programs in that script; None where it has none, or one that is computed."""
    script = script_of_shell(arguments)
    return programs_of(script) if script is not None else None


def paths_in(script: str) -> list[str]:
    """The words of a script that may be paths of files."""
    return [word for word in _PATH.findall(script) if "/" in word or "." in word]
