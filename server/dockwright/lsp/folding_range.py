"""textDocument/foldingRange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import FoldingRange, FoldingRangeKind, FoldingRangeParams

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


def folding_range(server: Server, params: FoldingRangeParams) -> list[FoldingRange] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide.folding import folds

    return [
        FoldingRange(fold.first, fold.last, kind=FoldingRangeKind.Comment if fold.is_comment else None)
        for fold in folds(document.model)
    ]
