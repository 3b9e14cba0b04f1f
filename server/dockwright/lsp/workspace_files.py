"""The Dockerfiles of the workspace, as they stand in the editor or else on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server


def documents(server: Server, paths: Iterable[str]) -> Iterator[Document]:
    """What is open, then the rest of the files at these paths."""
    opened = {document.path for document in server.documents}
    yield from server.documents
    for path in paths:
        if path not in opened and (document := server.files.get(path, server.abilities.encoding)):
            yield document
