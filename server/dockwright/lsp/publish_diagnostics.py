"""textDocument/publishDiagnostics: diagnostics pushed to the clients that do not pull them.

Some clients pull after an edit and never else (Neovim 0.10): what a change of another file, or ShellCheck, has to say would
not reach them. They count as clients that do not pull.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol.types import (
    Diagnostic,
    DiagnosticSeverity,
    LogMessageParams,
    MessageType,
    Position,
    PublishDiagnosticsParams,
    Range,
    ShowMessageParams,
)

from dockwright.lsp.capabilities import NAME
from dockwright.lsp.diagnostics import diagnostics
from dockwright.lsp.documents import Document
from dockwright.lsp.protocol import now
from dockwright.lsp.uris import identity, of_path

if TYPE_CHECKING:
    from dockwright.lsp.session import Server

logger = logging.getLogger(__name__)

QUIET = 0.05  # seconds without a change after which a flood of changes counts as over
LONGEST = 0.4  # seconds that diagnostics are put off at most


class Publisher:
    """Publishes at once as long as it keeps up with the changes, else when they pause."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._published = 0.0
        self._told: dict[str, tuple[int, str]] = {}  # errors of configuration: line and message, by path
        self._complaints: dict[str, None] = {}
        self._bounded: tuple[str, ...] = ()  # the folders about which it was said that not all is looked at
        self._timers: dict[str, tuple[asyncio.TimerHandle, float]] = {}  # with the time of the first change put off

    def changed(self, document: Document) -> None:
        """A document has been opened or edited."""
        if self._server.abilities.pulls_diagnostics:
            return
        if identity(document.uri) in self._timers or self._server.protocol.is_behind(self._published):
            self._put_off(document.uri)
        else:
            self._publish(document)

    def closed(self, uri: str) -> None:
        """A document has been closed: what was said about it is taken back."""
        if self._server.abilities.pulls_diagnostics:
            return
        if timer := self._timers.pop(identity(uri), None):
            timer[0].cancel()
        self._server.text_document_publish_diagnostics(PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def merged(self, documents: Iterable[Document]) -> None:
        """ShellCheck has more to say about some documents, which are the current ones if they are open."""
        if not self._server.abilities.pulls_diagnostics:
            for document in documents:
                self._publish(document)
        else:
            self._server.workspace_diagnostic_refresh(None)

    def paused(self, uri: str) -> None:
        """Nothing that was to be said about a document waits any more."""
        document = self._server.documents.get(uri)
        if document is not None:
            self.merged([document])

    def refresh(self) -> None:
        """Everything may be judged differently now, and what stands between the lines may be other, too."""
        abilities = self._server.abilities
        if not abilities.pulls_diagnostics:
            for document in self._server.documents:
                self._publish(document)
        else:
            self._server.workspace_diagnostic_refresh(None)
        if abilities.refreshes_hints:
            self._server.workspace_inlay_hint_refresh(None)
        if abilities.refreshes_lenses:
            self._server.workspace_code_lens_refresh(None)

    def tell_configuration_errors(self) -> None:
        """Show what is wrong in configuration files where it is wrong; what is wrong in settings has no place but a message.

        Nobody pulls these: they belong to files that are not ours.
        """
        self._tell_complaints()
        errors = {path: (error.line or 1, error.message) for path, error in self._server.environment.errors.items()}
        if errors == self._told:
            return
        for path in self._told.keys() - errors.keys():
            self._publish_errors(path, [])
        for path, error in errors.items():
            if self._told.get(path) != error:
                self._publish_errors(path, [error])
        self._told = errors

    def tell_bounds(self, count: int) -> None:
        """Say, once for these folders, that the workspace is too large to look at all of it."""
        folders = tuple(self._server.environment.folders)
        if not self._server.environment.passes_over_some or folders == self._bounded:
            return
        self._bounded = folders
        message = (
            f"dockwright: {', '.join(folders)} is too large to look for all Dockerfiles; the {count} next to its top are looked at,"
            " and those that are opened"
        )
        self._server.window_log_message(LogMessageParams(MessageType.Info, message))  # nobody has to do anything

    def _tell_complaints(self) -> None:
        """Once for all the time that something is wrong."""
        told, self._complaints = self._complaints, dict(self._server.environment.complaints)
        for message in self._complaints.keys() - told.keys():
            self._server.window_show_message(ShowMessageParams(MessageType.Warning, f"dockwright: settings: {message}"))

    def _publish_errors(self, path: str, errors: list[tuple[int, str]]) -> None:
        found = [
            Diagnostic(Range(Position(line - 1, 0), Position(line, 0)), message, DiagnosticSeverity.Error, source=NAME)
            for line, message in errors
        ]
        self._server.text_document_publish_diagnostics(PublishDiagnosticsParams(of_path(path), found))

    def _put_off(self, uri: str) -> None:
        key = identity(uri)
        first = now()
        if timer := self._timers.get(key):
            first = timer[1]
            timer[0].cancel()
        delay = max(0.0, min(QUIET, first + LONGEST - now()))
        handle = asyncio.get_running_loop().call_later(delay, self._catch_up, uri)
        self._timers[key] = (handle, first)

    def _catch_up(self, uri: str) -> None:
        self._timers.pop(identity(uri), None)
        document = self._server.documents.get(uri)
        if document is not None:
            self._publish(document)

    def _publish(self, document: Document) -> None:
        try:
            analysis = self._server.analyse(document)
            found = diagnostics(analysis, self._server.calm.shown(analysis))
        except Exception:
            logger.exception("no diagnostics for %s", document.uri)
            return
        self._server.text_document_publish_diagnostics(
            PublishDiagnosticsParams(uri=document.uri, version=document.version, diagnostics=found)
        )
        self._published = now()
        self._server.shellcheck.request(analysis)
