"""$/progress: how far long work has come, for the clients that show it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from lsprotocol.types import (
    PROGRESS,
    ProgressParams,
    ProgressToken,
    WorkDoneProgressBegin,
    WorkDoneProgressCreateParams,
    WorkDoneProgressEnd,
    WorkDoneProgressReport,
)

from dockwright.lsp.protocol import now

if TYPE_CHECKING:
    from dockwright.lsp.session import Server

PATIENCE = 1.0  # seconds; what is done sooner is not worth a line in the editor
INTERVAL = 0.1  # seconds between two reports


class Progress:
    """The progress of one piece of work. With a token of the client's it is told from the start, else when it is long."""

    __slots__ = ("_begin", "_has_begun", "_last", "_server", "_title", "_token")

    def __init__(self, server: Server, title: str, token: ProgressToken | None) -> None:
        self._server = server
        self._title = title
        self._token = token
        self._begin = self._last = now()
        self._has_begun = False

    def report(self, done: int, total: int) -> None:
        """So much of the work is done."""
        moment = now()
        if not self._has_begun:
            if self._token is None and (moment - self._begin < PATIENCE or not self._server.abilities.shows_progress):
                return
            self._start()
        elif moment - self._last < INTERVAL:
            return
        self._last = moment
        self._send(WorkDoneProgressReport(message=f"{done}/{total}", percentage=100 * done // max(total, 1)))

    def end(self) -> None:
        """The work is over, however it ended. A token of the client's is answered in any case."""
        if self._token is not None:
            if not self._has_begun:
                self._start()
            self._send(WorkDoneProgressEnd())
            self._token = None

    def _start(self) -> None:
        self._has_begun = True
        if self._token is None:
            self._token = str(uuid.uuid4())
            self._server.window_work_done_progress_create(WorkDoneProgressCreateParams(self._token))
        self._send(WorkDoneProgressBegin(self._title, cancellable=False, percentage=0))

    def _send(self, value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd) -> None:
        assert self._token is not None
        self._server.protocol.notify(PROGRESS, ProgressParams(self._token, value))
