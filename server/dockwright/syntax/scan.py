"""The instruction scan: from source text to the position, keyword and heredocs of every instruction.

Two readers share the work. The pre-pass owns the line structure: it finds logical lines by BuildKit's rules and masks each
instruction down to one line, its keyword and a dot. What dockerfile-parse would misread or need not see is left out: comments,
heredoc bodies, continuations, a byte order mark, the rest behind a keyword. dockerfile-parse then scans the masked lines for
instructions; what it finds behind a keyword is kept, as there are few different ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from dockwright.patterns import lazy_pattern
from dockwright.syntax.directives import ESCAPES, escape_character, read_directives
from dockwright.syntax.heredoc import Opener, find_openers
from dockwright.syntax.lines import INDENT, SPACES, continuation, logical_line, read_keyword, strip, upper
from dockwright.syntax.nodes import Directive, Heredoc
from dockwright.text import Span
from dockwright.values import NamedTuple

BOM = "\ufeff"
_MANY = 100
"""Heredocs of one instruction. People write two or three."""


# An instruction as the scan leaves it: its keyword in upper case, its span, the end of the continued lines (where
# heredoc bodies begin), its heredocs, and where its arguments begin (-1: there are flags, or it takes a closer look).
Entry = tuple[str, Span, int, tuple[Heredoc, ...], int]


class Scan(NamedTuple):
    """What the scan finds in a text."""

    directives: tuple[Directive, ...]
    escape: str
    entries: list[Entry]
    comments: list[Span]  # from "#" to the end of the line; directives are not among them


def scan(text: str) -> Scan:
    """Find the instructions of a text. Never raises."""
    bom = text.startswith(BOM)
    first_line = text[bom : text.find("\n") + 1 or len(text)]
    directives = read_directives(text, int(bom)) if "#" in first_line else ()
    escape = escape_character(directives)
    start = int(bom)
    for _ in directives:  # they are no comments
        start = text.find("\n", start) + 1 or len(text)
    prepass = Prepass(text, escape, start)
    return Scan(directives, escape, prepass.entries, prepass.comments)


@lru_cache(maxsize=1000)
def instruction_in(keyword: str) -> str:
    """The instruction that dockerfile-parse finds in a line that is masked behind its keyword."""
    found: list[dict[str, Any]] = _reader()([f"{keyword} .\n"]).structure
    return str(found[0]["instruction"])


@cache
def _reader() -> Callable[[list[str]], Any]:
    """dockerfile-parse's parser for lines that are at hand, not in a file; loaded when it is needed."""
    from dockerfile_parse import DockerfileParser

    class Reader(DockerfileParser):  # type: ignore[misc]
        lines: list[str] = []

        def __init__(self, lines: list[str]) -> None:
            self.lines = lines

    return Reader


def _step(escape: str) -> re.Pattern[str]:
    """Blank lines, and behind them the lines of an instruction (1), or a comment (4). Of an instruction: a keyword with
    nothing odd about it (2), and an empty match where its arguments begin (3), should they be in sight with no flags in
    front of them."""
    e = re.escape(escape)
    arguments = rf"[ \t]+(?:{e}[ \t]*\r*\n[ \t]*)?()(?![{SPACES}#{e}]|--|\Z)"
    keyword = rf"([a-zA-Z]+)(?:{arguments}|(?=[ \t\r\n]|\Z))"
    lines = rf"(?:[^\n]*{continuation(escape)})*[^\n]*"
    return lazy_pattern(rf"[{SPACES}]*(?:((?:{keyword}|(?=[^{SPACES}#])){lines})|(#[^\n]*))")


_STEP = {escape: _step(escape) for escape in ESCAPES}
_INNER_COMMENT = lazy_pattern(rf"\n[{INDENT}]*(#[^\n]*)")
_new = tuple.__new__  # half the time of a call of the class


