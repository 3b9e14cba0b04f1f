"""The one error of configuration; the command line answers it with exit code 2."""

from __future__ import annotations

import os
from collections.abc import Iterable


class ConfigError(Exception):
    """A configuration that cannot be followed. `path` None: it came from the command line or an editor."""

    def __init__(self, path: str | None, line: int | None, message: str) -> None:
        super().__init__(path, line, message)
        self.path = path
        self.line = line  # one-based
        self.message = message

    def __str__(self) -> str:
        return self.shown_from(None)

    def shown_from(self, directory: str | None) -> str:
        """Place and message, the path relative to a directory above it."""
        path = self.path
        if path is not None and directory is not None:
            path = path.removeprefix(os.path.join(directory, ""))
        place = ":".join(str(part) for part in (path, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


def hint(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` where one of the known words is close, else nothing."""
    from difflib import get_close_matches

    by_folded = {one.lower(): one for one in known}
    close = get_close_matches(word.lower(), by_folded, n=1)
    return f"; did you mean `{by_folded[close[0]]}`?" if close else ""


def choices(word: str, known: Iterable[str]) -> str:
    """The near word, as `hint` has it, and all there are."""
    known = tuple(known)
    return f"{hint(word, known)} (one of {', '.join(known)})"
