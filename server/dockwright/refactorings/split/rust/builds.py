"""The programs that the cargo commands of a stage make: where each is in the end, and which of them starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.knowledge.rust_crates import TOOLS
from dockwright.projects.cargo import Binary, CargoSettings, Crate, Project, read_project, settings_of
from dockwright.projects.toml import read_toml
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.places import Places, absolute, hidden_by_mount, located
from dockwright.refactorings.split.rust.commands import BUILDS, Arguments, arguments_of
from dockwright.refactorings.split.script import StartScript, in_background, places_of, places_of_start
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.subject import Candidate
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run
from dockwright.values import NamedTuple

CARGO_HOME, _OF_USER = "/usr/local/cargo", "/root/.cargo"
"""Where cargo puts programs on the image of Rust, and where else nothing says otherwise."""
_IN_PLACE = frozenset({"strip", "upx", "chmod"})
"""Programs that change a program where it is."""


class RustSubject(Candidate):
    """A stage on an image of the toolchain."""

    __slots__ = ()

    def lookup(self, path: str) -> str | None:
        """The context path that stands at an absolute path of the image."""
        found = self.sources.context_path(path)
        return found if found is None or self.context.sends(found) or found == "" else None


class Made(NamedTuple):
    """What one cargo command makes: a directory of programs."""

    command: Command
    directory: str  # absolute: where the command runs
    output: str  # absolute: where the programs are
    target: str  # the platform that is built for; "" is that of the builder
    profile: str
    settings: CargoSettings
    project: Project | None  # None: not known
    crates: tuple[Crate, ...]  # whose programs are made
    names: tuple[str, ...]  # of the programs, as far as they are known
    run: Run
    install: bool  # `cargo install`
    site: str = ""  # absolute: the directory with the pages that cargo-leptos makes besides; "" without one


class Program(NamedTuple):
    """One program."""

    path: str  # absolute: where it is in the end
    origin: str  # absolute: where cargo puts it
    made: Made
    made_by: Instruction  # the last one that has to do with it


class InstalledTool(NamedTuple):
    """A program of somebody else's crate that `cargo install` makes."""

    path: str  # absolute
    run: Run
    packages: tuple[str, ...]  # Debian's development packages of the libraries that it takes from the system
    reads: tuple[str, ...]  # what it looks for in its working directory


