"""Here-documents: which words of an instruction open one, and where their bodies end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.syntax.exec_form import read_exec_form
from dockwright.syntax.flags import split_flags
from dockwright.syntax.lines import BLANKS, read_keyword, strip, upper
from dockwright.syntax.nodes import Heredoc
from dockwright.syntax.words import LexError, shell_words, unquote
from dockwright.text import Excerpt, MappedText, Span
from dockwright.values import NamedTuple

KEYWORDS = frozenset({"RUN", "COPY", "ADD"})

_OPENER = lazy_pattern(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)\Z")
_LEADING_TABS = lazy_pattern(r"^\t+", re.MULTILINE)
_QUOTED_NAME = lazy_pattern(r"\"[^\"\\$]*\"|'[^']*'")


class Opener(NamedTuple):
    """A `<<NAME` word."""

    span: Span
    name: str
    name_span: Span
    expand: bool
    chomp: bool
    descriptor: int

    def closes(self, line: str) -> bool:
        """Whether a line of the text ends the body."""
        line = line.rstrip("\r\n")
        return (line.lstrip("\t") if self.chomp else line) == self.name

    def heredoc(self, text: str, body: Span, terminator: Span | None) -> Heredoc:
        content = body.of(text)
        if self.chomp:
            content = _LEADING_TABS.sub("", content)
        return Heredoc(
            self.span, self.name, self.name_span, body, content, self.expand, self.chomp, self.descriptor, terminator
        )


def find_openers(line: MappedText) -> Iterator[Opener]:
    """The heredocs that a whole logical line opens, in order; only RUN, COPY and ADD in shell form open any."""
    if not _can_open(line.text):
        return
    try:
        words = shell_words(line.text)
    except LexError:
        return
    for start, end in words:
        opener = _opener(line, start, end)
        if opener is not None:
            yield opener


def opens_heredoc(word: str) -> bool:
    """Whether a word of COPY or ADD stands for a heredoc."""
    return "<<" in word and _opener(Excerpt(word, 0), 0, len(word)) is not None


def _can_open(line: str) -> bool:
    keyword, arguments = _split(line)
    if keyword == "ONBUILD":
        keyword, arguments = _split(arguments)
    return keyword in KEYWORDS and read_exec_form(strip(arguments)) is None


def _split(line: str) -> tuple[str, str]:
    """The keyword in upper case and the arguments behind the flags."""
    keyword = read_keyword(line)
    head = line[len(keyword) :].lstrip(BLANKS)
    return upper(keyword), strip(head[split_flags(head)[1] :])


def _opener(line: MappedText, start: int, end: int) -> Opener | None:
    match = _OPENER.match(line.text[start:end])
    if match is None or not match[3]:
        return None
    rest = match[3]
    try:
        if len(shell_words(rest)) != 1:
            return None
        name = unquote(rest, "\\")
    except LexError:
        return None
    if not name:
        return None
    quoted = _QUOTED_NAME.fullmatch(rest) is not None
    name_start, name_end = start + match.start(3), start + match.end(3)
    return Opener(
        span=line.source_span(start, end),
        name=name,
        name_span=line.source_span(name_start + quoted, name_end - quoted),
        expand=quoted is False and not _has_quotes(rest),
        chomp=match[2] == "-",
        descriptor=int(match[1][-9:] or "0"),
    )


def _has_quotes(rest: str) -> bool:
    """Whether a quote of the word quotes something (an escaped one does not)."""
    bare = re.sub(r"\\.", "", rest)
    return "'" in bare or '"' in bare
