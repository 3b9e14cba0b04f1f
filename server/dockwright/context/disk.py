"""A context on disk."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Hashable, Mapping

from dockwright.context.answers import DEEPEST, Context, Entries, Node
from dockwright.context.paths import parent, path_order
from dockwright.context.questions import NO_ARGUMENTS, NO_TARGETS, READ_LIMIT, Started

_UNSETTLED = 2.0  # seconds; a file that has changed just now may change again without another time stamp


class DirectoryContext(Context):
    """A directory on disk. Symbolic links are followed as long as they stay inside; pipes and devices are never opened.

    `dockerfile_name` is the Dockerfile's path relative to `root` (it may start with `../`).
    """

    __slots__ = ("_can_tell", "_listed", "_nodes", "_real", "root")

    def __init__(
        self,
        root: str,
        dockerfile_name: str = "Dockerfile",
        arguments: Mapping[str, str] = NO_ARGUMENTS,
        targets: Mapping[str, str] = NO_TARGETS,
        started: tuple[Started, ...] = (),
    ) -> None:
        super().__init__(dockerfile_name.replace(os.sep, "/"), arguments, targets, started)
        self.root = root
        self._real: dict[str, str] = {}  # the place on disk by path
        self._nodes: dict[str, Node | None] = {}
        self._listed: dict[str, Entries] = {}
        self._can_tell: bool | None = None

    @property
    def is_known(self) -> bool:  # type: ignore[override]
        """Whether there is such a directory, and nothing hides what the builder is sent of it."""
        if self._can_tell is None:
            self._can_tell = self._node("") is not None and self._reads_ignore_file()
        return self._can_tell

    def _reads_ignore_file(self) -> bool:
        """Not when there is one that may not be read, or is no file."""
        return next(filter(self._is_there, self.ignore_names), None) == self.ignore_file

    def _is_there(self, path: str) -> bool:
        return os.path.lexists(os.path.join(self.root, path))

    def _node(self, path: str) -> Node | None:
        nodes = self._nodes
        if path in nodes:
            return nodes[path]
        if path.count("/") > DEEPEST:
            return None
        try:
            nodes[path] = self._look_up(path)
        except (OSError, ValueError):  # ValueError: a name that no file can have
            nodes[path] = None
        return nodes[path]

    def _look_up(self, path: str) -> Node | None:
        if path:
            above = self._node(parent(path))
            if above is None or not above.is_dir:
                return None
            place = os.path.join(self._real[parent(path)], path.rpartition("/")[2])
        else:
            place = os.path.realpath(self.root)
        status = os.lstat(place)
        if stat.S_ISLNK(status.st_mode):
            place = os.path.realpath(place)
            if not self._holds(place):
                return None
            status = os.stat(place)
        self._real[path] = place
        mode = status.st_mode
        return Node(stat.S_ISREG(mode), stat.S_ISDIR(mode), status.st_size, bool(mode & 0o111))

    def _holds(self, place: str) -> bool:
        root = self._real[""]
        return place == root or place.startswith(os.path.join(root, ""))

    def _entries(self, directory: str) -> Entries:
        if directory not in self._listed:
            self._listed[directory] = self._scan(directory)
        return self._listed[directory]

    def _scan(self, directory: str) -> Entries:
        if not self.is_dir(directory):
            return ()
        try:
            with os.scandir(self._real[directory]) as found:
                entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
        except OSError:
            return ()
        return sorted(entries, key=path_order)

    def _size(self, file: str) -> int:
        try:
            return os.lstat(os.path.join(self._real[parent(file)], file.rpartition("/")[2])).st_size
        except OSError:
            return 0

    def _bytes(self, path: str) -> bytes | None:
        if path.startswith("../"):
            return read_regular(os.path.join(self.root, path), READ_LIMIT)
        node = self._node(path)
        if node is None or not node.is_file:
            return None
        return read_regular(self._real[path], READ_LIMIT)

    def _stamp(self, path: str) -> tuple[Hashable, ...] | None:
        node = self._node(path)
        if node is None or not node.is_file:
            return None
        return stamp(self._real[path])


def stamp(place: str) -> tuple[Hashable, ...] | None:
    """What changes when the file or the directory at a place on disk does; None: nobody can tell, or it has changed just now."""
    try:
        status = os.stat(place)
    except OSError:
        return None
    if time.time() - status.st_mtime < _UNSETTLED:
        return None
    return place, status.st_mtime_ns, status.st_size, status.st_ino


def read_regular(place: str, limit: int) -> bytes | None:
    """The bytes of a regular file of at most `limit` bytes; None for anything else. Never waits for a pipe."""
    try:
        if not stat.S_ISREG(os.stat(place).st_mode):
            return None
        with open(place, "rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= limit else None
