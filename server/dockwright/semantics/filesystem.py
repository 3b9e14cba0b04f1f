"""What a stage may hold at a path, and which instruction put it there.

A stage is read as a program over a file system: COPY and ADD bring files, WORKDIR makes directories, the commands of
RUN write what `deeds` knows of them; a command that is not understood may have written anything.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from posixpath import basename, dirname
from typing import TYPE_CHECKING, TypeVar

from dockwright.context import UNKNOWN, BuildContext, clean
from dockwright.knowledge.commands import SYSTEM_DIRECTORIES
from dockwright.knowledge.ecosystems import ECOSYSTEMS
from dockwright.semantics.deeds import deed, sites
from dockwright.semantics.images import ImageName
from dockwright.semantics.state import normalise
from dockwright.syntax import Add, Copy, Instruction, Run, Transfer, Word, Workdir
from dockwright.syntax.lazy import lazy
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.knowledge.base_images import BaseImage
    from dockwright.semantics.model import SemanticModel
    from dockwright.semantics.stages import Stage
    from dockwright.shell import Command

AnyInstruction = TypeVar("AnyInstruction", bound=Instruction)

_WILDCARDS = "*?["
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
SOURCE_DIRECTORIES = frozenset(
    ["api", "app", "apps", "backend", "client", "cmd", "code", "frontend", "internal", "lib", "libs", "packages", "pkg",
     "project", "server", "source", "src", "web"]
)  # fmt: skip
"""Names under which projects keep their sources, for contexts that cannot be looked into."""
FILES_WITHOUT_SUFFIX = frozenset(
    ["Brewfile", "Cartfile", "Dockerfile", "Gemfile", "Jenkinsfile", "LICENSE", "Makefile", "Pipfile", "Podfile",
     "Procfile", "README", "Rakefile", "Vagrantfile", "artisan", "gradlew", "manage", "mvnw"]
)  # fmt: skip
"""Names without a dot that are files."""
_SOURCE_PATTERNS = frozenset(pattern for row in ECOSYSTEMS.values() for pattern in row.sources if "*" in pattern)


_USUAL = tuple(
    f"{one}/"
    for one in (
        *SYSTEM_DIRECTORIES,
        "/usr",
        "/dev",
        "/home",
        "/media",
        "/mnt",
        "/proc",
        "/root",
        "/srv",
        "/sys",
        "/tmp",
    )
)
"""Directories that base images fill."""
_NEAR = 8  # stages, one built on another, whose directories are looked for
_FEW = 32  # entries or instructions, through which one may look again and again
_FILLING = (Run, Transfer, Workdir)
_MODULES = "/node_modules/"


class Entry(NamedTuple):
    """Something an instruction puts at a path, or below it.

    `kind`: context, stage, image, url, heredoc (COPY and ADD); directory (WORKDIR, mkdir); and the kinds of deeds.Write
    for RUN: file, copy, move, link, download, archive, artifact, packages, restore, account, mode, removal, unknown.
    """

    path: str  # absolute; the whole file system "/" when unknown
    kind: str
    instruction: Instruction
    sources: tuple[str, ...] = ()  # context, `from`: paths without a leading slash; RUN: absolute paths; url: the URL
    is_tree: bool = False  # there may be anything below the path
    is_anywhere: bool = False  # the path is only a guess
    stage: Stage | None = None  # where a kind "stage" comes from
    image: ImageName | None = None  # where a kind "image" comes from
    command: Command | None = None  # the command of a RUN
    is_directory: bool | None = None  # of a transfer's source; None when nobody can tell

    @property
    def is_transfer(self) -> bool:
        return self.kind in ("context", "stage", "image", "url", "heredoc")

    @property
    def is_whole_context(self) -> bool:
        """Whether it brings all that the context sends: `COPY . .`."""
        return self.kind == "context" and any(_is_root(source) for source in self.sources)

    @property
    def is_broad(self) -> bool:
        """Whether it brings the whole context, a directory, or all sources of a kind: what changes with every edit."""
        if self.kind != "context":
            return False
        return self.is_whole_context or self.is_directory is True or _are_sources(self.sources)

    def concerns(self, path: str) -> bool:
        """Whether it may have put something at the path or below it."""
        own = self.path
        if self.is_anywhere or own == path or path == "/" or own.startswith(path + "/"):
            return True
        return self.is_tree and (own == "/" or path.startswith(own + "/"))


class FileSystem:
    """What the instructions of a stage, and of those it is built on, put where; in order."""

    def __init__(self, stage: Stage, context: BuildContext) -> None:
        self._model = stage.model
        self._stage = stage
        self._context = context
        self.facts = stage.facts  # of the root image
        root = stage.root_image
        self.is_empty_base = root is not None and root.repository == "scratch"

    @lazy
    def entries(self) -> tuple[Entry, ...]:
        """Worked out only where the base image alone does not answer."""
        found: list[Entry] = []
        for one in reversed(self._stage.lineage):
            found += _entries_in(self._model, one, self._context)
        return tuple(found)

    @lazy
    def directories(self) -> frozenset[str]:
        """The paths that WORKDIR and `mkdir` make."""
        return frozenset([entry.path for entry in self.entries if entry.kind == "directory"])

    @lazy
    def _places(self) -> _Places:
        return self._model.keep((_Places, self._stage.lineage[-1], self._context), _Places)

    def origin(self, path: str, before: Instruction | None = None) -> tuple[Entry, ...]:
        """All that can have put something at an absolute path or below it, the last one last."""
        path = normalise(path)
        if len(self.entries) <= _FEW or path == "/":
            return tuple(entry for entry in self._until(before) if entry.concerns(path))
        if not self._places.take(self.entries):
            self._places = _Places()
            self._places.take(self.entries)
        found = map(self.entries.__getitem__, self._places.concerning(path, len(self.entries)))
        return tuple(entry for entry in found if before is None or entry.instruction.index < before.index)

    def may_hold(self, path: str, before: Instruction | None = None) -> bool:
        """Whether anything can be at the path: put there by an instruction, or by the base image."""
        path = normalise(path)
        if self.base_may_hold(path):
            return True
        if "entries" not in self.__dict__:
            above = self._filling_above(before)
            if len(above) <= _FEW:
                return self._is_put(path, above) or self.may_be_installed(path, before)
        is_put = any(entry.kind not in ("removal", "mode") for entry in self.origin(path, before))
        return is_put or self.may_be_installed(path, before)

    def may_be_installed(self, path: str, before: Instruction | None = None) -> bool:
        """Whether it is in the packages of a member of a workspace of Node, whose install above has made them."""
        member, found, _ = f"{path}/".partition(_MODULES)
        if not found:
            return False
        entries = tuple(self._until(before))
        installs = [one.path for one in entries if one.kind == "restore" and one.path.endswith(_MODULES[:-1])]
        is_below = any(f"{member}/".startswith(one[: 1 - len(_MODULES)]) for one in installs)
        return is_below and any(one.is_transfer and one.concerns(member) for one in entries)

    def _filling_above(self, before: Instruction | None) -> list[Instruction]:
        """The instructions, those above another one where it is given, that put something anywhere; the last one first."""
        found: list[Instruction] = []
        for one in self._stage.lineage:
            filling = [each for each in reversed(one.instructions) if isinstance(each, _FILLING)]
            found += filling if before is None else [each for each in filling if each.index < before.index]
            if len(found) > _FEW:
                break
        return found

    def _is_put(self, path: str, instructions: list[Instruction]) -> bool:
        """Whether one of the instructions puts something at the path; the rest is not read."""
        for one in instructions:
            for entry in entries_of(self._model, one, self._context):
                if entry.kind not in ("removal", "mode") and entry.concerns(path):
                    return True
        return False

    def transfers(self) -> tuple[Entry, ...]:
        """What COPY and ADD bring."""
        return tuple(entry for entry in self.entries if entry.is_transfer)

    def of(self, instruction: Instruction) -> tuple[Entry, ...]:
        """What one instruction puts."""
        return tuple(entry for entry in self.entries if entry.instruction is instruction)

    def _until(self, before: Instruction | None) -> Iterator[Entry]:
        for entry in self.entries:
            if before is not None and entry.instruction.index >= before.index:
                return
            yield entry

    def base_may_hold(self, path: str) -> bool:
        """Whether the base image can have it: they keep to the system's directories and their own working directory."""
        return not self.is_empty_base and image_may_hold(self.facts, path)


