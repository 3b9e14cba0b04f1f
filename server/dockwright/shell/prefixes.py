"""Programs that run another program: `sudo apt-get update` is a call of apt-get.

Facts read from the manual pages of sudo 1.9, GNU coreutils 9, util-linux 2.40, busybox 1.36, gosu 1.17 and su-exec 0.2,
and from POSIX for the special built-ins; 2025-06.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dockwright.values import NamedTuple


class Wrapper(NamedTuple):
    """How a wrapping program reads its own command line up to the program it runs."""

    valued: frozenset[str] = frozenset()  # options whose value is the next word unless attached
    operands: int = 0  # words of its own before the program: `timeout 5 make`
    assigns: bool = False  # NAME=value words before the program set its environment
    refused: frozenset[str] = frozenset()  # options with which it runs no program at all, or not as written


def _options(*names: str) -> frozenset[str]:
    return frozenset(names)


_USER_SWITCH = Wrapper(operands=1)

WRAPPERS: dict[str, Wrapper] = {
    "sudo": Wrapper(
        _options(
            *("-u", "-g", "-h", "-p", "-C", "-D", "-R", "-r", "-t", "-T", "-U", "--user", "--group", "--host"),
            *("--prompt", "--close-from", "--chdir", "--chroot", "--role", "--type", "--command-timeout"),
            "--other-user",
        ),
        assigns=True,
        refused=_options("-e", "--edit", "-l", "--list", "-v", "--validate", "-K", "-V", "--version", "--help"),
    ),
    "doas": Wrapper(_options("-u", "-C", "-a"), refused=_options("-C", "-L", "-s")),
    "env": Wrapper(
        _options("-u", "--unset", "-C", "--chdir", "-a", "--argv0"),
        assigns=True,
        refused=_options("-S", "--split-string", "--help", "--version"),
    ),
    "time": Wrapper(
        _options("-f", "--format", "-o", "--output"), refused=_options("-V", "--version", "--help"), assigns=True
    ),
    "exec": Wrapper(_options("-a")),
    "command": Wrapper(refused=_options("-v", "-V")),
    "builtin": Wrapper(),
    "nice": Wrapper(_options("-n", "--adjustment"), refused=_options("--help", "--version")),
    "ionice": Wrapper(_options("-c", "--class", "-n", "--classdata"), refused=_options("-p", "--pid", "-P", "-u")),
    "nohup": Wrapper(refused=_options("--help", "--version")),
    "setsid": Wrapper(refused=_options("-h", "--help", "-V", "--version")),
    "timeout": Wrapper(_options("-k", "--kill-after", "-s", "--signal"), operands=1),
    "stdbuf": Wrapper(_options("-i", "--input", "-o", "--output", "-e", "--error")),
    "busybox": Wrapper(refused=_options("--install", "--list", "--list-full", "--help")),
    "toybox": Wrapper(refused=_options("--help", "--long", "--version")),
    "gosu": _USER_SWITCH,
    "su-exec": _USER_SWITCH,
    "chronic": Wrapper(),
    "unbuffer": Wrapper(),
    "eatmydata": Wrapper(),
    "fakeroot": Wrapper(_options("-l", "--lib", "--faked", "-i", "-s", "-b")),
    "linux32": Wrapper(),
    "linux64": Wrapper(),
    "tini": Wrapper(_options("-p", "-e"), refused=_options("-h", "--version", "-l")),
    "dumb-init": Wrapper(_options("-r", "--rewrite"), refused=_options("-h", "--help", "-V", "--version")),
}


class Seen(NamedTuple):
    """One prefix: words[start:end] are the wrapping program and its own options and operands."""

    name: str
    start: int
    end: int
    assignments: int  # the NAME=value words directly after words[end - 1]


def is_assignment(word: str) -> bool:
    """Whether an unquoted word has the form NAME=value or NAME+=value."""
    name, equals, _ = word.partition("=")
    return bool(equals) and name.removesuffix("+").isidentifier() and name.isascii()


def see_through(words: Sequence[str], name_of: Callable[[str], str]) -> tuple[list[Seen], int]:
    """The prefixes of a command and the index of its program, given its words as written.

    `name_of` gives the literal basename of a word, or "". A wrapper that runs nothing is itself the program.
    """
    seen: list[Seen] = []
    at = 0
    while True:
        name = name_of(words[at])
        wrapper = WRAPPERS.get(name)
        if wrapper is None:
            return seen, at
        end = _own_words(words, at + 1, wrapper)
        program = end
        while wrapper.assigns and program < len(words) and is_assignment(words[program]):
            program += 1
        if end < 0 or program >= len(words):
            return seen, at
        seen.append(Seen(name, at, end, program - end))
        at = program


def _own_words(words: Sequence[str], at: int, wrapper: Wrapper) -> int:
    """The index behind a wrapper's options and operands; -1 when it runs no program."""
    count = len(words)
    while at < count:
        word = words[at]
        if word == "--":
            at += 1
            break
        if word[:1] != "-":
            break
        option, equals, _ = word.partition("=")
        if option in wrapper.refused:
            return -1
        at += 2 if option in wrapper.valued and not equals else 1
        if len(word) > 2 and word[1] != "-" and _takes_next(word, wrapper):
            at += 1
    return at + wrapper.operands


def _takes_next(cluster: str, wrapper: Wrapper) -> bool:
    """Whether the last letter of `-Eu` wants the next word; false when a letter before it took the rest."""
    for letter in cluster[1:-1]:
        if f"-{letter}" in wrapper.valued:
            return False
    return f"-{cluster[-1]}" in wrapper.valued
