"""A server with a build step, as far as its Dockerfile and package.json tell: what it runs, what is built, what is where."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.projects.node import Package
from dockwright.projects.node_build import NextBuild, Output, next_build
from dockwright.projects.node_sources import resolved
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, steps_of
from dockwright.refactorings.split.commands import with_cleaning
from dockwright.refactorings.split.node.building import TOOLS, Building
from dockwright.refactorings.split.node.frameworks import Parts, replaced
from dockwright.refactorings.split.node.managers import Managers, managers
from dockwright.refactorings.split.node.starting import Starting
from dockwright.refactorings.split.script import StartScript
from dockwright.refactorings.split.sources import Brought, Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run


class Server:
    """One start command of one stage."""

    def __init__(
        self, model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, sources: Sources,
        package: Package, starting: Starting, script: StartScript | None, root: str, above: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.restart: tuple[str, ...] = ()  # what starts in place of a command that builds once more
        self.above = above  # directories whose package.json the start reads on its way
        self.model = model
        self.stage = stage
        self.context = context
        self.start = start
        self.facts = facts
        self.sources = sources
        self.package = package
        self.starting = starting
        self.script = script
        self.root = root  # of the package, in the image
        is_sent = basename(start.program) in RUNNERS  # who starts it goes to the package's directory
        self.working = root if is_sent else start.directory  # where the server runs
        self.is_bun = facts.family == "oven/bun"
        self.building = Building(model, stage, context, sources, root)

    @cached_property
    def managers(self) -> Managers:
        is_found = "/" in self.start.program or basename(self.start.program) in RUNNERS | EXECUTORS  # in node_modules
        own = {"pm2"} if is_found and "pm2" in self.package.section("dependencies") else set()
        return managers(
            self.facts, (one for _, one, _ in self.building.commands()), self.starting.runners - own, self.package
        )

    @property
    def knows_nx(self) -> bool:
        """Whether Nx builds here, and what it leaves behind is known of all that it builds."""
        found = [one for one in self.building.outputs if one.tool == "Nx"]
        return bool(found) and all(one.is_proven for one in found)

    def target(self, written: str) -> str:
        """The absolute path of a file given to node; `.` is what package.json names."""
        path = normpath(join(self.working, written))
        main = self.package.data.get("main")
        if path == self.root:
            return normpath(join(path, main if isinstance(main, str) and main else "index.js"))
        return path

    def is_output(self, path: str) -> bool:
        return any(one.path and one.is_proven and inside(path, one.path) is not None for one in self.reaching)

    @property
    def reaching(self) -> Iterator[Output]:
        """The outputs, files also without their ending: `node dist/main`."""
        for one in self.building.outputs:
            yield one
            if not one.is_directory:
                yield one._replace(path=one.path.rpartition(".")[0])

    def is_source(self, path: str) -> bool:
        return bool(resolved(self.context, join(self.package.directory, inside(path, self.root) or "")))

    def last(self) -> Instruction:
        """The last instruction that installs or builds, and what only cleans up or changes owners behind it."""
        last: Instruction = self.building.builds[-1].run
        for run, command, directory in self.building.commands():
            is_here = command.name in TOOLS and inside(directory, self.root) is not None
            is_work = is_here and not command.has_flag("g", "global")
            if run.index > last.index and (
                is_work or self.building.stays_in(self.whole_directories, run, command, directory)
            ):
                last = run
        return with_cleaning(self.model, self.stage, last)

    @cached_property
    def whole_directories(self) -> tuple[str, ...]:
        """The directories that the build writes and that are copied as they are in the end, whatever is put there."""
        known = [one for one in self.building.outputs if one.path and one.is_proven]
        found = (one.path if one.is_directory else dirname(one.path) for one in known)
        return tuple(one for one in found if inside(one, self.root))

    def moves(self) -> Iterator[tuple[Command, str, str]]:
        """What commands of the stage, and of the package scripts that they run, move where: absolute paths."""
        for _, command, directory in self.building.commands():
            argv = [word.value for word in command.words]
            steps = (one.argv for one in steps_of(argv, self.package.scripts) or ()) if argv[:1] != ["mv"] else (argv,)
            for words in steps:
                if basename(words[0]) == "mv":
                    paths = [normpath(join(directory, one)) for one in words[1:] if not one.startswith("-")]
                    yield from ((command, path, paths[-1]) for path in paths[:-1])

    def moves_along(self, path: str) -> bool:
        """Whether a path is moved into a directory that is copied as it is in the end."""
        return any(
            inside(path, source) is not None and any(inside(target, one) is not None for one in self.whole_directories)
            for _, source, target in self.moves()
        )

    def next(self) -> NextBuild | None:
        """The configuration of Next.js, where it is what the package builds."""
        is_it = any(one.tool == "Next.js" for one in self.building.outputs)
        return next_build(self.context, self.package) if is_it else None

    def replaced(self, last: Instruction) -> Parts | None:
        """The server that a framework writes, in place of the command that runs it; None where it cannot take its place."""
        if self.is_bun or self.script is not None or self.above:
            return None
        return replaced(self.start, self.starting, self.building.outputs, self.next(), self.root, last)

    def replaces_start(self) -> bool:
        """Whether the server that a framework writes takes the place of the start command, and of who runs it."""
        return self.replaced(self.last()) is not None

    def _bringer(self, place: str) -> Brought | None:
        """The last COPY or ADD that brings a path to its place."""
        for one in reversed(self.sources.brought):
            inner = inside(place, one.target)
            if inner is not None and (not inner or one.is_directory):
                return one
        return None

    def is_there(self, place: str, path: str, last: Instruction) -> bool:
        """Whether a path of the context was copied to its place up to the end of the builder, and nothing brings it behind."""
        one = self._bringer(place)
        if one is None or one.transfer.index > last.index:
            return False
        inner = inside(place, one.target)
        found = join(one.source, inner) if inner and one.source else inner or one.source
        return found == path

    def brought_behind(self, place: str, last: Instruction) -> bool:
        """Whether a path is copied to its place behind the end of the builder."""
        one = self._bringer(place)
        return one is not None and one.transfer.index > last.index

    @property
    def brings_script(self) -> bool:
        """Whether the start script is taken from the builder; one that is copied behind the build stays where it is copied."""
        return self.script is not None and self.is_there(self.script.path, self.script_source, self.last())

    @property
    def script_source(self) -> str:
        return (self.sources.context_path(self.script.path) or "") if self.script is not None else ""

    def prunes(self) -> Iterator[Run]:
        """The RUNs that take development dependencies away."""
        for run, command, _ in self.building.commands():
            if command.subcommand == "prune" and command.name in ("npm", "pnpm"):
                yield run
