"""The instruction scan: from source text to the position, keyword and heredocs of every instruction.

Two readers share the work. The pre-pass owns the line structure: it finds logical lines by BuildKit's rules and masks each
instruction down to one line, its keyword and a dot. What dockerfile-parse would misread or need not see is left out: comments,
heredoc bodies, continuations, a byte order mark, the rest behind a keyword. dockerfile-parse then scans the masked lines for
instructions; what it finds in a line is kept, as there are few different ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from dockwright.syntax.directives import escape_character, read_directives
from dockwright.syntax.heredoc import Opener, find_openers
from dockwright.syntax.lines import continues, logical_line, read_keyword, strip, upper
from dockwright.syntax.nodes import Directive, Heredoc
from dockwright.text import Span
from dockwright.values import NamedTuple

BOM = "\ufeff"
DEFAULT_ESCAPE = "\\"

_SEPARATORS = ("\x1c", "\x1d", "\x1e", "\x1f")  # white space for Python alone


# An instruction as the scan leaves it: its keyword in upper case, its span, the end of the continued lines (where
# heredoc bodies begin), its heredocs.
Entry = tuple[str, Span, int, tuple[Heredoc, ...]]


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
    prepass = Prepass(text, escape, len(directives), bom)
    return Scan(directives, escape, prepass.entries, prepass.comments)


@lru_cache(maxsize=1000)
def instruction_in(line: str) -> str:
    """The instruction that dockerfile-parse finds in a masked line."""
    found: list[dict[str, Any]] = _reader()([f"{line}\n"]).structure
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


class Prepass:
    """Finds the lines of each instruction, and masks it for dockerfile-parse."""

    def __init__(self, text: str, escape: str, directives: int, bom: bool) -> None:
        self.entries: list[Entry] = []
        self.comments: list[Span] = []
        self._text = text
        self._escape = escape
        self._lines = text.split("\n")
        if not self._lines[-1]:
            self._lines.pop()
        self._line = 0  # the next one to read
        self._offset = 0  # where it starts
        self._odd = any(separator in text for separator in _SEPARATORS)
        if directives:
            self._skip_directives(directives)
        elif bom:
            self._lines[0] = text[1 : len(self._lines[0])]
            self._offset = 1
        self._run(strip if self._odd else str.strip)

    def _run(self, shave: Callable[[str], str]) -> None:
        lines, count = self._lines, len(self._lines)
        while self._line < count:
            line = lines[self._line]
            body = shave(line)
            if body and body[0] != "#":
                self._take(line, body)
                continue
            if body:
                self._take_comment(line)
            else:
                self._line += 1
                self._offset += len(line) + 1

    def _skip_directives(self, count: int) -> None:
        """Directives are no comments."""
        for line in self._lines[:count]:
            self._advance(line)

    def _advance(self, line: str) -> int:
        """Go to the next line; the offset at which this one ends, line break aside."""
        start = self._offset
        self._line += 1
        self._offset = start + len(line) + 1
        return start + len(line.rstrip("\r"))

    def _take_comment(self, line: str) -> None:
        start = self._offset + line.find("#")
        self.comments.append(Span(start, self._advance(line)))

    def _take(self, line: str, body: str) -> None:
        """Read the instruction that starts on this line."""
        offset = self._offset
        start = offset + line.find(body[0])
        continued = body[-1] == self._escape and continues(line, self._escape)
        self._line += 1
        self._offset = offset + len(line) + 1
        stop = offset + len(line.rstrip("\r"))
        if continued:
            stop = self._skip_continuation(stop)
        if continued or self._odd or body[-1] == self._escape or not body.isascii():
            keyword = self._keyword(start, stop, body)
        else:
            keyword = instruction_in(f"{body.split(None, 1)[0]} .")
        heredocs: tuple[Heredoc, ...] = ()
        end = stop
        if self._text.find("<" if continued else "<<", start, stop) >= 0:
            openers = find_openers(logical_line(self._text, start, stop, self._escape))
            if openers:
                heredocs = tuple(self._read_heredoc(opener) for opener in openers)
                end = self._end_of(heredocs[-1], stop)
        self.entries.append((keyword, Span(start, end), stop, heredocs))

    def _skip_continuation(self, stop: int) -> int:
        """Past the lines that continue an instruction; the offset at which the last one ends."""
        lines, count, escape = self._lines, len(self._lines), self._escape
        while self._line < count:
            line = lines[self._line]
            body = strip(line)
            if not body:
                stop = self._advance(line)
            elif body[0] == "#":
                self._take_comment(line)
                stop = self.comments[-1].end
            else:
                stop = self._advance(line)
                if not (body[-1] == escape and continues(line, escape)):
                    break
        return stop

    def _keyword(self, start: int, stop: int, body: str) -> str:
        """The keyword of an instruction on several lines or with odd characters; read here where dockerfile-parse would misread it."""
        keyword = read_keyword(strip(body))
        if keyword == body:  # it may go on in the next line
            keyword = read_keyword(logical_line(self._text, start, stop, self._escape).text)
        is_readable = keyword.isascii() and keyword.split() == [keyword]
        return instruction_in(f"{keyword} .") if is_readable else upper(keyword)

    def _read_heredoc(self, opener: Opener) -> Heredoc:
        text, lines, count = self._text, self._lines, len(self._lines)
        start = min(self._offset, len(text))
        while self._line < count:
            line = lines[self._line]
            line_start = self._offset
            end = self._advance(line)
            if opener.closes(line):
                return opener.heredoc(text, Span(start, line_start), Span(end - len(opener.name), end))
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
