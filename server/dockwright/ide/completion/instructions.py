"""Keywords that are legal here, each with its usual arguments to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.instructions import (
    BEFORE_FROM,
    HEALTHCHECK_TYPES,
    KEYWORDS,
    NOT_DEFERRED,
    USUAL_ORDER,
    USUALLY_NEXT,
    Keyword,
)

_DEPRECATED = "MAINTAINER"


def instructions(cursor: Cursor) -> Iterator[Completion]:
    """At the start of a line, and behind ONBUILD."""
    span = cursor.replacing(cursor.word, r"\w*")
    if span is None:
        return
    has_arguments = bool(cursor.text[span.end : cursor.offset + len(cursor.rest)].strip())
    for row in _in_order(cursor):
        if cursor.is_deferred and row.name in NOT_DEFERRED:
            continue
        if not cursor.is_deferred and cursor.is_before_first_stage and row.name not in BEFORE_FROM:
            continue
        keyword = cursor.cased(row.name)
        snippet = None if has_arguments else f"{keyword} {_arguments(cursor, row)}"
        yield Completion(
            label=keyword,
            kind="keyword",
            span=span,
            text=keyword if has_arguments else f"{keyword} ",
            detail=row.summary,
            topic=("instruction", row.name),
            snippet=snippet,
            is_deprecated=row.name == _DEPRECATED,
        )


def _in_order(cursor: Cursor) -> Iterator[Keyword]:
    """The likeliest behind the instruction above first."""
    above = "ONBUILD" if cursor.is_deferred else cursor.keyword_above
    for name in dict.fromkeys((*USUALLY_NEXT.get(above, ()), *USUAL_ORDER)):
        yield KEYWORDS[name]


def healthcheck_types(cursor: Cursor) -> Iterator[Completion]:
    """CMD and NONE behind HEALTHCHECK's flags."""
    if cursor.arguments or cursor.word.startswith("-"):
        return
    span = cursor.replacing(cursor.word)
    if span is None:
        return
    for name, meaning in HEALTHCHECK_TYPES.items():
        word = cursor.cased(name)
        yield Completion(word, "keyword", span, word, meaning, ("healthcheck", name))


def as_keyword(cursor: Cursor) -> Iterator[Completion]:
    """AS behind FROM's image."""
    span = cursor.replacing(cursor.word)
    if span is None:
        return
    word = cursor.cased("AS")
    yield Completion(word, "keyword", span, f"{word} ", "Name this stage", snippet=f"{word} ${{1:name}}")


def _arguments(cursor: Cursor, row: Keyword) -> str:
    snippet = row.snippet
    return snippet.replace("CMD", cursor.cased("CMD"))
