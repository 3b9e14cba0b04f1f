"""Which directories of an image belong to root, so that another user cannot put anything there, for certain.

WORKDIR makes directories for the user in effect, COPY and ADD for root unless `--chown` says otherwise.
Source: https://docs.docker.com/reference/dockerfile/ (November 2026).
"""

from __future__ import annotations

from posixpath import dirname

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.rules._layers import is_opaque
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.shell import ShellWord
from dockwright.syntax import Instruction, Run, Transfer
from dockwright.values import NamedTuple

_OF_THE_SYSTEM = words(
    "/ /etc /mnt /media /opt /srv /usr /usr/local /usr/share /usr/lib /var /var/lib /var/log /var/cache /run /var/run /home"
)
"""Directories that belong to root in every base image in the tables."""

_CHANGERS = words("chown chgrp chmod setfacl install rsync useradd adduser usermod mkhomedir_helper")
_FREE = ("/tmp", "/var/tmp", "/dev", "/proc", "/sys")


class Owned(NamedTuple):
    """A directory that belongs to root."""

    directory: str
    exists: bool  # whether an instruction made it; else the nearest directory above it is root's
    instruction: Instruction | None  # what made it; None: the base image


def owned_by_root(model: SemanticModel, stage: Stage, context: BuildContext, directory: str) -> Owned | None:
    """Why only root can put something into the directory; None where others can, or nobody can tell."""
    facts = stage.facts
    if facts is None or facts.os in ("", "windows", "scratch") or not directory.startswith("/"):
        return None
    if any(directory == free or directory.startswith(free + "/") for free in _FREE) or directory in facts.volumes:
        return None
    if _may_change(model, stage, directory):
        return None
    entries = files_of(model, stage, context).entries
    place = directory
    while True:
        found = [one for one in entries if _makes(one, place)]
        if found:
            is_roots = all(_is_roots(model, one) for one in found)
            return Owned(directory, place == directory, found[0].instruction) if is_roots else None
        if place in _OF_THE_SYSTEM:
            return Owned(directory, place == directory, None)
        if any(one.is_tree and not one.is_anywhere and one.concerns(place) for one in entries if one.kind != "unknown"):
            return None
        place = dirname(place)


def _makes(entry: Entry, directory: str) -> bool:
    """Whether the entry makes this very directory."""
    if entry.is_anywhere or entry.kind in ("unknown", "mode", "removal", "packages", "account"):
        return False
    if entry.path == directory:
        return entry.kind in ("directory", "context", "stage", "image", "archive", "download")
    is_made_above = entry.kind in ("directory", "context", "stage", "image", "heredoc", "url")
    return is_made_above and entry.path.startswith(directory.rstrip("/") + "/") and directory not in _OF_THE_SYSTEM


def _is_roots(model: SemanticModel, entry: Entry) -> bool:
    instruction = entry.instruction
    if isinstance(instruction, Transfer):
        owner = instruction.flag("chown")
        return owner is None or (owner.value is not None and owner.value.value.split(":")[0] in ("0", "root"))
    if entry.command is not None and entry.command.name not in ("mkdir", "git", "tar", "unzip"):
        return False
    return model.state_before(instruction).is_root is True and (entry.command is None or not entry.command.prefixes)


def _may_change(model: SemanticModel, stage: Stage, directory: str) -> bool:
    """Whether a command may give the directory to others."""
    for one in stage.lineage:
        for run in one.of(Run):
            script = model.script(run)
            if script.has_errors or script.dialect != "posix" or run.heredocs:
                return True
            for site in sites(model, run):
                command = site.command
                if is_opaque(command) and not (command.name or "x").startswith(
                    ("python", "node", "php", "ruby", "make")
                ):
                    return True
                if command.name in _CHANGERS and any(_concerns(site, word, directory) for word in command.arguments):
                    return True
    return False


def _concerns(site: Site, word: ShellWord, directory: str) -> bool:
    """Whether a word of chown and its like may mean the directory, or one above it."""
    if word.value.startswith("-"):
        return False
    place = site.place(word)
    return place.path == directory or directory.startswith(place.path.rstrip("/") + "/") or not place.is_exact
