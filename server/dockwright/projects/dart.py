"""Dart projects: what `dart pub get` and `flutter pub get` read.

Sources: https://dart.dev/tools/pub/cmd/pub-get, https://dart.dev/tools/pub/dependencies, https://dart.dev/tools/pub/workspaces,
the README of the official image of Dart (Dart 3.9). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, not_locked, outside, place, sent_files

FILES = ("pubspec.yaml", "pubspec.lock", "pubspec_overrides.yaml")

_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)
_LOCAL = re.compile(
    r"^[ \t]+path:[ \t]*[\"']?([^\"'\n]+?)[\"']?[ \t]*$|\{[^{}\n]*\bpath:[ \t]*[\"']?([^\"',}\n]+)", re.MULTILINE
)
_SECTION = re.compile(r"^(?:dev_)?dependencies:[ \t]*\n((?:[ \t]+\S.*\n|[ \t]*\n)*)", re.MULTILINE)
_NAME = re.compile(r"^  (\w+):", re.MULTILINE)
_WORKSPACE = re.compile(r"^(?:workspace:|resolution:[ \t]*workspace)", re.MULTILINE)
_GENERATES = re.compile(r"^[ \t]+generate:[ \t]*true", re.MULTILINE)


def manifests(context: BuildContext, directory: str, root: str, *, is_flutter: bool) -> Manifests | None:
    """What an install reads in a directory; None: no package is there."""
    files = sent_files(context, directory, FILES)
    if not files or not files[0].endswith("pubspec.yaml"):
        return None
    texts = {path: _COMMENT.sub("", context.read(path) or "") + "\n" for path in files}
    text = texts[files[0]]
    written = [
        one[0] or one[1] for path, each in texts.items() if not path.endswith(".lock") for one in _LOCAL.findall(each)
    ]
    obstacles = [
        f"the package in `{path}` is a part of the project" for path in written if _is_local(context, directory, path)
    ]
    if _WORKSPACE.search(text):
        obstacles.append("pubspec.yaml is part of a workspace, whose members are read as well")
    doubts = []
    if is_flutter:
        doubts.append(
            "`flutter pub get` writes files for plugins, which the build behind the sources has to write again"
        )
    if is_flutter and _GENERATES.search(text):
        obstacles.append("pubspec.yaml has translations generated from the sources")
    names = [name for section in _SECTION.findall(text) for name in _NAME.findall(section)]
    lock = next((path for path in files if path.endswith(".lock")), "")
    locked = set(_NAME.findall(texts.get(lock, "")))
    doubts += [not_locked(name, lock) for name in names if lock and name not in locked][:1]
    overwritten = (path,) if sends_any(context, path := join(directory, ".dart_tool")) else ()
    needless = None if names else "pubspec.yaml names no packages"
    return Manifests(tuple(files), (), overwritten, tuple(doubts), (*obstacles, *outside(tuple(files), root)), needless)


def _is_local(context: BuildContext, directory: str, path: str) -> bool:
    """Whether a path is one of the file system; that of a package inside a Git repository is none."""
    target = place(directory, path.strip())
    return target is None or context.is_dir(target)
