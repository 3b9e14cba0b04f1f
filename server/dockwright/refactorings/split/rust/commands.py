"""The words of a cargo command, sorted."""

from __future__ import annotations

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.shell import Command
from dockwright.values import NamedTuple

_VALUED = MANAGERS["cargo"].valued_flags | {"out-dir", "artifact-dir"}
_SHORT = {"p": "package", "F": "features", "j": "jobs"}
BUILDS = frozenset({"build", "b", "rustc"})


class Arguments(NamedTuple):
    """A cargo command."""

    verb: str
    flags: dict[str, tuple[str, ...]]  # all values of each flag, in order; ("",) for one without
    operands: tuple[str, ...]

    def last(self, *names: str) -> str | None:
        """The last value that one of these flags has."""
        found = [self.flags[name][-1] for name in names if name in self.flags]
        return found[-1] if found else None

    @property
    def profile(self) -> str:
        """The directory of the profile below `target`."""
        name = self.last("profile")
        if name is None:
            return "release" if "release" in self.flags or "r" in self.flags else "debug"
        return {"dev": "debug", "test": "debug", "bench": "release"}.get(name, name)


def arguments_of(command: Command) -> Arguments | None:
    """The words of a cargo command; None when it is another program."""
    words = [word.value for word in command.words]
    if not words or command.name != "cargo":
        return None
    flags: dict[str, list[str]] = {}
    operands: list[str] = []
    remaining = iter(words[1:])
    for word in remaining:
        if word == "--":
            break
        if not word.startswith("-") or word == "-":
            if word.startswith("+") and not operands:
                continue  # a toolchain of rustup
            operands.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("--") and not equals and len(name) > 1 and name[0] in "pFjC":
            name, equals, value = name[0], "=", name[1:]
        if not equals and name in _VALUED:
            value = next(remaining, "")
        flags.setdefault(_SHORT.get(name, name), []).append(value)
    if not operands:
        return None
    return Arguments(operands[0], {name: tuple(values) for name, values in flags.items()}, tuple(operands[1:]))
