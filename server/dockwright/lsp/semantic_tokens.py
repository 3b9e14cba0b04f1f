"""textDocument/semanticTokens: full, range, and full/delta to what was sent before."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lsprotocol.types import (
    SemanticTokens,
    SemanticTokensDelta,
    SemanticTokensDeltaParams,
    SemanticTokensEdit,
    SemanticTokensParams,
    SemanticTokensRangeParams,
)

from dockwright.lsp.uris import identity
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server

_FIELDS = 5  # integers for each token


def full(server: Server, params: SemanticTokensParams) -> SemanticTokens | None:
    document = server.documents.get(params.text_document.uri)
    return None if document is None else _remember(server, document)


def range_(server: Server, params: SemanticTokensRangeParams) -> SemanticTokens | None:
    document = server.documents.get(params.text_document.uri)
    return None if document is None else SemanticTokens(_encode(document, document.converter.span(params.range)))


def delta(server: Server, params: SemanticTokensDeltaParams) -> SemanticTokens | SemanticTokensDelta | None:
    """The one stretch in which the tokens differ; all of them when the client knows others than we do."""
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    before = server.sent_tokens.get(identity(document.uri))
    after = _remember(server, document)
    if before is None or before.result_id != params.previous_result_id:
        return after
    return SemanticTokensDelta(_difference(before.data, after.data), after.result_id)


def _remember(server: Server, document: Document) -> SemanticTokens:
    key, serial = identity(document.uri), str(document.serial)
    known = server.sent_tokens.get(key)
    if known is None or known.result_id != serial:
        known = server.sent_tokens[key] = SemanticTokens(_encode(document), serial)
    return known


def _encode(document: Document, span: Span | None = None) -> list[int]:
    """The tokens as the protocol has them: each relative to the one before it, in the client's units."""
    from dockwright.ide.semantic_tokens import semantic_tokens

    data: list[int] = []
    width = document.converter.width
    starts = document.converter.lines.starts
    last_line = line = 0
    last_start = 0  # of the token before, or of the line
    with _without_collection():
        for start, end, kind, modifiers in semantic_tokens(document.model, span):
            while line + 1 < len(starts) and starts[line + 1] <= start:
                line += 1
            if line != last_line:
                last_start = starts[line]
            data += (line - last_line, width(last_start, start), width(start, end), kind, modifiers)
            last_line, last_start = line, start
    return data


def _difference(before: Sequence[int], after: Sequence[int]) -> list[SemanticTokensEdit]:
    shortest = min(len(before), len(after))
    head = next((index for index in range(shortest) if before[index] != after[index]), shortest)
    head -= head % _FIELDS
    tail = 0
    while tail < shortest - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    tail -= tail % _FIELDS
    deleted = len(before) - head - tail
    data = list(after[head : len(after) - tail])
    return [SemanticTokensEdit(head, deleted, data)] if deleted or data else []


@contextmanager
def _without_collection() -> Iterator[None]:
    """A long file makes a hundred thousand small values that all live on: looking for garbage doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
