"""The server of one session: what is open, what it is judged by, and what the client can take."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Any

from lsprotocol.types import SemanticTokens, TextDocumentSyncKind
from pygls.lsp.server import LanguageServer

import dockwright
from dockwright.lsp.analysis import Analysis
from dockwright.lsp.calm import Calm
from dockwright.lsp.capabilities import NAME, Abilities, Initialization
from dockwright.lsp.documents import Document, Documents
from dockwright.lsp.environment import Environment
from dockwright.lsp.files import Files
from dockwright.lsp.log import SETTING
from dockwright.lsp.parent import watch
from dockwright.lsp.polling import Poll
from dockwright.lsp.protocol import Protocol
from dockwright.lsp.shellcheck import ShellChecks
from dockwright.lsp.uris import identity

if TYPE_CHECKING:
    from dockwright.lsp.log import Log
    from dockwright.lsp.publish_diagnostics import Publisher

logger = logging.getLogger(__name__)


class Server(LanguageServer):
    """pygls's server with our protocol, documents and environment."""

    protocol: Protocol
    publisher: Publisher

    def __init__(self) -> None:
        super().__init__(
            NAME,
            dockwright.__version__,
            text_document_sync_kind=TextDocumentSyncKind.Full,
            protocol_cls=Protocol,
        )
        self.log: Log | None = None  # without one the program's logging is left alone
        self.abilities = Abilities()
        self.documents = Documents()
        self.shellcheck = ShellChecks(self)
        self.environment = Environment(self.shellcheck.checker)
        self.files = Files()
        self.calm = Calm(self, lambda uri: self.publisher.paused(uri))
        self.poll = Poll(self)
        self.sent_tokens: dict[str, SemanticTokens] = {}  # the last ones, by the identity of the document
        self._analyses: dict[str, Analysis] = {}

    def begin(self, initialization: Initialization) -> None:
        """The client has introduced itself."""
        self.abilities = initialization.abilities
        self.documents.encoding = self.abilities.encoding
        self.environment.begin(initialization.folders, initialization.options)
        self.follow_settings()
        logger.info("dockwright %s on Python %s (%s)", dockwright.__version__, sys.version.split()[0], sys.platform)
        logger.info("client: %s; %s", initialization.client or "of no name", initialization.abilities)
        if initialization.process_id is not None:
            watch(initialization.process_id, lambda: os._exit(1))

    def follow_settings(self) -> None:
        """What the settings say of the session as a whole holds from now on."""
        if self.log is not None:
            self.log.follow(self.environment.setting(SETTING))

    def analysis(self, uri: str) -> Analysis | None:
        """What the core says about an open document, computed once for each version; None for another uri."""
        document = self.documents.get(uri)
        return None if document is None else self.analyse(document)

    def analyse(self, document: Document) -> Analysis:
        key = identity(document.uri)
        analysis = self._analyses.get(key)
        if analysis is None or not analysis.is_of(document, self.environment):
            analysis = Analysis(document, self.environment, self.shellcheck.revision(document.uri))
            self.publisher.tell_configuration_errors()
            if self.documents.get(document.uri) is document:
                self._analyses[key] = analysis
        return analysis

    def take(self, document: Document) -> Analysis | None:
        """What is known of a version that is being edited or closed; whoever takes it releases it.

        It is too much to wait for the garbage collector.
        """
        return self._analyses.pop(identity(document.uri), None)

    def forget(self, document: Document) -> None:
        """Drop what is kept for a document that has been closed."""
        release(document, self.take(document))
        self.calm.stop(document.uri)
        self.sent_tokens.pop(identity(document.uri), None)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Into the log, never into a pop-up."""
        logger.error("%s", error)


def release(document: Document, analysis: Analysis | None) -> None:
    """Let go of all that is known of an old version."""
    if analysis is not None:
        analysis.release()
    document.release()
