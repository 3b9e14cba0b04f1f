"""Which commands restore dependencies, and which files of the context each of them reads.

An ecosystem is one module with `PROGRAMS` and `recognise(command)`; they are listed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dockwright.projects.manifests import Manifests
from dockwright.refactorings.reorder.sites import Site
from dockwright.shell import Command


class Restore(NamedTuple):
    """A command that downloads what a project's manifests name."""

    command: Command
    ecosystem: str
    label: str  # how a message calls it: `npm ci`
    directory: str  # where it works, from where it runs: the value of `--prefix`; "" is right there
    guesses: tuple[str, ...]  # COPY sources for its manifests when the context is unknown, relative to that directory
    find: Callable[[Site], Manifests | None]  # its manifests; None: it is no restore there
    caution: str  # what to check when the context is unknown
    inserted: str = ""  # the restore to put in front of a command that restores on its way; "": the command is one
    is_explicit: bool = True  # it does nothing but restore, so that having run it before counts


_HINTS = ("npm", "yarn", "pip", "go ", "bun ", '"go"', '"bun"')
"""One of these is in every text that names a program of an ecosystem."""

Recogniser = Callable[[Command], "Restore | None"]


def restore_of(command: Command) -> Restore | None:
    """The restore that a command is, if it is one."""
    recognise = _recognisers().get(command.name)
    return recognise(command) if recognise is not None else None


def may_restore(text: str) -> bool:
    """Whether the text of a RUN names a program that may restore: a quick look before reading it as a script."""
    return any(hint in text for hint in _HINTS)


_TABLE: dict[str, Recogniser] = {}


def _recognisers() -> dict[str, Recogniser]:
    if not _TABLE:
        from dockwright.refactorings.reorder import go, node, python

        for module in (go, node, python):
            _TABLE.update(dict.fromkeys(module.PROGRAMS, module.recognise))
    return _TABLE


def values_of(command: Command, names: Iterable[str]) -> tuple[str, ...] | None:
    """All values given to a flag of one of these names, in order; None when one of them is not literal."""
    found: list[str] = []
    wanted = frozenset(names)
    words = iter(command.arguments)
    for word in words:
        name, equals, value = word.value.partition("=")
        bare = name.lstrip("-")
        if not name.startswith("-"):
            continue
        is_long = name.startswith("--")
        if bare in wanted:
            given = word if equals else next(words, None)
            if given is None or not given.is_literal:
                return None
            found.append(value if equals else given.value)
        elif not is_long and bare[:1] in wanted and len(bare) > 1 and len(bare[:1]) == 1:
            if not word.is_literal:
                return None
            found.append(word.value[2:])
    return tuple(found)