_AT_ROOT = frozenset((".dockerenv", "busybox", "runtime", "tini"))
"""Names beside the directories of the system that images have: `/runtime` of Dart, `/busybox` of distroless."""

_OF_SERVICES = frozenset(("config", "data", "plugins"))

_KEEPING = ("gcr.io/distroless/", "hexpm/", "lukemathwalker/", "mcr.microsoft.com/dotnet/", "oven/bun")
"""Images of others than Docker that have nothing of their own there; of the rest nobody knows."""


def image_may_hold(image: BaseImage | None, path: str) -> bool:
    """Whether an image can have an absolute path; one of which nothing is known may have anything."""
    if image is None:
        return True
    if image.has_empty_workdir and path.startswith(f"{image.workdir}/"):
        return False
    if path == "/" or f"{path}/".startswith(_USUAL):
        return True
    own = (image.workdir,) if image.workdir != "/" else ()
    return _may_be_at_root(image, path) or any(
        path == one or path.startswith(one + "/") for one in (*own, *image.volumes)
    )


def _may_be_at_root(image: BaseImage, path: str) -> bool:
    """Whether an image may have put it beside the directories of the system: a server, its entrypoint, `/uv`, `/deno`."""
    first = path.split("/", 2)[1]
    if image.kind == "tool" or (image.kind == "service" and first in _OF_SERVICES):
        return True
    if "entrypoint" in first or first in _AT_ROOT or first in image.programs:
        return True
    return image.kind != "os" and "/" in image.family and not image.family.startswith(_KEEPING)


