"""OCaml projects: what `opam install . --deps-only` reads.

Sources: https://opam.ocaml.org/doc/Manual.html, https://ocaml.org/docs (opam 2.4). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files

_DEPENDS = re.compile(r"^[ \t]*depends:[ \t]*\[\s*\"", re.MULTILINE)
_PINS = re.compile(r"pin-depends:[ \t]*\[(.*?)\n?[ \t]*\]\s*\n\S|pin-depends:[ \t]*\[(.*)", re.DOTALL)
_LOCAL = re.compile(r"\"(?:git\+)?file:[^\"]*\"|\"\.{1,2}/[^\"]*\"")


def manifests(context: BuildContext, directory: str, root: str, *, is_locked: bool) -> Manifests | None:
    """What is read in a directory; None: no package is there."""
    files = sent_files(context, directory, ("*.opam", "opam", "*.opam.locked") if is_locked else ("*.opam", "opam"))
    texts = [context.read(path) or "" for path in files]
    if not files:
        return None
    doubts = []
    if sends_any(context, join(directory, ".git")):
        doubts.append("opam goes by the last commit where there is a `.git`, without it by the files")
    obstacles = (
        ["a package of `pin-depends` is a part of the project"] if any(_is_local(text) for text in texts) else []
    )
    needless = None if any(map(_DEPENDS.search, texts)) else "no opam file names packages"
    return Manifests(tuple(files), (), (), tuple(doubts), (*obstacles, *outside(tuple(files), root)), needless)


def _is_local(text: str) -> bool:
    return any(_LOCAL.search("".join(match)) for match in _PINS.findall(text))
