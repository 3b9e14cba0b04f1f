"""What a fix or a refactoring does to files, before it is done: shown as a diff, or written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress

from dockwright.checking import Subject, place_of
from dockwright.context import clean, read_regular
from dockwright.output.diff import unified
from dockwright.rule import NewFile
from dockwright.syntax import encode
from dockwright.values import NamedTuple
from dockwright.writing import ChangedError, write

READ_LIMIT = 16 << 20  # bytes of a file that a change replaces


class WriteError(Exception):
    """Why files cannot be written, as a clause."""


class FileChange(NamedTuple):
    """One file before (None: there is none) and after."""

    path: str
    before: str | None
    after: str


def changes(subject: Subject, text: str, files: Iterable[NewFile]) -> tuple[FileChange, ...]:
    """The changes that make `text` of a Dockerfile and write `files` in its context, without those that change nothing.

    Raises WriteError when there is something in the way of a new file.
    """
    all_changes = [_new_file(subject, file) for file in files]
    all_changes.append(FileChange(subject.path, subject.text, text))
    return tuple(change for change in all_changes if change.before != change.after)


def diff(listed: Iterable[FileChange]) -> str:
    """All changes as one unified diff."""
    return "".join(unified(*change) for change in listed)


def carry_out(listed: Iterable[FileChange]) -> None:
    """Write all changes, or none. Raises WriteError at the first file that cannot be written."""
    written: list[FileChange] = []
    try:
        for change in listed:
            _write(change)
            written.append(change)
    except WriteError:
        for change in reversed(written):
            _take_back(change)
        raise


def _write(change: FileChange) -> None:
    try:
        write(change.path, encode(change.after), None if change.before is None else encode(change.before))
    except ChangedError as error:
        raise WriteError(str(error)) from error
    except OSError as error:
        raise WriteError(f"{change.path} cannot be written: {error.strerror or error}") from error


def _take_back(change: FileChange) -> None:
    """Leave a written file as it was, unless somebody else has changed it since."""
    with suppress(OSError, ChangedError):
        if change.before is None:
            os.unlink(change.path)
        else:
            write(change.path, encode(change.before), encode(change.after))


def _new_file(subject: Subject, file: NewFile) -> FileChange:
    if subject.root is None:
        raise WriteError(f"nobody says in which build context {file.path} is (--context does)")
    place = place_of(subject.root, clean(file.path))
    if not _is_inside(place, subject.root):
        raise WriteError(f"{file.path} leads out of the build context")
    if not os.path.lexists(place):
        return FileChange(place, None, file.text)
    data = read_regular(place, READ_LIMIT)
    if data is None:
        raise WriteError(f"{place} is in the way and cannot be read")
    return FileChange(place, data.decode("utf-8", "surrogateescape"), file.text)


def _is_inside(place: str, root: str) -> bool:
    return os.path.realpath(place).startswith(os.path.join(os.path.realpath(root), ""))
