"""A server whose build context is not known: the whole folder of the application moves to the small image of the same release.

The text tells that something is installed and built in the folder, and that Node starts there. Which files the server reads, and
what `npm start` runs, only the context tells; so the folder is copied as it is, and what stays behind are development
dependencies, compilers and the programs of the full image. Where dependencies may lie outside of the folder, or the text says
that sources, a watcher or a workspace are what starts, nothing is offered.

Sources: https://docs.npmjs.com/cli/v10/commands/npm-prune, https://yarnpkg.com/features/linkers,
https://nitro.build/deploy/runtimes/node. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from posixpath import basename, join, normpath

from dockwright.knowledge.node_packages import ALPINE_LIBRARIES, BROWSER_LIBRARIES, BROWSERS, LIBRARIES
from dockwright.knowledge.table import words
from dockwright.projects.node import Package
from dockwright.projects.node_build import BUILDERS
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, script_named
from dockwright.refactorings.node_installs import browser_install, commands_of
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet, is_tool_install, with_cleaning
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.node.bases import FAMILIES, runtime_base
from dockwright.refactorings.split.node.frameworks import without_caches
from dockwright.refactorings.split.node.managers import Managers, managers
from dockwright.refactorings.split.node.owners import builder_of
from dockwright.refactorings.split.node.pruning import Install, omits_development, pruning
from dockwright.refactorings.split.node.starting import RUNTIME_VARIABLES, Starting, read_starting
from dockwright.refactorings.split.packages import Installed, installed, is_install
from dockwright.refactorings.split.places import absolute
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Candidate
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run, Transfer

_SHARED_PLACES = words("/ /bin /etc /home /home/node /lib /opt /root /tmp /usr /usr/local /usr/local/bin /var")
"""Directories that hold more than an application."""

_DEVELOPMENT = words("dev develop development watch watcher test tests debug hot hmr lint storybook local inspect")
"""Parts of script names that say what a finished image does not run."""

_BUILDING = words("build builds compile compiled bundle dist tsc webpack generate export prod production")
_COMPILERS = words(
    "tsc ttsc tspc esbuild tsup tsup-node swc babel rollup webpack webpack-cli unbuild tsdown pkgroll ncc parcel"
)
"""Programs that build whatever their words are."""

_TASK_RUNNERS = words("gulp grunt")
_TOOLS = (
    BUILDERS
    | _TASK_RUNNERS
    | words("npm npx yarn yarnpkg pnpm pnpx bun bunx corepack node nodejs prisma rimraf tsc bower")
)
_FILE_TOOLS = words("cp mv ln sed find xargs tar unzip gzip gunzip git curl wget cat tee echo printf grep sort")
_MAKERS = words("mkdir chown chmod chgrp touch")
_BUILD_GLOBALS = words(
    "npm yarn corepack typescript @angular/cli @nestjs/cli @vue/cli gulp gulp-cli grunt grunt-cli bower webpack webpack-cli rimraf "
    "node-gyp create-react-app tsc ts-node babel-cli @babel/cli rollup parcel parcel-bundler vite turbo node-sass sass "
    "npm-check-updates @quasar/cli ember-cli gatsby-cli node-pre-gyp cross-env"
)
"""Packages that are installed for everybody in order to build."""

_OUTPUTS = words("dist build lib out .output .next")
_WORKSPACE_TOOLS = words("lerna nx turbo rush")
_WORKSPACE_FILES = ("pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json", "rush.json")
_BERRY = re.compile(r"\.yarnrc\.yml|\.pnp\.|\.yarn/|--immutable\b|\byarn\s+(?:set\s+version|workspaces\s+focus)\b")
_CONTAINED = (".output/server/index.mjs", ".output")
"""What Nitro and so Nuxt build: a program, and the folder with all that it needs."""


def examine_unread(candidate: Candidate) -> Build | Obstacle | None:
    """What the stage builds and starts, going by the text; None: no Node server is what starts."""
    if candidate.facts.family not in FAMILIES or candidate.start.before:
        return None
    script = start_script(candidate.start, candidate.sources, candidate.context)
    if isinstance(script, Obstacle):
        return script
    argv = _argv(candidate, script)
    if argv[:1] == ["yarn"] and argv[1:2] in (["workspace"], ["workspaces"]):
        reason = "which packages of the workspace a server needs is not known without the build context"
        return Obstacle(reason, candidate.start.span)
    if not argv or basename(argv[0]) not in _STARTERS | RUNNERS | EXECUTORS:
        return None if script is None else Obstacle(_unread(basename(script.path)), candidate.start.span)
    runner = script_named(argv)
    starting = read_starting(argv, {}) if runner is None else None
    if runner is None and starting is None:
        return None
    return _Unread(candidate, script, argv, runner or "", starting).examine()


def _argv(candidate: Candidate, script: StartScript | None) -> list[str]:
    """The words that start: behind a start script, those that it is given."""
    start = candidate.start
    if script is not None:
        return [word.value for word in start.cmd.exec_words] if start.cmd is not None else []
    argv = [start.program, *start.arguments]
    return argv[1:] if argv[0] == "docker-entrypoint.sh" else argv


def _unread(name: str) -> str:
    return f"what `{name}` does is not known without the build context"


class _Unread:
    def __init__(
        self, candidate: Candidate, script: StartScript | None, argv: Sequence[str], runner: str, starting: Starting | None
    ) -> None:  # fmt: skip
        self.candidate = candidate
        self.model = candidate.model
        self.stage = candidate.stage
        self.start = candidate.start
        self.script = script
        self.argv = argv
        self.runner = runner  # the script of package.json that starts, "" for none
        self.starting = starting
        self.root = candidate.start.directory
        self.is_bun = candidate.facts.family == "oven/bun"

    def examine(self) -> Build | Obstacle:
        for check in (self._start_obstacle, self._project_obstacle, self._build_obstacle, self._run_obstacle):
            obstacle = check()
            if obstacle is not None:
                return obstacle
        base = runtime_base(self.stage, self.candidate.facts)
        return base._replace(ships=False) if isinstance(base, Obstacle) else self._build(base)

    # The commands

    @cached_property
    def commands(self) -> tuple[tuple[Run, Command, str], ...]:
        """The commands of the stage, each with the directory it runs in."""
        return tuple(one for one in commands_of(self.model, self.stage) if one[1].words)

    @cached_property
    def builds(self) -> tuple[tuple[Run, Command, str], ...]:
        return tuple(one for one in self.commands if _is_build(one[1]))

    @cached_property
    def _installed(self) -> tuple[Installed, ...]:
        return installed(command for _, command, _ in self.commands)[0]

    @cached_property
    def _managers(self) -> Managers:
        return managers(self.candidate.facts, (one for _, one, _ in self.commands), {self.argv[0]})

    @cached_property
    def installs(self) -> tuple[Install, ...]:
        """The commands that install what a package.json names."""
        found = []
        for run, command, directory in self.commands:
            if restore_of(command) is not None:
                manager = "yarn" if command.name == "yarnpkg" else command.name
                found.append(Install(run, command, manager, directory))
        return tuple(found)

    @cached_property
    def install(self) -> Install | None:
        """The install that the server loads its packages from: the nearest above the file, else that of the folder."""
        place = self.root
        if self.starting is not None and self.starting.targets:
            place = normpath(join(self.root, self.starting.targets[-1]))
        near = [one for one in self.installs if inside(place, one.directory) is not None]
        near = [one for one in near if inside(one.directory, self.root) is not None]
        return max(near, key=lambda one: (len(one.directory), one.run.index)) if near else None

    @cached_property
    def moved_modules(self) -> bool:
        """Whether dependencies that were installed elsewhere are copied into the folder."""
        places = {join(one.directory, "node_modules") for one in self.installs}
        for run, command, directory in self.commands:
            if command.name in ("cp", "mv") and not command.is_conditional:
                paths = [absolute(self.model, run, directory, word.value) for word in command.operands()]
                if len(paths) == 2 and paths[0] in places and paths[1] in (self.root, f"{self.root}/node_modules"):
                    return True
        return False

    # What stands in the way

    def _start_obstacle(self) -> Obstacle | None:
        span = self.start.span
        if self.starting is not None and self.starting.why_not:
            return Obstacle(self.starting.why_not, span)
        written = " ".join(self.argv[:3] if self.argv[1:2] == ["run"] else self.argv[:2])
        parts = set(re.split(r"[:._-]", self.runner))
        if parts & _DEVELOPMENT:
            return Obstacle(f"`{written}` is for development, not for a finished image", span)
        if "build" in parts or self.runner in ("install", "stop", "restart"):
            return Obstacle(f"the container builds when it starts: `{written}`", span)
        if "preview" in parts:
            return Obstacle(f"whether `{written}` needs the tool that builds is not known without package.json", span)
        if "serve" in parts:
            return Obstacle(f"whether `{written}` is a development server is not known without package.json", span)
        for target in self.starting.targets if self.starting is not None else ():
            if inside(normpath(join(self.root, target)), self.root) is None:
                return Obstacle(f"`{target}` is not in the directory that the server runs in", span)
        program = basename(self.argv[0])
        is_foreign = program not in _IN_BUN if self.is_bun else program in ("bun", "bunx")
        if is_foreign or self._managers.missing:
            return Obstacle(f"how the new image gets `{program}` is not known", span)
        is_found = "/" in self.argv[0] or program in _IN_IMAGE | _IN_BUN | {"pnpm"}
        if not is_found and join(self.root, "node_modules/.bin") not in (self.start.state.env.get("PATH") or "").split(
            ":"
        ):
            return Obstacle(f"how the new image gets `{program}` is not known", span)
        return None

    def _build_obstacle(self) -> Obstacle | None:
        if not self.builds:
            return Obstacle("nothing is built here: another stage would need the same files", self.start.span)
        if self.root in _SHARED_PLACES:
            return Obstacle("the application has no directory of its own", self.start.span)
        if self.install is None and not self.moved_modules:
            return Obstacle("no command installs the dependencies where the server starts", self.start.span)
        return None

    def _project_obstacle(self) -> Obstacle | None:
        for _, command, _ in self.commands:
            is_many = command.has_flag("workspace", "workspaces", "w", "ws", "filter", "F", "recursive")
            is_many = is_many or (command.name == "yarn" and command.subcommand in ("workspace", "workspaces"))
            is_many = is_many or (command.name == "pnpm" and command.has_flag("r"))
            if command.name in RUNNERS and command.has_flag("modules-folder", "modules-dir"):
                return Obstacle("the dependencies are not in node_modules", command.span)
            if (command.name in RUNNERS and is_many) or _program(command) in _WORKSPACE_TOOLS:
                return Obstacle(
                    "which packages of the workspace a server needs is not known without the build context",
                    command.name_span,
                )
        for transfer in self.stage.of(Transfer):
            named = next((one for one in transfer.sources if basename(one.value) in _WORKSPACE_FILES), None)
            if named is not None:
                return Obstacle(
                    f"`{basename(named.value)}`: which packages a server needs is not known without the build context",
                    named.span,
                )
        is_yarn = any(one.manager == "yarn" for one in self.installs)
        berry = next((one for one in self.stage.instructions if _BERRY.search(one.text)), None) if is_yarn else None
        if berry is not None:
            return Obstacle(
                "where yarn keeps the dependencies is not known without the build context", berry.keyword_span
            )
        return None

    def _run_obstacle(self) -> Obstacle | None:
        """A command that leaves something outside of the folder that is copied."""
        for run, command, directory in self.commands:
            obstacle = self._command_obstacle(run, command, directory)
            if obstacle is not None:
                return obstacle
        library = next((one for one in self._installed if one.name in BROWSER_LIBRARIES), None)
        if library is not None and not any(one.name in BROWSERS for one in self._installed):
            reason = f"`{library.name}` is for a browser, which a package may download outside of `{self.root}`"
            return Obstacle(reason, library.word.span)
        known = {id(command) for _, command, _ in self.commands}
        for command in self.stage.commands:
            if command.words and id(command) not in known and isinstance(command.instruction, Run):
                return Obstacle(f"where `{command.name}` works is not known", command.name_span)
        return None

    def _command_obstacle(self, run: Run, command: Command, directory: str) -> Obstacle | None:
        name, is_here = command.name, inside(directory, self.root) is not None
        unknown = Obstacle(f"what `{name or command.words[0].value}` leaves behind is not known", command.name_span)
        if not self._redirects_inside(run, command, directory):
            return unknown
        if (
            is_quiet(command)
            or is_install(command)
            or is_cleaning(command)
            or name in accounts.PROGRAMS
            or name in _MAKERS
        ):
            return None
        if is_tool_install(command) or (name == "bun" and command.has_flag("g", "global")):
            return self._global_obstacle(command)
        if name == "install" and command.has_flag("d", "directory") and self._stays_inside(run, command, self.root):
            return None
        if name in _FILE_TOOLS:
            return None if self._stays_inside(run, command, directory) else unknown
        browsers = browser_install(command)
        if browsers:
            return Obstacle(f"`{browsers}` puts browsers outside of `{self.root}`", command.span)
        if name not in _TOOLS or (name in RUNNERS and command.subcommand in ("link", "unlink")):
            return unknown
        if _mounts_modules(run, directory):
            return Obstacle("the dependencies lie in a mount, so they are not in the image", command.name_span)
        if (
            is_here
            or self.moved_modules
            or command.subcommand in ("config", "set", "cache", "enable", "-v", "--version")
        ):
            return None
        return Obstacle(
            f"what `{name}` makes in `{directory}` is not copied along with `{self.root}`", command.name_span
        )

    def _global_obstacle(self, command: Command) -> Obstacle | None:
        """A package that is installed for everybody, and that a script may start."""
        for word in command.operands()[1:]:
            at = word.value.find("@", 1)
            package = word.value[:at] if at > 0 else word.value
            if package in _BUILD_GLOBALS or package == "add" or (package == "pnpm" and self.argv[0] == "pnpm"):
                continue
            if package == "pnpm" and all(one.manager != "npm" for one in self.installs):
                continue
            return Obstacle(f"whether the server starts the global `{package}` is not known", word.span)
        return None

    def _redirects_inside(self, run: Run, command: Command, directory: str) -> bool:
        """Whether what the command writes by `>` ends up in the folder, or nowhere."""
        for one in command.redirections:
            if one.operator in (">", ">>", ">|", "&>", "&>>") and one.target is not None:
                path = absolute(self.model, run, directory, one.target.value)
                if path is None or not (path.startswith("/dev/") or self._is_inside(path)):
                    return False
        return True

    def _stays_inside(self, run: Run, command: Command, directory: str) -> bool:
        """Whether file work only changes the folder."""
        place = directory
        operands = command.operands(("o", "output", "O", "output-document", "C", "b", "branch", "depth"))
        values = [command.flag_value(name) for name in ("o", "output", "O", "output-document", "C")]
        written = [one.value for one in values if one is not None]
        if command.name in ("cp", "mv"):
            written += [word.value for word in operands[-1:]]
            directory = self.root if len(operands) > 1 else directory
        elif command.name not in ("curl", "wget"):
            written += [word.value for word in operands if word.value.startswith(("/", "..", "$"))]
        paths = [absolute(self.model, run, place, re.split(r"[*?\[]", word)[0]) for word in written]
        return self._is_inside(directory) and all(path is not None and self._is_inside(path) for path in paths)

    def _is_inside(self, path: str) -> bool:
        return inside(path, self.root) is not None

    # The result

    def _build(self, base: Base) -> Build | Obstacle:
        last = self._last()
        closing, notes = self._closing(last)
        is_same = base.image == self._image
        if is_same and not closing and not any(is_install(command) for _, command, _ in self.commands):
            assert self.stage.from_ is not None
            return Obstacle("another stage would need the same image and the same dependencies", self.stage.from_.span)
        contained = self._contained()
        if contained:
            closing = ()
            notes = [f"that the build puts all the server needs into `{_CONTAINED[1]}` is taken from its name"]
        place = contained or self.root
        owner = builder_of(self.model, last, self.builds[-1][0])
        return Build(
            ecosystem="node",
            copies=(Copied(place, place, True, owner),),
            last=last,
            sources=self.root,
            needs=Needs(libraries=True, packages=() if is_same else self._libraries(base)),
            bases=(base,),
            extra=self._managers.lines,
            notes=(*notes, *self._notes(base, is_same)),
            closing=(f"RUN {' && '.join(closing)}",) if closing else (),
            kept_variables=RUNTIME_VARIABLES,
        )

    @property
    def _image(self) -> str:
        assert self.stage.from_ is not None
        assert self.stage.from_.image is not None
        return self.stage.from_.image.value

    def _contained(self) -> str:
        """The folder that a server by its place needs nothing beside; "" for others."""
        targets = self.starting.targets if self.starting is not None else ()
        is_it = len(targets) == 1 and normpath(targets[0]) in (_CONTAINED[0], join(self.root, _CONTAINED[0]))
        return join(self.root, _CONTAINED[1]) if is_it and self.script is None else ""

    def _last(self) -> Instruction:
        """The last instruction that puts something into the folder, and what only cleans up or changes owners behind it."""
        last: Instruction = self.builds[-1][0]
        for run, command, directory in self.commands:
            is_work = command.name in _TOOLS or (command.name in _FILE_TOOLS and not is_quiet(command))
            if run.index > last.index and is_work and not is_tool_install(command) and self._is_inside(directory):
                last = run
        for transfer in self.stage.of(Transfer):
            written = self.model.expand(transfer.destination, transfer) if transfer.destination is not None else None
            target = self.model.state_before(transfer).resolve(written) if written is not None else None
            if transfer.index > last.index and target is not None and self._is_inside(target):
                last = transfer
        return with_cleaning(self.model, self.stage, last)

    def _closing(self, last: Instruction) -> tuple[tuple[str, ...], list[str]]:
        """Commands that take away what only a build needs, and what is to be said of that."""
        found: list[str] = []
        notes: list[str] = []
        for directory in self._finished(last):
            found.append(f"rm -rf {inside(join(directory, 'node_modules'), self.root)}")
            notes.append(
                f"see that the server loads nothing from `{inside(directory, self.root)}/node_modules`, which is taken away"
            )
        if "next" in self.argv:
            found.append(without_caches(".next"))
        why = self._why_development(last)
        if why:
            notes.append(f"development dependencies stay: {why}")
        elif why is None:
            assert self.install is not None
            command = pruning(
                self.candidate.context, Package("", {}), self.install, self.candidate.facts.version
            ).command
            inner = inside(self.install.directory, self.root)
            found += [f"cd {inner}", command] if inner else [command]
            written = f"the script `{self.runner}` of package.json" if self.runner else f"`{' '.join(self.argv[:2])}`"
            notes.append(f"see that {written} needs no development dependency: they are taken away")
            if self.install.manager == "pnpm":
                notes.append("see that there is no pnpm-workspace.yaml with packages: `pnpm prune` would unlink them")
        return tuple(found), notes

    def _finished(self, last: Instruction) -> Iterator[str]:
        """Folders in which pages are built for a server that starts beside them."""
        if self.starting is None or not self.starting.targets or self._is_left(last):
            return
        targets = [normpath(join(self.root, one)) for one in self.starting.targets]
        for directory in dict.fromkeys(one.directory for one in self.installs):
            is_built = any(place == directory for _, _, place in self.builds)
            is_below = inside(directory, self.root) and all(inside(one, directory) is None for one in targets)
            if is_built and is_below:
                yield directory

    def _is_left(self, last: Instruction) -> bool:
        """Whether the builder ends in another directory, or as another user, than it installed in."""
        run = self.install.run if self.install is not None else self.builds[-1][0]
        before, after = self.model.state_before(run), self.model.state_after(last)
        return after.user != before.user or after.workdir != self.root

    def _why_development(self, last: Instruction) -> str | None:
        """Why development dependencies stay; "": they are not there; None: they are taken away."""
        if any(command.name in RUNNERS and command.subcommand == "prune" for _, command, _ in self.commands):
            return ""
        for one in self.installs:
            env = self.model.state_before(one.run).env
            if (one is self.install or self.install is None) and omits_development(one, env.get("NODE_ENV") or ""):
                return ""
        install = self.install
        if install is None:
            return "they were installed elsewhere"
        if self._is_left(last):
            return "another user, or another directory, is in effect when the build is done"
        named = next((one for one in self.commands if _adds_packages(one[1]) and one[2] == install.directory), None)
        if named is not None:
            return f"`{named[1].name} {named[1].subcommand}` installs what package.json may not name"
        if not self._has_package(install.directory):
            return "package.json is not copied by name"
        if install.manager == "pnpm" and self._starts_deep:
            return "`pnpm prune` would unlink the packages of a workspace, as the place of what starts looks like one"
        if install.manager in ("pnpm", "bun") and any("prisma" in one.text for one in self.stage.of(Run)):
            return f"{install.manager} would take the client of Prisma away, too"
        return pruning(self.candidate.context, Package("", {}), install, self.candidate.facts.version).why_not or None

    @property
    def _starts_deep(self) -> bool:
        """Whether what starts is in an output directory of a directory of its own: `apps/api/dist/main.js`."""
        targets = self.starting.targets if self.starting is not None else ()
        inner = (inside(normpath(join(self.root, one)), self.root) or "" for one in targets)
        return any(_OUTPUTS.intersection(path.split("/")[1:-1]) for path in inner)

    def _has_package(self, directory: str) -> bool:
        """Whether a COPY or ADD brings package.json into the directory."""
        for one in self.candidate.sources.brought:
            inner = inside(directory, one.target)
            if (one.is_directory and inner is not None) or one.target == join(directory, "package.json"):
                return True
        for transfer in self.stage.of(Transfer):
            word = transfer.destination
            target = self.model.state_before(transfer).resolve(word.value) if word is not None else None
            names = (basename(source.value) for source in transfer.sources)
            if target == directory and any(fnmatchcase("package.json", name) for name in names):
                return True
        return False

    def _libraries(self, base: Base) -> tuple[str, ...]:
        table = ALPINE_LIBRARIES if base.os == "alpine" else LIBRARIES
        return table["prisma"] if any("prisma" in one.text for one in self.stage.of(Run)) else ()

    def _notes(self, base: Base, is_same: bool) -> Iterator[str]:
        yield f"the build context was not read: see that the server needs nothing outside of `{self._contained() or self.root}`"
        if not is_same:
            yield f"see that no dependency needs a library or program that only `{self._image}` has, not `{base.image}`"
        if self.script is not None:
            yield f"see that the new image has what `{basename(self.script.path)}` starts"


_STARTERS = words("node nodejs bun next remix-serve react-router-serve ts-node tsx nodemon babel-node")
_IN_IMAGE = words("node nodejs npm npx yarn yarnpkg")
_IN_BUN = words("bun bunx node")
"""Programs of bun's image: newer ones let bun stand in for node."""


