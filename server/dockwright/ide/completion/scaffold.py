"""In an empty file: a whole Dockerfile for the project in the build context."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.scaffolds import SCAFFOLDS, Scaffold


def is_empty(cursor: Cursor) -> bool:
    """Whether nothing has been written yet, a word that is being typed aside."""
    return not cursor.text.strip("\ufeff \t\r\n") or (
        cursor.place == "keyword" and cursor.text.strip("\ufeff \t\r\n") == cursor.word
    )


def scaffolds(cursor: Cursor) -> Iterator[Completion]:
    """The scaffolds that fit the files in the context, the best first; all of them when the context is not known."""
    span = cursor.replacing(cursor.word, r"\w*")
    if span is None:
        return
    fitting = [one for one in SCAFFOLDS if _fits(cursor, one)]
    newline = cursor.model.dockerfile.newline
    for scaffold in fitting:
        text = scaffold.text.replace("\n", newline)
        label = f"Dockerfile: {scaffold.title}"
        yield Completion(label, "snippet", span, text, "a whole file", ("scaffold", scaffold.name))


def _fits(cursor: Cursor, scaffold: Scaffold) -> bool:
    context = cursor.context
    if not context.is_known or not scaffold.evidence:
        return True
    return any(context.glob(name) if "*" in name else context.is_file(name) for name in scaffold.evidence)
