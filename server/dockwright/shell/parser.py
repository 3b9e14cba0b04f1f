"""The one place that knows tree-sitter: text in, tree out, offsets of the tree in code points."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Parser, Tree

_NOT_ASCII = re.compile(r"[^\x01-\x7f]")
_SHORT = 8192  # bytes; no text up to this length takes long
_PORTION = 4096  # bytes
_MOST_GUESSES = 4000


def parse_tree(text: str) -> Tree:
    """The syntax tree of a shell script. Its byte offsets are code point offsets of `text`.

    A shell takes every character beyond ASCII for part of a word, so each of them, lone surrogates included, is
    handed over as a letter.
    """
    if not text.isascii() or "\0" in text:
        text = _NOT_ASCII.sub("x", text)
    data = text.encode()
    return _parser().parse(data if len(data) <= _SHORT else _Reader(data))


class _Reader:
    """Hands a long text over in portions, and ends it where the parser is lost.

    Where the parser has to guess, it reads from another place, and each guess takes time that grows with the text before
    it. A script that makes sense has few of them. What is read of one that makes none is a tree with errors.
    """

    __slots__ = ("_data", "_left")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = _MOST_GUESSES + 2 * len(data) // _PORTION

    def __call__(self, offset: int, place: object) -> bytes:
        self._left -= 1
        return self._data[offset : offset + _PORTION] if self._left > 0 else b""


@cache
def language() -> Language:
    import tree_sitter_bash
    from tree_sitter import Language

    return Language(tree_sitter_bash.language())


@cache
def _parser() -> Parser:
    from tree_sitter import Parser

    return Parser(language())
