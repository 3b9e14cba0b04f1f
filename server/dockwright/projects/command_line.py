"""Command lines of build tools whose flags follow no rule of the shell."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def without_flags(arguments: Iterable[str], valued: Collection[str]) -> tuple[str, ...]:
    """The words that are no flags, nor the value of one of the flags in `valued`."""
    found: list[str] = []
    remaining = iter(arguments)
    for word in remaining:
        if word in valued:
            next(remaining, None)
        elif not word.startswith("-"):
            found.append(word)
    return tuple(found)
