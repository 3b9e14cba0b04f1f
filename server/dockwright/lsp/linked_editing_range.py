"""textDocument/linkedEditingRange: the places that change together while a name is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import LinkedEditingRangeParams, LinkedEditingRanges

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


def linked_editing_range(server: Server, params: LinkedEditingRangeParams) -> LinkedEditingRanges | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide.symbols import linked_names

    converter = document.converter
    spans = linked_names(document.model, converter.offset(params.position))
    return LinkedEditingRanges([converter.range(span) for span in spans]) if spans else None
