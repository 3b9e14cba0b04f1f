"""The open documents: an unchangeable snapshot for each version, so that nothing stale can be mixed up with the new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from lsprotocol.types import TextDocumentContentChangeEvent, TextDocumentContentChangePartial

from dockwright.lsp.converter import Converter
from dockwright.lsp.uris import identity, to_path
from dockwright.text import Edit, apply

if TYPE_CHECKING:
    from dockwright.semantics import SemanticModel

_serial = count(1)


class Document:
    """One version of a text. Two snapshots of a session with the same `serial` have the same text."""

    __slots__ = ("_converter", "_encoding", "_model", "path", "serial", "text", "uri", "version")

    def __init__(self, uri: str, version: int | None, text: str, encoding: str, serial: int | None = None) -> None:
        self.uri = uri
        self.path = to_path(uri)
        self.version = version  # None: read from disk, not open in the editor
        self.text = text
        self.serial = next(_serial) if serial is None else serial
        self._encoding = encoding
        self._converter: Converter | None = None
        self._model: SemanticModel | None = None

    @property
    def model(self) -> SemanticModel:
        if self._model is None:
            from dockwright.lint import analyse

            self._model = analyse(self.text)
        return self._model

    def release(self) -> None:
        """Let go of what is known of an old version; who asks all the same has it worked out again."""
        if self._model is not None:
            self._model.release()
            self._model = None

    @property
    def converter(self) -> Converter:
        if self._converter is None:
            self._converter = Converter(self.text, self._encoding)
        return self._converter

    def changed(self, version: int, changes: Iterable[TextDocumentContentChangeEvent]) -> Document:
        """The next snapshot. Whole texts are asked for; a client that sends ranges all the same is understood."""
        document = self
        for change in changes:
            text = change.text
            if isinstance(change, TextDocumentContentChangePartial):
                text = apply(document.text, (Edit(document.converter.span(change.range), change.text),))
            document = Document(self.uri, version, text, self._encoding)
        return document


class Documents:
    """The current snapshot of every open document, found by any spelling of its uri."""

    __slots__ = ("_by_identity", "encoding")

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self._by_identity: dict[str, Document] = {}

    def open(self, uri: str, version: int, text: str) -> Document:
        return self._keep(Document(uri, version, text, self.encoding))

    def change(self, uri: str, version: int, changes: Iterable[TextDocumentContentChangeEvent]) -> Document | None:
        """The new snapshot, None for a document that is not open."""
        document = self.get(uri)
        return None if document is None else self._keep(document.changed(version, changes))

    def close(self, uri: str) -> Document | None:
        return self._by_identity.pop(identity(uri), None)

    def get(self, uri: str) -> Document | None:
        return self._by_identity.get(identity(uri))

    def __len__(self) -> int:
        return len(self._by_identity)

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._by_identity.values()))

    def _keep(self, document: Document) -> Document:
        self._by_identity[identity(document.uri)] = document
        return document
