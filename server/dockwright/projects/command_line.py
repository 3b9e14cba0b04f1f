"""Command lines of build tools whose flags follow no rule of the shell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence


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


def flag_value(words: Sequence[str], *names: str) -> str | None:
    """The value of the first of these flags: `--name value`, `--name=value` or `--name:value`."""
    for index, word in enumerate(words):
        for name in names:
            if word == name and index + 1 < len(words):
                return words[index + 1]
            if word.startswith((f"{name}=", f"{name}:")):
                return word[len(name) + 1 :]
    return None
