"""The commands that build C and C++: which are known, and what the words of make and others say."""

from __future__ import annotations

import re

from dockwright.knowledge.table import words
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet
from dockwright.refactorings.split.packages import is_install
from dockwright.shell import Command, ShellWord

C_COMPILERS = words("gcc cc clang tcc")
CPP_COMPILERS = words("g++ c++ clang++")
COMPILERS = C_COMPILERS | CPP_COMPILERS
_KNOWN = words(
    "mkdir chmod chown chgrp cp mv rm rmdir strip ln touch ar ranlib ldconfig ninja make cmake meson install apt-mark ccache nproc pkg-config"
)
MAKES = words("make ninja gmake")
PUTS = words("cp mv install ln")
_AUTOTOOLS = words(
    "autoconf autoheader automake autoreconf aclocal autopoint libtoolize autoupdate intltoolize glibtoolize"
)
"""Programs that write configure and what it reads, and nothing else."""
_KNOWN_BY_NAME = frozenset({"apt-get", "apt", "apk", *_KNOWN, *COMPILERS, *accounts.PROGRAMS, *_AUTOTOOLS})
_ENDING = r"\.(?:c|cc|cpp|cxx|c\+\+|C|o)"
_PATTERN = re.compile(rf"(?!-)[\w./+*?{{}},\[\]-]*{_ENDING}")
_FIND = re.compile(
    rf"(?:\$\(|`)\s*find(?:\s+[\w./]+)*(?:\s+-type\s+f)?\s+-i?name\s+([\"']?)[\w*.+-]+{_ENDING}\1\s*(?:\)|`)"
)
_CHANGES = ("-exec", "-delete", "-ok", "-fprint", "-fls")
_TOOLS_OF_PIP = words("meson ninja cmake conan gcovr pip setuptools wheel")


def names_sources(word: ShellWord) -> bool:
    """Whether all that a word of a compiler stands for are sources and objects: `src/*.cpp`, `$(find . -name '*.c')`."""
    return (_FIND if "find" in word.raw else _PATTERN).fullmatch(word.raw) is not None


def is_followed(command: Command) -> bool:
    """Whether a command may be one that is known, whatever it is given: all but scripts that prepare others."""
    return command.name == "configure" or not command.words or is_known(command)


def is_known(command: Command) -> bool:
    """Whether a command is one of which is known what it leaves behind, or that nothing of it matters."""
    if command.name in _KNOWN_BY_NAME:
        return True
    if command.name == "find":
        return not any(word.value.startswith(_CHANGES) for word in command.arguments)
    is_asking = command.has_flag("version") and len(command.arguments) == 1
    return is_asking or is_install(command) or is_cleaning(command) or is_quiet(command) or _installs_tools(command)


def _installs_tools(command: Command) -> bool:
    """Whether pip installs nothing but tools of a build."""
    operands = [re.split(r"[=<>~!\[]", word.value)[0] for word in command.operands()]
    is_pip = (
        command.name in ("pip", "pip3") and operands[:1] == ["install"] and not command.has_flag("t", "target", "r")
    )
    return is_pip and len(operands) > 1 and all(one in _TOOLS_OF_PIP for one in operands[1:])


def goals(command: Command) -> list[str]:
    """The targets and variables that make is given; the number of its jobs may stand behind `-j`, or not."""
    values = [word.value for word in command.arguments]
    numbers = {at for at, one in enumerate(values) if at and values[at - 1] in ("-j", "--jobs", "-l")}
    numbers = {at for at in numbers if values[at][:1].isdecimal() or values[at].startswith(("$", "`"))}
    arguments = command.operands(("C", "directory", "f", "file"))
    dropped = [command.arguments[at] for at in numbers]
    return [word.value for word in arguments if not any(word is one for one in dropped)]


def only_prepares(command: Command) -> bool:
    """Whether a command of a script leaves nothing but what configure needs."""
    if not command.words or command.name in _AUTOTOOLS or is_quiet(command):
        return True
    operands = [word.value for word in command.operands()]
    is_inside = all(not one.startswith(("/", "..", "~", "$")) for one in operands)
    return command.name in ("mkdir", "rm", "touch", "cp", "if", "then", "fi") and is_inside


def after(values: list[str], flag: str) -> str:
    """The value behind a flag, or with `=` in it; "" where it is not given."""
    for at, value in enumerate(values):
        if value == flag and at + 1 < len(values):
            return values[at + 1]
        if flag.startswith("--") and value.startswith(f"{flag}="):
            return value[len(flag) + 1 :]
    return ""
