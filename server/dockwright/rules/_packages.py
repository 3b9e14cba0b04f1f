"""What package managers are told to install, and whether a version is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from dockwright.rule import Finding, Settings
from dockwright.rules._hadolint import from_action, is_hadolint
from dockwright.shell import Command, ShellWord
from dockwright.values import NamedTuple


class Installation(NamedTuple):
    """A call of a package manager."""

    word: ShellWord  # the subcommand
    packages: tuple[ShellWord, ...]  # the operands behind it


def installation(
    command: Command, subcommands: Collection[str], valued: Collection[str], settings: Settings
) -> Installation | None:
    """The call when its first operand is one of the subcommands. `valued`: flags whose value is the next word."""
    operands = from_action(command.operands(valued), settings)
    if not operands or operands[0].value not in subcommands:
        return None
    return Installation(operands[0], operands[1:])


def unpinned(packages: Iterable[ShellWord], is_pinned: Callable[[str], bool], settings: Settings) -> Iterator[Finding]:
    """A finding for each package word without a version. Words that only the shell can tell count for hadolint."""
    for word in packages:
        value = word.value
        if is_pinned(value) or (is_variable(value) and not is_hadolint(settings)):
            continue
        yield Finding(word.span, f"`{shown(value)}` is installed in whatever version there is")


def is_variable(value: str) -> bool:
    """Whether a word holds something that only the shell, or the build's arguments, can tell."""
    return "$" in value or "`" in value


def shown(value: str) -> str:
    """A word as messages show it: on one line, and not too long."""
    value = " ".join(value.split())
    return value if len(value) <= 60 else value[:57] + "..."
