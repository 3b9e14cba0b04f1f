"""Patterns for paths in a configuration: those of an ignore file, and a mere name means it in any directory."""

from __future__ import annotations

from dockwright.ignore import Pattern


class PathPattern:
    """`legacy`, `*.tmp.Dockerfile`: a file or directory of that name anywhere. `docker/old`, `./old`, `**/gen/*`: from
    the configuration's directory. What holds for a directory holds for all below it. Raises PatternError."""

    __slots__ = ("_is_name", "_pattern")

    def __init__(self, text: str) -> None:
        cleaned = text.rstrip("/")
        self._is_name = "/" not in cleaned
        self._pattern = Pattern(cleaned.removeprefix("./").removeprefix("/"))

    def matches(self, path: str) -> bool:
        """Whether it means the path, which is relative to the configuration's directory and has slashes."""
        segments = path.split("/")
        if self._is_name:
            return any(map(self._pattern.matches, segments))
        return any(self._pattern.matches("/".join(segments[:end])) for end in range(1, len(segments) + 1))
