"""A server with a build step: what the build writes, production dependencies, and the files that sources name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from posixpath import basename, dirname, join, normpath, relpath
from shlex import quote

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.node_packages import PACKAGE_OF_PROGRAM
from dockwright.knowledge.table import words
from dockwright.projects.node import Package, local_dependencies, workspace_members
from dockwright.projects.node_build import BUILDERS, NextBuild, Output, next_build
from dockwright.projects.node_native import unbundled
from dockwright.projects.node_sources import resolved
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, Step, steps_of
from dockwright.projects.typescript_root import is_alone as is_alone_below
from dockwright.projects.workspace_builds import idle_applications
from dockwright.refactorings.node_installs import package_at
from dockwright.refactorings.split.commands import paths_of, with_cleaning
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.node.bases import FAMILIES, runtime_base
from dockwright.refactorings.split.node.building import TOOLS, Building, dependencies_from, taken_from
from dockwright.refactorings.split.node.deployment import examine_deployed
from dockwright.refactorings.split.node.entry import OWN_PROGRAMS, package_directory, sent_on, starting_of, with_checks
from dockwright.refactorings.split.node.frameworks import (
    Parts,
    as_scripts_say,
    is_alone,
    replaced,
    start_edit,
    without_caches,
)
from dockwright.refactorings.split.node.managers import Managers, managers
from dockwright.refactorings.split.node.needs import Findings
from dockwright.refactorings.split.node.owners import builder_of
from dockwright.refactorings.split.node.pruning import Install, is_berry, links_modules, omits_development, pruning
from dockwright.refactorings.split.node.starting import (
    PM2,
    RUNTIME_VARIABLES,
    Starting,
    package_of,
    read_commands,
)
from dockwright.refactorings.split.packages import is_install, programs_installed
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import Brought, Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run

_SYSTEM = words("bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var")
WORKSPACE_FILES = ("lerna.json", "nx.json", "rush.json")
BUNDLED = frozenset({"Next.js", "Nuxt", "SvelteKit", "Remix", "React Router", "Astro", "Nitro", "TanStack Start"})
"""Tools whose output has in it what sources import by paths, styles and pictures too."""


def examine_server(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
) -> Build | Obstacle | None:
    """What the stage builds and what of it runs; None: nothing that is built is what starts, as far as is known."""
    if facts.family not in FAMILIES:
        return None
    sources = Sources(model, stage, context)
    written, (start, above) = start, sent_on(start, sources)
    root = package_directory(model, stage, start, sources)
    package = package_at(sources, root)
    deployed = examine_deployed(model, stage, start, facts, sources)
    if deployed is not None:
        return deployed
    if package is None:
        plain = read_commands([[start.program, *start.arguments]], {})
        reason = f"there is no package.json in `{start.directory}`, where the server starts"
        return taken_from(stage) or Obstacle(reason, start.span) if plain is not None and plain.targets else None
    script = start_script(start, sources, context, frozenset({"node"}))
    if isinstance(script, Obstacle):
        return None
    starting = starting_of(start, script, sources, package)
    if starting is None or any(package_of(one) not in package.dependencies for one in starting.programs):
        return None
    starting = with_checks(model, stage, starting, package, root)
    if above:
        starting = starting._replace(runners=starting.runners | {basename(written.program)})
    server = _Server(model, stage, context, start, facts, sources, package, starting, script, root, above)
    if not server.building.builds:
        return Obstacle(starting.why_not, start.span) if starting.why_not else server.source_obstacle()
    found = server.examine()
    if isinstance(found, Obstacle) and facts.variant in ("slim", "alpine"):
        return found._replace(ships=False)  # little is left behind there
    return found


class _Server:
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

    def examine(self) -> Build | Obstacle:
        self.restart = self._built_start()
        if self.restart:
            self.starting = read_commands([self.restart], {}) or self.starting
        if self.starting.why_not:
            return Obstacle(self.starting.why_not, self.start.span)
        strange = partial(self.building.stranger, self._whole_directories)
        for check in (self._project_obstacle, strange, self._start_obstacle):
            obstacle = check()
            if obstacle is not None:
                return obstacle
        base = runtime_base(self.stage, self.facts)
        if isinstance(base, Obstacle):
            return base
        mains = self._mains()
        if isinstance(mains, Obstacle):
            return mains
        return self._build(base, mains)

    def source_obstacle(self) -> Obstacle | None:
        """Why a server that runs from its sources is left alone; None: what starts is not among them."""
        targets = (inside(self._target(one), self.root) for one in self.starting.targets)
        if not any(one and resolved(self.context, join(self.package.directory, one)) for one in targets):
            return None
        return Obstacle("nothing is built here: the server runs from its sources", self.start.span)

    @cached_property
    def _managers(self) -> Managers:
        is_found = "/" in self.start.program or basename(self.start.program) in RUNNERS | EXECUTORS  # in node_modules
        own = {"pm2"} if is_found and "pm2" in self.package.section("dependencies") else set()
        return managers(
            self.facts, (one for _, one, _ in self.building.commands()), self.starting.runners - own, self.package
        )

    # What stands in the way

    def _project_obstacle(self) -> Obstacle | None:
        span = self.start.span
        manager = self.building.install.manager if self.building.install is not None else "npm"
        if self.package.workspaces or workspace_members(self.context, self.package, manager):
            advice = ": `pnpm deploy` would put them into one directory" if manager == "pnpm" else ""
            return Obstacle(f"which packages of the workspace a server needs is not followed{advice}", span, ships=True)
        for name in WORKSPACE_FILES:
            if self.context.sends(join(self.package.directory, name)) and not (name == "nx.json" and self._knows_nx):
                return Obstacle(f"`{name}`: what the build does is not followed", span, ships=True)
        local = next(iter(local_dependencies(self.package).items()), None)
        if local is not None:
            return Obstacle(f"the dependency `{local[0]}` is a part of the project: `{local[1]}`", span, ships=True)
        if self.building.install is None:
            return dependencies_from(self.stage) or Obstacle(
                "no command installs the dependencies beside package.json", span, ships=True
            )
        is_yarn = manager == "yarn" and is_berry(self.context, self.package)
        if is_yarn and not links_modules(self.context, self.package):
            return Obstacle(
                "yarn keeps the dependencies outside of node_modules", self.building.install.command.span, ships=True
            )
        if is_yarn and "yarn" in self.starting.runners and not self._replaces_start():
            return Obstacle("yarn checks the whole project when it starts", span, ships=True)
        if self.building.install.command.has_flag("modules-folder", "modules-dir"):
            return Obstacle("the dependencies are not in node_modules", self.building.install.command.span, ships=True)
        return None

    @property
    def _knows_nx(self) -> bool:
        """Whether Nx builds here, and what it leaves behind is known of all that it builds."""
        found = [one for one in self.building.outputs if one.tool == "Nx"]
        return bool(found) and all(one.is_proven for one in found)

    def _idle_applications(self) -> tuple[str, ...]:
        """Directories of applications that are not built here, whose sources say nothing of what runs."""
        steps = (
            step.argv
            for _, command, _ in self.building.commands()
            for step in steps_of([word.value for word in command.words], self.package.scripts) or ()
        )
        return idle_applications(self.context, self.package, steps) if self._knows_nx else ()

    def _start_obstacle(self) -> Obstacle | None:
        for step in self.starting.steps:
            program = basename(step.argv[0])
            if (
                program in BUILDERS and any(word in step.argv for word in ("build", "dev", "watch", "generate"))
            ) or program == "tsc":
                return Obstacle(f"the container builds when it starts: `{' '.join(step.argv[:2])}`", self.start.span)
        started = [one[0] for one in (*self.start.before, (self.start.program,))] if self.script is None else []
        path = self.start.state.env.get("PATH") or ""
        for program in started:
            is_own = "/" in program or program in (*OWN_PROGRAMS, *self.start.prefixes)
            is_own = is_own or (program in PM2 and not self._managers.missing)
            if not is_own and join(self.root, "node_modules/.bin") not in path.split(":"):
                return Obstacle(f"how the new image gets `{program}` is not known", self.start.span, ships=True)
        foreign = self.starting.runners - {"bun"} if self.is_bun else self.starting.runners & {"bun"}
        if foreign:
            return Obstacle(f"how the new image gets `{min(foreign)}` is not known", self.start.span, ships=True)
        if self._managers.missing and not self._replaces_start():
            return Obstacle(self._managers.reason, self.start.span, ships=True)
        for one in self.script.programs if self.script is not None else ():
            if "/" in one and not one.removeprefix("./").startswith("node_modules/"):
                return Obstacle(f"the start script runs `{one}`", self.start.span, ships=True)
        if self.script is not None and not (
            self._brings_script or self._brought_behind(self.script.path, self._last())
        ):
            return Obstacle(
                f"where `{basename(self.script.path)}` comes from is not known", self.start.span, ships=True
            )
        return None

    @property
    def _brings_script(self) -> bool:
        """Whether the start script is taken from the builder; one that is copied behind the build stays where it is copied."""
        return self.script is not None and self._is_there(self.script.path, self._script_source, self._last())

    @property
    def _script_source(self) -> str:
        return (self.sources.context_path(self.script.path) or "") if self.script is not None else ""

    def _script_programs(self) -> tuple[str, ...]:
        """Programs of the system that the start script runs."""
        bins = {*self.package.dependencies, *PACKAGE_OF_PROGRAM, *OWN_PROGRAMS}
        programs = self.script.programs if self.script is not None else ()
        return tuple(one for one in programs if "/" not in one and one not in bins)

    # What starts

    def _built_start(self) -> tuple[str, ...]:
        """The command of a script that runs what is built, where the start would build that once more: `nest start`."""
        compiling = self.starting.compiling
        if compiling is None or len(compiling.argv) != 2 or compiling.variables.keys() - {"NODE_ENV"}:
            return ()
        if self.script is not None or self.above or self.is_bun or self.working != self.root:
            return ()
        if not is_alone(self.start, self.starting, self._last()):
            return ()
        return as_scripts_say(self.package, self._is_surely_built) or ()

    def _is_surely_built(self, written: str) -> bool:
        """Whether the build makes the file that a script runs, by that very path."""
        path = self._target(written)
        tools = {one.tool for one in self._reaching if one.path and inside(path, one.path) is not None}
        return self._is_output(path) and (
            not tools & {"nest", "tsc"} or is_alone_below(self.context, self.package, "src")
        )

    def _mains(self) -> tuple[str, ...] | Obstacle:
        """The files that node runs, absolute; an obstacle where none of them is built."""
        mains: list[str] = []
        is_built = False
        for written in self.starting.targets:
            path = self._target(written)
            inner = inside(path, self.root)
            if inner is None:
                return Obstacle(f"`{written}` is not beside package.json", self.start.span)
            found = self._is_output(path)
            is_source = bool(resolved(self.context, join(self.package.directory, inner))) and not found
            if not found and not is_source and not self._is_assumed(inner):
                return Obstacle(self._disagreement(inner), self.start.span)
            if is_source and self.is_bun:
                return Obstacle("`bun` runs the sources: nothing that is built is what starts", self.start.span)
            is_built = is_built or not is_source or bool(self.building.outputs)
            mains.append(path)
        if self.starting.server is not None:
            served = self._served(self.starting.server)
            if isinstance(served, Obstacle):
                return served
            mains += served
            is_built = True
        if not is_built:
            return Obstacle("nothing that is built is what starts", self.start.span)
        return tuple(mains)

    def _served(self, server: Step) -> list[str] | Obstacle:
        """What the server of a framework is told to serve, absolute; an obstacle where the build does not make it."""
        program = basename(server.argv[0])
        if program in ("nuxt", "nuxi"):
            return self._nitro()
        tools = ("Next.js",) if program == "next" else ("Remix", "React Router")
        if not any(one.tool in tools and one.is_proven for one in self.building.outputs):
            return Obstacle(f"the build does not make what `{program}` serves", self.start.span)
        if program == "next":
            node = self._next()
            is_export = node is not None and node.is_export
            return (
                Obstacle("`next start` does not serve what `output: 'export'` makes", self.start.span)
                if is_export
                else []
            )
        named = [word for word in server.argv[1:] if not word.startswith("-")][:1]
        paths = [normpath(join(self.working, word)) for word in named]
        for path in paths:
            if not self._is_output(path):
                return Obstacle(self._disagreement(inside(path, self.root) or path), self.start.span)
        return paths

    def _nitro(self) -> list[str] | Obstacle:
        """The server that Nuxt built, which `nuxt start` runs in a process of its own."""
        server, span = self.starting.server, self.start.span
        assert server is not None
        named = f"`nuxt {server.argv[1]}`"
        built = next((one for one in self.building.outputs if one.tool == "Nuxt" and one.is_proven and one.path), None)
        if built is None:
            return Obstacle(f"{named} needs the whole project when it runs", span)
        if self.context.sends(join(self.package.directory, ".env")):
            return Obstacle(f"{named} reads `.env`, which the server that it runs does not", span, ships=True)
        if self._replaced(self._last()) is None:
            reason = f"{named} needs the whole project when it runs, where `node .output/server/index.mjs` would run what is built"
            return Obstacle(reason, span, ships=True)
        return [join(built.path, "server/index.mjs")]

    def _target(self, written: str) -> str:
        """The absolute path of a file given to node; `.` is what package.json names."""
        path = normpath(join(self.working, written))
        main = self.package.data.get("main")
        if path == self.root:
            return normpath(join(path, main if isinstance(main, str) and main else "index.js"))
        return path

    def _is_output(self, path: str) -> bool:
        return any(one.path and one.is_proven and inside(path, one.path) is not None for one in self._reaching)

    @property
    def _reaching(self) -> Iterator[Output]:
        """The outputs, files also without their ending: `node dist/main`."""
        for one in self.building.outputs:
            yield one
            if not one.is_directory:
                yield one._replace(path=one.path.rpartition(".")[0])

    def _is_assumed(self, inner: str) -> bool:
        """Whether the build may well make the target: nothing says where it writes, and the target has a directory."""
        if "/" not in inner and "." in inner:
            return False
        return any(
            not one.is_followed or not one.outputs or any(not out.is_proven for out in one.outputs)
            for one in self.building.builds
        )

    def _disagreement(self, inner: str) -> str:
        known = [one for one in self.building.outputs if one.is_proven and one.path]
        if not known:
            return "what the build makes is not known"
        written = ", ".join(f"`{inside(one.path, self.root) or one.path}`" for one in known[:2])
        return f"the build writes {written}, but `{inner}` starts"

    # The result

    def _build(self, base: Base, mains: tuple[str, ...]) -> Build | Obstacle:
        install = self.building.install
        assert install is not None
        working = self._working_path() if self.working != self.root else None
        starting = self.starting
        if working is not None:
            targets = (relpath(self._target(one), self.root) for one in starting.targets)
            starting = starting._replace(targets=tuple(targets))
        findings = Findings(
            self.context,
            self.package,
            starting,
            (*self._inner_outputs(mains), *self._idle_applications()),
            self._is_bundled(mains),
            working,
            self.building.with_browsers(self.building.install),
        )
        above = self._needs_above(findings)
        if above is not None:
            return above
        is_other = base.image != self._image
        obstacle = findings.native_obstacle(is_other)
        if obstacle:
            return Obstacle(obstacle, self.start.span, ships=True)
        last = self._last()
        node = self._next()
        standalone = self._replaced(last)
        if self._standalone_of(mains) is not None:
            node = None
        findings.reads_settings = findings.reads_settings and standalone is None and self._standalone_of(mains) is None
        copies, edits, extra, closing, notes = (
            standalone if standalone is not None else self._whole(findings, install, last, mains, node)
        )
        edits += (start_edit(self.start, self.restart),) if self.restart else ()
        copies += tuple(self._named(findings, last))
        if self.script is not None and self._brings_script:
            copies += (Copied(self.script.path, self.script.path),)
        manifests = (join(one, "package.json") for one in self.above if one != self.root)
        copies += tuple(Copied(one, one) for one in manifests)
        in_the_way = self._system_directory(copies) or self._removed(copies)
        if in_the_way is not None:
            return in_the_way
        if not is_other and not closing and standalone is None and self._keeps_all(copies, install):
            assert self.stage.from_ is not None
            assert self.stage.from_.image is not None
            return Obstacle(
                "another stage would need the same image and the same dependencies", self.stage.from_.image.span
            )
        owner = builder_of(self.model, last, self.building.builds[-1].run)
        return Build(
            ecosystem="node",
            copies=tuple(one._replace(owner=owner) for one in dict.fromkeys(copies)),
            last=last,
            sources=self._sources(),
            needs=Needs(
                libraries=True,
                bash=self.script is not None and self.script.shell == "bash",
                programs=(*self._system_programs(findings, is_other), *self._script_programs()),
                packages=findings.libraries(base.os) if is_other else (),
            ),
            bases=(base,),
            edits=edits,
            extra=(*(self._managers.lines if standalone is None else ()), *extra),
            notes=(*notes, *findings.notes(), *self._notes(mains)),
            closing=closing,
            kept_variables=RUNTIME_VARIABLES,
        )

    def _working_path(self) -> str | None:
        """The context path of the directory where the server runs; also where only parts of it are copied, as they lie."""
        found, inner = self.sources.context_path(self.working), inside(self.root, self.working)
        if found is None and inner and f"/{self.package.directory}".endswith(f"/{inner}"):
            return self.package.directory[: -len(inner)].rstrip("/")
        return found

    def _needs_above(self, findings: Findings) -> Obstacle | None:
        """A package that sources import and that only a package.json above theirs names."""
        place = dirname(self.root)
        while place not in ("", "/") and self.working != self.root:
            other = package_at(self.sources, place)
            for one in findings.sources.packages(iter(findings.paths)) if other is not None else ():
                if one.name not in self.package.dependencies and one.name in (other.dependencies if other else ()):
                    reason = f"`{one.path}` imports `{one.name}`, which is installed in `{place}`"
                    return Obstacle(reason, self.start.span, ships=True)
            place = dirname(place)
        return None

    def _system_programs(self, findings: Findings, is_other: bool) -> tuple[str, ...]:
        """The programs of the system that sources and packages start: of the same image, those that the builder installs."""
        commands = (command for _, command, _ in self.building.commands())
        return findings.programs if is_other else programs_installed(commands, findings.programs)

    def _keeps_all(self, copies: tuple[Copied, ...], install: Install) -> bool:
        """Whether dependencies and packages of the system are in the runtime stage as they are in the layers of the builder."""
        has_modules = any(one.source == join(self.root, "node_modules") for one in copies)
        is_pruned = any(run is not install.run for run in self._prunes()) and self.package.section("devDependencies")
        return (
            has_modules and not is_pruned and not any(is_install(command) for _, command, _ in self.building.commands())
        )

    @property
    def _image(self) -> str:
        assert self.stage.from_ is not None
        assert self.stage.from_.image is not None
        return self.stage.from_.image.value

    def _inner_outputs(self, mains: tuple[str, ...]) -> tuple[str, ...]:
        """The directories that the build writes, relative to the package's."""
        found = [inside(one.source, self.root) for one in self._output_copies(mains)]
        return tuple(one for one in found if one)

    def _is_bundled(self, mains: tuple[str, ...]) -> bool:
        """Whether what starts has in it what its sources import."""
        tools = {one.tool for one in self.building.outputs}
        return bool(tools & BUNDLED) or self._is_self_contained(mains)

    def _is_self_contained(self, mains: tuple[str, ...]) -> bool:
        """Whether all that node runs has its dependencies in it."""
        whole = [one for one in self._reaching if one.has_dependencies and one.path]
        others = [one for one in self.starting.programs if one not in ("cross-env",)]
        return (
            bool(mains)
            and not others
            and not self.starting.preloads
            and all(any(inside(main, one.path) is not None for one in whole) for main in mains)
        )

    def _bundler_of(self, mains: tuple[str, ...]) -> str:
        """The tool that puts packages into what runs, and knows nothing of files that they load; "" for none."""
        if not self._is_self_contained(mains) or not self.package.section("dependencies"):
            return ""
        found = (one.tool for one in self._reaching if one.has_dependencies and one.path and inside(mains[0], one.path))
        return next((one for one in found if one not in BUNDLED), "")

    def _standalone_of(self, mains: tuple[str, ...]) -> Output | None:
        """The output of Next.js that has a server of its own in it, when that is all that starts."""
        whole = [one for one in self.building.outputs if one.tool == "Next.js" and one.has_dependencies]
        is_it = whole and self._is_self_contained(mains) and all(inside(main, whole[0].path) for main in mains)
        return whole[0] if is_it else None

    def _output_copies(self, mains: tuple[str, ...]) -> Iterator[Copied]:
        alone = self._standalone_of(mains)
        for one in self.building.outputs:
            if alone is not None and one.tool == alone.tool and one is not alone:
                continue
            wanted = one.is_proven or any(inside(main, one.path) is not None for main in mains if one.path)
            if not one.path or not wanted or one.path == self.root:
                continue
            above = dirname(one.path)
            if not one.is_directory and inside(above, self.root):
                yield Copied(above, above, True)  # with source maps and what else stands beside it
            else:
                yield Copied(one.path, one.path, one.is_directory)
        for main in mains:
            inner = inside(main, self.root) or ""
            if not self._is_output(main) and not resolved(self.context, join(self.package.directory, inner)):
                top = join(self.root, inner.split("/")[0])
                yield Copied(top, top, True)

    def _whole(
        self, findings: Findings, install: Install, last: Instruction, mains: tuple[str, ...], node: NextBuild | None
    ) -> Parts:
        """Dependencies, package.json and what the build writes."""
        copies = list(self._output_copies(mains))
        closing: list[str] = []
        notes: list[str] = []
        bundler = self._bundler_of(mains)
        kept = unbundled(self.context, self.package) if bundler else ""
        is_alone = self._is_self_contained(mains) and not kept
        if bundler and not kept:
            notes.append(
                f"node_modules stays behind, as `{bundler}` bundles it: see that no package loads files of its own"
            )
        is_module = self.package.data.get("type") == "module" and any(one.endswith(".js") for one in mains)
        if not is_alone or self.starting.runners or (is_module and not self.is_bun):
            copies.append(Copied(join(self.root, "package.json"), join(self.root, "package.json")))
        has_dependencies = bool(self.package.section("dependencies") or self.package.section("optionalDependencies"))
        if not is_alone and (has_dependencies or findings.needs_development(node)):
            modules = join(self.root, "node_modules")
            copies.insert(0, Copied(modules, modules, True))
            why = self._why_development(findings, install, last, node)
            if why is None:
                moves = [] if self.model.state_after(last).workdir == self.root else [f"cd {quote(self.root)}"]
                closing += [*moves, pruning(self.context, self.package, install, self.facts.version).command]
            elif why:
                notes.append(f"development dependencies stay: {why}")
        if node is not None:
            closing.append(without_caches(join(self.root, node.output)))
        run = (f"RUN {' && '.join(closing)}",) if closing else ()
        return tuple(copies), (), (), run, tuple(notes)

    def _why_development(
        self, findings: Findings, install: Install, last: Instruction, node: NextBuild | None
    ) -> str | None:
        """Why development dependencies stay; "": there are none; None: they are taken away."""
        state = self.model.state_before(install.run)
        if not self.package.section("devDependencies") or omits_development(install, state.env.get("NODE_ENV") or ""):
            return ""
        if any(self._prunes()):
            return ""
        why = findings.needs_development(node)
        if why:
            return why
        if self.building.borrowed is not None and install.manager != "npm":
            return f"`{install.manager}` has installed them in another stage"
        if self.model.state_after(last).user != state.user:
            return "another user is in effect when the build is done"
        if self.building.install is not None and self.model.script(install.run).dialect != "posix":
            return "the install is not for a POSIX shell"
        return pruning(self.context, self.package, install, self.facts.version).why_not or None

    def _prunes(self) -> Iterator[Run]:
        """The RUNs that take development dependencies away."""
        for run, command, _ in self.building.commands():
            if command.subcommand == "prune" and command.name in ("npm", "pnpm"):
                yield run

    def _replaces_start(self) -> bool:
        """Whether the server that a framework writes takes the place of the start command, and of who runs it."""
        return self._replaced(self._last()) is not None

    def _next(self) -> NextBuild | None:
        """The configuration of Next.js, where it is what the package builds."""
        is_it = any(one.tool == "Next.js" for one in self.building.outputs)
        return next_build(self.context, self.package) if is_it else None

    def _replaced(self, last: Instruction) -> Parts | None:
        """The server that a framework writes, in place of the command that runs it; None where it cannot take its place."""
        if self.is_bun or self.script is not None or self.above:
            return None
        return replaced(self.start, self.starting, self.building.outputs, self._next(), self.root, last)

    def _named(self, findings: Findings, last: Instruction) -> Iterator[Copied]:
        """What sources, settings and packages read, where the builder has it."""
        for path, is_directory in findings.files():
            place = self._place(path)
            is_built = is_directory and place is not None and self._is_package_that_is_built(place)
            if place is not None and not is_built and self._is_there(place, path, last):
                yield Copied(place, place, is_directory)
        if self._generates():
            for path in findings.generated():
                inner = path[len(self.package.directory) :].lstrip("/")
                if not self.context.sends(path) and not self._is_output(join(self.root, inner)):
                    yield Copied(join(self.root, inner), join(self.root, inner), True)

    def _is_package_that_is_built(self, place: str) -> bool:
        """Whether a directory is another package, of which what its build leaves is copied."""
        is_built = any(one.is_proven and one.path and inside(one.path, place) for one in self.building.outputs)
        return is_built and package_at(self.sources, place) is not None

    def _place(self, path: str) -> str | None:
        """Where a path of the context is in the image: of the package's own, below its directory."""
        here = self.package.directory
        if not here or path.startswith(f"{here}/"):
            return join(self.root, path[len(here) :].lstrip("/"))
        return self.sources.image_path(path)

    def _generates(self) -> bool:
        """Whether the builder says that it makes the client of Prisma."""
        texts = [*self.package.scripts.values(), *(run.text for run in self.stage.of(Run))]
        return any("prisma generate" in text for text in texts)

    def _is_there(self, place: str, path: str, last: Instruction) -> bool:
        """Whether a path of the context was copied to its place up to the end of the builder, and nothing brings it behind."""
        one = self._bringer(place)
        if one is None or one.transfer.index > last.index:
            return False
        inner = inside(place, one.target)
        found = join(one.source, inner) if inner and one.source else inner or one.source
        return found == path

    def _brought_behind(self, place: str, last: Instruction) -> bool:
        """Whether a path is copied to its place behind the end of the builder."""
        one = self._bringer(place)
        return one is not None and one.transfer.index > last.index

    def _bringer(self, place: str) -> Brought | None:
        """The last COPY or ADD that brings a path to its place."""
        for one in reversed(self.sources.brought):
            inner = inside(place, one.target)
            if inner is not None and (not inner or one.is_directory):
                return one
        return None

    def _system_directory(self, copies: tuple[Copied, ...]) -> Obstacle | None:
        """A directory of an application in the root directory that the system has, too."""
        shared = (one.source for one in copies if self.root == "/" and one.source.split("/")[1] in _SYSTEM)
        for path in shared:
            reason = f"the application is in the root directory, and has `{path}` as the system does"
            return Obstacle(reason, self.start.span, ships=True)
        return None

    def _removed(self, copies: tuple[Copied, ...]) -> Obstacle | None:
        """A command that takes away what the runtime stage would copy."""
        for run, command, _ in self.building.commands():
            if command.name not in ("rm", "rmdir", "mv"):
                continue
            paths = paths_of(command, self.model.state_before(run).workdir or "/")
            for path in paths[:-1] if command.name == "mv" else paths:
                if self._is_installed_anew(path, run, command):
                    continue
                marks = [path.find(mark) for mark in "*?[{$" if mark in path]
                stem = path[: min(marks)] if marks else path
                for copy in copies:
                    if inside(copy.source, path) is not None or (marks and copy.source.startswith(stem)):
                        name = inside(copy.source, self.root) or copy.source
                        return Obstacle(f"`{command.name}` may take `{name}` away", command.name_span, ships=True)
        return None

    def _is_installed_anew(self, path: str, run: Run, remover: Command) -> bool:
        """Whether node_modules is what a command takes away, and an install behind it puts there again."""
        install = self.building.install
        if install is None or path != join(install.directory, "node_modules"):
            return False
        return (install.run.index, install.command.span.start) > (run.index, remover.span.start)

    def _last(self) -> Instruction:
        """The last instruction that installs or builds, and what only cleans up or changes owners behind it."""
        last: Instruction = self.building.builds[-1].run
        for run, command, directory in self.building.commands():
            is_here = command.name in TOOLS and inside(directory, self.root) is not None
            is_work = is_here and not command.has_flag("g", "global")
            if run.index > last.index and (
                is_work or self.building.stays_in(self._whole_directories, run, command, directory)
            ):
                last = run
        return with_cleaning(self.model, self.stage, last)

    @cached_property
    def _whole_directories(self) -> tuple[str, ...]:
        """The directories that the build writes and that are copied as they are in the end, whatever is put there."""
        known = [one for one in self.building.outputs if one.path and one.is_proven]
        found = (one.path if one.is_directory else dirname(one.path) for one in known)
        return tuple(one for one in found if inside(one, self.root))

    def _sources(self) -> str:
        around = (one.target for one in self.sources.brought if one.is_directory and one.target != "/")
        found = [one for one in around if inside(self.root, one) is not None]
        return min(found, key=len) if found else self.root

    def _notes(self, mains: tuple[str, ...]) -> Iterator[str]:
        assumed = [one for one in mains if not self._is_output(one) and not self._is_source(one)]
        if assumed:
            yield f"that the build makes `{inside(assumed[0], self.root)}` is taken from the start command"
        if self.restart:
            yield f"`{' '.join(self.restart)}`, as a script of package.json says, takes the place of a start that builds once more"
        if any(not one.is_followed for one in self.building.builds):
            yield "see whether the build writes more than what is copied"
        yield "files are copied that sources and settings name: see that the server reads no others"

    def _is_source(self, path: str) -> bool:
        return bool(resolved(self.context, join(self.package.directory, inside(path, self.root) or "")))
