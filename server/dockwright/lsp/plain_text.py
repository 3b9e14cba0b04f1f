"""The Markdown of hovers and completions as clients can show it: some know plain text only."""

from __future__ import annotations

import re

from lsprotocol.types import MarkupContent, MarkupKind

_SIGNS = (
    (re.compile(r"^```.*\n?", re.MULTILINE), ""),
    (re.compile(r"\[([^][]+)\]\((https?://[^()]+)\)"), r"\1 <\2>"),
    (re.compile(r"\*\*(?=\w)([^*`\n]+)\*\*"), r"\1"),
)
_LONG = 5_000
_ENDLESS = re.compile(r"(\S{200})\S{800,}(\S{100})")


def content(markdown: str, reads_markdown: bool) -> MarkupContent:
    """A text of ours as the client can show it; of endless words both ends."""
    if len(markdown) > _LONG:
        markdown = _ENDLESS.sub(r"\1...\2", markdown)
    if reads_markdown:
        return MarkupContent(MarkupKind.Markdown, markdown)
    return MarkupContent(MarkupKind.PlainText, plain(markdown))


def plain(markdown: str) -> str:
    """Without fences and stars, with the addresses of links behind their names; words in backticks stay so."""
    text = markdown
    for pattern, written in _SIGNS:
        text = pattern.sub(written, text)
    return text.rstrip("\n")
