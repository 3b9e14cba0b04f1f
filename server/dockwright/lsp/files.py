"""Documents that are not open, as they are on disk."""

from __future__ import annotations

import os

from dockwright.lsp.documents import Document
from dockwright.lsp.uris import of_path
from dockwright.values import NamedTuple


class _Known(NamedTuple):
    """A file that was read."""

    stamp: tuple[int, int, int]  # changes when the file does
    text: str
    serial: int


class Files:
    """Reads files; one that has not changed is the same document again, without its model."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def get(self, path: str, encoding: str) -> Document | None:
        """The file as a document without a version, None when it cannot be read."""
        try:
            status = os.stat(path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            known = self._known.get(path)
            if known is not None and known.stamp == stamp:
                return Document(of_path(path), None, known.text, encoding, known.serial)
        except OSError:
            return None
        from dockwright.discovery import Source, read

        source = read(path)
        if not isinstance(source, Source):
            return None
        document = Document(of_path(path), None, source.text, encoding)
        self._known[path] = _Known(stamp, document.text, document.serial)
        return document
