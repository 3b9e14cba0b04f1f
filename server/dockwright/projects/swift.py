"""Swift packages: what `swift package resolve` reads.

Package.swift is a program, so only what is plainly written in it is believed.

Sources: https://docs.swift.org/package-manager/PackageDescription/PackageDescription.html, the Dockerfile of Vapor's template
(Swift 6.2). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files

FILES = ("Package.swift", "Package.resolved", "Package@swift-*.swift", ".swiftpm/configuration/*")

_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
_DEPENDENCY = re.compile(r"\.package\s*\(")
_LOCAL = re.compile(r"\.package\s*\((?:\s*name:\s*\"[^\"]*\"\s*,)?\s*path:\s*(\"[^\"]*\"|[^\s,)]+)")
_READS = re.compile(
    r"\bFileManager\b|\bcontentsOf|\bContext\.packageDirectory\b|\bProcess\s*\(|#file|\bfopen\b|\b(?:Data|String)\s*\(contents"
)


def manifests(context: BuildContext, directory: str, root: str) -> Manifests | None:
    """What is read in a directory; None: no package is there."""
    files = sent_files(context, directory, FILES)
    if not files or not files[0].endswith("Package.swift"):
        return None
    texts = {path: _COMMENT.sub("", context.read(path) or "") for path in files if path.endswith(".swift")}
    obstacles = [
        f"the package at `{path.strip(chr(34))}` is a part of the project"
        for text in texts.values()
        for path in _LOCAL.findall(text)
    ]
    doubts = [f"`{path}` runs code that may read other files" for path, text in texts.items() if _READS.search(text)]
    overwritten = (path,) if sends_any(context, path := join(directory, ".build")) else ()
    needless = None if any(map(_DEPENDENCY.search, texts.values())) else "Package.swift names no packages"
    return Manifests(
        tuple(files),
        (),
        overwritten,
        tuple(doubts),
        (*dict.fromkeys(obstacles), *outside(tuple(files), root)),
        needless,
    )
