"""What a compose file, a bake file or a workflow says of one build."""

from __future__ import annotations

import os
from collections.abc import Mapping

from dockwright.context import Started
from dockwright.values import NamedTuple

LONGEST_VALUE = 100_000
"""More characters than variables may put into a place or an argument."""


class NamedBuild(NamedTuple):
    """One build of one Dockerfile; both places absolute. Arguments whose values nobody can tell are left out."""

    dockerfile: str
    context: str
    target: str | None
    arguments: Mapping[str, str]
    origin: str  # the file that says so
    started: tuple[Started, ...] = ()  # what runs in containers of it


def named_build(
    directory: str, origin: str, context: str, dockerfile: str, target: str | None, arguments: Mapping[str, str]
) -> NamedBuild | None:
    """A build whose context is relative to a directory and whose Dockerfile is relative to that; None for a remote,
    and for what no path can be."""
    if "://" in context or context.startswith(("git@", "github.com/")) or "\0" in context + dockerfile:
        return None
    root = os.path.normpath(os.path.join(directory, os.path.expanduser(context)))
    return NamedBuild(os.path.normpath(os.path.join(root, dockerfile)), root, target, arguments, origin)
