"""The paths that a Go program names, held against the files of the build context: which it reads, and which are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, normpath

from dockwright.context import BuildContext, join
from dockwright.projects.go_program import FileRead, Sighting

_WORKSHOPS = frozenset({"vendor", "node_modules", "test", "tests", "testdata", "docs", "doc", "scripts"})
"""Directories that a running program has no business with."""

_PROJECTS = ("package.json", "pyproject.toml", "requirements.txt", "Cargo.toml", "pom.xml", "Makefile", "Dockerfile")
"""By these a directory is known that holds sources of something else: `client`, `docs`."""

_EMBED = re.compile(r"^//go:embed[ \t]+(.+)$", re.MULTILINE)
_WILDCARD = re.compile(r"[*?\[]")
_CONFIG_SUFFIXES = ("yaml", "yml", "json", "toml", "env", "properties", "props", "hcl", "ini", "dotenv")
_SYSTEM_PATHS = ("/proc/", "/sys/", "/dev/", "/etc/ssl/", "/etc/pki/", "/var/run/secrets/", "/run/secrets/", "/tmp/")


class NamedPaths:
    """What one program names, collected source by source."""

    def __init__(self, context: BuildContext, directory: str | None) -> None:
        self.context = context
        self.directory = directory  # of the context, whose files stand in the working directory; None: not known
        self.reads: dict[str, FileRead] = {}
        self.absent: dict[str, FileRead] = {}
        self.mentioned: dict[str, FileRead] = {}
        self.config_names = {"config"}  # viper's default
        self.config_here: Sighting | None = None

    def add(self, path: str, sighting: Sighting) -> None:
        """Note a path; of the directory `.` only configuration files that stand there."""
        if path.startswith("/"):
            self.reads.setdefault(path, FileRead(path, sighting))
            return
        path = normpath(path)
        if path != ".":
            self.reads.setdefault(path, FileRead(path, sighting))
            return
        if sighting.text.endswith("AddConfigPath"):
            self.config_here = sighting
        else:
            self.reads.setdefault(path, FileRead(path, sighting))

    def embedded_by(self, source: str) -> Iterator[str]:
        """What a source has compiled in, as context paths, up to the first wildcard."""
        for words in _EMBED.findall(self.context.read(source) or ""):
            for word in words.split():
                pattern = word.strip('"`').removeprefix("all:")
                directory = _WILDCARD.split(pattern)[0]
                directory = pattern if directory == pattern else dirname(directory)
                path = normpath(join(dirname(source), directory)) if directory else dirname(source)
                if path not in ("", "."):
                    yield path

    def lacks(self, path: str, sighting: Sighting) -> None:
        """Note a relative path at which the context holds nothing."""
        self.add_directory_of(path, sighting)
        path = normpath(path)
        self.absent.setdefault(path, FileRead(path, sighting))

    def mention(self, path: str, sighting: Sighting) -> None:
        """Note a relative path that is not there, and that a program may read."""
        path = normpath(path)
        self.mentioned.setdefault(path, FileRead(path, sighting))

    def add_directory_of(self, path: str, sighting: Sighting) -> None:
        """The directory of data that a file would be put into which the context does not hold: a log, a database."""
        directory = path.rpartition("/")[0]
        if directory.strip("./") and self._holds_data(directory):
            self.add(directory, sighting)

    def add_configuration(self) -> None:
        """`AddConfigPath(".")`: the files there that have the configuration's name."""
        for name in self.context.list(self.directory or "") if self.config_here is not None else ():
            stem, _, suffix = name.rpartition(".")
            if suffix in _CONFIG_SUFFIXES and stem in self.config_names and self.stands(name):
                self.reads.setdefault(name, FileRead(name, self.config_here))  # type: ignore[arg-type]

    def add_named(self, words: Mapping[str, Sighting]) -> None:
        """Directories of data whose names stand somewhere in the sources, where paths are computed: they begin with such names."""
        for word, sighting in words.items() if self.directory is not None else ():
            is_project = any(self.context.is_file(join(join(self.directory or "", word), name)) for name in _PROJECTS)
            if word not in _WORKSHOPS and not is_project and self._holds_data(word):
                self.add(word, sighting)

    def stands(self, path: str) -> bool:
        """Whether a path that the sources name is one that the image may hold, as far as the context tells."""
        if path.startswith("/"):
            return not path.startswith(_SYSTEM_PATHS) and path != "/"
        if self.directory is None or not path:
            return False
        place = normpath(join(self.directory, path))
        if place.startswith("../") or place == "..":
            return False
        if _WILDCARD.search(path):
            return any(self.context.sends(one) for one in self.context.glob(place))
        return self.context.sends("" if place == "." else place)

    def is_source(self, path: str) -> bool:
        """Whether the path is Go's own business: sources, or a directory that holds nothing else."""
        if path.endswith((".go", "go.mod", "go.sum")):
            return True
        place = normpath(join(self.directory or "", path))
        if not self.context.is_dir(place):
            return False
        names = list(self.context.files(place))
        return bool(names) and all(name.endswith(".go") for name in names)

    def _holds_data(self, path: str) -> bool:
        """Whether a relative path is a directory of the context without sources of Go."""
        place = normpath(join(self.directory or "", path))
        is_there = self.context.is_dir(place) and self.stands(path)
        return is_there and not any(name.endswith(".go") for name in self.context.files(place))

    def outermost(self) -> tuple[FileRead, ...]:
        """The reads without those below a directory that is read too, sorted by path."""
        found: list[FileRead] = []
        for read in sorted(self.reads.values(), key=lambda one: one.path):
            if not any(read.path.startswith(f"{other.path}/") for other in found):
                found.append(read)
        return tuple(found)
