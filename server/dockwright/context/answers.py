"""How the questions are answered, whatever holds the files; and the context of which nobody knows anything."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dockwright.context.paths import clean, join, parent
from dockwright.context.questions import NO_ARGUMENTS, NO_TARGETS, WALK_LIMIT, BuildContext, Started
from dockwright.ignore import IgnoreFile, Pattern, PatternError, is_literal
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.rule import NewFile

DEEPEST = 100
"""How many directories below the root are looked at."""


class Node(NamedTuple):
    """What stands at a path; neither file nor directory: a pipe, socket or device."""

    is_file: bool
    is_dir: bool
    size: int  # bytes
    is_executable: bool


Entries = Sequence[tuple[str, bool]]
"""The names in a directory and whether each is a directory, in the order of full paths: `a.txt` before `a/b`."""


class Context(ABC):
    """What all contexts share; the rest follows from `_node`, `_entries`, `_size` and `_bytes`."""

    __slots__ = ("_dockerfile", "_ignore", "_kept", "arguments", "started", "targets")

    is_known = True

    def __init__(
        self,
        dockerfile: str,
        arguments: Mapping[str, str] = NO_ARGUMENTS,
        targets: Mapping[str, str] = NO_TARGETS,
        started: tuple[Started, ...] = (),
    ) -> None:
        self._dockerfile = dockerfile  # relative to the root
        self.arguments = arguments
        self.targets = targets
        self.started = started
        self._ignore: tuple[str | None, IgnoreFile] | None = None
        self._kept: dict[Hashable, Any] = {}

    @abstractmethod
    def _node(self, path: str) -> Node | None:
        """What stands at a clean path, symbolic links followed."""

    @abstractmethod
    def _entries(self, directory: str) -> Entries:
        """A symbolic link is no directory here."""

    @abstractmethod
    def _size(self, file: str) -> int:
        """Bytes of a file that a walk met."""

    @abstractmethod
    def _bytes(self, path: str) -> bytes | None:
        """What a file holds; None: it cannot be read."""

    def _stamp(self, path: str) -> tuple[Hashable, ...] | None:
        """What changes when the file does, wherever it is; None: nobody can tell, or it has changed just now."""
        return None

    def exists(self, path: str) -> bool:
        return self._node(clean(path)) is not None

    def is_file(self, path: str) -> bool:
        node = self._node(clean(path))
        return node is not None and node.is_file

    def is_dir(self, path: str) -> bool:
        node = self._node(clean(path))
        return node is not None and node.is_dir

    def is_executable(self, path: str) -> bool:
        node = self._node(clean(path))
        return node is not None and node.is_file and node.is_executable

    def read(self, path: str) -> str | None:
        data = self._bytes(clean(path))
        return None if data is None else data.decode("utf-8", "surrogateescape")

    def size(self, path: str) -> int | None:
        path = clean(path)
        node = self._node(path)
        if node is None or not node.is_dir:
            return node and node.size
        return sum(self._size(file) for file, is_dir in self._walk(path, lambda _: True) if not is_dir)

    def list(self, directory: str = "") -> tuple[str, ...]:
        return tuple(sorted(name for name, _ in self._entries(clean(directory))))

    def glob(self, pattern: str) -> tuple[str, ...]:
        pattern = clean(pattern)
        if pattern.count("/") > DEEPEST:
            return ()
        try:
            return tuple(sorted(self._glob_deep(pattern) if "**" in pattern else self._glob(pattern)))
        except PatternError:
            return ()

    def _glob(self, pattern: str) -> Iterable[str]:
        paths = [""]
        for segment in pattern.split("/"):
            if is_literal(segment):
                paths = [join(path, segment) for path in paths]
            else:
                matches = Pattern(segment).matches
                paths = [join(path, name) for path in paths for name in self.list(path) if matches(name)]
        return filter(self.exists, paths)

    def _glob_deep(self, pattern: str) -> Iterable[str]:
        matches = Pattern(pattern).matches
        start = pattern[: pattern.index("**")].rpartition("/")[0]
        while not is_literal(start):
            start = parent(start)
        return (path for path, _ in self._walk(start, _is_no_repository) if matches(path))

    def files(self, directory: str = "") -> Iterator[str]:
        return (path for path, is_dir in self._walk(clean(directory), _is_no_repository) if not is_dir)

    def sent_files(self, directory: str = "") -> Iterator[str]:
        rules = self.ignore_rules

        def enter(path: str) -> bool:
            return _is_no_repository(path) and not rules.ignores_all(path)

        start = clean(directory)
        walk = self._walk(start, enter) if not rules.ignores_all(start) else ()
        return (path for path, is_dir in walk if not is_dir and not rules.ignores(path))

    def _walk(self, directory: str, enter: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
        """Everything below a directory as (path, is it a directory), depth first, up to WALK_LIMIT entries."""
        left = WALK_LIMIT
        open_directories = [(directory, iter(self._entries(directory)))]
        while open_directories and left:
            above, entries = open_directories[-1]
            entry = next(entries, None)
            if entry is None:
                open_directories.pop()
                continue
            left -= 1
            path, is_dir = join(above, entry[0]), entry[1]
            yield path, is_dir
            if is_dir and enter(path):
                open_directories.append((path, iter(self._entries(path))))

    @property
    def ignore_file(self) -> str | None:
        return self._ignore_in_effect()[0]

    @property
    def ignore_names(self) -> tuple[str, ...]:
        """Where an ignore file may be, the first in effect."""
        return f"{self._dockerfile}.dockerignore", ".dockerignore"

    @property
    def ignore_rules(self) -> IgnoreFile:
        return self._ignore_in_effect()[1]

    def ignored(self, path: str) -> bool:
        return self.ignore_rules.ignores(clean(path))

    def sends(self, path: str) -> bool:
        path = clean(path)
        node = self._node(path)
        if node is None or not self.ignored(path):
            return node is not None
        return node.is_dir and next(self.sent_files(path), None) is not None

    def _ignore_in_effect(self) -> tuple[str | None, IgnoreFile]:
        if self._ignore is None:
            self._ignore = self._find_ignore()
        return self._ignore

    def _find_ignore(self) -> tuple[str | None, IgnoreFile]:
        for path in self.ignore_names:
            data = self._bytes(path)
            if data is not None:
                return path, IgnoreFile(data.decode("utf-8", "surrogateescape"))
        return None, IgnoreFile()


def _is_no_repository(directory: str) -> bool:
    """Whether a walk should go in: nobody asks for the names inside `.git`."""
    return directory != ".git" and not directory.endswith("/.git")


def with_files(context: BuildContext, files: Iterable[NewFile]) -> BuildContext:
    """The context as it is once these files are written. Of an unknown context nothing is known afterwards either."""
    if not context.is_known or not isinstance(context, Context):
        return context
    from dockwright.context.memory import Overlay  # needed only where a fix writes files

    return Overlay(context, {file.path: file.text for file in files})


class _Unknown(Context):
    """Nothing is known of the files."""

    __slots__ = ()

    is_known = False

    def _node(self, path: str) -> Node | None:
        return None

    def _entries(self, directory: str) -> Entries:
        return ()

    def _size(self, file: str) -> int:
        return 0

    def _bytes(self, path: str) -> bytes | None:
        return None


UNKNOWN: BuildContext = _Unknown("Dockerfile")
"""The context of a Dockerfile of which nobody can tell where it is built."""
