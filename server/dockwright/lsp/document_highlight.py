"""textDocument/documentHighlight: the places of the thing at the cursor, those that set it apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


def document_highlight(server: Server, params: DocumentHighlightParams) -> list[DocumentHighlight] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide.symbols import symbol_at

    converter = document.converter
    symbol = symbol_at(document.model, converter.offset(params.position))
    return [
        DocumentHighlight(
            converter.range(one.span),
            DocumentHighlightKind.Write if one.is_definition else DocumentHighlightKind.Read,
        )
        for one in (symbol.occurrences if symbol is not None else ())
    ]
