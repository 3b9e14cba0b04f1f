"""What a command consists of, each with its place in the Dockerfile, and how its words are made."""

from __future__ import annotations

import re

from dockwright.shell.words import unquote
from dockwright.text import MappedText, Span
from dockwright.values import NamedTuple

_EXPANDING = re.compile(r"[~*?\[{]")  # in a word without quotes and expansions of variables
_new = tuple.__new__  # half the time of a call of the class, for the hottest loops of all


class ShellWord(NamedTuple):
    """One word of a command."""

    span: Span  # quotes included
    raw: str  # as the shell sees it: quotes kept
    value: str  # quotes removed; expansions and substitutions as they are written
    is_literal: bool  # no expansion, substitution, glob, brace list or leading ~


class ShellFlag(NamedTuple):
    """One option of a command; `-abc` is three of them, which share a word."""

    name: str  # without the dashes
    span: Span  # `--name`, without `=value`; for a short one of a cluster its single letter, else `-a`
    value: str | None  # what is behind the "=", None without one
    word: ShellWord


class Prefix(NamedTuple):
    """A program or keyword that runs the rest of the command: sudo, env, time, exec, nice, busybox."""

    name: str
    span: Span  # with its own options, and the blanks up to the next word: delete this to drop the prefix


class Assignment(NamedTuple):
    """`NAME=value` before a command, or a command of its own."""

    name: str
    name_span: Span
    value: ShellWord | None  # None for `NAME=` with nothing behind
    span: Span


class Redirection(NamedTuple):
    """`2>/dev/null`; `operator` is without the descriptor: > >> < >| <> >& <& &> &>> << <<- <<<."""

    operator: str
    target: ShellWord | None  # None for `>&-`
    span: Span  # descriptor, operator and target; of a here-document the delimiter, not the body


def words_of(mapped: MappedText, items: list[tuple[int, int]]) -> tuple[ShellWord, ...]:
    """The words at ascending offsets. Most of them lie in the stretch of the source their predecessor lies in."""
    text = mapped.text
    words: list[ShellWord] = []
    shift = limit = 0
    for start, end in items:
        if end > limit:
            shift, limit = mapped.stretch(start)
        span = _new(Span, (start + shift, end + shift)) if end <= limit else mapped.source_span(start, end)
        raw = text[start:end]
        value, is_literal = _said.get(raw) or _unquoted(raw)
        words.append(_new(ShellWord, (span, raw, value, is_literal)))
    return tuple(words)


def bare_words(mapped: MappedText, start: int, end: int) -> tuple[ShellWord, ...]:
    """The words of a command in which there is nothing but blanks to divide them: the same, found faster."""
    text = mapped.text[start:end]
    if "\t" in text:
        text = text.replace("\t", " ")
    expands = _EXPANDING.search(text) is not None
    shift, limit = mapped.stretch(start)
    if end <= limit and not expands and "  " not in text:
        after = start + shift - 1
        return tuple(
            [
                _new(ShellWord, (_new(Span, (after + 1, after := after + 1 + len(raw))), raw, raw, True))
                for raw in text.split(" ")
            ]
        )
    words: list[ShellWord] = []
    for raw in text.split(" "):
        end = start + len(raw)
        if raw:
            if end > limit:
                shift, limit = mapped.stretch(start)
            span = _new(Span, (start + shift, end + shift)) if end <= limit else mapped.source_span(start, end)
            words.append(_new(ShellWord, (span, raw, raw, not expands or unquote(raw)[1])))
        start = end + 1
    return tuple(words)


# What words say without their quotes. The same few are everywhere, and after an edit all others are there again.
_said: dict[str, tuple[str, bool]] = {}
_MOST_SAID = 8192
_LONGEST_SAID = 80  # characters


def _unquoted(raw: str) -> tuple[str, bool]:
    said = unquote(raw)
    if len(raw) <= _LONGEST_SAID:
        if len(_said) >= _MOST_SAID:
            _said.clear()
        _said[raw] = said
    return said


def word_at(mapped: MappedText, start: int, end: int) -> ShellWord:
    """The word at these offsets of the script's text."""
    raw = mapped.text[start:end]
    value, is_literal = unquote(raw)
    return ShellWord(mapped.source_span(start, end), raw, value, is_literal)