class _Places:
    """The entries of a long file by their paths, so that not every question looks at all of them.

    Stages that are built on one another share them: each has the entries of the one below, and its own behind.
    """

    __slots__ = ("_anywhere", "_at_or_below", "_taken", "_trees")

    def __init__(self) -> None:
        self._taken: tuple[Entry, ...] = ()
        self._anywhere: list[int] = []
        self._at_or_below: dict[str, list[int]] = {}
        self._trees: dict[str, list[int]] = {}

    def take(self, entries: tuple[Entry, ...]) -> bool:
        """Take in what is new among the entries of a stage; False when they branch off from those that are known.

        An entry belongs to one instruction, so that where one is the same, all before it are.
        """
        known = len(self._taken)
        common = min(known, len(entries))
        if common and self._taken[common - 1] is not entries[common - 1]:
            return False
        for place in range(known, len(entries)):
            self._add(place, entries[place])
        if len(entries) > known:
            self._taken = entries
        return True

    def _add(self, place: int, entry: Entry) -> None:
        if entry.is_anywhere:
            self._anywhere.append(place)
            return
        for directory in (*above(entry.path), entry.path):
            self._at_or_below.setdefault(directory, []).append(place)
        if entry.is_tree:
            self._trees.setdefault(entry.path, []).append(place)

    def concerning(self, path: str, count: int) -> list[int]:
        """The places of those of the first entries that concern a path other than the root, in order."""
        return sorted(place for places in self._listed(path) for place in places[: bisect_left(places, count)])

    def concern(self, path: str, count: int) -> bool:
        """Whether one of the first entries concerns a path other than the root."""
        return any(places and places[0] < count for places in self._listed(path))

    def _listed(self, path: str) -> list[list[int]]:
        """Where the entries are that concern a path, for each way to do so."""
        listed = [self._anywhere, self._at_or_below.get(path, [])]
        return listed + [self._trees.get(directory, []) for directory in ("/", *above(path))]


