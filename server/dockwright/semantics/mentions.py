"""Paths that the commands of a stage name in places of which nobody knows what they do there.

What a command writes is known for its usual flags: `apk add --root /rootfs`, `GOBIN=/out go install` and `dpkg -x a.deb /x` fill
directories that are only named. Who says that nothing makes a path asks here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dockwright.knowledge.table import words
from dockwright.semantics.deeds import deed, sites
from dockwright.semantics.deeds.site import flag_words
from dockwright.semantics.state import normalise
from dockwright.syntax import Run

if TYPE_CHECKING:
    from dockwright.semantics.deeds import Site
    from dockwright.semantics.model import SemanticModel
    from dockwright.semantics.stages import Stage

_UNDERSTOOD = words("cat cd chgrp chmod chown cp echo install ln mkdir mv printf rm rmdir touch true")
"""Commands that leave nothing where their words do not say it."""

_PATH = re.compile(r"(?:(?<![^\s\"'=,:;@(])|(?<=^-\w))/[^\s\"'=,:;()|&<>$`{}*?]+")
_HERE = re.compile(r"\$PWD\b|\$\{PWD\}|\$\(pwd\)|`pwd`")
_OUTPUT = ("d", "dest", "destination", "o", "out", "outdir", "out-dir", "output", "output-dir")
"""Flags after which, with many programs, a path is written."""

_LEAVE_HERE = {
    "apt-get": ("download", "source"),
    "apt": ("download", "source"),
    "apk": ("fetch",),
    "dnf": ("download",),
}


def may_be_meant(model: SemanticModel, stage: Stage, path: str) -> bool:
    """Whether a command names the absolute path, or something above or below it."""
    inner = f"{path}/"
    return any(one == path or one.startswith(inner) or path.startswith(f"{one}/") for one in _mentioned(model, stage))


def _mentioned(model: SemanticModel, stage: Stage) -> frozenset[str]:
    return model.keep((_mentioned, stage), lambda: frozenset(_in_lineage(model, stage)) - {"/"})


def _in_lineage(model: SemanticModel, stage: Stage) -> Iterator[str]:
    for level in stage.lineage:
        for run in level.of(Run):
            for site in sites(model, run):
                if site.command.name not in _UNDERSTOOD:
                    yield from _by(site)


def _by(site: Site) -> Iterator[str]:
    """What one command names: in its words, in variables of its own, and in those that it heeds."""
    command = site.command
    values = [one.value for one in command.assignments if one.value is not None]
    for word in (*values, *command.words[1:]):
        value = site.value(word)
        text = _HERE.sub(site.cwd or "", word.raw) if value is None else value
        yield from map(normalise, _PATH.findall(text))
    yield from (site.place(word).path for word in flag_words(site, *_OUTPUT))
    if command.subcommand in _LEAVE_HERE.get(command.name, ()):
        yield from site.here()
    heeded = deed(site).environment if command.words else ()
    for name, value in site.variables.items():
        if value and value.startswith("/") and any(fnmatchcase(name, one) for one in heeded):
            yield normalise(value)
