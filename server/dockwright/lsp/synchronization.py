"""textDocument/didOpen, didChange, didSave, didClose: the editor's texts come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.lsp.session import release

if TYPE_CHECKING:
    from lsprotocol.types import (
        DidChangeTextDocumentParams,
        DidCloseTextDocumentParams,
        DidOpenTextDocumentParams,
        DidSaveTextDocumentParams,
    )

    from dockwright.lsp.session import Server


def did_open(server: Server, params: DidOpenTextDocumentParams) -> None:
    opened = params.text_document
    document = server.documents.open(opened.uri, opened.version, opened.text)
    server.poll.begin(document)
    server.publisher.changed(document)
    server.poll.begin(document)  # now it is known where the document is built


def did_change(server: Server, params: DidChangeTextDocumentParams) -> None:
    changed = params.text_document
    before = server.documents.get(changed.uri)
    if before is None:
        return
    known = server.take(before)
    document = server.documents.change(changed.uri, changed.version, params.content_changes)
    if document is not None:
        server.calm.edited(before, document, known)
        server.publisher.changed(document)
    release(before, known)  # only now: the editor waits for the diagnostics


def did_save(server: Server, params: DidSaveTextDocumentParams) -> None:
    """A moment to look at the files around again, for clients that do not watch them for us."""
    server.calm.end(params.text_document.uri)
    if not server.environment.is_watched:
        server.poll.renew()
        server.environment.changed()
        server.publisher.refresh()


def did_close(server: Server, params: DidCloseTextDocumentParams) -> None:
    document = server.documents.close(params.text_document.uri)
    if document is not None:
        server.forget(document)
        server.publisher.closed(document.uri)