class _Copies:
    """What the many COPYs and ADDs of one stage bring, by its paths."""

    __slots__ = ("_entries", "_places", "_to")

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self._places = _Places()
        self._places.take(entries)
        self._to: dict[str, list[Entry]] = {}
        for entry in entries:
            if not entry.is_anywhere:
                self._to.setdefault(entry.path, []).append(entry)

    def last_at(self, path: str, before: Instruction) -> Entry | None:
        """The last above an instruction at this very path."""
        entries = self._to.get(path, [])
        count = bisect_left(entries, before.index, key=_place)
        return entries[count - 1] if count else None

    def concern(self, path: str, before: Instruction) -> bool:
        """Whether one above an instruction may have put something at the path or below it."""
        count = bisect_left(self._entries, before.index, key=_place)
        return count > 0 if path == "/" else self._places.concern(path, count)


def _copies(model: SemanticModel, stage: Stage, context: BuildContext) -> _Copies | None:
    """What the COPYs and ADDs of a stage bring, where they are so many that it pays to know their paths."""
    transfers = stage.of(Transfer)
    if len(transfers) <= _FEW:
        return None
    return model.keep(
        (_Copies, stage, context),
        lambda: _Copies(tuple(entry for one in transfers for entry in entries_of(model, one, context))),
    )


def _index(instruction: Instruction) -> int:
    return instruction.index


def _place(entry: Entry) -> int:
    return entry.instruction.index


def above(path: str) -> list[str]:
    """The directories above an absolute path, but for the root."""
    return [path[:end] for end, character in enumerate(path) if character == "/" and end]


def files_of(model: SemanticModel, stage: Stage, context: BuildContext = UNKNOWN) -> FileSystem:
    """The file system of a stage. With a known context, files and directories of it are told apart."""
    return model.keep((files_of, stage, context), lambda: FileSystem(stage, context))


def _entries_in(model: SemanticModel, stage: Stage, context: BuildContext) -> tuple[Entry, ...]:
    """What the instructions of one stage put, without those that it is built on."""
    return model.keep(
        (_entries_in, stage, context),
        lambda: tuple(
            entry
            for one in stage.instructions
            if isinstance(one, _FILLING)
            for entry in entries_of(model, one, context)
        ),
    )


def transferred(
    model: SemanticModel, stage: Stage, context: BuildContext, path: str, before: Instruction
) -> Entry | None:
    """What the last COPY or ADD above an instruction brings to this very path, whatever commands do to it."""
    for one in stage.lineage:
        copies = _copies(model, one, context)
        if copies is not None and (found := copies.last_at(path, before)) is not None:
            return found
        for transfer in reversed(one.of(Transfer)) if copies is None else ():
            if transfer.index < before.index:
                for entry in reversed(entries_of(model, transfer, context)):
                    if entry.path == path and not entry.is_anywhere:
                        return entry
    return None


def entries_between(
    model: SemanticModel, stage: Stage, context: BuildContext, first: Instruction, last: Instruction
) -> Iterator[Entry]:
    """What a stage, and those it is built on, put anywhere between two instructions."""
    for one in reversed(stage.lineage):
        for instruction in strictly_between(one.instructions, first, last):
            if isinstance(instruction, _FILLING):
                yield from entries_of(model, instruction, context)


def strictly_between(
    instructions: Sequence[AnyInstruction], first: Instruction, last: Instruction
) -> Sequence[AnyInstruction]:
    """Those of some instructions, in the order of the file, that stand behind one and above another."""
    begin = bisect_right(instructions, first.index, key=_index)
    return instructions[begin : bisect_left(instructions, last.index, key=_index)]


def is_copied(
    model: SemanticModel, stage: Stage, context: BuildContext, paths: Iterable[str], before: Instruction
) -> bool:
    """Whether a COPY or ADD can have put one of the absolute, normalised paths there: a quick look, which leaves out what
    commands write."""
    for one in stage.lineage:
        copies = _copies(model, one, context)
        if copies is not None and any(copies.concern(path, before) for path in paths):
            return True
        for transfer in one.instructions if copies is None else ():
            if isinstance(transfer, Transfer) and transfer.index < before.index:
                for entry in entries_of(model, transfer, context):
                    for path in paths:
                        if entry.concerns(path):
                            return True
    return False


def entries_of(model: SemanticModel, instruction: Instruction, context: BuildContext = UNKNOWN) -> tuple[Entry, ...]:
    """What one instruction puts where; stages that are built on one another have it in common."""
    return model.keep((entries_of, instruction, context), lambda: tuple(_read(model, instruction, context)))


