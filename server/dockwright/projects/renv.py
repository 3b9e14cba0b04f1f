"""R projects: what `renv::restore()` reads.

Source: https://rstudio.github.io/renv/articles/docker.html (renv 1.1). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files

FILES = ("renv.lock", ".Rprofile", ".Renviron", "renv/activate.R", "renv/settings.json", "renv/settings.dcf")

_ACTIVATES = re.compile(r"\s*(?:#.*|source\(\s*[\"']renv/activate\.R[\"']\s*\)|options\([^()`]*\))?\s*\Z")
_LOCAL = re.compile(r'"Package":\s*"([^"]+)"[^{}]*"(?:Source":\s*"Local"|RemoteType":\s*"local")')
_PACKAGE = re.compile(r'"Package":')


def manifests(context: BuildContext, directory: str, root: str) -> Manifests | None:
    """What is read in a directory; None: no lock file is there."""
    files = sent_files(context, directory, FILES)
    if not files or not files[0].endswith("renv.lock"):
        return None
    lock = context.read(files[0]) or ""
    profile = next((path for path in files if path.endswith(".Rprofile")), "")
    lines = (context.read(profile) or "").splitlines() if profile else []
    doubts = (
        [] if all(_ACTIVATES.match(line) for line in lines) else [f"`{profile}` runs code that may read other files"]
    )
    obstacles = [f"the package `{name}` is a part of the project" for name in _LOCAL.findall(lock)]
    directories = tuple(
        path for name in ("renv/cellar", "renv/local") if sends_any(context, path := join(directory, name))
    )
    overwritten = [
        path for name in ("renv/library", "renv/staging") if sends_any(context, path := join(directory, name))
    ]
    needless = None if _PACKAGE.search(lock) else "renv.lock names no packages"
    return Manifests(
        tuple(files),
        directories,
        tuple(overwritten),
        tuple(doubts),
        (*obstacles, *outside(tuple(files), root)),
        needless,
    )
