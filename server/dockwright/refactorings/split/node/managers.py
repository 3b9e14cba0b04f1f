"""The package manager, or PM2, that a server starts by, where the small image does not bring it along.

Sources: the README of docker-node (yarn 1 is in images before Node 26, corepack before 25). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from dockwright.knowledge.base_images import BaseImage
from dockwright.projects.node import Package
from dockwright.shell import Command
from dockwright.values import NamedTuple

_FIRST_WITHOUT_YARN = (26,)
_STATED = re.compile(r"((?:pnpm|yarn)@\d[\w.-]*)(?:\+[\w.]+)?")
_INSTALLED = ("pnpm", "yarn", "pm2")


class Managers(NamedTuple):
    """What the runtime stage does for the managers that the start counts on."""

    lines: tuple[str, ...]  # instructions that install them as the builder does
    missing: str = ""  # one that the new image does not get
    is_unstated: bool = False  # as corepack would bring it, but no version is stated

    @property
    def reason(self) -> str:
        """Why one is missing, one clause."""
        unstated = f"which `{self.missing}` corepack takes is not stated: package.json has no `packageManager`"
        return unstated if self.is_unstated else f"how the new image gets `{self.missing}` is not known"


def managers(
    facts: BaseImage, commands: Iterable[Command], wanted: Collection[str], package: Package | None = None
) -> Managers:
    """How the new image gets the managers: it has npm, and yarn before Node 26; else npm installs them by their name, or
    corepack prepares the version that `package` or the builder states.

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
        elif any(command.name == "corepack" for command in known) and name != "pm2":
            prepared = _prepared(known, name, package)
            if not prepared:
                return Managers((), name, package is not None)
            lines.append(f"RUN {prepared}")
        elif name in ("pnpm", "pm2"):
            return Managers((), name)
    return Managers(tuple(lines))


def _prepared(commands: tuple[Command, ...], name: str, package: Package | None) -> str:
    """The commands by which corepack brings a manager along; "" where no version is stated."""
    words = [word.value for command in commands if command.name == "corepack" for word in command.arguments]
    stated = package.data.get("packageManager") if package is not None else None
    match = _STATED.fullmatch(stated) if isinstance(stated, str) else None
    spec = match[1] if match is not None and match[1].startswith(f"{name}@") else ""
    spec = spec or next((word for word in words if re.fullmatch(rf"{name}@[\w.-]+", word)), "")
    corepack = _installed(commands, "corepack")
    installs = [f"npm install -g {corepack}"] if corepack else []
    return " && ".join([*installs, "corepack enable", f"corepack prepare {spec} --activate"]) if spec else ""


def _installed(commands: tuple[Command, ...], name: str) -> str:
    """The word by which npm installs a manager for everybody, with its version; "" when it does not."""
    for command in commands:
        is_yarn = command.name == "yarn" and command.subcommand == "global" and name == "pm2"
        if is_yarn or (command.name in ("npm", "pnpm") and command.has_flag("g", "global")):
            for word in command.arguments:
                if word.value.partition("@")[0] == name:
                    return word.value
    return ""
