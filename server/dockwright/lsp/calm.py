"""While an instruction is being typed, what is new about it waits for a pause: half a word is mostly a mistake.

Only in clients whose settings say how long a pause is; everything else is shown at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from dockwright.ide.cursor import instruction_around
from dockwright.lsp.uris import identity
from dockwright.text import Span
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.lint import Diagnostic
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.documents import Document
    from dockwright.lsp.session import Server

_LONGEST = 10_000.0  # milliseconds; more is a mistake


class _Typing(NamedTuple):
    """A document of which one line has been edited."""

    document: Document
    offset: int  # where
    shown: frozenset[str]  # the rules that have reported something there before
    pause: float  # seconds
    region: Span  # of the instruction


class Calm:
    """Remembers for each document where it is being typed in, and what its reader has seen there."""

    __slots__ = ("_server", "_timers", "_typing", "_when_paused")

    def __init__(self, server: Server, when_paused: Callable[[str], object]) -> None:
        self._server = server
        self._when_paused = when_paused  # called with the uri of a document whose diagnostics may all be shown now
        self._typing: dict[str, _Typing] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def edited(self, before: Document, after: Document, known: Analysis | None) -> None:
        """A document has been edited; `known` is what was said about it before."""
        pause = self._pause(after.path)
        if not pause:
            return
        key = identity(after.uri)
        typing = self._typing.pop(key, None)
        place = line_edited(before.text, after.text)
        if place is None:
            return
        was, offset = place
        goes_on = typing is not None and typing.document is before
        if known is None or not known.is_judged:
            if typing is not None and goes_on:
                self._typing[key] = typing._replace(document=after, offset=offset)
            return
        region = _region(known, was)
        if typing is not None and goes_on and _meet(region, typing.region):
            shown = typing.shown
        else:
            shown = _rules(known.report.diagnostics, region)
        self._typing[key] = _Typing(after, offset, shown, pause, region)

    def end(self, uri: str) -> None:
        """The document is saved, or has been left alone for long enough: what has waited is shown."""
        if identity(uri) in self._timers:
            self.stop(uri)
            self._when_paused(uri)

    def stop(self, uri: str) -> None:
        """The document is closed: nothing waits any more."""
        key = identity(uri)
        self._typing.pop(key, None)
        if timer := self._timers.pop(key, None):
            timer.cancel()

    def shown(self, analysis: Analysis) -> Sequence[Diagnostic]:
        """The diagnostics that do not wait; those that do are called for after the pause."""
        found = analysis.report.diagnostics
        key = identity(analysis.document.uri)
        typing = self._typing.get(key)
        if typing is None or typing.document is not analysis.document:
            return found
        region = _region(analysis, typing.offset)
        shown = [one for one in found if not _meet(one.span, region) or one.rule.name in typing.shown]
        self._typing[key] = typing._replace(shown=_rules(shown, region), region=region)
        if timer := self._timers.pop(key, None):
            timer.cancel()
        if len(shown) < len(found):
            loop = asyncio.get_running_loop()
            self._timers[key] = loop.call_later(typing.pause, self.end, analysis.document.uri)
        return shown

    def holds(self, analysis: Analysis) -> bool:
        """Whether anything about the document waits."""
        typing = self._typing.get(identity(analysis.document.uri))
        if typing is None or typing.document is not analysis.document:
            return False
        return len(self.shown(analysis)) < len(analysis.report.diagnostics)

    def _pause(self, path: str | None) -> float:
        """In seconds."""
        value = self._server.environment.aid(path, "diagnostics", "typing-pause")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= _LONGEST:
            return 0.0
        return value / 1000


def line_edited(before: str, after: str) -> tuple[int, int] | None:
    """Where a single line has been edited, as offsets in `before` and `after`; None for any other edit.

    That a new line is begun, with or without an indentation, counts as well: then the second offset is in that line.
    """
    head = _common(before, after)
    rest, new = before[head:], after[head:]
    tail = _common(rest[::-1], new[::-1])
    removed, inserted = rest[: len(rest) - tail], new[: len(new) - tail]
    if "\n" in removed:
        return None
    if "\n" not in inserted:
        return head, head
    if inserted.count("\n") > 1 or inserted.strip():
        return None
    if after[:head].endswith("\n"):  # the text from the start of the new line to that of the next
        return head - 1, head
    return head, head + len(inserted)


def _common(one: str, two: str) -> int:
    """How many characters two texts begin with together; by halves, as comparing is quick."""
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _region(analysis: Analysis, offset: int) -> Span:
    """The line of an offset and the instruction that it belongs to."""
    dockerfile = analysis.model.dockerfile
    start = dockerfile.text.rfind("\n", 0, offset) + 1
    end = dockerfile.text.find("\n", offset)
    line = Span(start, len(dockerfile.text) if end < 0 else end)
    found = instruction_around(dockerfile, offset)
    return line if found is None else Span(min(line.start, found.span.start), max(line.end, found.span.end))


def _meet(one: Span, two: Span) -> bool:
    return one.start <= two.end and two.start <= one.end


def _rules(diagnostics: Iterable[Diagnostic], region: Span) -> frozenset[str]:
    """Those that report something there; that a file is empty is said of no word."""
    return frozenset(one.rule.name for one in diagnostics if not one.span.is_empty and _meet(one.span, region))
