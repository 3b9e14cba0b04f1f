"""The core's edits and new files as a workspace edit, in the form that the client understands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from lsprotocol.types import (
    CreateFile,
    CreateFileOptions,
    OptionalVersionedTextDocumentIdentifier,
    Position,
    Range,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from dockwright.lsp.analysis import Analysis
from dockwright.lsp.capabilities import Abilities
from dockwright.lsp.converter import Converter
from dockwright.lsp.uris import of_path
from dockwright.rule import NewFile
from dockwright.text import Edit

_TOP = Range(Position(0, 0), Position(0, 0))


def can_make(analysis: Analysis, files: Sequence[NewFile], abilities: Abilities) -> bool:
    """Whether the client can create these files, and we know where."""
    return not files or (abilities.creates_files and analysis.context_root is not None)


def workspace_edit(
    analysis: Analysis, edits: Iterable[Edit], files: Sequence[NewFile], abilities: Abilities
) -> WorkspaceEdit:
    """Edits of the document, and files beside it; only after `can_make`."""
    document = analysis.document
    changes = analysis.converter.edits(edits)
    if not (abilities.versions_edits or files):
        return WorkspaceEdit(changes={document.uri: changes})
    identifier = OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    operations: list[CreateFile | TextDocumentEdit] = []
    for file in files:
        operations += _creation(analysis.context_root or "", file)
    if changes:
        operations.append(TextDocumentEdit(identifier, changes))
    return WorkspaceEdit(document_changes=operations)


def edit_of_file(path: str, text: str | None, edit: Edit, abilities: Abilities) -> WorkspaceEdit:
    """An edit of a file as it is on disk; `text` None: there is none, and the client creates it."""
    uri = of_path(path)
    changes = Converter(text or "", abilities.encoding).edits((edit,))
    if text is not None and not abilities.versions_edits:
        return WorkspaceEdit(changes={uri: changes})
    operations: list[CreateFile | TextDocumentEdit] = [CreateFile(uri)] if text is None else []
    identifier = OptionalVersionedTextDocumentIdentifier(uri, None)
    return WorkspaceEdit(document_changes=[*operations, TextDocumentEdit(identifier, list(changes))])


def _creation(root: str, file: NewFile) -> tuple[CreateFile, TextDocumentEdit]:
    uri = of_path(posixpath.join(root, file.path))
    create = CreateFile(uri, options=CreateFileOptions(overwrite=True))
    return create, TextDocumentEdit(OptionalVersionedTextDocumentIdentifier(uri, None), [TextEdit(_TOP, file.text)])
