"""Nim projects: what `nimble install --depsOnly` reads.

A nimble file is a program, so only what is plainly written in it is believed.

Source: https://nim-lang.github.io/nimble/ (Nimble 0.20). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files

_REQUIRES = re.compile(r"^\s*requires\b(?!\s*\(?\s*\"nim\b[^,\n]*$)", re.MULTILINE)
_LOCAL = re.compile(r"\"file:/*([^\"]*)\"")
_READS = re.compile(r"\b(?:include|import|staticRead|staticExec|readFile|slurp|gorge)\b")
_TASK = re.compile(r"^(?:task|before|after)\b.*\n(?:[ \t]+.*\n|[ \t]*\n)*", re.MULTILINE)


def manifests(context: BuildContext, directory: str, root: str) -> Manifests | None:
    """What is read in a directory; None: no package is there."""
    packages = sent_files(context, directory, ("*.nimble",))
    if len(packages) != 1:
        return None
    files = (*packages, *sent_files(context, directory, ("nimble.lock", "config.nims", "nim.cfg")))
    text = (context.read(packages[0]) or "") + "\n"
    doubts = [f"`{packages[0]}` runs code that may read other files"] if _READS.search(_TASK.sub("", text)) else []
    obstacles = [f"the package at `{path}` is a part of the project" for path in _LOCAL.findall(text)]
    if sends_any(context, join(directory, "vendor")):
        doubts.append("packages may be taken from `vendor`")
    overwritten = (path,) if sends_any(context, path := join(directory, "nimbledeps")) else ()
    needless = None if _REQUIRES.search(text) else "the nimble file requires no packages"
    return Manifests(files, (), overwritten, tuple(doubts), (*obstacles, *outside(files, root)), needless)
