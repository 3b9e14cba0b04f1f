"""The words of a go command, sorted."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.patterns import lazy_pattern
from dockwright.shell import Command
from dockwright.values import NamedTuple

_VALUED = MANAGERS["go"].valued_flags
_WRAPPERS = frozenset({"godep", "gb", "vgo"})
"""Programs of old that ran `go` with another GOPATH: `godep go build`."""

_LOOP = lazy_pattern(r"\bfor[ \t]+(\w+)[ \t]+in[ \t]+([\w./ \t-]*[\w/])[ \t]*(?:;|\\?\r?\n)")
_VARIABLE = lazy_pattern(r"\$\{?(\w+)\}?")


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


def in_turn(arguments: Arguments, script: str) -> Iterator[Arguments]:
    """The same arguments for each word that a loop of the script goes through: `for c in api worker; do go build -o bin/$c ./cmd/$c`."""
    texts = (arguments.flags.get("o", ""), *arguments.packages)
    names = {match[1] for text in texts if "$" in text for match in _VARIABLE.finditer(text)}
    loops = [match for match in _LOOP.finditer(script) if match[1] in names] if names else []
    if len(loops) != 1:
        yield arguments
        return
    name = loops[0][1]
    for word in loops[0][2].split():

        def said(text: str, word: str = word) -> str:
            return _VARIABLE.sub(lambda match: word if match[1] == name else match[0], text)

        flags = {key: said(value) if key == "o" else value for key, value in arguments.flags.items()}
        yield Arguments(arguments.verb, flags, tuple(map(said, arguments.packages)))
