"""The words of `dotnet publish`, sorted."""

from __future__ import annotations

from dockwright.shell import Command
from dockwright.values import NamedTuple

_VALUED = {
    "c": "configuration", "configuration": "configuration", "o": "output", "output": "output", "r": "runtime",
    "runtime": "runtime", "f": "framework", "framework": "framework", "v": "verbosity", "verbosity": "verbosity",
    "s": "source", "source": "source", "a": "arch", "arch": "arch", "os": "os", "manifest": "manifest",
    "version-suffix": "version-suffix", "artifacts-path": "artifacts-path", "property": "property", "configfile": "configfile",
}  # fmt: skip


class Publish(NamedTuple):
    """A publish."""

    project: str  # "" is the directory
    flags: dict[str, str]
    properties: dict[str, str]  # of -p:NAME=VALUE, by lower-case name

    @property
    def is_self_contained(self) -> bool | None:
        """What the command says of it; None: nothing."""
        if "no-self-contained" in self.flags:
            return False
        value = self.flags.get("self-contained", self.flags.get("sc"))
        value = self.properties.get("selfcontained", value)
        return None if value is None else value.lower() != "false"


def publish_of(command: Command) -> Publish | None:
    """The words of a publish; None when it is another command, or one of the words is computed."""
    words = [word.value for word in command.arguments]
    if command.name != "dotnet" or words[:1] != ["publish"]:
        return None
    flags: dict[str, str] = {}
    properties: dict[str, str] = {}
    operands: list[str] = []
    remaining = iter(words[1:])
    for word in remaining:
        is_slash = word.startswith("/") and ":" in word
        if not word.startswith("-") and not is_slash:
            operands.append(word)
            continue
        name, mark, value = _parted(word.lstrip("-/"))
        if name in ("p", "property") and mark:
            for one in value.split(";"):
                key, _, given = one.partition("=")
                properties[key.lower()] = given
        elif name in _VALUED:
            flags[_VALUED[name]] = value if mark else next(remaining, "")
        elif name in ("self-contained", "sc") and not mark:
            flags[name] = "true"
            following = words[words.index(word) + 1 : words.index(word) + 2]
            if following and following[0].lower() in ("true", "false"):
                flags[name] = next(remaining, "")
        else:
            flags[name] = value if mark else "true"
    if len(operands) > 1:
        return None
    return Publish(operands[0] if operands else "", flags, properties)


def _parted(word: str) -> tuple[str, str, str]:
    """Name and value of `name:value` and `name=value`."""
    places = [word.index(mark) for mark in ":=" if mark in word]
    if not places:
        return word, "", ""
    at = min(places)
    return word[:at], word[at], word[at + 1 :]
