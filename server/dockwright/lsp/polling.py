"""A look at the files around the open documents every two seconds: many clients do not watch them, or only say that they do.

Names, sizes and times of the few files that diagnostics depend on are compared; nothing is read.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from dockwright.lsp.loop import in_thread

if TYPE_CHECKING:
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server

logger = logging.getLogger(__name__)

INTERVAL = 2.0  # seconds

Stamp = frozenset[tuple[str, int, int]]
"""The files of interest in a directory: name, time of modification in nanoseconds, size in bytes."""


class Poll:
    """Looks as long as a document is open."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._seen: dict[str, Stamp] = {}
        self._task: asyncio.Task[None] | None = None

    def begin(self, document: Document) -> None:
        """A document is being looked at: what changes from now on around it counts."""
        self._seen |= stamps(self._directories((document,)) - self._seen.keys())
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def renew(self) -> None:
        """All documents are about to be judged anew: nothing that has changed up to now is news any more."""
        self._seen = stamps(self._directories(self._server.documents))

    async def _run(self) -> None:
        try:
            while self._server.documents:
                await asyncio.sleep(INTERVAL)
                await self._look()
        except Exception:
            logger.exception("the files around are looked at no more")
        finally:
            self._seen, self._task = {}, None

    async def _look(self) -> None:
        before, directories = self._seen, self._directories(self._server.documents)
        seen = await in_thread(lambda: stamps(directories))
        if self._seen is not before:
            return  # overtaken: there is a newer picture already
        self._seen = seen
        if any(stamp != before.get(directory, stamp) for directory, stamp in seen.items()):
            logger.debug("files around have changed")
            self._server.environment.changed()
            self._server.publisher.refresh()

    def _directories(self, documents: Iterable[Document]) -> set[str]:
        environment = self._server.environment
        paths = (document.path for document in documents)
        return {directory for path in paths if path is not None for directory in environment.directories(path)}


def stamps(directories: Iterable[str]) -> dict[str, Stamp]:
    """What there is to compare. A directory that cannot be read has no files; a file stands for itself."""
    return {directory: frozenset(_files(directory)) for directory in directories}


def _files(directory: str) -> Iterable[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    with contextlib.suppress(OSError):
        try:
            with os.scandir(directory) as entries:
                for entry in entries:
                    if _is_of_interest(entry.name):
                        with contextlib.suppress(OSError):
                            found.append(_stamp(entry.name, entry.stat()))
        except NotADirectoryError:
            found.append(_stamp("", os.stat(directory)))
    return found


def _stamp(name: str, status: os.stat_result) -> tuple[str, int, int]:
    return name, status.st_mtime_ns, status.st_size


def _is_of_interest(name: str) -> bool:
    return _names().fullmatch(name) is not None


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    from dockwright.lsp.watched_files import AROUND

    return re.compile("|".join(map(_expression, AROUND)))


def _expression(pattern: str) -> str:
    """A pattern of the protocol for a name, in any directory, as a regular expression."""
    name = re.escape(pattern.removeprefix("**/"))
    for written, meant in ((r"\*", ".*"), (r"\{", "(?:"), (r"\}", ")"), (",", "|"), (r"\[", "["), (r"\]", "]")):
        name = name.replace(written, meant)
    return name
