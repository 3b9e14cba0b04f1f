"""Flags that a command is given in variables: `apt-get install $APT_FLAGS curl`."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.semantics import SemanticModel
from dockwright.shell import Command

_VARIABLE = lazy_pattern(r"\$(?:(\w+)|\{(\w+)\})")
_FOR_FLAGS = lazy_pattern(r"(?i)(?:flags?|opts?|options?|args?|arguments?|params?)$")
ANY = "-*"
"""Stands for the flags that a variable of an unknown value may hold, as its name tells."""


def hidden_flags(command: Command, model: SemanticModel) -> Iterator[str]:
    """The flags in the values of variables that stand without quotes among the arguments."""
    for word in command.arguments if command.may_hold(_VARIABLE) else ():
        found = _VARIABLE.fullmatch(word.raw) if word.raw.startswith("$") else None
        if found is None:
            continue
        name = found[1] or found[2]
        value = model.state_before(command.instruction).variables.get(name)
        if value is not None:
            yield from (one for one in value.split() if one.startswith("-"))
        elif _FOR_FLAGS.search(name):
            yield ANY
