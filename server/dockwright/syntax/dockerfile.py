"""A whole Dockerfile: its instructions, comments and directives, its tokens and its problems."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from dockwright.syntax.instructions import CLASSES, Instruction, Unknown
from dockwright.syntax.nodes import Comment, Directive, Problem, Token
from dockwright.syntax.scan import BOM, scan
from dockwright.text import LineIndex, Span


class Dockerfile:
    """The syntax of one file. Whatever the text is, there is one."""

    __slots__ = (
        "_comment_spans",
        "_comments",
        "_empty_comments",
        "_first_mentions",
        "_lines",
        "_mentions",
        "_newline",
        "_problems",
        "bom",
        "directives",
        "escape",
        "instructions",
        "keywords",
        "text",
    )

    text: str
    bom: bool  # a byte order mark opens the text; it is part of it
    escape: str
    directives: tuple[Directive, ...]
    instructions: tuple[Instruction, ...]
    keywords: list[str]  # of the instructions, in upper case

    def __init__(self, text: str) -> None:
        self.text = text
        self.bom = text.startswith(BOM)
        self.directives, self.escape, entries, self._comment_spans = scan(text)
        made = [
            CLASSES.get(keyword, Unknown)(self, index, keyword, span, stop, heredocs, arguments)
            for index, (keyword, span, stop, heredocs, arguments) in enumerate(entries)
        ]
        self.instructions = tuple(made)
        self.keywords = [entry[0] for entry in entries]
        self._lines: LineIndex | None = None
        self._newline: str | None = None
        self._comments: tuple[Comment, ...] | None = None
        self._empty_comments: list[int] | None = None
        self._mentions: dict[str, bool] = {}
        self._first_mentions: dict[str, int] | None = None
        self._problems: tuple[Problem, ...] | None = None

    @property
    def lines(self) -> LineIndex:
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines

    @property
    def newline(self) -> str:
        """The line break that most lines have."""
        if self._newline is None:
            breaks = self.text.count("\n")
            self._newline = "\r\n" if breaks and 2 * self.text.count("\r\n") > breaks else "\n"
        return self._newline

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comment lines in order, those inside continued instructions too, directives not."""
        if self._comments is None:
            text = self.text
            self._comments = tuple([Comment(span, text[span[0] + 1 : span[1]].strip()) for span in self._comment_spans])
        return self._comments

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every error BuildKit would stop at, in order."""
        if self._problems is None:
            from dockwright.syntax.problems import find_problems

            self._problems = tuple(find_problems(self))
        return self._problems

    def mentions(self, piece: str) -> bool:
        """Whether a piece of text is anywhere in the file: looked for once, however many instructions ask."""
        found = self._mentions.get(piece)
        if found is None:
            found = self._mentions[piece] = piece in self.text
        return found

    def mentions_before(self, piece: str, offset: int) -> bool:
        """Whether a piece of text, in whatever case, is anywhere before an offset: looked for once as well."""
        if self._first_mentions is None:
            self._first_mentions = {}
        end = self._first_mentions.get(piece)
        if end is None:
            found = re.search(re.escape(piece), self.text, re.IGNORECASE)
            end = self._first_mentions[piece] = len(self.text) + 1 if found is None else found.end()
        return end <= offset

    def comments_within(self, span: Span) -> tuple[Comment, ...]:
        """The comment lines that lie in a stretch of the file."""
        begin, end = (bisect_left(self.comments, offset, key=lambda one: one.span.start) for offset in span)
        return tuple([one for one in self.comments[begin:end] if one.span.end <= span.end])

    def comment_at(self, offset: int) -> Comment | None:
        """The comment line that the character at `offset` is in."""
        index = bisect_right(self.comments, offset, key=lambda one: one.span.start) - 1
        return self.comments[index] if index >= 0 and offset < self.comments[index].span.end else None

    def instruction_at(self, offset: int) -> Instruction | None:
        """The instruction that a cursor at `offset` touches."""
        index = bisect_right(self.instructions, offset, key=lambda one: one.span.start) - 1
        if index < 0 or not self.instructions[index].span.contains(offset):
            return None
        return self.instructions[index]

    def instruction_from(self, offset: int) -> Instruction | None:
        """The instruction that an offset is in, or else the first one below it."""
        index = bisect_right(self.instructions, offset, key=lambda one: one.span.end)
        return self.instructions[index] if index < len(self.instructions) else None

    def has_empty_comment(self, span: Span) -> bool:
        """Whether a comment line without words begins within a stretch of the file: it ends a block of comments."""
        if self._empty_comments is None:
            self._empty_comments = [one.span.start for one in self.comments if not one.text]
        index = bisect_left(self._empty_comments, span.start)
        return index < len(self._empty_comments) and self._empty_comments[index] < span.end

    def tokens(self) -> Iterator[Token]:
        """The text cut into tokens; joined they are the text."""
        from dockwright.syntax.tokens import tokens

        return tokens(self)


def parse(text: str) -> Dockerfile:
    """Read a Dockerfile. Never raises."""
    return Dockerfile(text)


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file. Bytes that are no UTF-8 become lone surrogates, so that `encode` gives the same bytes back."""
    text = data.decode("utf-8", "surrogateescape")
    problems = []
    if not data.isascii() and not _is_encodable(text):
        start = next(offset for offset, character in enumerate(text) if "\udc80" <= character <= "\udcff")
        problems.append(Problem("invalid-utf-8", "the file is not valid UTF-8", Span(start, start + 1)))
    return text, problems


def encode(text: str) -> bytes:
    """The bytes of a text that `decode` gave; other lone surrogates become question marks."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