def _read(model: SemanticModel, instruction: Instruction, context: BuildContext) -> Iterator[Entry]:
    if isinstance(instruction, Transfer):
        yield from _transferred(model, instruction, context)
    elif isinstance(instruction, Run):
        yield from _ran(model, instruction)
    elif isinstance(instruction, Workdir):
        path = model.state_after(instruction).workdir
        yield Entry(path or "/", "directory", instruction, is_anywhere=path is None)


def _ran(model: SemanticModel, run: Run) -> Iterator[Entry]:
    script = model.script(run)
    if script.dialect != "posix" or script.has_errors:
        yield Entry(model.state_before(run).workdir or "/", "unknown", run, is_tree=True, is_anywhere=True)
        return
    for site in sites(model, run):
        for write in deed(site).writes:
            yield Entry(
                write.path, write.kind, run, write.sources, write.is_tree, write.is_anywhere, command=site.command
            )


def _transferred(model: SemanticModel, transfer: Transfer, context: BuildContext) -> Iterator[Entry]:
    """One entry for each source, at the path it gets."""
    destination = _destination(model, transfer)
    into = destination.endswith("/") or len(transfer.sources) + len(transfer.heredocs) > 1
    base = normalise(destination)
    is_anywhere = destination == ""
    for heredoc in transfer.heredocs:
        path = normalise(f"{base}/{heredoc.name}") if into else base
        yield Entry(path, "heredoc", transfer, is_anywhere=is_anywhere)
    kind, stage, image = _source_kind(model, transfer)
    for word in transfer.sources:
        source = model.expand(word, transfer)
        if source is None:
            yield Entry(base, kind, transfer, (), True, is_anywhere, stage, image)
        elif kind == "context" and isinstance(transfer, Add) and _is_remote(source):
            yield _fetched(transfer, source, base, into, is_anywhere)
        else:
            is_directory = _is_directory(word, source, kind, context)
            path, is_tree = _landing(transfer, source, base, into, is_directory)
            relative = clean(source) if kind == "context" else source.strip("/")
            yield Entry(
                path, kind, transfer, (relative,), is_tree, is_anywhere, stage, image, is_directory=is_directory
            )


def _destination(model: SemanticModel, transfer: Transfer) -> str:
    """The absolute destination, with its final slash kept; "" when unknown."""
    word = transfer.destination
    text = model.expand(word, transfer) if word is not None else None
    if text is None:
        return ""
    state = model.state_before(transfer)
    path = state.resolve(text or ".")
    if path is None:
        return ""
    is_directory = text.endswith("/") or basename(text) in (".", "..", "") or _is_made(model, transfer, path)
    return path.rstrip("/") + "/" if is_directory else path


def _is_made(model: SemanticModel, transfer: Transfer, path: str) -> bool:
    """Whether the directory is there before the copy: the image's own working directory, or made by WORKDIR, mkdir, or for what
    was copied into it."""
    stage = model.stage_of(transfer)
    facts = stage.facts if stage is not None else None
    own = (model.state_before(transfer).workdir, facts.workdir if facts is not None else None)
    if any(one is not None and f"{one}/".startswith(f"{path}/") for one in own):
        return True
    file = model.dockerfile
    by_commands = file.mentions("mkdir") and (
        file.mentions("$") or file.text.find(basename(path), 0, transfer.span.start) >= 0
    )
    looks = (_made, _made_by_commands) if by_commands else (_made,)
    for level in stage.lineage[:_NEAR] if stage is not None else ():
        for look in looks:
            made = model.keep((look, level), lambda look=look, level=level: look(model, level))  # type: ignore[misc]
            if made.get(path, transfer.index) < transfer.index:
                return True
    return False


def _made(model: SemanticModel, stage: Stage) -> dict[str, int]:
    """The directories that WORKDIR and copies of a stage certainly make, those above them among them, and the index of the first
    that does."""
    found = [(one.index, _directory(model, one)) for one in (*stage.of(Workdir), *stage.of(Transfer))]
    return _firsts([(index, path) for index, path in found if path is not None])


