"""The package manager, or PM2, that a server starts by, where the small image does not bring it along.

Sources: the README of docker-node (yarn 1 is in images before Node 26, corepack before 25). Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dockwright.knowledge.base_images import BaseImage
from dockwright.shell import Command
from dockwright.values import NamedTuple

_FIRST_WITHOUT_YARN = (26,)
_INSTALLED = ("pnpm", "yarn", "pm2")


class Managers(NamedTuple):
    """What the runtime stage does for the managers that the start counts on."""

    lines: tuple[str, ...]  # instructions that install them as the builder does
    missing: str = ""  # one that the new image does not get


def managers(facts: BaseImage, commands: Iterable[Command], wanted: Collection[str]) -> Managers:
    """How the new image gets the managers: it has npm, and yarn before Node 26; else npm installs them by their name.

    A builder that uses yarn without installing it has an image with yarn, whose small variant has it, too.
    """
    known = tuple(commands)
    lines: list[str] = []
    for name in _INSTALLED:
        if name not in wanted or (name == "yarn" and () < facts.version < _FIRST_WITHOUT_YARN):
            continue
        written = _installed(known, name)
        if written:
            lines.append(f"RUN npm install -g {written}")
        elif name in ("pnpm", "pm2") or any(command.name == "corepack" for command in known):
            return Managers((), name)
    return Managers(tuple(lines))


def _installed(commands: tuple[Command, ...], name: str) -> str:
    """The word by which npm installs a manager for everybody, with its version; "" when it does not."""
    for command in commands:
        is_yarn = command.name == "yarn" and command.subcommand == "global" and name == "pm2"
        if is_yarn or (command.name in ("npm", "pnpm") and command.has_flag("g", "global")):
            for word in command.arguments:
                if word.value.partition("@")[0] == name:
                    return word.value
    return ""
