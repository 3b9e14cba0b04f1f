"""Unified diffs that `patch -p0` and `git apply -p0` take: lines end at "\\n" only, a missing last one is said."""

from __future__ import annotations

from difflib import unified_diff

MISSING_END = "\\ No newline at end of file\n"


def unified(path: str, before: str | None, after: str) -> str:
    """How `before` becomes `after`; None: there was no such file. Empty when nothing changes."""
    if before == after:
        return ""
    old = "/dev/null" if before is None else path
    lines = unified_diff(_lines(before or ""), _lines(after), old, path)
    return "".join(line if line.endswith("\n") else f"{line}\n{MISSING_END}" for line in lines)


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
