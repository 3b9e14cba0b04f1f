"""textDocument/selectionRange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import SelectionRange, SelectionRangeParams

if TYPE_CHECKING:
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server


def selection_range(server: Server, params: SelectionRangeParams) -> list[SelectionRange] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    return [_chain(document, document.converter.offset(position)) for position in params.positions]


def _chain(document: Document, offset: int) -> SelectionRange:
    """The smallest range at an offset, which knows the next larger one."""
    from dockwright.ide.selection import selections

    largest, *smaller = reversed(selections(document.model, offset))
    chain = SelectionRange(document.converter.range(largest))
    for span in smaller:
        chain = SelectionRange(document.converter.range(span), chain)
    return chain
