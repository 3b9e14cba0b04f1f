"""textDocument/rename and prepareRename."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import PrepareRenameParams, PrepareRenamePlaceholder, RenameParams, WorkspaceEdit
from pygls.exceptions import JsonRpcException

from dockwright.lsp.edits import workspace_edit

if TYPE_CHECKING:
    from dockwright.lsp.session import Server


REQUEST_FAILED = -32803  # of LSP 3.17: a sound request that cannot be fulfilled; the editor shows the reason


def prepare_rename(server: Server, params: PrepareRenameParams) -> PrepareRenamePlaceholder | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    from dockwright.ide.rename import RenameError, prepare

    try:
        found = prepare(document.model, document.converter.offset(params.position))
    except RenameError as error:
        raise JsonRpcException(str(error), REQUEST_FAILED) from error
    return PrepareRenamePlaceholder(document.converter.range(found.span), found.name) if found is not None else None


def rename(server: Server, params: RenameParams) -> WorkspaceEdit | None:
    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    from dockwright.ide import rename as engine

    offset = analysis.converter.offset(params.position)
    try:
        edits = engine.rename(analysis.model, offset, params.new_name)
    except engine.RenameError as error:
        raise JsonRpcException(str(error), REQUEST_FAILED) from error
    return workspace_edit(analysis, edits, (), server.abilities)
