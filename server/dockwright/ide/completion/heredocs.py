"""A here-document with both its ends, so that nothing below is swallowed while it is written; or the end alone."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion, fill_in
from dockwright.ide.cursor import Cursor

_FORMS = {
    "RUN": ("Commands on lines of their own, up to the name", "<<EOF\n${1:set -e}\nEOF"),
    "COPY": ("A small file with the text below", "<<EOF ${1:/path}\n${2}\nEOF"),
    "ADD": ("A small file with the text below", "<<EOF ${1:/path}\n${2}\nEOF"),
}


def heredocs(cursor: Cursor) -> Iterator[Completion]:
    """For a first word, where nothing follows in the line."""
    if cursor.arguments or cursor.is_deferred or cursor.rest.strip() or cursor.keyword not in _FORMS:
        return
    if not "<<EOF".startswith(cursor.word) or (cursor.keyword != "RUN" and not cursor.word):
        return
    span = cursor.replacing(cursor.word)
    if span is None:
        return
    meaning, form = _FORMS[cursor.keyword]
    newline = cursor.model.dockerfile.newline
    snippet = form.replace("\n", newline)
    yield Completion("<<EOF", "snippet", span, fill_in(snippet), meaning, snippet=snippet)


def heredoc_ends(cursor: Cursor) -> Iterator[Completion]:
    """On a line of its own, while the end is missing."""
    heredoc = cursor.heredoc
    if heredoc is None or heredoc.terminator is not None or cursor.rest.strip():
        return
    typed = cursor.line.lstrip("\t") if heredoc.chomp else cursor.line
    span = cursor.replacing(typed)
    if span is not None:
        yield Completion(heredoc.name, "snippet", span, heredoc.name, "The end of the here-document")
