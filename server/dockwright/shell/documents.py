"""Here-documents inside a script: found in the text and blanked, so that nobody takes their lines for commands."""

from __future__ import annotations

from dockwright.patterns import lazy_pattern
from dockwright.values import NamedTuple

_MARK = lazy_pattern(
    r"'[^']*'"
    r'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"'
    r"|\\[\s\S]"
    r"|(?:(?<=[\s;&|()])|^)\#[^\n]*"
    r"|\$?\(\([^\n]*?\)\)"
    r"|<<<"
    r"|(?P<operator><<-?)[ \t]*(?:'(?P<single>[^'\n]*)'|\"(?P<double>[^\"\n]*)\"|\\?(?P<bare>[^\s;&|<>()'\"]+))"
    r"|\n",
)


class Document(NamedTuple):
    """One here-document of a script: offsets of its lines, without the one that ends it."""

    start: int
    end: int
    expands: bool  # the delimiter is not quoted
    chomps: bool  # <<- : leading tabs are taken away


def mask_documents(text: str) -> tuple[str, dict[int, Document]]:
    """The text with every here-document and here-string written as a plain redirection and the lines of documents
    blanked, and the documents by the offset of their operator. The length stays the same."""
    parts: list[str] = []
    documents: dict[int, Document] = {}
    pending: list[tuple[int, str, bool, bool]] = []
    kept = at = 0
    while found := _MARK.search(text, at):
        at = found.end()
        operator = found["operator"]
        if found[0] == "<<<":
            parts.append(text[kept : found.start()] + "<  ")
            kept = at
        elif operator:
            bare = found["bare"]
            delimiter = bare or found["single"] or found["double"] or ""
            expands = bare is not None and text[found.start("bare") - 1] != "\\"
            pending.append((found.start(), delimiter, expands, operator == "<<-"))
            parts.append(text[kept : found.start()] + "<" + " " * (len(operator) - 1))
            kept = found.start() + len(operator)
        elif pending and found[0] == "\n":
            parts.append(text[kept:at])
            kept = at
            for offset, delimiter, expands, chomps in pending:
                end, following = _document_end(text, at, delimiter, chomps)
                documents[offset] = Document(at, end, expands, chomps)
                at = following
            pending.clear()
            if at > kept:
                parts.append(" " * (at - kept - 1) + ("\n" if text[at - 1] == "\n" else " "))
            kept = at
    parts.append(text[kept:])
    return "".join(parts), documents


def _document_end(text: str, start: int, delimiter: str, chomps: bool) -> tuple[int, int]:
    """Where the lines of a document end, and where the script goes on behind the delimiter."""
    at = start
    while at < len(text):
        stop = text.find("\n", at)
        following = stop + 1 or len(text)
        line = text[at : stop if stop >= 0 else len(text)].rstrip("\r")
        if (line.lstrip("\t") if chomps else line) == delimiter:
            return at, following
        at = following
    return at, at
