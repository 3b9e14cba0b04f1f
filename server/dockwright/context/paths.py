"""Paths of a build context: relative to its root, with slashes; the root is ""."""

from __future__ import annotations

from posixpath import normpath


def clean(path: str) -> str:
    """The path relative to the root, without `.`, `..`, doubled, leading and trailing slashes; the root is ""."""
    if "/." not in path and "//" not in path and path[:1] != ".":
        return path.strip("/")  # as most are written
    return normpath(f"/{path}").lstrip("/")


def join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name


def parent(path: str) -> str:
    """The directory a clean path is in; the root's is the root."""
    return path.rpartition("/")[0]


def path_order(entry: tuple[str, bool]) -> str:
    """What names in a directory are sorted by, so that the paths of a walk are in order: `a.txt` before `a/b`."""
    name, is_dir = entry
    return f"{name}/" if is_dir else name
