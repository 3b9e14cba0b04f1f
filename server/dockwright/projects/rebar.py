"""Erlang projects: what `rebar3 get-deps` reads.

rebar.config is a list of terms; a rebar.config.script beside it is a program.

Source: https://rebar3.org/docs/configuration/dependencies/ (rebar3 3.25). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files

FILES = ("rebar.config", "rebar.lock", "rebar.config.script")

_COMMENT = re.compile(r"%.*$", re.MULTILINE)
_NAMES = re.compile(r"\{\s*(?:deps|plugins|project_plugins)\s*,\s*\[\s*[^\s\]]")
_LOCAL = re.compile(r"\{\s*path\s*,\s*\"([^\"]*)\"")


def manifests(context: BuildContext, directory: str, root: str) -> Manifests | None:
    """What is read in a directory; None: no project is there."""
    files = sent_files(context, directory, FILES)
    if not files or not files[0].endswith("rebar.config"):
        return None
    text = _COMMENT.sub("", context.read(files[0]) or "")
    doubts = ["rebar.config.script runs code that may read other files"] if files[-1].endswith(".script") else []
    obstacles = [f"the package at `{path}` is a part of the project" for path in _LOCAL.findall(text)]
    if sends_any(context, join(directory, "_checkouts")):
        obstacles.append("packages of `_checkouts` are parts of the project")
    members = context.glob(join(directory, "apps/*/rebar.config"))
    obstacles += [f"`{path}` counts only along with the sources of its application" for path in members]
    overwritten = (path,) if sends_any(context, path := join(directory, "_build")) else ()
    needless = None if _NAMES.search(text) or doubts else "rebar.config names no packages"
    return Manifests(tuple(files), (), overwritten, tuple(doubts), (*obstacles, *outside(tuple(files), root)), needless)
