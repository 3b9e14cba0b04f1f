"""textDocument/definition and declaration: where the thing at the cursor gets its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import DeclarationParams, DefinitionParams, Location

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


def definition(server: Server, params: DefinitionParams | DeclarationParams) -> list[Location] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide.symbols import definitions

    converter = document.converter
    spans = definitions(document.model, converter.offset(params.position))
    return [Location(document.uri, converter.range(span)) for span in spans]