class Builds:
    """All programs of a stage."""

    def __init__(self, subject: RustSubject) -> None:
        self.subject = subject
        self.places = Places(subject.model, subject.stage, subject.context, subject.sources)

    @cached_property
    def all(self) -> tuple[Made, ...]:
        return tuple(
            made
            for run in self.subject.stage.of(Run)
            if not self.subject.model.script(run).has_errors
            for command, directory in located(self.subject.model, run)
            for made in self._all_of(command, directory, run)
        )

    def _all_of(self, command: Command, directory: str, run: Run) -> Iterator[Made]:
        arguments = arguments_of(command)
        if arguments is not None and arguments.verb == "leptos":
            yield from self._of_leptos(command, arguments, directory, run)
        elif (made := self._made(command, directory, run)) is not None:
            yield made

    def _of_leptos(self, command: Command, arguments: Arguments, directory: str, run: Run) -> Iterator[Made]:
        """`cargo leptos build`: a program, below `target/server` in cargo-leptos 0.1, and a site of pages.
        Source: https://github.com/leptos-rs/cargo-leptos/pull/159, src/config/bin_package.rs."""
        flags = {**arguments.flags, "all-features": ("",)}
        made = (
            self._built(command, arguments._replace(flags=flags), directory, run)
            if "build" in arguments.operands
            else None
        )
        if made is None or command.is_conditional:
            return
        site = join(made.project.root if made.project is not None else directory, self._site(made.project))
        triple = self._variable("LEPTOS_BIN_TARGET_TRIPLE", command) or ""
        target, profile = dirname(made.output), basename(made.output)
        for output in (join(target, triple, profile), join(target, "server", triple, profile)):
            yield made._replace(output=output, target=triple or made.target, site=normpath(site))

    def _site(self, project: Project | None) -> str:
        """Where the pages are, below the project."""
        path = f"{project.source}/Cargo.toml".lstrip("/") if project is not None else ""
        manifest = (read_toml(self.subject.context, path) if path else None) or {}
        package, workspace = manifest.get("package"), manifest.get("workspace")
        for table in (package, workspace):
            metadata = table.get("metadata") if isinstance(table, dict) else None
            leptos = metadata.get("leptos") if isinstance(metadata, dict) else None
            found = leptos[0] if isinstance(leptos, list) and leptos else leptos
            root = found.get("site-root") if isinstance(found, dict) else None
            if isinstance(root, str) and root:
                return root
        return "target/site"

    def _made(self, command: Command, directory: str, run: Run) -> Made | None:
        arguments = arguments_of(command)
        if arguments is None or command.is_conditional:
            return None
        if "C" in arguments.flags:
            directory = normpath(join(directory, arguments.last("C") or ""))
        if arguments.verb in BUILDS:
            return self._built(command, arguments, directory, run)
        if arguments.verb in ("install", "i") and "path" in arguments.flags:
            return self._installed(command, arguments, directory, run)
        return None

    def _built(self, command: Command, arguments: Arguments, directory: str, run: Run) -> Made | None:
        manifest = arguments.last("manifest-path")
        place = dirname(normpath(join(directory, manifest))) if manifest else directory
        project = self._project(place)
        settings = settings_of(self.subject.context, self.subject.lookup, directory)
        target = arguments.last("target") or self._variable("CARGO_BUILD_TARGET", command) or settings.target
        output = self._output(command, arguments, directory, run, project, settings, place)
        if output is None or (target is not None and "$" in target):
            return None
        output = join(output, target) if target else output
        crates = project.selected(arguments.flags.get("package", ()), bool({"workspace", "all"} & set(arguments.flags)))\
            if project is not None else ()  # fmt: skip
        names = self._names(arguments, crates)
        return Made(command, directory, join(output, arguments.profile), target, arguments.profile, settings, project,
                    crates, names, run, False)  # fmt: skip

    def _output(
        self,
        command: Command,
        arguments: Arguments,
        directory: str,
        run: Run,
        project: Project | None,
        settings: CargoSettings,
        place: str,
    ) -> str | None:
        """The target directory."""
        named = (
            arguments.last("target-dir")
            or self._variable("CARGO_TARGET_DIR", command)
            or self._variable("CARGO_BUILD_TARGET_DIR", command)
        )
        if named:
            return absolute(self.subject.model, run, directory, named)
        return settings.target_directory or join(project.root if project is not None else place, "target")

    def _installed(self, command: Command, arguments: Arguments, directory: str, run: Run) -> Made | None:
        path = absolute(self.subject.model, run, directory, arguments.last("path") or ".")
        if path is None:
            return None
        project = self._project(path)
        settings = settings_of(self.subject.context, self.subject.lookup, directory)
        root = arguments.last("root") or self._variable("CARGO_INSTALL_ROOT", command) or settings.install_root
        home = self._home(command)
        place = absolute(self.subject.model, run, directory, root or home)
        if place is None:
            return None
        target = arguments.last("target") or self._variable("CARGO_BUILD_TARGET", command) or settings.target
        crates = (project.current,) if project is not None and project.current is not None else ()
        profile = "debug" if "debug" in arguments.flags else "release"
        return Made(command, path, join(place, "bin"), target, profile, settings, project, crates,
                    self._names(arguments, crates), run, True)  # fmt: skip

    @cached_property
    def tools(self) -> dict[str, InstalledTool]:
        """The known tools that `cargo install` makes, by the name of their program."""
        found: dict[str, InstalledTool] = {}
        for run in self.subject.stage.of(Run):
            for command, directory in located(self.subject.model, run):
                arguments = arguments_of(command)
                if arguments is None or command.is_conditional or arguments.verb not in ("install", "i"):
                    continue
                place = absolute(self.subject.model, run, directory, self._root(arguments, command))
                crates = [one.partition("@")[0] for one in arguments.operands]
                known = [TOOLS[one] for one in crates if one in TOOLS]
                if place is None or len(known) != len(crates) or {"path", "git", "target"} & set(arguments.flags):
                    continue
                for one in known:
                    asked = {
                        name for value in arguments.flags.get("features", ()) for name in re.split(r"[,\s]+", value)
                    }
                    features = asked if "no-default-features" in arguments.flags else asked | one.default
                    packages = tuple(package for name, package in one.links.items() if name in features)
                    found[one.program] = InstalledTool(join(place, "bin", one.program), run, packages, one.reads)
        return found

    def _root(self, arguments: Arguments, command: Command) -> str:
        """Where `cargo install` puts programs."""
        root = arguments.last("root") or self._variable("CARGO_INSTALL_ROOT", command)
        return root or self._home(command)

    def _project(self, directory: str) -> Project | None:
        if not self.subject.context.is_known:
            return None
        return read_project(self.subject.context, self.subject.lookup, directory)

    def _names(self, arguments: Arguments, crates: tuple[Crate, ...]) -> tuple[str, ...]:
        """The programs that the command makes."""
        wanted = arguments.flags.get("bin", ())
        others = {"lib", "example", "examples", "test", "tests", "bench", "benches"} & set(arguments.flags)
        if not wanted and others and not {"bins", "all-targets"} & set(arguments.flags):
            return ()
        has_features = bool({"features", "all-features"} & set(arguments.flags))
        if not crates:
            return wanted
        made = [one for crate in crates for one in crate.binaries]
        return tuple(one.name for one in made if self._is_made(one, wanted, has_features))

    def _is_made(self, one: Binary, wanted: tuple[str, ...], has_features: bool) -> bool:
        if wanted:
            return one.name in wanted
        return not one.is_conditional or has_features

    def _variable(self, name: str, command: Command) -> str:
        """A variable as the command sees it; "" when it is not set, "$" when it is computed."""
        for one in reversed(command.assignments):
            if one.name == name:
                return one.value.value if one.value is not None else ""
        for other in self.subject.model.commands(command.instruction):
            if other is command:
                break
            for word in other.arguments if other.name == "export" else ():
                key, equals, value = word.value.partition("=")
                if key == name and equals:
                    return value
        variables = self.subject.model.state_before(command.instruction).variables
        return (variables[name] or "$") if name in variables else ""

    # Where they are in the end

    @cached_property
    def final(self) -> dict[str, Program]:
        """Every program by its path, copies and moves followed."""
        found: dict[str, Program] = {}
        for run in self.subject.stage.of(Run):
            for command, directory in located(self.subject.model, run):
                for made in self.all:
                    if made.command is command:
                        paths = (join(made.output, name) for name in made.names)
                        found.update({path: Program(path, path, made, run) for path in paths})
                moved = self.places.moved(command, directory, run)
                if moved is not None:
                    self._follow(command, moved, run, found)
                elif command.name == "rm":
                    self._remove(command, directory, run, found)
                elif command.name in _IN_PLACE:
                    self._touch(command, directory, run, found)
        return found

    def _follow(self, command: Command, moved: tuple[str, str], run: Run, found: dict[str, Program]) -> None:
        source, target = moved
        program = found.get(source) or self._assumed(source, run)
        if program is None or command.name == "ln":
            return
        if command.name == "mv":
            found.pop(source, None)
        found[target] = program._replace(path=target, made_by=run)

    def _touch(self, command: Command, directory: str, run: Run, found: dict[str, Program]) -> None:
        for word in command.operands():
            path = absolute(self.subject.model, run, directory, word.value)
            if path is not None and path in found:
                found[path] = found[path]._replace(made_by=run)

    def _remove(self, command: Command, directory: str, run: Run, found: dict[str, Program]) -> None:
        for word in command.operands():
            path = absolute(self.subject.model, run, directory, word.value)
            for one in [one for one in found if path is not None and inside(one, path) is not None]:
                del found[one]

    def _assumed(self, path: str, run: Run) -> Program | None:
        """A program at a path that cargo writes to, where only the manifest would tell its name."""
        for made in reversed(self.all):
            is_before = made.run.index <= run.index
            if is_before and dirname(path) == made.output and made.project is None and (
                not made.names or basename(path) in made.names
            ):  # fmt: skip
                return Program(path, path, made, made.run)
        return None

    # Which starts

    def started(self, script: StartScript | None) -> Program | None:
        """The program that the container starts, by itself or through a script of the context."""
        places = places_of_start(self.subject.start, script)
        for path in places:
            if path in self.final:
                return self.final[path]
        last = self.subject.stage.instructions[-1]
        for path in places:
            for run in reversed([*self.subject.stage.of(Run)]):
                assumed = self._assumed(path, run)
                if assumed is not None and run.index <= last.index:
                    return assumed
        return None

    def _home(self, command: Command) -> str:
        """The directory of cargo."""
        usual = _OF_USER if self.subject.facts.kind == "os" else CARGO_HOME
        return self._variable("CARGO_HOME", command) or usual

    def beside(self, script: StartScript | None, main: Program | None) -> tuple[Program, ...] | Obstacle:
        """The programs that a script runs beside the one that starts; an obstacle where one of them is not built here."""
        found: dict[str, Program] = {}
        for name in script.background if script is not None else ():
            path = next((one for one in places_of(self.subject.start, name) if one in self.final), None)
            if path is None and script is not None:
                return in_background(script, self.subject.start, name)
            if path is not None and (main is None or path != main.path):
                found[path] = self.final[path]
        return tuple(found.values())

    def in_front(self) -> tuple[Program, ...] | None:
        """The programs that the start command runs before the one that stays; None where one of them is not built here."""
        start = self.subject.start
        places = [places_of(start, one[0]) for one in start.before if one[0] not in self.tools]
        found = [next((self.final[path] for path in paths if path in self.final), None) for paths in places]
        built = tuple(one for one in found if one is not None)
        return built if len(built) == len(found) else None

    def others(self, main: Program, front: tuple[Program, ...] = ()) -> Iterator[Program]:
        """Those that run in front of it, the other programs of the same command, and where they were put."""
        seen = {main.path}
        names = {basename(main.path)}
        for program in (*front, *reversed(tuple(self.final.values()))):
            is_wanted = program in front or program.made is main.made
            if is_wanted and program.path not in seen and basename(program.path) not in names:
                seen.add(program.path)
                names.add(basename(program.path))
                yield program


def hidden(subject: RustSubject, program: Program) -> Obstacle | None:
    """Where the program lies in a mount of the RUN that made it, so that it is not in the image."""
    return hidden_by_mount(subject.model, program.made_by, program.path)
