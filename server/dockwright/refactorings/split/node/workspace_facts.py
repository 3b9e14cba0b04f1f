"""A package of a workspace that starts, as far as its Dockerfile and the packages tell: what is built, and which packages it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import join, normpath, relpath

from dockwright.knowledge.base_images import BaseImage
from dockwright.projects.node import Package
from dockwright.projects.node_build import Output, next_build, outputs_of
from dockwright.projects.node_native import unbundled
from dockwright.projects.package_scripts import Step, script_named, steps_of
from dockwright.projects.workspace_builds import parts_of
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.node.building import Building
from dockwright.refactorings.split.node.frameworks import BUNDLED
from dockwright.refactorings.split.node.managers import Managers, managers
from dockwright.refactorings.split.node.members import Begun, Workspace
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.starting import NOTHING, package_of
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple


class _Step(NamedTuple):
    """What a command comes down to: a step, where it runs, and the script that it is of; "" for none."""

    place: str
    package: Package
    step: Step
    script: str


class Member:
    """One package of a workspace, which starts."""

    def __init__(
        self, model: SemanticModel, stage: Stage, start: Start, facts: BaseImage, sources: Sources, workspace: Workspace,
        begun: Begun,
    ) -> None:  # fmt: skip
        self.model = model
        self.stage = stage
        self.start = start
        self.facts = facts
        self.sources = sources
        self.context = sources.context
        self.workspace = workspace
        self.begun = begun
        self.starting = begun.starting
        self.building = Building(model, stage, self.context, sources, workspace.directory)
        self.findings: dict[str, Findings] = {}  # of the packages that are needed, by their directories

    @cached_property
    def managers(self) -> Managers:
        return managers(self.facts, self.commands, self.starting.runners, self.workspace.package)

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        return tuple(command for _, command, _ in self.building.commands())

    def words(self, run: Run, command: Command) -> list[str]:
        """The words of a command with the arguments of the build."""
        return [self.model.expand(word.value, run) or word.value for word in command.words]

    def is_pruned(self) -> bool:
        """Whether the file takes development dependencies away itself."""
        return any(command.subcommand == "prune" and command.name == "npm" for command in self.commands)

    @property
    def inner(self) -> str:
        """The directory of the package that starts, relative to that of the workspace."""
        return relpath(self.begun.directory, self.workspace.directory)

    @cached_property
    def steps(self) -> tuple[_Step, ...]:
        """The steps of all scripts and tools that run."""
        return tuple(self._all_steps())

    def _all_steps(self) -> Iterator[_Step]:
        workspace = self.workspace
        places = {one.directory: place for place, one in workspace.members.items()}
        for run, command, directory in self.building.commands():
            argv = self.words(run, command)
            is_root = directory == workspace.directory
            package = workspace.package if is_root else workspace.members.get(directory)
            if package is None or not argv or restore_of(command) is not None:
                continue
            for step in steps_of(argv, package.scripts) or ():
                parts = parts_of(self.context, workspace.package, step.argv) if is_root else ()
                for part in parts:
                    place = places.get(part.package.directory)
                    for inner in steps_of(part.argv, part.package.scripts) or () if place is not None else ():
                        yield _Step(place or "", part.package, inner, part.argv[-1])
                if not parts:
                    yield _Step(directory, package, step, script_named(argv) or "")

    @cached_property
    def built(self) -> Mapping[str, tuple[Output, ...]]:
        """What builds leave behind in each directory that they run in: absolute paths."""
        found: dict[str, list[Output]] = {}
        for place, package, step, script in self.steps:
            outputs = outputs_of(self.context, package, step, step.variables)
            if outputs or "build" in script:
                made = found.setdefault(place, [])
                made += (one._replace(path=normpath(join(place, one.path)) if one.path else "") for one in outputs)
        return {place: tuple(dict.fromkeys(outputs)) for place, outputs in found.items()}

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What is built of the package that starts, and at the root."""
        return (*self.built.get(self.begun.directory, ()), *self.built.get(self.workspace.directory, ()))

    def alone(self) -> Output | None:
        """The output that has all in it that runs, when that is all that starts."""
        starting = self.starting
        if starting.server is not None or starting.programs or starting.preloads or starting.runners - {"bun"}:
            return None
        path = normpath(join(self.begun.working, self.starting.targets[0]))
        node = next_build(self.context, self.begun.package)
        standalone = normpath(join(self.begun.directory, node.output, "standalone"))
        if node.is_standalone and inside(path, standalone) and self.built.get(self.begun.directory):
            return Output("Next.js", standalone, True, True)
        for one in self.outputs:
            is_it = one.has_dependencies and one.is_proven and one.path and inside(path, one.path) is not None
            if is_it and (one.tool in BUNDLED or not unbundled(self.context, self.begun.package)):
                return one
        return None

    @cached_property
    def needed(self) -> Mapping[str, Package]:
        """The package that starts and those of the workspace that it depends on when it runs, by their directories."""
        places = {one.name: place for place, one in self.workspace.members.items()}
        found: dict[str, Package] = {}
        waiting = [self.begun.directory, *self.begun.also]
        while waiting:
            place = waiting.pop(0)
            if place in found:
                continue
            package = self.workspace.members[place]
            found[place] = package
            names = [*package.section("dependencies"), *package.section("optionalDependencies")]
            names += package.section("peerDependencies")
            self.findings[place] = self._findings_of(place, package)
            sources = self.findings[place].sources
            names += [one.name for one in sources.packages(iter(sources.files))]
            waiting += [places[name] for name in names if name in places]
        return found

    def _findings_of(self, place: str, package: Package) -> Findings:
        is_it = place == self.begun.directory
        outputs = tuple(inner for one in self.built.get(place, ()) if one.path and (inner := inside(one.path, place)))
        tools = {one.tool for one in self.built.get(place, ())}
        is_root = is_it and self.begun.working == self.workspace.directory
        working = self.workspace.package.directory if is_root else self.sources.context_path(self.begun.working)
        at_root = self.workspace.package.section("dependencies")
        programs = tuple(name for name in self.starting.programs if package_of(name) not in at_root)
        starting = self.starting._replace(programs=programs) if is_it else NOTHING
        is_bundled = bool(tools & BUNDLED)
        return Findings(
            self.context, package, starting, outputs, is_bundled, working if is_it else None, self.with_browsers
        )

    @cached_property
    def with_browsers(self) -> frozenset[str]:
        return self.building.with_browsers(self.workspace.install)
