"""What lies around Dockerfiles on disk, remembered as long as it stays the same: neighbours ask for the same things."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from dockwright.context import remembered, stamp

Answer = TypeVar("Answer")
Wanted = Callable[[str], bool]


class Listing:
    """The names in a directory, and those that are looked for, picked once for each question."""

    __slots__ = ("_picked", "names")

    def __init__(self, directory: str) -> None:
        try:
            self.names = tuple(sorted(os.listdir(directory)))
        except OSError:
            self.names = ()
        self._picked: dict[Wanted, tuple[str, ...]] = {}

    def pick(self, is_wanted: Wanted) -> tuple[str, ...]:
        """The names that a function wants; a function of a module, as it is the key to its answer."""
        if is_wanted not in self._picked:
            self._picked[is_wanted] = tuple(filter(is_wanted, self.names))
        return self._picked[is_wanted]


def listing(directory: str) -> Listing:
    """What is in a directory; nothing, where it cannot be read."""
    return read_once(directory, Listing)


def read_once(path: str, reader: Callable[[str], Answer]) -> Answer:
    """What a function of a module makes of the file or directory at a path, as long as that stays the same. The answer should be
    small."""
    return remembered(stamp(path), reader, lambda: reader(path))
