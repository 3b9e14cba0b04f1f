"""textDocument/inlayHint: those that the settings do not switch off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import InlayHint, InlayHintParams

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


def inlay_hint(server: Server, params: InlayHintParams) -> list[InlayHint] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide.inlay_hints import KINDS, inlay_hints

    kinds = [kind for kind in KINDS if server.environment.aid(document.path, "inlay-hints", kind) is not False]
    converter = document.converter
    return [
        InlayHint(converter.position(hint.offset), hint.label, tooltip=hint.tooltip, padding_left=True)
        for hint in inlay_hints(document.model, converter.span(params.range), kinds)
    ]
