"""Contexts whose files are values: of tests and examples, and those with files that a fix would write."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping

from dockwright.context.answers import Context, Entries, Node
from dockwright.context.paths import clean, parent, path_order
from dockwright.context.questions import NO_ARGUMENTS, NO_TARGETS, Started


class MemoryContext(Context):
    """A context made of values: file contents by path. A path that ends with a slash is an empty directory."""

    __slots__ = ("_directories", "_executables", "_files", "_sizes")

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        dockerfile_name: str = "Dockerfile",
        *,
        executables: Collection[str] = (),
        sizes: Mapping[str, int] | None = None,  # bytes, where the contents would be too large to write down
        arguments: Mapping[str, str] = NO_ARGUMENTS,
        targets: Mapping[str, str] = NO_TARGETS,
        started: tuple[Started, ...] = (),
    ) -> None:
        super().__init__(clean(dockerfile_name), arguments, targets, started)
        self._files = {clean(path): content for path, content in files.items() if not path.endswith("/")}
        self._directories = _directories_of(self._files, files)
        self._executables = {clean(path) for path in executables}
        self._sizes = {clean(path): size for path, size in (sizes or {}).items()}

    def _node(self, path: str) -> Node | None:
        if path in self._files:
            return Node(True, False, self._size(path), path in self._executables)
        return Node(False, True, 0, False) if path in self._directories else None

    def _entries(self, directory: str) -> Entries:
        return sorted(self._directories.get(directory, {}).items(), key=path_order)

    def _size(self, file: str) -> int:
        size = self._sizes.get(file)
        return len(self._content(file)) if size is None else size

    def _bytes(self, path: str) -> bytes | None:
        return self._content(path) if path in self._files else None

    def _content(self, path: str) -> bytes:
        content = self._files[path]
        return content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")


def _directories_of(files: Mapping[str, object], written: Mapping[str, object]) -> dict[str, dict[str, bool]]:
    """The directories that these paths imply: for each, its names and whether they are directories."""
    directories: dict[str, dict[str, bool]] = {"": {}}

    def enter(path: str, is_dir: bool) -> None:
        above = parent(path)
        if path and above not in directories:
            enter(above, True)
        if is_dir:
            directories.setdefault(path, {})
        if path:
            directories[above][path.rpartition("/")[2]] = is_dir

    for path in files:
        enter(path, False)
    for path in written:
        if path.endswith("/"):
            enter(clean(path), True)
    return directories


class Overlay(Context):
    """A context with some files written over it."""

    __slots__ = ("_above", "_below")

    def __init__(self, below: Context, files: Mapping[str, str]) -> None:
        super().__init__(below._dockerfile, below.arguments, below.targets, below.started)
        self._below = below
        self._above = MemoryContext(files)

    def _node(self, path: str) -> Node | None:
        """A file that is written over another one keeps its mode."""
        above, below = self._above._node(path), self._below._node(path)
        if above is not None and above.is_file and below is not None:
            return above._replace(is_executable=below.is_executable)
        return above or below

    def _entries(self, directory: str) -> Entries:
        entries = dict(self._below._entries(directory)) | dict(self._above._entries(directory))
        return sorted(entries.items(), key=path_order)

    def _size(self, file: str) -> int:
        return (self._above if self._above.is_file(file) else self._below)._size(file)

    def _bytes(self, path: str) -> bytes | None:
        data = self._above._bytes(path)
        return self._below._bytes(path) if data is None else data

    def _stamp(self, path: str) -> tuple[Hashable, ...] | None:
        return None if self._above._node(path) else self._below._stamp(path)
