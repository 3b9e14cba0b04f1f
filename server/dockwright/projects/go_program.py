"""What a Go program needs when it runs, as values that say where in the sources each is seen."""

from __future__ import annotations

from dockwright.values import NamedTuple


class Sighting(NamedTuple):
    """A place in the sources that proves something."""

    path: str  # relative to the context
    line: int  # one-based
    text: str  # the call or import

    def __str__(self) -> str:
        return f"`{self.text}` in {self.path}:{self.line}"


class FileRead(NamedTuple):
    """A path the program names: relative to its working directory, or absolute; a glob stands for what it matches."""

    path: str
    sighting: Sighting


class ProgramCall(NamedTuple):
    """A program that is started; name "" when it is computed."""

    name: str
    sighting: Sighting


class GoProgram(NamedTuple):
    """What the sources tell. Each sighting is the first of its kind."""

    is_complete: bool  # every package of the program was read, or is known
    has_main: bool
    cgo: Sighting | None
    unknown_modules: tuple[str, ...]  # imported packages of which nothing is known
    reads: tuple[FileRead, ...]
    absent_reads: tuple[FileRead, ...]  # relative paths that the context does not hold
    mentions: tuple[FileRead, ...]  # such paths of data that stand somewhere in the sources: it may read them
    computed_reads: tuple[Sighting, ...]  # files whose names the sources do not state
    programs: tuple[ProgramCall, ...]
    tls: Sighting | None  # it talks to others over TLS: certificates of authorities
    time_zones: Sighting | None
    has_own_time_zones: bool  # time/tzdata is compiled in
    users: Sighting | None  # it looks users or their homes up in /etc/passwd
    looked_up: tuple[str, ...]  # users by name; "": one whose name is computed
    groups: tuple[str, ...]  # the same of groups
    content_types: Sighting | None  # it tells content types by file endings, which /etc/mime.types adds to
    temporary: Sighting | None  # it needs a directory for temporary files
    plugin: Sighting | None
    toolchain: Sighting | None  # it needs the go command or Go's sources when it runs
    embedded: tuple[str, ...]  # context paths that are compiled in, up to the first wildcard
    written: tuple[str, ...] = ()  # paths that it makes files and directories at
    absolute: tuple[str, ...] = ()  # other absolute paths that stand somewhere in the sources

    def beside(self, other: GoProgram) -> GoProgram:
        """What this program and another one need that lies in the image with it."""
        reads = {one.path: one for one in (*other.reads, *self.reads)}
        return self._replace(
            reads=tuple(reads.values()),
            tls=self.tls or other.tls,
            time_zones=self.time_zones or other.time_zones,
            has_own_time_zones=self.has_own_time_zones and (other.has_own_time_zones or other.time_zones is None),
            users=self.users or other.users,
            looked_up=(*self.looked_up, *other.looked_up),
            groups=(*self.groups, *other.groups),
            temporary=self.temporary or other.temporary,
            written=(*self.written, *other.written),
            absolute=(*self.absolute, *other.absolute),
        )

    def together(self, other: GoProgram) -> GoProgram:
        """What this program and another one need that the container starts, too."""
        return self.beside(other)._replace(
            is_complete=self.is_complete and other.is_complete,
            unknown_modules=tuple(dict.fromkeys((*self.unknown_modules, *other.unknown_modules))),
            absent_reads=(*self.absent_reads, *other.absent_reads),
            mentions=(*self.mentions, *other.mentions),
            computed_reads=(*self.computed_reads, *other.computed_reads),
            programs=(*self.programs, *other.programs),
            content_types=self.content_types or other.content_types,
            plugin=self.plugin or other.plugin,
            toolchain=self.toolchain or other.toolchain,
        )

    def either(self, other: GoProgram) -> GoProgram:
        """What this program or another one needs, of which one is built."""
        common = tuple(one for one in self.embedded if one in other.embedded)
        return self.together(other)._replace(cgo=self.cgo or other.cgo, embedded=common)
