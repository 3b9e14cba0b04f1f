"""textDocument/documentSymbol: the outline, as a tree where the client can show one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import DocumentSymbol, DocumentSymbolParams, Location, SymbolInformation, SymbolKind

if TYPE_CHECKING:
    from dockwright.ide.outline import Item
    from dockwright.lsp.converter import Converter
    from dockwright.lsp.session import Server

KINDS = {
    "stage": SymbolKind.Class,
    "instruction": SymbolKind.Function,
    "argument": SymbolKind.Constant,
    "variable": SymbolKind.Variable,
    "label": SymbolKind.Property,
    "directive": SymbolKind.Property,
}


def document_symbol(
    server: Server, params: DocumentSymbolParams
) -> list[DocumentSymbol] | list[SymbolInformation] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide.outline import outline

    items = outline(document.model)
    converter = document.converter
    if server.abilities.nests_symbols:
        return [_tree(item, converter) for item in items]
    return [
        SymbolInformation(Location(document.uri, converter.range(item.span)), item.name, KINDS[item.kind])
        for top in items
        for item in top.walk()
    ]


def _tree(item: Item, converter: Converter) -> DocumentSymbol:
    return DocumentSymbol(
        name=item.name,
        detail=item.detail,
        kind=KINDS[item.kind],
        range=converter.range(item.span),
        selection_range=converter.range(item.name_span),
        children=[_tree(child, converter) for child in item.children],
    )
