"""The build context: what a rule may ask of the files around the Dockerfile.

Paths are relative to the context's root, with slashes. `./x`, `/x` and `../x` mean `x`, as they do in a COPY. Nothing
here raises: a path that is missing, unreadable or outside the root does not exist. What was once asked is remembered,
so a context is made anew when its files change.

questions.py says what may be asked, answers.py how; disk.py and memory.py hold the files; remembered.py keeps what others made of
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockwright.context.answers import UNKNOWN, with_files
from dockwright.context.disk import DirectoryContext, read_regular, stamp
from dockwright.context.paths import clean, join, parent
from dockwright.context.questions import NO_ARGUMENTS, NO_TARGETS, BuildContext, Started, is_sent, sends_any
from dockwright.context.remembered import keep, read_as, remembered

__all__ = [
    "NO_ARGUMENTS",
    "NO_TARGETS",
    "UNKNOWN",
    "BuildContext",
    "DirectoryContext",
    "MemoryContext",
    "Started",
    "clean",
    "is_sent",
    "join",
    "keep",
    "parent",
    "read_as",
    "read_regular",
    "remembered",
    "sends_any",
    "stamp",
    "with_files",
]

if TYPE_CHECKING:
    from dockwright.context.memory import MemoryContext
else:

    def __getattr__(name: str) -> Any:
        """The context in memory, which no check needs, is loaded for who asks for it."""
        if name != "MemoryContext":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from dockwright.context.memory import MemoryContext

        return MemoryContext
