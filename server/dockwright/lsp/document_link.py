"""textDocument/documentLink."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from lsprotocol.types import DocumentLink, DocumentLinkParams

from dockwright.lsp.uris import of_path

if TYPE_CHECKING:
    from dockwright.ide.links import Link
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.session import Server


def document_link(server: Server, params: DocumentLinkParams) -> list[DocumentLink] | None:
    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    from dockwright.ide.links import links

    found = ((link, _target(analysis, link)) for link in links(analysis.model, analysis.context))
    return [
        DocumentLink(analysis.converter.range(link.span), target, link.tooltip)
        for link, target in found
        if target is not None
    ]


def _target(analysis: Analysis, link: Link) -> str | None:
    """The address, or the uri of the file in the build context."""
    if link.path is None or analysis.context_root is None:
        return link.address
    return of_path(posixpath.normpath(posixpath.join(analysis.context_root, link.path.lstrip("/"))))
