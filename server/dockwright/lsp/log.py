"""The server's log of itself: on standard error or in a file, as detailed as the command line or the user's settings say.

Not the trace, which the client asks for and is told in messages of the protocol.
"""

from __future__ import annotations

import logging
from typing import TextIO

LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG}
SETTING = "log-level"

_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"

logger = logging.getLogger("dockwright")


class Log:
    """The level of the log: that of the command line as long as the settings name none."""

    def __init__(self, level: str | None = None) -> None:
        self._level = LEVELS.get(level or "", logging.WARNING)

    def begin(self, stream: TextIO | None = None) -> None:
        """Write into a stream from now on, by default standard error. What other packages log shows from warnings up."""
        handler = logging.StreamHandler(stream)
        handler.setFormatter(logging.Formatter(_FORMAT))
        logging.getLogger().addHandler(handler)
        self.follow(None)

    def follow(self, wish: object) -> None:
        """Take the level that the settings name; None: they name none."""
        level = LEVELS.get(wish) if isinstance(wish, str) else None
        logger.setLevel(self._level if level is None else level)


def open_file(path: str) -> TextIO:
    """The file to append to. Raises OSError."""
    return open(path, "a", encoding="utf-8", errors="backslashreplace", buffering=1)
