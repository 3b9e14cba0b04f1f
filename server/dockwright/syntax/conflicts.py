"""Marks that git leaves in a file when two versions of it do not go together."""

from __future__ import annotations

import re

from dockwright.patterns import lazy_pattern

MARKS = frozenset(sign * 7 for sign in "<|=>")

_LINES = tuple(lazy_pattern(rf"^{sign}{{7}}(?= |\r?$)", re.MULTILINE) for sign in "<=>")


def has_conflict(text: str) -> bool:
    """Whether a conflict in a text waits to be resolved: its three lines stand one below the other."""
    if "<<<<<<<" not in text:
        return False
    place = 0
    for line in _LINES:
        found = line.search(text, place)
        if found is None:
            return False
        place = found.end()
    return True
