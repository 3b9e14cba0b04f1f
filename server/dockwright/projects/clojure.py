"""Clojure projects: what `lein deps` and `clojure -P` read.

Sources: https://codeberg.org/leiningen/leiningen/src/branch/main/sample.project.clj, https://clojure.org/reference/deps_edn, the README
of the official image of Clojure (Leiningen 2.12). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files

_COMMENT = re.compile(r";.*$", re.MULTILINE)
_COMPUTED = re.compile(r"~\(|\b(?:slurp|load-file|load-string|sh|eval)\b|clojure\.java|#=")
_PLACES = re.compile(r"\"file:([^\"]*)\"|:local-repo\s+\"([^\"]*)\"|:local/root\s+\"([^\"]*)\"")
_COORDINATES = re.compile(
    r":(?:dependencies|plugins|managed-dependencies)\s+\[\s*\[|:(?:deps|extra-deps|replace-deps)\s*\{\s*[^\s}]"
)


def manifests(context: BuildContext, directory: str, root: str, *, file: str) -> Manifests | None:
    """What is read in a directory: project.clj with profiles.clj, or deps.edn; None: no project is there."""
    files = sent_files(context, directory, ("project.clj", "profiles.clj") if file == "project.clj" else (file,))
    if not files or not files[0].endswith(file):
        return None
    texts = {path: _COMMENT.sub("", context.read(path) or "") for path in files}
    doubts = [f"`{path}` runs code that may read other files" for path, text in texts.items() if _COMPUTED.search(text)]
    places = ["".join(match) for text in texts.values() for match in _PLACES.findall(text)]
    obstacles = [f"packages of `{path}` are parts of the project" for path in places]
    if file == "project.clj" and sends_any(context, join(directory, "checkouts")):
        obstacles.append("packages of `checkouts` are parts of the project")
    has_any = any(map(_COORDINATES.search, texts.values())) or bool(doubts)
    needless = None if has_any else f"{file} names no packages"
    return Manifests(tuple(files), (), (), tuple(doubts), (*obstacles, *outside(tuple(files), root)), needless)
