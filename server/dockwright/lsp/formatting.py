"""textDocument/formatting, rangeFormatting and onTypeFormatting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import (
    DocumentFormattingParams,
    DocumentOnTypeFormattingParams,
    DocumentRangeFormattingParams,
    FormattingOptions,
    TextEdit,
)

if TYPE_CHECKING:
    from dockwright.ide.formatting import Style
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server

_WIDEST = 16  # columns of a step; more is a mistake


def document(server: Server, params: DocumentFormattingParams) -> list[TextEdit] | None:
    found = server.documents.get(params.text_document.uri)
    if found is None:
        return None
    from dockwright.ide.formatting import format_document

    return found.converter.edits(format_document(found.model.dockerfile, _style(server, found, params.options)))


def range_(server: Server, params: DocumentRangeFormattingParams) -> list[TextEdit] | None:
    found = server.documents.get(params.text_document.uri)
    if found is None:
        return None
    from dockwright.ide.formatting import format_range

    span = found.converter.span(params.range)
    return found.converter.edits(format_range(found.model.dockerfile, span, _style(server, found, params.options)))


def on_type(server: Server, params: DocumentOnTypeFormattingParams) -> list[TextEdit] | None:
    found = server.documents.get(params.text_document.uri)
    if found is None:
        return None
    from dockwright.ide.formatting import format_new_line

    offset = found.converter.offset(params.position)
    return found.converter.edits(format_new_line(found.model.dockerfile, offset, _style(server, found, params.options)))


def _style(server: Server, document: Document, options: FormattingOptions) -> Style:
    from dockwright.ide.formatting import Style

    case = server.environment.aid(document.path, "format", "keyword-case")
    return Style(
        indent_size=min(options.tab_size, _WIDEST),
        insert_spaces=options.insert_spaces,
        final_newline=options.insert_final_newline is not False,
        keyword_case=case if isinstance(case, str) else "keep",
    )
