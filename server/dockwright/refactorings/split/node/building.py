"""The commands of a stage that build a Node project, and what they leave behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from posixpath import basename, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.node_packages import BROWSER_VARIABLES, BROWSERS
from dockwright.knowledge.table import words
from dockwright.projects.node import Package
from dockwright.projects.node_build import BUILDERS, Output, outputs_of
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, Step, parse_text, script_named, steps_of
from dockwright.projects.workspace_builds import TASK_RUNNERS
from dockwright.refactorings.node_installs import DIRECTORY_FLAGS, browser_install, commands_of, package_at
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.node.borrowed import Borrowed, borrowed
from dockwright.refactorings.split.node.pruning import Install
from dockwright.refactorings.split.packages import installed, is_install
from dockwright.refactorings.split.places import absolute
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer
from dockwright.values import NamedTuple

_BUILD_WORDS = ("build", "compile", "generate", "bundle")

_DEEPEST = 6

_MOST_STEPS = 100

_INSTALL_SCRIPTS = ("preinstall", "install", "postinstall", "prepublish", "prepare")

_HARMLESS = words(
    "rimraf rm del-cli echo eslint prettier tslint jest vitest mocha cp cpx cpy copyfiles shx mkdir mkdirp tsc-alias "
    "tscpaths prisma graphql-codegen cross-env cd true exit ncp chmod next-sitemap svelte-check vue-tsc biome test set "
    "node-gyp patch-package husky is-ci type-coverage"
)
"""Programs of build scripts that write nothing of their own, or copy into what is built."""


TOOLS = BUILDERS | TASK_RUNNERS | words("npm npx yarn yarnpkg pnpm pnpx bun bunx corepack node prisma")
"""Programs that install and build in place."""

_LEAVING_OUT = words("prune deploy focus --production --prod -P --omit=dev --only=production")
"""Words of package managers by which packages for development are not there, or no longer."""
_MAKERS = words("mkdir chown chmod chgrp touch")
_MOVERS = words("cp mv")


def taken_from(stage: Stage) -> Obstacle | None:
    """That a stage runs what it copies from another one, or from an image."""
    for transfer in stage.of(Transfer):
        name = transfer.from_.value if transfer.from_ is not None else None
        if name is not None:
            other = stage.model.stage_named(name.value)
            advice = ", development packages of the workspace, too: prune them there"
            advice = advice if other is not None and _has_workspace(other) else ""
            return Obstacle(
                f"it is split already: the final stage runs what it takes from `{name.value}`{advice}", transfer.span
            )
    return None


def _has_workspace(stage: Stage) -> bool:
    """Whether a stage installs all that `turbo prune` has picked out of a workspace, and takes nothing away again."""
    others = (one.stage for each in stage.lineage for one in each.references)
    turbo = (
        one.words[words.index("prune") - 1].value
        for other in (*stage.lineage, *others)
        for one in other.commands
        if "prune" in (words := [word.value for word in one.words])[1:4]
    )
    if not any(basename(word.partition("@")[0]) == "turbo" for word in turbo):
        return False
    own = [one for each in stage.lineage for one in each.commands if one.name in RUNNERS]
    installs = any((restore := restore_of(one)) is not None and restore.ecosystem == "node" for one in own)
    said = {word.value for one in own for word in one.words}
    return installs and not said & _LEAVING_OUT


def dependencies_from(stage: Stage) -> Obstacle | None:
    """That a stage builds with dependencies which another one has installed."""
    for transfer in stage.of(Transfer):
        name = transfer.from_.value if transfer.from_ is not None else None
        if name is not None and any(basename(word.value.rstrip("/")) == "node_modules" for word in transfer.sources):
            reason = f"the dependencies are those of `{name.value}`: nothing here installs them"
            return Obstacle(reason, transfer.span, ships=True)
    return None


class Built(NamedTuple):
    """A command that builds, the directory it runs in, and what that leaves behind: absolute paths."""

    run: Run
    command: Command
    directory: str
    outputs: tuple[Output, ...]
    is_followed: bool  # every step is known


class Building:
    """How a stage installs and builds the package whose directory in the image is `root`."""

    def __init__(self, model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, root: str) -> None:
        self.model = model
        self.stage = stage
        self.context = context
        self.sources = sources
        self.root = root

    def commands(self) -> Iterator[tuple[Run, Command, str]]:
        """The commands of the stage, each with the directory it runs in."""
        return commands_of(self.model, self.stage)

    @cached_property
    def builds(self) -> tuple[Built, ...]:
        return tuple(self._builds())

    def _builds(self) -> Iterator[Built]:
        for run, command, directory in self.commands():
            argv = [word.value for word in command.words]
            if not argv or command.name in ("echo", "cd"):
                continue
            package = package_at(self.sources, directory)
            if package is None:
                continue
            if restore_of(command) is not None:
                if command.has_flag("ignore-scripts"):
                    continue
                steps = [one for name in _INSTALL_SCRIPTS if name in package.scripts
                         for one in steps_of(["npm", "run", name], package.scripts) or ()]  # fmt: skip
                if not self._has_sources(run, directory):
                    continue
            else:
                name = script_named(argv)
                is_known = argv[0] in RUNNERS | EXECUTORS | BUILDERS or command.name in BUILDERS | {"node"}
                steps = list(steps_of(argv, package.scripts) or ()) if is_known else []
                placed = tuple(self._placed(argv, package, directory, 0)) if name is not None else ()
                if any(place != directory for _, _, place in placed):
                    yield self._built_around(run, command, directory, placed)
                    continue
                if not steps and name is not None and any(word in name for word in _BUILD_WORDS):
                    yield Built(run, command, directory, (), False)
            built = self._built(run, command, directory, package, steps)
            if built is not None:
                yield built

    def _placed(
        self, argv: Sequence[str], package: Package | None, directory: str, depth: int
    ) -> Iterator[tuple[tuple[str, ...], Package | None, str]]:
        """The commands of package scripts, with the package and the directory of each: scripts go elsewhere by `cd` and
        `--prefix`. A command of the Dockerfile comes with the directory that its own flag leads to."""
        sent = [argv[at + 1] for at, word in enumerate(argv[:-1]) if word in DIRECTORY_FLAGS and argv[0] in RUNNERS]
        if sent and depth:
            directory = normpath(join(directory, sent[0]))
            package = package_at(self.sources, directory)
        name = script_named(argv)
        commands = parse_text(package.scripts.get(name, "")) if package is not None and name is not None else None
        if name is None or not commands or depth > _DEEPEST:
            yield tuple(argv), package, directory
            return
        place = directory
        for command in commands:
            words_ = [word.value for word in command.words]
            if words_[:1] == ["cd"] and len(words_) > 1:
                place = normpath(join(place, words_[1]))
            elif words_:
                here = package if place == directory else package_at(self.sources, place)
                yield from islice(self._placed(words_, here, place, depth + 1), _MOST_STEPS)

    def _built_around(
        self,
        run: Run,
        command: Command,
        directory: str,
        placed: tuple[tuple[tuple[str, ...], Package | None, str], ...],
    ) -> Built:
        """What a script builds in more than one directory. Where it moves things, nothing is known of what it leaves."""
        variables = {name: value for name, value in self.model.state_before(run).variables.items() if value}
        outputs: list[Output] = []
        is_followed = True
        for argv, package, place in placed:
            program = basename(argv[0])
            steps = (steps_of(argv, package.scripts) or ()) if package is not None else ()
            found = (
                [one for step in steps for one in outputs_of(self.context, package, step, variables)] if package else []
            )
            outputs += (one._replace(path=normpath(join(place, one.path)) if one.path else "") for one in found)
            is_followed = is_followed and (bool(found) or program in BUILDERS | _HARMLESS | RUNNERS)
            if program in ("mv", "cp", "ln") or (program == "rm" and outputs):
                return Built(run, command, directory, (), False)
        return Built(run, command, directory, tuple(dict.fromkeys(outputs)), is_followed)

    def _has_sources(self, run: Run, directory: str) -> bool:
        """Whether more than manifests is there when a command runs."""
        return any(
            one.transfer.index < run.index and one.is_directory and inside(directory, one.target) is not None
            for one in self.sources.brought
        )

    def _built(self, run: Run, command: Command, directory: str, package: Package, steps: list[Step]) -> Built | None:
        variables = {name: value for name, value in self.model.state_before(run).variables.items() if value}
        outputs: list[Output] = []
        is_followed = True
        is_build = False
        for step in steps:
            found = outputs_of(self.context, package, step, variables)
            program = basename(step.argv[0])
            is_build = is_build or bool(found) or (program in BUILDERS and "build" in step.argv)
            is_followed = is_followed and (bool(found) or program in BUILDERS or program in _HARMLESS)
            outputs += (one._replace(path=normpath(join(directory, one.path)) if one.path else "") for one in found)
        name = script_named([word.value for word in command.words])
        is_build = is_build or (name is not None and any(word in name for word in _BUILD_WORDS))
        return Built(run, command, directory, tuple(dict.fromkeys(outputs)), is_followed) if is_build else None

    def stranger(self, whole: Sequence[str] = ()) -> Obstacle | None:
        """A command or a COPY that puts something beside the sources which nobody sees in the build context. `whole`:
        directories that are taken as they are in the end, whatever is put there."""
        for run, command, directory in self.commands():
            if not command.words or is_quiet(command) or is_install(command) or is_cleaning(command):
                continue
            browsers = browser_install(command)
            if browsers:
                return Obstacle(f"`{browsers}` puts browsers outside of node_modules", command.span, ships=True)
            if command.name in TOOLS or command.name in accounts.PROGRAMS or command.name in _MAKERS:
                continue
            if restore_of(command) is not None or any(one.command is command for one in self.builds):
                continue
            if inside(directory, self.root) is None and not any(self.root in word.value for word in command.words):
                continue
            if self.stays_in(whole, run, command, directory):
                continue
            name = command.name or command.words[0].value
            return Obstacle(f"what `{name}` puts beside the sources is not followed", command.name_span, ships=True)
        for transfer in self.stage.of(Transfer):
            target = transfer.destination
            path = self.model.state_before(transfer).resolve(target.value) if target is not None else None
            known = {one.transfer for one in self.sources.brought}
            if self.borrowed is not None and transfer is self.borrowed.copy and len(transfer.sources) == 1:
                continue
            if (transfer in known and transfer.from_ is None) or self.brings_nothing(transfer):
                continue
            if path is None or inside(path, self.root) is not None:
                return Obstacle(
                    "what is copied beside the sources is not in the build context", transfer.keyword_span, ships=True
                )
        return None

    def brings_nothing(self, transfer: Transfer) -> bool:
        """Whether a copy is of patterns that stand for no file: `COPY libs/package*.json libs/`."""
        context = self.sources.context
        return transfer.from_ is None and not transfer.heredocs and all(
            "*" in word.value and not word.variables and not context.glob(word.value) for word in transfer.sources
        )  # fmt: skip

    def stays_in(self, whole: Sequence[str], run: Run, command: Command, directory: str) -> bool:
        """Whether what a command copies or moves is put into one of these directories."""
        if command.name not in _MOVERS:
            return False
        operands = command.operands()
        target = absolute(self.model, run, directory, operands[-1].value) if len(operands) > 1 else None
        return target is not None and any(inside(target, one) is not None for one in whole)

    def with_browsers(self, install: Install | None) -> frozenset[str]:
        """The packages that are told to download no browser, where the system gets one."""
        names = {one.name for one in installed(command for _, command, _ in self.commands())[0]}
        if install is None or not names & BROWSERS:
            return frozenset()
        env = self.model.state_before(install.run).env
        return frozenset(
            name
            for name, variables in BROWSER_VARIABLES.items()
            if any(env.get(one) in ("1", "true") for one in variables)
        )

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        return tuple(dict.fromkeys(one for built in self.builds for one in built.outputs))

    @cached_property
    def install(self) -> Install | None:
        """The last command that installs what package.json names, beside it; also one of another stage that a COPY brings
        the packages from."""
        found = None
        for run, command, directory in self.commands():
            restore = restore_of(command)
            if restore is not None and directory == self.root:
                found = Install(run, command, "yarn" if command.name == "yarnpkg" else command.name, directory)
        return found if found is not None or self.borrowed is None else self.borrowed.install

    @cached_property
    def borrowed(self) -> Borrowed | None:
        """The install of another stage whose packages stand beside package.json."""
        return borrowed(self.model, self.stage, self.context, self.root)
