"""What an output format is given: plain values with positions, which also travel between processes.

Lines and columns start at one; columns count code points, a byte order mark for none; the end of a range is exclusive.
`odd_lines` is for formats whose readers count in other ways.
"""

from __future__ import annotations

from dockwright.rule import Safety, Severity
from dockwright.values import NamedTuple

UNREADABLE_FILE = "unreadable-file"
"""The name under which a file is reported that no rule can see."""

UNWRITABLE_FILE = "unwritable-file"
"""The name under which a file is reported whose fixes could not be written."""


class Position(NamedTuple):
    line: int
    column: int


class Range(NamedTuple):
    start: Position
    end: Position


class Replacement(NamedTuple):
    """Put `text` in place of what is at `range`; an empty range inserts."""

    range: Range
    text: str


class WrittenFile(NamedTuple):
    """A file that a fix writes beside the Dockerfile, as a path like that of the Dockerfile."""

    path: str
    text: str


class Repair(NamedTuple):
    """The fix that is offered for a finding; it has passed the gate."""

    title: str
    safety: Safety
    edits: tuple[Replacement, ...]
    files: tuple[WrittenFile, ...] = ()


class Note(NamedTuple):
    """Another place that explains a finding."""

    range: Range
    message: str


class Excerpt(NamedTuple):
    """A part of the line where a range starts, and the column of its first character."""

    text: str
    column: int


class Entry(NamedTuple):
    """A diagnostic as it is printed."""

    rule: str
    aliases: tuple[str, ...]
    severity: Severity
    message: str
    url: str
    range: Range
    excerpt: Excerpt | None = None
    fix: Repair | None = None
    notes: tuple[Note, ...] = ()


class Made(NamedTuple):
    """A fix that was made."""

    rule: str
    title: str


class FileResult(NamedTuple):
    """All about one file. `faults` are mistakes of dockwright's own; `is_crash`: they cost the file findings."""

    path: str
    entries: tuple[Entry, ...] = ()
    made: tuple[Made, ...] = ()
    diff: str = ""  # what the fixes would change, when that was asked for
    faults: tuple[str, ...] = ()
    is_crash: bool = False
    fails: bool = False  # has findings at or above the severity that its configuration does not bear
    odd_lines: tuple[tuple[int, str], ...] = ()  # number and text of the lines on which ways to count disagree


class Results(NamedTuple):
    """What a run found, file by file in the order they were asked for. The rest is the wish of who reads it."""

    files: tuple[FileResult, ...]
    color: bool = False
    encoding: str = "utf-8"  # in which it will be read
    width: int | None = None  # columns of the terminal; None: it goes elsewhere
    quiet: bool = False  # no closing line
    statistics: bool = False  # a table of the rules instead of their findings

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this severity."""
        return sum(entry.severity is severity for file in self.files for entry in file.entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for file in self.files for entry in file.entries)
