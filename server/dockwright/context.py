"""The build context: what a rule may ask of the files around the Dockerfile.

Paths are relative to the context's root, with slashes. `./x`, `/x` and `../x` mean `x`, as they do in a COPY. Nothing
here raises: a path that is missing, unreadable or outside the root does not exist. What was once asked is remembered,
so a context is made anew when its files change.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from posixpath import normpath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from dockwright.ignore import IgnoreFile, Pattern, PatternError, is_literal
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.rule import NewFile

Answer = TypeVar("Answer")

WALK_LIMIT = 20_000
"""How many entries a walk over the context looks at before it stops."""

READ_LIMIT = 4 << 20
"""The largest file, in bytes, that `read` hands out."""

_DEEPEST = 100  # directories below the root that are looked at


class Started(NamedTuple):
    """What a compose file runs in containers of the image: a health check, or a command in the place of the image's own; or who
    runs there."""

    words: tuple[str, ...]  # of a program; the one text of a script for a shell
    needs_shell: bool
    is_check: bool
    target: str  # the stage that the service builds, in lower case; "" for the last one
    origin: str  # the name of the compose file
    user: str = ""  # who runs in the container in the place of the image's own user; then there are no words


NO_ARGUMENTS: Mapping[str, str] = MappingProxyType({})
NO_TARGETS: Mapping[str, str] = MappingProxyType({})


class BuildContext(Protocol):
    """The files a build can copy from. With `is_known` False nothing is known: rules that need files stay silent."""

    @property
    def is_known(self) -> bool: ...

    @property
    def arguments(self) -> Mapping[str, str]:
        """The build arguments that every compose file, bake file and workflow gives which names the Dockerfile."""

    @property
    def targets(self) -> Mapping[str, str]:
        """The stages, in lower case, that compose and bake files build by name, each with the name of the file."""

    @property
    def started(self) -> tuple[Started, ...]:
        """What compose files run in containers of the image."""

    def exists(self, path: str) -> bool:
        """Whether there is anything at the path, ignored or not."""

    def is_file(self, path: str) -> bool:
        """Whether it is a regular file, or a symbolic link to one inside the context."""

    def is_dir(self, path: str) -> bool: ...

    def is_executable(self, path: str) -> bool:
        """Whether it is a file that somebody may execute."""

    def read(self, path: str) -> str | None:
        """The text of a file, undecodable bytes as lone surrogates; None: no file, or larger than READ_LIMIT."""

    def size(self, path: str) -> int | None:
        """Bytes of a file, or of all files below a directory as far as a walk goes (also inside `.git`)."""

    def list(self, directory: str = "") -> tuple[str, ...]:
        """The names in a directory, sorted."""

    def glob(self, pattern: str) -> tuple[str, ...]:
        """The files and directories that a COPY source would match, sorted; only `**` walks."""

    def files(self, directory: str = "") -> Iterator[str]:
        """Every file below a directory, sorted, ignored or not, up to WALK_LIMIT entries; nothing inside `.git`."""

    def sent_files(self, directory: str = "") -> Iterator[str]:
        """`files` without the ignored ones. A directory of which nothing is sent costs nothing."""

    @property
    def ignore_file(self) -> str | None:
        """The path of the ignore file in effect: `<Dockerfile>.dockerignore`, else `.dockerignore`."""

    @property
    def ignore_rules(self) -> IgnoreFile: ...

    def ignored(self, path: str) -> bool:
        """Whether the ignore file means the path or a directory above it. It need not exist."""

    def sends(self, path: str) -> bool:
        """Whether a COPY of this path finds something: it exists and is not ignored, or not all below it is."""


class _Node(NamedTuple):
    """What stands at a path; neither file nor directory: a pipe, socket or device."""

    is_file: bool
    is_dir: bool
    size: int  # bytes
    is_executable: bool


_Entries = Sequence[tuple[str, bool]]
"""The names in a directory and whether each is a directory, in the order of full paths: `a.txt` before `a/b`."""


class _Context:
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

    def _node(self, path: str) -> _Node | None:
        """What stands at a clean path, symbolic links followed."""
        raise NotImplementedError

    def _entries(self, directory: str) -> _Entries:
        """A symbolic link is no directory here."""
        raise NotImplementedError

    def _size(self, file: str) -> int:
        """Bytes of a file that a walk met."""
        raise NotImplementedError

    def _bytes(self, path: str) -> bytes | None:
        raise NotImplementedError

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
        if pattern.count("/") > _DEEPEST:
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
        for path in (f"{self._dockerfile}.dockerignore", ".dockerignore"):
            data = self._bytes(path)
            if data is not None:
                return path, IgnoreFile(data.decode("utf-8", "surrogateescape"))
        return None, IgnoreFile()


class MemoryContext(_Context):
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

    def _node(self, path: str) -> _Node | None:
        if path in self._files:
            return _Node(True, False, self._size(path), path in self._executables)
        return _Node(False, True, 0, False) if path in self._directories else None

    def _entries(self, directory: str) -> _Entries:
        return sorted(self._directories.get(directory, {}).items(), key=_path_order)

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


class DirectoryContext(_Context):
    """A directory on disk. Symbolic links are followed as long as they stay inside; pipes and devices are never opened.

    `dockerfile_name` is the Dockerfile's path relative to `root` (it may start with `../`).
    """

    __slots__ = ("_listed", "_nodes", "_real", "root")

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
        self._nodes: dict[str, _Node | None] = {}
        self._listed: dict[str, _Entries] = {}

    @property
    def is_known(self) -> bool:  # type: ignore[override]
        """Whether there is such a directory."""
        return self._node("") is not None

    def _node(self, path: str) -> _Node | None:
        nodes = self._nodes
        if path in nodes:
            return nodes[path]
        if path.count("/") > _DEEPEST:
            return None
        try:
            nodes[path] = self._look_up(path)
        except (OSError, ValueError):  # ValueError: a name that no file can have
            nodes[path] = None
        return nodes[path]

    def _look_up(self, path: str) -> _Node | None:
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
        return _Node(stat.S_ISREG(mode), stat.S_ISDIR(mode), status.st_size, bool(mode & 0o111))

    def _holds(self, place: str) -> bool:
        root = self._real[""]
        return place == root or place.startswith(os.path.join(root, ""))

    def _entries(self, directory: str) -> _Entries:
        if directory not in self._listed:
            self._listed[directory] = self._scan(directory)
        return self._listed[directory]

    def _scan(self, directory: str) -> _Entries:
        if not self.is_dir(directory):
            return ()
        try:
            with os.scandir(self._real[directory]) as found:
                entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
        except OSError:
            return ()
        return sorted(entries, key=_path_order)

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


def keep(context: BuildContext, key: Hashable, make: Callable[[], Answer]) -> Answer:
    """What `make` gives, worked out once for a context: for what many files say together."""
    kept: dict[Hashable, Any] | None = getattr(context, "_kept", None)
    if kept is None or not context.is_known:  # the unknown context is one for all, and nothing is worked out of it
        return make()
    if key not in kept:
        kept[key] = make()
    answer: Answer = kept[key]
    return answer


def read_as(context: BuildContext, path: str, reader: Callable[[str], Answer]) -> Answer | None:
    """What a function makes of the text of a file; None where there is none.

    It is remembered as long as the file stays the same, also for later contexts: an application has hundreds of sources,
    and the editor asks about them again after every letter typed into the Dockerfile. The answer should be small.
    """
    mark = context._stamp(clean(path)) if isinstance(context, _Context) else None
    return remembered(mark, reader, lambda: _told(context, path, reader))


def remembered(mark: Hashable | None, reader: Hashable, make: Callable[[], Answer]) -> Answer:
    """What `make` gives by a function of a module, once for what has this stamp; each time where there is no stamp."""
    if mark is None:
        return make()
    key = reader, mark
    try:
        answer: Answer = _answers[key]
    except KeyError:
        answer = make()
        if len(_answers) >= _MOST_ANSWERS:
            _answers.clear()
        _answers[key] = answer
    return answer


def _told(context: BuildContext, path: str, reader: Callable[[str], Answer]) -> Answer | None:
    text = context.read(path)
    return None if text is None else reader(text)


_answers: dict[Hashable, Any] = {}
_MOST_ANSWERS = 20_000
_UNSETTLED = 2.0  # seconds; a file that has changed just now may change again without another time stamp


def with_files(context: BuildContext, files: Iterable[NewFile]) -> BuildContext:
    """The context as it is once these files are written. Of an unknown context nothing is known afterwards either."""
    if not context.is_known or not isinstance(context, _Context):
        return context
    return _Overlay(context, {file.path: file.text for file in files})


class _Overlay(_Context):
    """A context with some files written over it."""

    __slots__ = ("_above", "_below")

    def __init__(self, below: _Context, files: Mapping[str, str]) -> None:
        super().__init__(below._dockerfile, below.arguments, below.targets, below.started)
        self._below = below
        self._above = MemoryContext(files)

    def _node(self, path: str) -> _Node | None:
        """A file that is written over another one keeps its mode."""
        above, below = self._above._node(path), self._below._node(path)
        if above is not None and above.is_file and below is not None:
            return above._replace(is_executable=below.is_executable)
        return above or below

    def _entries(self, directory: str) -> _Entries:
        entries = dict(self._below._entries(directory)) | dict(self._above._entries(directory))
        return sorted(entries.items(), key=_path_order)

    def _size(self, file: str) -> int:
        return (self._above if self._above.is_file(file) else self._below)._size(file)

    def _bytes(self, path: str) -> bytes | None:
        data = self._above._bytes(path)
        return self._below._bytes(path) if data is None else data

    def _stamp(self, path: str) -> tuple[Hashable, ...] | None:
        return None if self._above._node(path) else self._below._stamp(path)


class _Unknown(_Context):
    """Nothing is known of the files."""

    __slots__ = ()

    is_known = False

    def _node(self, path: str) -> _Node | None:
        return None

    def _entries(self, directory: str) -> _Entries:
        return ()

    def _bytes(self, path: str) -> bytes | None:
        return None


UNKNOWN: BuildContext = _Unknown("Dockerfile")
"""The context of a Dockerfile of which nobody can tell where it is built."""


def clean(path: str) -> str:
    """The path relative to the root, without `.`, `..`, doubled, leading and trailing slashes; the root is ""."""
    if "/." not in path and "//" not in path and path[:1] != ".":
        return path.strip("/")  # as most are written
    return normpath(f"/{path}").lstrip("/")


def join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name


def is_sent(context: BuildContext, path: str) -> bool:
    """Whether a file is there and reaches the builder."""
    return context.is_file(path) and context.sends(path)


def sends_any(context: BuildContext, directory: str) -> bool:
    """Whether a directory is there and one of its files, at any depth, reaches the builder."""
    return context.is_dir(directory) and next(iter(context.sent_files(directory)), None) is not None


def parent(path: str) -> str:
    """The directory a clean path is in; the root's is the root."""
    return path.rpartition("/")[0]


def _path_order(entry: tuple[str, bool]) -> str:
    name, is_dir = entry
    return f"{name}/" if is_dir else name


def _is_no_repository(directory: str) -> bool:
    """Whether a walk should go in: nobody asks for the names inside `.git`."""
    return directory != ".git" and not directory.endswith("/.git")
