"""textDocument/references: everywhere that the thing at the cursor stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import Location, ReferenceParams

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


def references(server: Server, params: ReferenceParams) -> list[Location] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide import symbols

    converter = document.converter
    offset = converter.offset(params.position)
    spans = symbols.references(document.model, offset, with_definitions=params.context.include_declaration)
    return [Location(document.uri, converter.range(span)) for span in spans]
