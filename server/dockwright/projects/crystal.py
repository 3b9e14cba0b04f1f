"""Crystal projects: what `shards install` reads.

Source: https://github.com/crystal-lang/shards/blob/master/docs/shard.yml.adoc (Shards 0.19). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, not_locked, outside, sent_files

FILES = ("shard.yml", "shard.lock", "shard.override.yml")

_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)
_SECTION = re.compile(r"^(?:development_)?dependencies:[ \t]*\n((?:[ \t]+\S.*\n|[ \t]*\n)*)", re.MULTILINE)
_NAME = re.compile(r"^  ([\w-]+):[ \t]*$", re.MULTILINE)
_LOCAL = re.compile(r"^[ \t]+path:[ \t]*(\S+)", re.MULTILINE)


def manifests(context: BuildContext, directory: str, root: str) -> Manifests | None:
    """What is read in a directory; None: no shard is there."""
    files = sent_files(context, directory, FILES)
    if not files or not files[0].endswith("shard.yml"):
        return None
    texts = {path: _COMMENT.sub("", context.read(path) or "") + "\n" for path in files}
    sections = [one for path, text in texts.items() if not path.endswith(".lock") for one in _SECTION.findall(text)]
    obstacles = [f"the shard at `{path}` is a part of the project" for one in sections for path in _LOCAL.findall(one)]
    names = [name for one in _SECTION.findall(texts[files[0]]) for name in _NAME.findall(one)]
    lock = next((path for path in files if path.endswith(".lock")), "")
    locked = set(_NAME.findall(texts.get(lock, "")))
    doubts = [not_locked(name, lock) for name in names if lock and name not in locked][:1]
    overwritten = (path,) if sends_any(context, path := join(directory, "lib")) else ()
    needless = None if names else "shard.yml names no shards"
    return Manifests(tuple(files), (), overwritten, tuple(doubts), (*obstacles, *outside(tuple(files), root)), needless)
