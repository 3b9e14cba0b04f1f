"""workspace/willRenameFiles: the Dockerfiles of the workspace follow files of their contexts, and ignore files theirs."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol.types import (
    OptionalVersionedTextDocumentIdentifier,
    RenameFile,
    RenameFilesParams,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from dockwright.lsp.loop import in_thread
from dockwright.lsp.uris import of_path, to_path
from dockwright.lsp.workspace_files import documents
from dockwright.text import Edit, disjoint

if TYPE_CHECKING:
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server

Move = tuple[str, str]
"""Two absolute paths: from where, to where."""


async def will_rename_files(server: Server, params: RenameFilesParams) -> WorkspaceEdit | None:
    """The edits that must be made together with the move, None when no Dockerfile names the files."""
    pairs = ((to_path(file.old_uri), to_path(file.new_uri)) for file in params.files)
    moves = [(old, new) for old, new in pairs if old is not None and new is not None]
    if not moves:
        return None
    paths = await in_thread(partial(_dockerfiles, server, moves))
    renames = await in_thread(partial(_ignore_files, moves)) if server.abilities.renames_files else []
    changes: list[tuple[Document, list[TextEdit]]] = []
    names = {os.path.basename(old) for old, _ in moves}
    for document in documents(server, paths):
        if not any(map(document.text.__contains__, names)):
            continue
        analysis = server.analyse(document)
        edits = _follow(analysis, moves)
        if edits:
            changes.append((document, analysis.converter.edits(edits)))
        await asyncio.sleep(0)
    return _workspace_edit(server, changes, renames) if changes or renames else None


def _dockerfiles(server: Server, moves: list[Move]) -> list[str]:
    """Those of the workspace, and those of unusual names that other files around what moves say are built."""
    from dockwright.discovery import named_dockerfiles

    paths = dict.fromkeys(server.environment.dockerfiles())
    for old, _ in moves:
        paths.update(dict.fromkeys(named_dockerfiles(old)))
    return list(paths)


def _ignore_files(moves: list[Move]) -> list[RenameFile]:
    """The builder looks for `<name of the Dockerfile>.dockerignore` beside it, so that file moves along."""
    moved = {old for old, _ in moves}
    pairs = ((f"{old}.dockerignore", f"{new}.dockerignore") for old, new in moves)
    return [
        RenameFile(of_path(old), of_path(new))
        for old, new in pairs
        if old not in moved and os.path.isfile(old) and not os.path.lexists(new)
    ]


def _follow(analysis: Analysis, moves: list[Move]) -> list[Edit]:
    from dockwright.ide.moved_files import follow_move

    root = analysis.context_root
    if root is None:
        return []
    edits: list[Edit] = []
    for old, new in moves:
        inside = (_inside(root, old), _inside(root, new))
        if inside[0] and inside[1]:
            edits += follow_move(analysis.model, analysis.context, inside[0], inside[1])
    return edits if disjoint(edits) else []


def _inside(root: str, path: str) -> str | None:
    """The path relative to the context, with slashes; None outside of it."""
    prefix = os.path.join(root, "")
    return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else None


def _workspace_edit(
    server: Server, changes: list[tuple[Document, list[TextEdit]]], renames: list[RenameFile]
) -> WorkspaceEdit:
    if not (server.abilities.versions_edits or renames):
        return WorkspaceEdit(changes={document.uri: edits for document, edits in changes})
    operations: list[TextDocumentEdit | RenameFile] = [
        TextDocumentEdit(OptionalVersionedTextDocumentIdentifier(document.uri, document.version), list(edits))
        for document, edits in changes
    ]
    return WorkspaceEdit(document_changes=[*operations, *renames])
