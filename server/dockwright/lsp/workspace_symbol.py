"""workspace/symbol: stages, arguments and variables of every Dockerfile in the workspace, by a part of their name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol.types import Location, SymbolInformation, WorkspaceSymbolParams

from dockwright.lsp.document_symbol import KINDS
from dockwright.lsp.loop import in_thread
from dockwright.lsp.workspace_files import documents

if TYPE_CHECKING:
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server

_SHOWN = frozenset({"stage", "argument", "variable"})
_MOST = 1000  # no list that a person reads is longer


async def workspace_symbol(server: Server, params: WorkspaceSymbolParams) -> list[SymbolInformation]:
    paths = await in_thread(server.environment.dockerfiles)
    found: list[SymbolInformation] = []
    for document in documents(server, paths):
        found += _symbols(document, params.query.lower())
        if len(found) >= _MOST:
            break
        await asyncio.sleep(0)
    return found[:_MOST]


def _symbols(document: Document, query: str) -> Iterator[SymbolInformation]:
    from dockwright.ide.outline import outline

    converter = document.converter
    for top in outline(document.model):
        for item in top.walk():
            if item.kind in _SHOWN and _matches(item.name.lower(), query):
                location = Location(document.uri, converter.range(item.name_span))
                yield SymbolInformation(location, item.name, KINDS[item.kind], container_name=item.detail or None)


def _matches(name: str, query: str) -> bool:
    """Whether the characters of the query are in the name, in this order."""
    rest = iter(name)
    return all(character in rest for character in query)
