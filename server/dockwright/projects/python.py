"""Python projects: requirements files with all they include, and which files `pip install -r` reads.

Source: https://pip.pypa.io/en/stable/reference/requirements-file-format/ (pip 25).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockwright.context import BuildContext
from dockwright.projects.manifests import Manifests, is_below, place
from dockwright.values import NamedTuple

ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
"""The endings by which pip knows a package file."""

_CONTINUATION = re.compile(r"\\\r?\n")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_OPTION = re.compile(
    r"(?:-r|--requirement|-c|--constraint|-e|--editable|-f|--find-links)(?:\s*=\s*|\s+|(?<=-\w))(\S.*)"
)
_LOCAL_INDEX = re.compile(r"(?:-i|--index-url|--extra-index-url)[\s=]+(file:\S+)")
"""An index that lies in a directory."""

_REMOTE = re.compile(r"^(?:[a-z]+\+)?(?:https?|ssh|git|svn|hg|bzr|ftp)\b.*:|^git@")
_VCS = re.compile(r"^(?:git|hg|svn|bzr)\+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Requirements(NamedTuple):
    """What a requirements file asks for, with all files it includes. Paths are context paths, or as written if outside."""

    files: tuple[str, ...]  # the file, its includes and constraints
    packages: tuple[str, ...]  # names of what comes from an index or a URL
    archives: tuple[str, ...]  # package files of the project
    directories: tuple[str, ...]  # of `--find-links`
    sources: tuple[str, ...]  # directories that are built and installed, `.` among them
    clones: tuple[str, ...]  # editable requirements that are cloned into `src` beside the command
    missing: tuple[str, ...]  # what is named but not sent to the builder


def read_requirements(context: BuildContext, paths: Sequence[str], directory: str | None = "") -> Requirements | None:
    """Everything that these requirements or constraints files lead to; None when one of them is not sent.

    `directory` is where pip runs (None: outside of the context): local packages are relative to it, included files to
    the file that includes them.
    """
    found = _Reader(context, directory)
    for path in paths:
        if not context.is_file(path) or not context.sends(path):
            return None
        found.read(path)
    return found.result()


class _Reader:
    """Follows includes."""

    def __init__(self, context: BuildContext, directory: str | None) -> None:
        self.context = context
        self.directory = directory
        self.files: dict[str, None] = {}
        self.packages: list[str] = []
        self.archives: list[str] = []
        self.directories: list[str] = []
        self.sources: list[str] = []
        self.clones: list[str] = []
        self.missing: list[str] = []

    def result(self) -> Requirements:
        return Requirements(
            tuple(self.files),
            tuple(self.packages),
            tuple(self.archives),
            tuple(self.directories),
            tuple(self.sources),
            tuple(self.clones),
            tuple(self.missing),
        )

    def read(self, path: str) -> None:
        if path in self.files:
            return
        self.files[path] = None
        for line in requirement_lines(self.context.read(path) or ""):
            if line.startswith("-"):
                self._option(path, line)
            else:
                self._requirement(line)

    def _option(self, path: str, line: str) -> None:
        if index := _LOCAL_INDEX.match(line):
            self.sources.append(index[1])
            return
        match = _OPTION.match(line)
        if match is None:  # an index, a host, a format: nothing of the project
            return
        value = match[1].strip().strip("\"'")
        if line.startswith(("-r", "--requirement", "-c", "--constraint")):
            self._include(path, value)
        elif line.startswith(("-e", "--editable")):
            self._editable(value)
        elif not _REMOTE.match(value):
            self._links(path, value)

    def _include(self, path: str, value: str) -> None:
        if _REMOTE.match(value):
            return
        target = place(path.rpartition("/")[0], value)
        if target is None or "$" in value or not self.context.is_file(target) or not self.context.sends(target):
            self.missing.append(value)
        else:
            self.read(target)

    def _editable(self, value: str) -> None:
        if _VCS.match(value) or _REMOTE.match(value):
            self.clones.append(value)
        else:
            self._source(value)

    def _links(self, path: str, value: str) -> None:
        for directory in (path.rpartition("/")[0], self.directory):
            target = (
                None if directory is None else place(directory, value.removeprefix("file://").removeprefix("file:"))
            )
            if target is not None and self.context.sends(target):
                (self.directories if self.context.is_dir(target) else self.archives).append(target)
                return
        self.missing.append(value)

    def _requirement(self, line: str) -> None:
        spec = line.split(" --")[0].split(";")[0].strip()
        _, at, reference = spec.partition("@")
        value = reference.strip() if at and not _REMOTE.match(spec) else spec
        if _REMOTE.match(value):
            self.packages.append(spec)
        elif value.startswith("file:") or (not at and (spec.startswith(".") or "/" in spec or spec.endswith(ARCHIVES))):
            self._source(value.removeprefix("file://").removeprefix("file:"))
        else:
            self.packages += names_of(spec)

    def _source(self, value: str) -> None:
        path = None if self.directory is None else place(self.directory, value.partition("[")[0])
        if path is not None and path.endswith(ARCHIVES):
            (self.archives if self.context.sends(path) else self.missing).append(path)
        else:
            self.sources.append(value)


def names_editables(context: BuildContext, path: str) -> bool:
    """Whether a requirements file has a line with `-e`."""
    return any(line.startswith(("-e", "--editable")) for line in requirement_lines(context.read(path) or ""))


def is_remote(value: str) -> bool:
    """Whether what is to be installed is fetched from elsewhere: a URL, a repository."""
    return _VCS.match(value) is not None or _REMOTE.match(value) is not None


def directory_of(value: str) -> str:
    """The directory that a local requirement names, as it is written: without extras, fragment and scheme."""
    return value.removeprefix("file://").removeprefix("file:").partition("#")[0].partition("[")[0].strip() or "."


def extras_of(value: str) -> tuple[str, ...]:
    """The extras of a requirement: `.[dev,test]` has two."""
    inner = value.partition("[")[2].partition("]")[0]
    return tuple(one.strip() for one in inner.split(",") if one.strip())


def names_of(requirement: str) -> tuple[str, ...]:
    """The package that a requirement names, and what its extras bring as far as that is known: `psycopg[binary]>=3` has two."""
    name = _NAME.match(requirement.lstrip())
    if name is None:
        return ()
    behind = requirement.lstrip()[name.end() :].lstrip()
    if not behind.startswith("["):
        return (name[0],)
    from dockwright.knowledge.python_packages import brought_by

    return (name[0], *(one for extra in extras_of(behind) for one in brought_by(name[0], (extra,)) or ()))


def requirement_lines(text: str) -> Iterator[str]:
    """The lines of a requirements file as pip sees them: continuations joined, comments and blank lines left out."""
    for line in _CONTINUATION.sub("", text.removeprefix("\ufeff")).split("\n"):
        line = _COMMENT.sub("", line).strip()
        if line:
            yield line


def manifests(
    context: BuildContext,
    directory: str | None,
    requirements: Sequence[str],
    constraints: Sequence[str] = (),
    links: Sequence[str] = (),
    root: str = "",
) -> Manifests | None:
    """What `pip install -r ... -c ... -f ...`, run in `directory`, reads; None: a named file is not sent to the builder.

    All paths are context paths; `directory` None is outside of the context. `root` is the directory that is copied: nothing outside is there.
    """
    read = read_requirements(context, [*requirements, *constraints], directory)
    if read is None:
        return None
    obstacles = [f"`{source}` is installed from the project's own sources" for source in read.sources]
    obstacles += [f"the requirements name `{path}`, which is not sent to the builder" for path in read.missing]
    files = tuple(dict.fromkeys((*read.files, *read.archives)))
    directories = tuple(dict.fromkeys((*read.directories, *links)))
    obstacles += [
        f"`{path}` is outside of what is copied" for path in (*files, *directories) if not is_below(path, root)
    ]
    clone = None if directory is None else place(directory, "src")
    overwritten = (clone,) if read.clones and clone is not None and context.sends(clone) else ()
    needless = None if read.packages or read.clones or read.archives else "the requirements name no packages"
    return Manifests(files, directories, overwritten, obstacles=tuple(obstacles), needless=needless)