class Prepass:
    """Finds the lines of each instruction, and masks it for dockerfile-parse."""

    def __init__(self, text: str, escape: str, start: int) -> None:
        self.entries: list[Entry] = []
        self.comments: list[Span] = []
        self._text = text
        self._escape = escape
        self._end = len(text) - text.endswith("\n")  # a line break at the very end opens no line
        self._at = start  # the line to read next
        self._run()

    def _run(self) -> None:
        text, escape, end = self._text, self._escape, self._end
        step, entries, comments, at = _STEP[escape].match, self.entries, self.comments, self._at
        has_returns, has_comments = "\r" in text, "#" in text
        may_open = "<<" in text or f"<{escape}" in text
        while found := step(text, at, end):
            at = found.end() + 1
            start, stop = found.span(1)
            if start < 0:
                comments.append(_new(Span, found.span(4)))
                continue
            if has_returns:
                stop = self._without_returns(stop)
            if has_comments and text.find("\n", start, stop) >= 0:
                comments += [_new(Span, one.span(1)) for one in _INNER_COMMENT.finditer(text, start, stop)]
            word = found[2]
            keyword = instruction_in(word) if word else self._keyword(start, stop)
            heredocs: tuple[Heredoc, ...] = ()
            if may_open:
                self._at = at
                heredocs = self._read_heredocs(start, stop)
                at = self._at
            last = self._end_of(heredocs[-1], stop) if heredocs else stop
            entries.append((keyword, _new(Span, (start, last)), stop, heredocs, found.start(3)))
        if has_returns:
            self.comments = [Span(start, self._without_returns(stop)) for start, stop in comments]

    def _without_returns(self, stop: int) -> int:
        """Where a line that stops there ends, line break aside."""
        while stop and self._text[stop - 1] == "\r":
            stop -= 1
        return stop

    def _keyword(self, start: int, stop: int) -> str:
        """The keyword of an instruction that begins oddly; read here where dockerfile-parse would misread it."""
        line = strip(self._text[start:stop].partition("\n")[0])
        keyword = read_keyword(line)
        if keyword == line:  # it may go on in the next line
            keyword = read_keyword(logical_line(self._text, start, stop, self._escape).text)
        is_readable = keyword.isascii() and keyword.split() == [keyword]
        return instruction_in(keyword) if is_readable else upper(keyword)

    def _read_heredocs(self, start: int, stop: int) -> tuple[Heredoc, ...]:
        """The here-documents that an instruction opens; they begin behind its lines."""
        text = self._text
        if text.find("<<", start, stop) < 0 and text.find(f"<{self._escape}", start, stop) < 0:
            return ()
        found: list[Heredoc] = []
        for opener in find_openers(logical_line(text, start, stop, self._escape)):
            found.append(self._read_heredoc(opener))
            if len(found) > _MANY and found[-1].terminator is None:
                break  # the rest of the file is its body, so those behind it have none
        return tuple(found)

    def _read_heredoc(self, opener: Opener) -> Heredoc:
        text, end = self._text, self._end
        start = min(self._at, len(text))
        while self._at <= end:
            line_start = self._at
            stop = text.find("\n", line_start, end)
            stop = end if stop < 0 else stop
            self._at = stop + 1
            if opener.closes(text[line_start:stop]):
                stop = self._without_returns(stop)
                return opener.heredoc(text, Span(start, line_start), Span(stop - len(opener.name), stop))
        return opener.heredoc(text, Span(start, len(text)), None)

    def _end_of(self, heredoc: Heredoc, stop: int) -> int:
        """Where an instruction ends that ends with this heredoc."""
        if heredoc.terminator is not None:
            return heredoc.terminator.end
        return stop if heredoc.body.is_empty else max(stop, _last_line_end(self._text))


def _last_line_end(text: str) -> int:
    """Where the last line ends, line break aside."""
    end = len(text) - text.endswith("\n")
    return len(text[:end].rstrip("\r"))