def _program(command: Command) -> str:
    """The program that a command runs, `npx` and `yarn` looked through."""
    argv = [word.value for word in command.words]
    if argv and (argv[0] in EXECUTORS or argv[0] in RUNNERS):
        argv = [word for word in argv[1:] if not word.startswith("-") and word not in ("exec", "dlx", "x")]
    return basename(argv[0]) if argv else ""


def _is_build(command: Command) -> bool:
    """Whether a command builds, going by its words."""
    argv = [word.value for word in command.words]
    name = script_named(argv)
    if name is not None and name not in BUILDERS | _TASK_RUNNERS:
        return bool(set(re.split(r"[:._-]", name)) & _BUILDING) or "build" in name
    if command.name == "bun" and command.subcommand == "build":
        return True
    program = _program(command)
    if program in _COMPILERS | _TASK_RUNNERS:
        return True
    return program in BUILDERS and any(word in _BUILDING or word == "b" for word in argv[1:])


def _adds_packages(command: Command) -> bool:
    """Whether a command installs packages by name, for the application."""
    if command.name not in RUNNERS or is_tool_install(command) or restore_of(command) is not None:
        return False
    return command.subcommand in ("install", "i", "add")


def _mounts_modules(run: Run, directory: str) -> bool:
    """Whether a mount hides node_modules of the directory, so that they are not in the image."""
    for mount in run.mounts:
        target = mount.option("target", "dst", "destination")
        kind = mount.option("type")
        if target is not None and target.value and kind is not None and kind.value in ("cache", "tmpfs"):
            path = normpath(join(directory, target.value))
            if inside(join(directory, "node_modules"), path) is not None:
                return True
    return False
