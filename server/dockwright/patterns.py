"""Regular expressions that are compiled when they are first asked something.

To compile one takes as long as to run it on many files, and a check of one file needs few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _LazyPattern:
    """Takes the methods of the compiled pattern for its own at the first question: later ones do not pass here."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copy and pickle look for
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but for its type. A mistake in the source comes to light at the first use."""
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
