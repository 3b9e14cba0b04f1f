"""Finding Dockerfiles under the paths a user names, and reading them. Errors are values: one bad file costs no other.

In a git work tree the files of the repository count: tracked ones and new ones, but neither ignored ones nor those of
submodules. Elsewhere directories are searched, symbolic links to directories apart.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from dockwright.discovery.names import SKIPPED_DIRECTORIES, is_dockerfile_name
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.syntax import Problem

SIZE_LIMIT = 16 << 20
"""The largest Dockerfile, in bytes, that is read."""

STANDARD_INPUT = "-"

_GIT_PATTERNS = (":(icase,glob)**/*dockerfile*", ":(icase,glob)**/*containerfile*")
_GIT_SECONDS = 60


class Failure(NamedTuple):
    """A path that could not be searched or read, and why, in one clause."""

    path: str
    message: str


class Discovery(NamedTuple):
    """What `find` found: paths sorted and without duplicates, as the user would write them."""

    files: tuple[str, ...]
    failures: tuple[Failure, ...]
    is_complete: bool = True  # not when a walk has stopped early


class Source(NamedTuple):
    """A Dockerfile as it was read. `problems`: bytes that are no UTF-8."""

    path: str
    text: str
    problems: tuple[Problem, ...] = ()


def find(
    paths: Iterable[str],
    is_excluded: Callable[[str], bool] = lambda path: False,
    *,
    exclude_named: bool = False,
    most_entries: int | None = None,
    most_seconds: float | None = None,
) -> Discovery:
    """The Dockerfiles that the paths mean: files as they are, whatever their names; directories searched; `-` itself.

    `is_excluded` is asked of every path that a search finds, and with `exclude_named` of named files too. Walks stop after
    `most_entries` files and directories together, or `most_seconds`; what is near the top is seen first.
    """
    budget = _Budget(most_entries, most_seconds)
    named: list[str] = []
    found: list[str] = []
    failures: list[Failure] = []
    for path in paths:
        kind = _kind(path)
        if isinstance(kind, Failure):
            failures.append(kind)
        elif kind == "file":
            named.append(path)
        else:
            found.extend(_search(path, failures, budget))
    if exclude_named:
        named = [path for path in named if not is_excluded(path)]
    found = [path for path in found if not is_excluded(path)]
    return Discovery(tuple(sorted(_distinct(named, found))), tuple(sorted(set(failures))), not budget.is_spent)


def _kind(path: str) -> str | Failure:
    if path == STANDARD_INPUT:
        return "file"
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        return Failure(path, _reason(error))
    if stat.S_ISDIR(mode):
        return "directory"
    return "file" if stat.S_ISREG(mode) else Failure(path, "not a regular file")


def _reason(error: Exception) -> str:
    """An error of the operating system in one clause, without number and path; Python has one of its own about NULs in paths."""
    text = getattr(error, "strerror", None) or ("a path cannot hold a NUL" if "null" in str(error) else str(error))
    return text[:1].lower() + text[1:]


def _distinct(named: list[str], found: list[str]) -> Iterator[str]:
    """Each file once: a name of the user's first, and a file rather than a link to it."""
    seen = set()
    for path in [*dict.fromkeys(named), *sorted(found, key=lambda path: (os.path.islink(path), path))]:
        real = path if path == STANDARD_INPUT else os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            yield path


def _search(directory: str, failures: list[Failure], budget: _Budget) -> Iterator[str]:
    inside = _repository_files(directory)
    if inside is None:
        inside = _walk(directory, failures, budget)
    return (path for path in inside if is_dockerfile_name(os.path.basename(path)) and os.path.isfile(path))


def _repository_files(directory: str) -> Iterator[str] | None:
    """The files below a directory that git does not ignore; None outside of a work tree, or when git cannot tell."""
    if not _is_in_work_tree(directory):
        return None
    import subprocess

    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_GIT_PATTERNS]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            command, cwd=directory, env=environment, capture_output=True, timeout=_GIT_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    names = {os.fsdecode(name) for name in done.stdout.split(b"\0") if name}
    return (_under(directory, name) for name in names if SKIPPED_DIRECTORIES.isdisjoint(name.split("/")))


def _is_in_work_tree(directory: str) -> bool:
    place = os.path.realpath(directory)
    while not os.path.lexists(os.path.join(place, ".git")):
        above = os.path.dirname(place)
        if above == place:
            return False
        place = above
    return True


class _Budget:
    """How many entries of directories may still be looked at, and how long."""

    __slots__ = ("_end", "_left", "is_spent")

    def __init__(self, most: int | None, seconds: float | None) -> None:
        self._left = sys.maxsize if most is None else most
        self._end = None if seconds is None else time.monotonic() + seconds
        self.is_spent = False

    def allows(self, entries: int) -> bool:
        self._left -= entries
        is_late = self._end is not None and time.monotonic() > self._end
        self.is_spent = self.is_spent or self._left < 0 or is_late
        return not self.is_spent


def _walk(directory: str, failures: list[Failure], budget: _Budget) -> Iterator[str]:
    remaining = deque([directory])
    while remaining:
        place = remaining.popleft()
        try:
            with os.scandir(place) as found:
                entries = list(found)
        except OSError as error:
            failures.append(Failure(place, _reason(error)))
            continue
        if not budget.allows(len(entries)):
            return
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield _under(place, entry.name)
            elif entry.name not in SKIPPED_DIRECTORIES:
                remaining.append(_under(place, entry.name))


def _under(directory: str, name: str) -> str:
    """The path a user would write: nothing in front of what is below the working directory."""
    return name if directory in ("", ".", "./") else os.path.join(directory, name)


_OTHER_ENCODINGS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
"""The marks in front of a text; one is the beginning of another."""


def read(path: str) -> Source | Failure:
    """The text of a Dockerfile, or of standard input for `-`. Only regular files are opened."""
    try:
        data = sys.stdin.buffer.read(SIZE_LIMIT + 1) if path == STANDARD_INPUT else _bytes(path)
    except (OSError, ValueError) as error:
        return Failure(path, _reason(error))
    if len(data) > SIZE_LIMIT:
        return Failure(path, f"larger than {SIZE_LIMIT >> 20} MiB")
    if b"\0" in data:
        encoding = next((name for mark, name in _OTHER_ENCODINGS if data.startswith(mark)), None)
        return Failure(path, f"encoded as {encoding}, and builders read UTF-8" if encoding else "a binary file")
    from dockwright.syntax import decode

    text, problems = decode(data)
    return Source(path, text, tuple(problems))


def _bytes(path: str) -> bytes:
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(0, "is a directory")
    if not stat.S_ISREG(mode):
        raise OSError(0, "not a regular file")
    with open(path, "rb") as file:
        return file.read(SIZE_LIMIT + 1)
