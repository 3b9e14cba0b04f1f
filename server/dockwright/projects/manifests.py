"""What a dependency restore reads: the answer that every ecosystem gives about a project of the context."""

from __future__ import annotations

from posixpath import normpath

from dockwright.context import BuildContext, is_sent, join
from dockwright.values import NamedTuple


class Manifests(NamedTuple):
    """The files that a dependency restore reads, and what speaks against copying only them.

    Paths are relative to the context's root. Each clause is a reason a user can read: one clause, no final stop.
    """

    files: tuple[str, ...]  # each exists and is sent, the most important one first
    directories: tuple[str, ...] = ()  # read as a whole
    overwritten: tuple[str, ...] = ()  # sent paths that the later copy puts over what the restore made
    doubts: tuple[str, ...] = ()  # why the set may be incomplete, or the result may differ
    obstacles: tuple[str, ...] = ()  # why it cannot work: the restore needs the sources themselves
    needless: str | None = None  # why nothing is gained by it

    @property
    def is_complete(self) -> bool:
        """Whether these files are proven to be all that the restore reads."""
        return not self.doubts and not self.obstacles and not self.overwritten

    @property
    def paths(self) -> tuple[str, ...]:
        return self.files + self.directories


def sent_files(context: BuildContext, directory: str, names: tuple[str, ...]) -> list[str]:
    """The files of these names, or patterns, in a directory that reach the builder; in the order of the names."""
    found: list[str] = []
    for name in names:
        path = join(directory, name)
        found += (
            [one for one in context.glob(path) if is_sent(context, one)]
            if "*" in name
            else [path] * is_sent(context, path)
        )
    return found


def outside(paths: tuple[str, ...], root: str) -> list[str]:
    """The obstacle that some of the manifests do not come with what is copied."""
    return [f"`{path}` is outside of what is copied" for path in paths if not is_below(path, root)]


def not_locked(name: str, lock: str) -> str:
    """The doubt about a lock file that an install would bring up to date: the sources, copied later, bring the old one again."""
    return f"`{name}` is not in `{lock}`: the install adds it, and the copy behind it takes that back"


def place(directory: str, path: str) -> str | None:
    """The context path that `path`, written in a file of `directory`, means; None when it is absolute or outside."""
    if path.startswith(("/", "~")):
        return None
    joined = normpath(f"{directory}/{path}" if directory else path)
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined


def is_below(path: str, directory: str) -> bool:
    """Whether a clean path is the directory or something in it; everything is in the root, ""."""
    return not directory or path == directory or path.startswith(f"{directory}/")


def ancestors(directory: str, root: str = "") -> list[str]:
    """The directory and those above it up to `root`, the nearest first; empty when it is not below `root`."""
    if not is_below(directory, root):
        return []
    found = [directory]
    while directory != root:
        directory = directory.rpartition("/")[0]
        found.append(directory)
    return found
