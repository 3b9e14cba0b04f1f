"""The one place that knows tree-sitter: text in, tree out, offsets of the tree in code points."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Parser, Tree

_NOT_ASCII = re.compile(r"[^\x01-\x7f]")


def parse_tree(text: str) -> Tree:
    """The syntax tree of a shell script. Its byte offsets are code point offsets of `text`.

    A shell takes every character beyond ASCII for part of a word, so each of them, lone surrogates included, is
    handed over as a letter.
    """
    if not text.isascii() or "\0" in text:
        text = _NOT_ASCII.sub("x", text)
    return _parser().parse(text.encode())


@cache
def language() -> Language:
    import tree_sitter_bash
    from tree_sitter import Language

    return Language(tree_sitter_bash.language())


@cache
def _parser() -> Parser:
    from tree_sitter import Parser

    return Parser(language())
