"""A server that is one of several packages: the packages that it needs as they are built, and what was installed for them.

The packages of a workspace are linked into one another's node_modules, so that each is taken as the builder leaves it, at its
place. What stays behind are the packages that the server does not depend on, development dependencies, and the tools of the image.

Sources: https://docs.npmjs.com/cli/v11/commands/npm-prune and npm-run-script (both work on all packages of a workspace that are
there), https://yarnpkg.com/cli/workspaces/focus, https://pnpm.io/cli/prune (tried with pnpm 9: it takes the links of the packages
away and what they need with them). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from posixpath import basename, dirname, join, normpath, relpath
from shlex import quote

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.projects.command_line import flag_value
from dockwright.projects.node import Package, local_dependencies
from dockwright.projects.node_build import Output, next_build, outputs_of
from dockwright.projects.node_native import unbundled
from dockwright.projects.node_sources import resolved
from dockwright.projects.package_scripts import Step, script_named, steps_of
from dockwright.projects.workspace_builds import parts_of
from dockwright.refactorings.node_installs import commands_of
from dockwright.refactorings.reorder.restores import restore_of
from dockwright.refactorings.split.commands import is_tool_install, paths_of, with_cleaning
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.node.bases import FAMILIES, runtime_base
from dockwright.refactorings.split.node.building import TOOLS, Building, taken_from
from dockwright.refactorings.split.node.frameworks import BUNDLED, without_caches
from dockwright.refactorings.split.node.managers import Managers, managers
from dockwright.refactorings.split.node.members import Begun, Workspace, begun_in, workspace_of
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.owners import builder_of
from dockwright.refactorings.split.node.pruning import is_berry, links_modules, omits_development, pruning
from dockwright.refactorings.split.node.starting import (
    NOTHING,
    RUNTIME_VARIABLES,
    package_of,
)
from dockwright.refactorings.split.packages import is_install, programs_installed
from dockwright.refactorings.split.script import start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Arg, Healthcheck, Instruction, Run, Workdir
from dockwright.values import NamedTuple

_MOST_PACKAGES = 12
"""So many COPY lines are still readable; more packages are taken with those beside them."""

_STARTERS = ("node", "nodejs", "npm", "npx", "yarn", "pnpm", "bun", "bunx", "docker-entrypoint.sh")


class _Step(NamedTuple):
    """What a command comes down to: a step, where it runs, and the script that it is of; "" for none."""

    place: str
    package: Package
    step: Step
    script: str


def examine_workspace(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
) -> Build | Obstacle | None:
    """What the stage builds, and what of the workspace runs; None: no package of a workspace is what starts."""
    if facts.family not in FAMILIES or not context.is_known:
        return None
    sources = Sources(model, stage, context)
    pruned = _pruned(model, stage, start)
    if pruned is not None:
        return pruned
    workspace = workspace_of(model, stage, sources)
    script = start_script(start, sources, context, frozenset({"node"})) if workspace is not None else None
    if workspace is None or isinstance(script, Obstacle):
        return None
    if script is not None:
        reason = f"which package of the workspace `{basename(script.path)}` starts is not followed"
        return Obstacle(reason, start.span, ships=facts.variant not in ("slim", "alpine"))
    begun = begun_in(workspace, sources, start)
    if begun is None:
        return None
    found = _Member(model, stage, start, facts, sources, workspace, begun).examine()
    if isinstance(found, Obstacle) and facts.variant in ("slim", "alpine"):
        return found._replace(ships=False)
    return found


class _Member:
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
        self._findings: dict[str, Findings] = {}  # of the packages that are needed, by their directories

    def examine(self) -> Build | Obstacle:
        span = self.start.span
        if self.starting.why_not:
            return Obstacle(self.starting.why_not, span)
        for check in (self._start_obstacle, self._install_obstacle, self._build_obstacle):
            obstacle = check()
            if obstacle is not None:
                return obstacle
        base = runtime_base(self.stage, self.facts)
        if isinstance(base, Obstacle):
            return base
        alone = self._alone()
        whole = (alone.path,) if alone is not None else tuple(self._needed)
        obstacle = self.building.stranger(whole) or self._native_obstacle(base)
        return obstacle if obstacle is not None else self._build(base, alone)

    # What stands in the way

    def _start_obstacle(self) -> Obstacle | None:
        span = self.start.span
        plain = self._plain_start()
        instead = f", where {plain} would start the same" if plain else ""
        program = basename(self.start.program)
        if program == "yarn" and is_berry(self.context, self.workspace.package):
            return Obstacle(f"yarn checks the whole project when it starts{instead}", span, ships=True)
        is_bun = self.facts.family == "oven/bun"
        foreign = self.starting.runners - {"bun"} if is_bun else self.starting.runners & {"bun"}
        is_known = "/" in self.start.program or program in _STARTERS
        missing = min(foreign, default="") or self._managers.missing or ("" if is_known else program)
        if missing and missing == self._managers.missing:
            return Obstacle(f"{self._managers.reason}{instead}", span, ships=True)
        return (
            Obstacle(f"how the new image gets `{missing}` is not known{instead}", span, ships=True) if missing else None
        )

    def _plain_start(self) -> str:
        """The command without a package manager; "" where it is not that simple."""
        if self.starting.preloads or len(self.starting.steps) != 1 or self.starting.steps[0].variables:
            return ""
        argv = self.starting.steps[0].argv
        if any("$" in word for word in argv):
            return ""
        written = " ".join(("npx", *argv) if self.starting.server is not None else ("node", *argv[1:]))
        is_here = self.begun.working == self.start.directory
        return f"`{written}`" if is_here else f"`{written}` in `{self._inner}`"

    @cached_property
    def _managers(self) -> Managers:
        return managers(self.facts, self._commands, self.starting.runners, self.workspace.package)

    def _install_obstacle(self) -> Obstacle | None:
        install, root = self.workspace.install, self.workspace.package
        if self.workspace.directory == "/":
            return Obstacle("the workspace is in the root directory", self.start.span, ships=True)
        if install.manager == "yarn" and is_berry(self.context, root) and not links_modules(self.context, root):
            return Obstacle("yarn keeps the dependencies outside of node_modules", install.command.span, ships=True)
        if install.command.has_flag("modules-folder", "modules-dir"):
            return Obstacle("the dependencies are not in node_modules", install.command.span, ships=True)
        names = {one.name for one in self.workspace.members.values()}
        for package in (root, *self._needed.values()):
            local = next((item for item in local_dependencies(package).items() if item[0] not in names), None)
            if local is not None:
                reason = f"the dependency `{local[0]}` is a part of the project: `{local[1]}`"
                return Obstacle(reason, self.start.span, ships=True)
        return None

    def _build_obstacle(self) -> Obstacle | None:
        """Why what starts is not what is built."""
        span = self.start.span
        taken = taken_from(self.stage) if self.begun.directory not in self._built else None
        if taken is not None:
            return taken
        server = self.starting.server
        if server is not None:
            name = basename(server.argv[0])
            if self.begun.directory not in self._built:
                return Obstacle(f"nothing here builds `{self._inner}`, which `{name}` serves", span, ships=True)
            return None
        path = normpath(join(self.begun.working, self.starting.targets[0]))
        inner = inside(path, self.begun.directory)
        if inner is None:
            return Obstacle(f"`{self.starting.targets[0]}` is not in `{self._inner}`, which starts", span, ships=True)
        outputs = self._outputs
        if any(one.path and inside(path, one.path) is not None for one in outputs):
            return None
        if resolved(self.context, normpath(join(self.begun.package.directory, inner))):
            if not self._built:
                return Obstacle("nothing is built here: the server runs from its sources", span)
            is_bun = self.facts.family == "oven/bun"
            reason = "`bun` runs the sources: nothing that is built is what starts"
            return Obstacle(reason, span) if is_bun else None
        if self.begun.directory not in self._built and self._computed() is not None:
            return self._computed()
        if self.begun.directory not in self._built:
            return Obstacle(f"nothing here builds `{self._inner}`, where `{inner}` starts", span)
        known = [one for one in outputs if one.path and inside(one.path, self.begun.directory) is not None]
        if known and all(one.is_proven for one in outputs):
            written = inside(known[0].path, self.begun.directory)
            return Obstacle(f"the build writes `{written}`, but `{inner}` starts", span)
        return None

    def _native_obstacle(self, base: Base) -> Obstacle | None:
        is_other = base.image != self._image
        root = Findings(self.context, self.workspace.package, NOTHING, (), True, None, self._with_browsers)
        reasons = (
            root.installed_obstacle(is_other),
            *(one.native_obstacle(is_other) for one in self._findings.values()),
        )
        reason = next((one for one in reasons if one), "")
        return Obstacle(reason, self.start.span, ships=True) if reason else None

    def _computed(self) -> Obstacle | None:
        """A command that builds packages whose names are computed."""
        for run, command, _ in self.building.commands():
            words = self._words(run, command)
            if command.name in TOOLS and "build" in " ".join(words) and any("$" in word for word in words):
                written = " ".join(word.value for word in command.words[:4])
                return Obstacle(f"what `{written}` builds is computed", command.span, ships=True)
        return None

    def _words(self, run: Run, command: Command) -> list[str]:
        """The words of a command with the arguments of the build."""
        return [self.model.expand(word.value, run) or word.value for word in command.words]

    # What is built

    @property
    def _inner(self) -> str:
        return relpath(self.begun.directory, self.workspace.directory)

    @cached_property
    def _steps(self) -> tuple[_Step, ...]:
        """The steps of all scripts and tools that run."""
        return tuple(self._all_steps())

    def _all_steps(self) -> Iterator[_Step]:
        workspace = self.workspace
        places = {one.directory: place for place, one in workspace.members.items()}
        for run, command, directory in self.building.commands():
            argv = self._words(run, command)
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
    def _built(self) -> Mapping[str, tuple[Output, ...]]:
        """What builds leave behind in each directory that they run in: absolute paths."""
        found: dict[str, list[Output]] = {}
        for place, package, step, script in self._steps:
            outputs = outputs_of(self.context, package, step, step.variables)
            if outputs or "build" in script:
                made = found.setdefault(place, [])
                made += (one._replace(path=normpath(join(place, one.path)) if one.path else "") for one in outputs)
        return {place: tuple(dict.fromkeys(outputs)) for place, outputs in found.items()}

    @property
    def _outputs(self) -> tuple[Output, ...]:
        """What is built of the package that starts, and at the root."""
        return (*self._built.get(self.begun.directory, ()), *self._built.get(self.workspace.directory, ()))

    def _alone(self) -> Output | None:
        """The output that has all in it that runs, when that is all that starts."""
        starting = self.starting
        if starting.server is not None or starting.programs or starting.preloads or starting.runners - {"bun"}:
            return None
        path = normpath(join(self.begun.working, self.starting.targets[0]))
        node = next_build(self.context, self.begun.package)
        standalone = normpath(join(self.begun.directory, node.output, "standalone"))
        if node.is_standalone and inside(path, standalone) and self._built.get(self.begun.directory):
            return Output("Next.js", standalone, True, True)
        for one in self._outputs:
            is_it = one.has_dependencies and one.is_proven and one.path and inside(path, one.path) is not None
            if is_it and (one.tool in BUNDLED or not unbundled(self.context, self.begun.package)):
                return one
        return None

    # What it needs

    @cached_property
    def _needed(self) -> Mapping[str, Package]:
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
            self._findings[place] = self._findings_of(place, package)
            sources = self._findings[place].sources
            names += [one.name for one in sources.packages(iter(sources.files))]
            waiting += [places[name] for name in names if name in places]
        return found

    def _findings_of(self, place: str, package: Package) -> Findings:
        is_it = place == self.begun.directory
        outputs = tuple(inner for one in self._built.get(place, ()) if one.path and (inner := inside(one.path, place)))
        tools = {one.tool for one in self._built.get(place, ())}
        is_root = is_it and self.begun.working == self.workspace.directory
        working = self.workspace.package.directory if is_root else self.sources.context_path(self.begun.working)
        at_root = self.workspace.package.section("dependencies")
        programs = tuple(name for name in self.starting.programs if package_of(name) not in at_root)
        starting = self.starting._replace(programs=programs) if is_it else NOTHING
        is_bundled = bool(tools & BUNDLED)
        return Findings(
            self.context, package, starting, outputs, is_bundled, working if is_it else None, self._with_browsers
        )

    @cached_property
    def _with_browsers(self) -> frozenset[str]:
        return self.building.with_browsers(self.workspace.install)

    # The result

    def _build(self, base: Base, alone: Output | None) -> Build | Obstacle:
        last = self._last()
        closing, notes = ((), ()) if alone is not None else self._closing(last)
        copies = self._copies(last, alone)
        removed = self._removed(copies)
        if removed is not None:
            return removed
        is_other = base.image != self._image
        is_same = not is_other and alone is None and not closing and not any(map(is_install, self._commands))
        if is_same and not self._is_pruned():
            return Obstacle("another stage would need the same image and the same dependencies", self.start.span)
        owner = builder_of(self.model, last, self.workspace.install.run)
        findings = self._findings.values()
        programs = tuple(dict.fromkeys(name for one in findings for name in one.programs))
        return Build(
            ecosystem="node",
            copies=tuple(one._replace(owner=owner) for one in copies),
            last=last,
            sources=self._sources(),
            needs=Needs(
                libraries=True,
                programs=programs if is_other else programs_installed(self._commands, programs),
                packages=tuple(sorted({name for one in findings for name in one.libraries(base.os)}))
                if is_other
                else (),
            ),
            bases=(base,),
            extra=self._managers.lines,
            notes=(*notes, *self._notes(is_other, alone)),
            closing=closing,
            kept_variables=RUNTIME_VARIABLES,
        )

    @cached_property
    def _commands(self) -> tuple[Command, ...]:
        return tuple(command for _, command, _ in self.building.commands())

    @property
    def _image(self) -> str:
        assert self.stage.from_ is not None
        assert self.stage.from_.image is not None
        return self.stage.from_.image.value

    def _copies(self, last: Instruction, alone: Output | None) -> tuple[Copied, ...]:
        copies = list(self._whole() if alone is None else self._contained(alone))
        named = [one for place, findings in self._findings.items() for one in findings.files()
                 if alone is None or place == self.begun.directory]  # fmt: skip
        named += [(path, False) for path in self._checked()]
        for path, is_directory in named if alone is None or alone.tool != "Next.js" else ():
            place = self.sources.image_path(path)
            if place is not None and inside(self.workspace.directory, place) is None:
                copies.append(Copied(place, place, is_directory))
        copies += self._served()
        found: list[Copied] = []
        for one in copies:
            is_taken = any(inside(one.source, other.source) is not None for other in found)
            if not is_taken and self._is_there(one.source, last):
                found.append(one)
        return tuple(found)

    def _removed(self, copies: tuple[Copied, ...]) -> Obstacle | None:
        """A command behind the install that takes away what the runtime stage would copy."""
        install = self.workspace.install
        for run, command, directory in self.building.commands():
            is_behind = run.index > install.run.index or (
                run is install.run and command.span.start > install.command.span.start
            )
            if command.name not in ("rm", "rmdir") or not is_behind:
                continue
            for path in paths_of(command, directory):
                taken = next((one.source for one in copies if _is_taken(one.source, path)), None)
                if taken is not None:
                    name = inside(taken, self.workspace.directory) or taken
                    return Obstacle(f"`{command.name}` may take `{name}` away", command.name_span, ships=True)
        return None

    def _whole(self) -> Iterator[Copied]:
        """What is installed, and the packages that are needed as they are."""
        root = self.workspace.directory
        yield Copied(join(root, "node_modules"), join(root, "node_modules"), True)
        for name in ("package.json", "pnpm-workspace.yaml") if self.begun.is_sent else ():
            if self.sources.context_path(join(root, name)) is not None:
                yield Copied(join(root, name), join(root, name))
        places = set(self._needed)
        if len(places) > _MOST_PACKAGES:
            places = {place if dirname(place) == root else dirname(place) for place in places}
        yield from (Copied(place, place, True) for place in sorted(places))

    def _contained(self, alone: Output) -> Iterator[Copied]:
        """An output that has all in it, with what stands beside it, and package.json where that tells the kind of modules."""
        above = dirname(alone.path)
        is_beside = not alone.is_directory and inside(above, self.begun.directory)
        path = above if is_beside else alone.path
        yield Copied(path, path, alone.is_directory or bool(is_beside))
        is_plain = self.starting.targets[0].endswith((".mjs", ".cjs")) or alone.tool == "Next.js"
        if self.begun.package.data.get("type") == "module" and not is_plain:
            file = join(self.begun.directory, "package.json")
            yield Copied(file, file)

    def _served(self) -> Iterator[Copied]:
        """What is built of other packages whose directories sources and variables name: pages that a server hands out."""
        others = {place: one for place, one in self.workspace.members.items() if place not in self._needed}
        said = {text for one in self._findings.values() for path in one.paths for text in one.sources.strings(path)}
        segments = (text.lstrip("./").split("/") for text in said)
        named = {"/".join(some[:count]) for some in segments for count in range(1, len(some) + 1)}
        values = [value for value in self.start.state.env.values() if value and value.startswith("/")]
        for place, package in others.items():
            names = (package.directory, basename(package.directory))
            if named.intersection(names) or any(inside(value, place) is not None for value in values):
                made = [one for one in self._built.get(place, ()) if one.path and inside(one.path, place)]
                yield from (Copied(one.path, one.path, one.is_directory) for one in made)
                if not made and place in self._built:
                    yield Copied(place, place, True)

    def _checked(self) -> Iterator[str]:
        """The files that a health check of the stage names: context paths."""
        check = self.stage.last(Healthcheck)
        for command in self.model.commands(check) if check is not None else ():
            for word in command.words[1:]:
                path = self.sources.context_path(normpath(join(self.start.directory, word.value)))
                if path and self.context.is_file(path):
                    yield path

    def _is_there(self, path: str, last: Instruction) -> bool:
        """Whether the builder has it in the end: what is brought only behind it comes along as it does."""
        brought = [one for one in self.sources.brought if inside(one.target, path) is not None
                   or (one.is_directory and inside(path, one.target) is not None)]  # fmt: skip
        return not brought or any(one.transfer.index < last.index for one in brought)

    def _closing(self, last: Instruction) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The RUN that takes away what only a build needs, and what is to be said of that."""
        pruned, notes = self._pruning(last)
        caches = tuple(
            without_caches(join(place, next_build(self.context, package).output))
            for place, package in self._needed.items()
            if any(one.tool == "Next.js" for one in self._built.get(place, ()))
        )
        commands = (*pruned, *caches)
        return (f"RUN {' && '.join(commands)}",) if commands else (), notes

    def _pruning(self, last: Instruction) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The commands that take development dependencies away, and what is to be said of them."""
        install, root = self.workspace.install, self.workspace.package
        packages = (root, *self.workspace.members.values())
        state = self.model.state_before(install.run)
        is_there = any(one.section("devDependencies") for one in packages)
        if not is_there or omits_development(install, state.env.get("NODE_ENV") or "") or self._is_pruned():
            return (), ()
        why = self._why_development(last)
        command = pruning(self.context, root, install, self.facts.version)
        if install.manager == "yarn" and is_berry(self.context, root) and command.command:
            name = self.begun.package.name
            command = command._replace(command=f"yarn workspaces focus {quote(name)} --production")
            why = why or ("" if name else f"`{self._inner}` has no name")
        why = why or command.why_not
        if why:
            return (), (f"development dependencies stay: {why}",)
        moves = [] if self.model.state_after(last).workdir == install.directory else [f"cd {quote(install.directory)}"]
        return (*moves, command.command), ()

    def _is_pruned(self) -> bool:
        return any(command.subcommand == "prune" and command.name == "npm" for command in self._commands)

    def _why_development(self, last: Instruction) -> str:
        install = self.workspace.install
        for place, one in self._findings.items():
            node = next_build(self.context, one.package) if place == self.begun.directory else None
            is_next = node is not None and any(out.tool == "Next.js" for out in self._built.get(place, ()))
            why = one.needs_development(node if is_next else None)
            if why:
                return why
        if install.manager == "pnpm":
            return "`pnpm prune` would unlink the packages of the workspace, where `pnpm deploy --prod` leaves them out"
        if install.manager == "bun":
            return "bun does not take them away by itself"
        state = self.model.state_before(install.run)
        if self.model.state_after(last).user != state.user:
            return "another user is in effect when the build is done"
        return "" if self.model.script(install.run).dialect == "posix" else "the install is not for a POSIX shell"

    def _last(self) -> Instruction:
        """The last instruction that installs or builds, and what only cleans up or changes owners behind it."""
        last: Instruction = self.workspace.install.run
        for run, command, directory in self.building.commands():
            is_here = command.name in TOOLS and inside(directory, self.workspace.directory) is not None
            if run.index > last.index and is_here and not is_tool_install(command):
                last = run
        return with_cleaning(self.model, self.stage, last)

    def _sources(self) -> str:
        around = (one.target for one in self.sources.brought if one.is_directory and one.target != "/")
        found = [one for one in around if inside(self.workspace.directory, one) is not None]
        return min(found, key=len) if found else self.workspace.directory

    def _arguments(self) -> list[str]:
        """The arguments of the build that tell which packages are built, or where what starts is."""
        texts = [word.value for one in self._commands if one.name in TOOLS for word in one.words if "$" in word.value]
        texts += [one.path.value for one in self.stage.of(Workdir) if one.path is not None]
        used = {name for text in texts for name in re.findall(r"\$\{?(\w+)", text)}
        return sorted({pair.key.value for one in self.stage.of(Arg) for pair in one.pairs} & used)

    def _notes(self, is_other: bool, alone: Output | None) -> Iterator[str]:
        for name in self._arguments():
            yield f"packages are those of the default of `{name}`: a build that is given another needs others"
        if is_other and alone is None and self.workspace.install.manager != "npm":
            yield "see that native modules of dependencies need no library that only the old image has"
        if alone is not None and alone.tool == "Next.js":
            yield "the standalone server finds `public` and `.next/static` only where they lie beside its `server.js`"
        else:
            names = ", ".join(f"`{relpath(one, self.workspace.directory)}`" for one in sorted(self._needed))
            yield (
                f"see that the server reads nothing outside of {names}"
                if alone is None
                else ("files are copied that sources and settings name: see that the server reads no others")
            )


def _is_taken(path: str, pattern: str) -> bool:
    """Whether what matches a pattern of a shell may be a path, or a directory above it."""
    wanted, written = path.split("/"), pattern.split("/")
    marks = (re.sub(r"\$\{?\w*\}?|\{[^}]*\}", "*", one) for one in written)
    return len(written) <= len(wanted) and all(map(fnmatchcase, wanted, marks))


def _pruned(model: SemanticModel, stage: Stage, start: Start) -> Obstacle | None:
    """Why what `turbo prune` picks out of the workspace, and what starts, is left alone."""
    path = normpath(join(start.directory, next((one for one in start.arguments if not one.startswith("-")), "")))
    for _, command, directory in commands_of(model, stage):
        argv = [word.value for word in command.words]
        words = [word for word in argv if not word.startswith("-")]
        if "turbo" not in words[:3] or words[words.index("turbo") + 1 :][:1] != ["prune"]:
            continue
        place = normpath(join(directory, flag_value(argv, "--out-dir") or "out"))
        if inside(start.directory, place) is not None or inside(path, place) is not None:
            reason = f"what `turbo prune` puts into `{place}` is not followed"
            return Obstacle(reason, command.span, ships=True)
    return None
