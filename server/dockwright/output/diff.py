"""Unified diffs that `patch -p0` and `git apply -p0` take: lines end at "\\n" only, a missing last one is said."""

from __future__ import annotations

import os
from difflib import unified_diff

_SPECIAL = frozenset('"\\')
MISSING_END = "\\ No newline at end of file\n"


def unified(path: str, before: str | None, after: str) -> str:
    """How `before` becomes `after`; None: there was no such file. Empty when nothing changes."""
    if before == after:
        return ""
    name = _quoted(path)
    lines = unified_diff(_lines(before or ""), _lines(after), "/dev/null" if before is None else name, name)
    return "".join(line if line.endswith("\n") else f"{line}\n{MISSING_END}" for line in lines)


def _quoted(path: str) -> str:
    """A name as git writes it in a diff: one with a quote, a backslash or what cannot be seen stands in quotes, in numbers."""
    path = path.replace(os.sep, "/")
    if path.isprintable() and not _SPECIAL.intersection(path):
        return path
    written = (one if one.isprintable() and one not in _SPECIAL else _octal(one) for one in path)
    return f'"{"".join(written)}"'


def _octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