def _made_by_commands(model: SemanticModel, stage: Stage) -> dict[str, int]:
    """The same for what `mkdir` makes."""
    made = [
        (run.index, write.path)
        for run in stage.of(Run)
        if "mkdir" in run.text
        for site in sites(model, run)
        if site.command.name == "mkdir" and not site.command.is_conditional
        for write in deed(site).writes
        if not write.is_tree
    ]
    return _firsts(made)


def _firsts(made: Iterable[tuple[int, str]]) -> dict[str, int]:
    """The paths with those above them, each with the lowest number that it has."""
    firsts: dict[str, int] = {}
    for index, path in sorted(made):
        while path not in firsts and path != "/":
            firsts[path] = index
            path = dirname(path)
    return firsts


def _directory(model: SemanticModel, instruction: Instruction) -> str | None:
    """The directory that is surely there behind the instruction."""
    if isinstance(instruction, Workdir):
        return model.state_after(instruction).workdir
    if not isinstance(instruction, Transfer) or instruction.destination is None:
        return None
    text = model.expand(instruction.destination, instruction)
    path = model.state_before(instruction).resolve(text) if text else None
    if text is None or path is None:
        return None
    several = len(instruction.sources) + len(instruction.heredocs) > 1
    return path if several or text.endswith("/") or _is_content(instruction) else dirname(path)


def _is_content(transfer: Transfer) -> bool:
    """Whether a source is plainly a directory, whose content is copied: `.`, `src/`."""
    return any(one.value.endswith("/") or one.value == "." for one in transfer.sources)


def _source_kind(model: SemanticModel, transfer: Transfer) -> tuple[str, Stage | None, ImageName | None]:
    flag = transfer.from_ if isinstance(transfer, Copy) else None
    if flag is None or flag.value is None or not flag.value.value:
        return "context", None, None
    here = model.stage_of(transfer)
    for reference in here.references if here is not None else ():
        if reference.instruction is transfer:
            return "stage", reference.stage, None
    return "image", None, ImageName.parse(flag.value.value)


def _landing(transfer: Transfer, source: str, base: str, into: bool, is_directory: bool | None) -> tuple[str, bool]:
    """Where a source lands, and whether that may be a tree. Of a directory the content is copied, not itself."""
    name = basename(source.rstrip("/"))
    if transfer.flag("parents") is not None:
        return base, True
    if is_directory or _has_wildcard(source) or name in ("", ".", ".."):
        return base, True
    if isinstance(transfer, Add) and source.endswith(_ARCHIVES):
        return base, True
    if not into:
        return base, is_directory is None
    if is_directory is None and "." not in name and name not in FILES_WITHOUT_SUFFIX:
        return base, True
    return normalise(f"{base}/{name}"), False


def _fetched(transfer: Transfer, url: str, base: str, into: bool, is_anywhere: bool) -> Entry:
    name = basename(url.partition("?")[0].partition("#")[0].rstrip("/"))
    is_repository = name.endswith(".git") or ".git#" in url or url.startswith("git@")
    if is_repository or not name:
        return Entry(base, "url", transfer, (url,), True, is_anywhere)
    return Entry(normalise(f"{base}/{name}") if into else base, "url", transfer, (url,), False, is_anywhere)


def _is_directory(word: Word, source: str, kind: str, context: BuildContext) -> bool | None:
    if source.endswith("/") or basename(source) in (".", "..", ""):
        return True
    if kind == "context" and context.is_known and not _has_wildcard(source):
        return context.is_dir(source) if context.exists(source) else None
    return None


def _is_remote(source: str) -> bool:
    return "://" in source or source.startswith("git@")


def _has_wildcard(source: str) -> bool:
    return any(mark in source for mark in _WILDCARDS)


def _is_root(source: str) -> bool:
    return source in ("", ".", "*", "**", "./*")


def _are_sources(paths: tuple[str, ...]) -> bool:
    """Whether one of the paths is a directory by its name, or a pattern such as `*.go`."""
    return any(basename(path) in SOURCE_DIRECTORIES or basename(path) in _SOURCE_PATTERNS for path in paths)
