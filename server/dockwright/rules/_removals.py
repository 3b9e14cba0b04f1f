"""What the words of `rm` name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from dockwright.patterns import lazy_pattern
from dockwright.semantics.deeds import Site
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Instruction
from dockwright.values import NamedTuple

DEPENDENCIES = "node_modules"
OTHERS = ("/var/lib/apt/lists", "/var/cache", "/root/.cache", "~/.cache", "$HOME/.cache")  # the matter of other rules
_NAMES_ANOTHER = lazy_pattern(rf"\s(?!-(?!-\s)|{'|'.join(map(re.escape, OTHERS))})\S")
"""What a command that removes something else has: a word that is no flag, or a `--`."""


class Removal(NamedTuple):
    """What a word of `rm` removes."""

    path: str  # absolute; of a pattern its directory
    pattern: str  # what the names in the directory must match; "" for the path itself
    needle: str  # what an instruction that wrote it has in its text; "" when that is not known

    def covers(self, path: str) -> bool:
        if not self.pattern:
            return path == self.path or path.startswith(self.path + "/")
        if not path.startswith(self.path.rstrip("/") + "/"):
            return False
        return fnmatchcase(path[len(self.path.rstrip("/")) + 1 :].partition("/")[0], self.pattern)


def removal_of(site: Site, word: ShellWord) -> Removal | None:
    """What the word names; None when that is not known, too much, or the matter of other rules."""
    value = site.value(word)
    if value is None or value.startswith(OTHERS) or any(mark in value for mark in "{}[]$"):
        return None
    head, _, last = value.rstrip("/").rpartition("/")
    if _is_pattern(head):
        return None
    pattern = last if _is_pattern(last) else ""
    if pattern:
        value = head + "/" if head or value.startswith("/") else "."
    place = site.at(value)
    if not place.is_exact or place.path == "/":
        return None
    is_named = word.is_literal and last != DEPENDENCIES
    return Removal(place.path, pattern, last if is_named and not pattern else max(re.split(r"[*?]", pattern), key=len))


def names_another(command: Command) -> bool:
    """Whether it removes something that is no matter of other rules: a look that spares closer ones."""
    return command.may_hold(_NAMES_ANOTHER)


def may_be_written(command: Command, writers: Sequence[Instruction]) -> bool:
    """Whether one of these instructions, in the order of the file, may have written what the command removes."""
    return any(
        not is_exact or any(name in one.text for one in writers)
        for name, is_exact in _named_above(command, writers[0].span.start)
    )


def _named_above(command: Command, start: int) -> Iterator[tuple[str, bool]]:
    """The names in the words of the command that stand above its instruction, too; with whether the word is that name, which
    then stands behind the offset. A directory may be named further up, by a WORKDIR."""
    run = command.instruction
    for word in command.operands():
        value = word.value
        if value.startswith(OTHERS):
            continue
        head, _, last = value.rstrip("/").rpartition("/")
        name = head if _is_pattern(last) else last
        if last == DEPENDENCIES:
            yield last, False
            continue
        is_exact = word.is_literal and name is last
        if run.dockerfile.text.find(name, start if is_exact else 0, run.span.start) >= 0:
            yield name, is_exact


def _is_pattern(name: str) -> bool:
    return "*" in name or "?" in name
