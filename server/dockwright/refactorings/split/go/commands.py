"""The words of a go command, sorted."""

from __future__ import annotations

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.shell import Command
from dockwright.values import NamedTuple

_VALUED = MANAGERS["go"].valued_flags
_WRAPPERS = frozenset({"godep", "gb", "vgo"})
"""Programs of old that ran `go` with another GOPATH: `godep go build`."""


class Arguments(NamedTuple):
    """A go command: its verb, its flags without dashes ("true" without a value), and the rest."""

    verb: str
    flags: dict[str, str]
    packages: tuple[str, ...]


def arguments_of(command: Command) -> Arguments | None:
    """The words of a go command; None when it is another program."""
    words = [word.value for word in command.words]
    if words and command.name in _WRAPPERS and words[1:2] == ["go"]:
        words = words[1:]
    if not words or words[0].rpartition("/")[2] != "go":
        return None
    flags: dict[str, str] = {}
    operands: list[str] = []
    remaining = iter(words[1:])
    for word in remaining:
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        flags[name] = value if equals else next(remaining, "") if name in _VALUED else "true"
    return Arguments(operands[0], flags, tuple(operands[1:])) if operands else None
