"""What a split looks at and what it writes: one stage, one build, one runtime base."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename, join

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.table import words
from dockwright.refactorings.split.commands import opaque
from dockwright.refactorings.split.model import Base, Build, Copied, Obstacle
from dockwright.refactorings.split.places import located, paths_in
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.shell.subshells import MOVES
from dockwright.syntax import Instruction, Run, Transfer
from dockwright.text import Edit
from dockwright.values import NamedTuple

_INDIRECT = words("make gmake mage task just bazel bazelisk goreleaser nx earthly tox invoke rake scons ninja sh bash")
"""Programs that build what a file of the project tells them."""


_MOST = 2
"""As many programs are named where another one starts."""


def another_starts(program: str, made: Iterable[str]) -> str:
    """That a program starts which the build does not make, and what it makes instead, as far as its names are known."""
    reason = f"`{program}` is not what the build makes"
    paths = [f"`{path}`" for path in dict.fromkeys(made)]
    return f"{reason}: that is {' and '.join(paths)}" if 0 < len(paths) <= _MOST else reason


class Candidate(NamedTuple):
    """A stage that may be split, with its context: what the examination of a build begins with."""

    model: SemanticModel
    stage: Stage
    context: BuildContext
    start: Start
    sources: Sources

    @property
    def facts(self) -> BaseImage:
        facts = self.stage.facts
        assert facts is not None
        return facts

    def not_made(self, reason: str) -> Obstacle:
        """Why what starts is not known to be built here: the last command that builds by ways of its own, else the reason."""
        commands = [one for run in self.stage.of(Run) for one in self.model.commands(run)]
        for command in reversed(commands):
            word = command.words[0].value if command.words else ""
            if command.name in _INDIRECT or word.startswith("./") or word.endswith(".sh"):
                target = next((f" {one.value}" for one in command.operands()[:1] if "=" not in one.value), "")
                called = f"{command.name if command.name in _INDIRECT else word}{target}"
                made = f"whether `{called}` makes `{self.start.program}` is not known"
                return Obstacle(f"{made}: what it runs is not followed", command.name_span)
        script = next((one for one in self.start.arguments if not one.startswith("-")), "")
        if script and basename(self.start.program) in POSIX_SHELLS and self.context.is_known:
            reason = f"what `{script}` does is not known: it is not in the build context"
        return Obstacle(reason, self.start.span)


class Subject(NamedTuple):
    """The stage that is split. Nothing here changes."""

    model: SemanticModel
    stage: Stage
    context: BuildContext
    sources: Sources
    facts: BaseImage  # of the old base image
    start: Start
    build: Build
    base: Base  # of the runtime stage
    boundary: Instruction  # the last instruction of the builder

    @property
    def text(self) -> str:
        return self.model.dockerfile.text

    @property
    def before(self) -> tuple[Instruction, ...]:
        """The instructions up to the boundary."""
        return tuple(one for one in self.stage.instructions if one.index <= self.boundary.index)

    @property
    def behind(self) -> tuple[Instruction, ...]:
        return tuple(one for one in self.stage.instructions if one.index > self.boundary.index)

    @property
    def directory(self) -> str | None:
        """The working directory at the boundary; None when it is not known."""
        return self.model.state_after(self.boundary).workdir

    @property
    def opaque(self) -> Command | None:
        """A command of the builder of which nobody can tell what it reads and writes."""
        runs = [command for one in self.before if isinstance(one, Run) for command in self.model.commands(one)]
        return opaque(runs, self.facts.ecosystem)

    def destination(self, transfer: Transfer) -> str | None:
        """The absolute path that a COPY or ADD writes to."""
        if transfer.destination is None:
            return None
        written = self.model.expand(transfer.destination, transfer)
        return self.model.state_before(transfer).resolve(written) if written is not None else None

    def paths(self, command: Command) -> list[str]:
        """The absolute paths that mkdir, chown and their like work on; without those behind a computed `cd`. A `$` is left where
        the value of a variable is not known."""
        directory = self.directory_of(command)
        if directory is None and not all(one.value.startswith("/") for one in command.operands()):
            return []
        return paths_in(self.model, command, directory or "/")

    def directory_of(self, command: Command) -> str | None:
        """The directory that a command of a RUN works in; None where it is computed."""
        if not isinstance(command.instruction, Run) or not any(one.name in MOVES for one in command.script.commands):
            return self.model.state_before(command.instruction).workdir or "/"
        places = located(self.model, command.instruction)
        return next((directory for one, directory in places if one.span == command.span), None)

    def comments(self, one: Instruction) -> str:
        """The comment lines directly above, with their line breaks."""
        return self.text[one.block_start : one.line_span.start]

    def source(self, one: Instruction) -> str:
        """The instruction as it is written, indentation included."""
        return self.text[one.line_span.start : one.span.end]


class Piece(NamedTuple):
    """An instruction of the runtime stage, written in front of those that stay where they are."""

    order: tuple[int, int]  # the index of the instruction it stands for, and a number among several
    text: str


class Draft:
    """The runtime stage as it comes into being."""

    def __init__(self, build: Build) -> None:
        self.pieces: list[Piece] = []
        self.deleted: list[Instruction] = []
        self.edits: list[Edit] = list(build.edits)
        self.notes: dict[str, None] = dict.fromkeys(build.notes)
        self.copies: list[Copied] = list(build.copies)
        self.accounts: set[str] = set()  # users and groups that the runtime stage makes
        self.directories: set[str] = set()  # ... and directories
        self.packages: dict[str, None] = {}
        self.takes_accounts = False  # /etc/passwd comes from the builder

    def add(self, one: Instruction, text: str, number: int = 0) -> None:
        """Write an instruction of the runtime stage in the place of one of the old stage."""
        piece = Piece((one.index, number), text)
        if piece not in self.pieces:
            self.pieces.append(piece)

    def move(self, one: Instruction, text: str, comments: str) -> None:
        """Write it in the runtime stage and take it from the builder, the comments above it along."""
        self.add(one, comments + text)
        self.deleted.append(one)

    def note(self, text: str) -> None:
        self.notes[text] = None

    def is_copied(self, path: str) -> bool:
        """Whether the path comes from the builder, by itself or with a directory."""
        return any(inside(path, copy.source) is not None for copy in self.copies)

    def brings(self, directory: str) -> bool:
        """Whether something that comes from the builder lies in the directory."""
        return any(inside(copy.source, directory) is not None for copy in self.copies)


def home(account: str) -> str:
    return join("/home", account)
