"""The programs that the go commands of a stage make: where each is in the end, and which of them starts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from dockwright.refactorings.split.fetched import fetched_programs
from dockwright.refactorings.split.go.commands import Arguments, arguments_of, in_turn
from dockwright.refactorings.split.go.inner import inner_commands
from dockwright.refactorings.split.go.subject import GoSubject, program_name
from dockwright.refactorings.split.places import Places, takes_away
from dockwright.refactorings.split.script import StartScript, places_of, places_of_start
from dockwright.refactorings.split.sources import inside
from dockwright.shell import Command
from dockwright.syntax import Instruction, Run
from dockwright.values import NamedTuple

_ONLY_FETCHES = (1, 18)
"""From this version on `go get` in a module makes no programs."""

UNKNOWN = "?"
"""The name of a program that only the sources tell."""


class Built(NamedTuple):
    """One program that a go command makes."""

    path: str  # absolute: where it is in the end
    command: Command  # of the RUN
    go: Command  # the go command: the same, or one of a Makefile or script that it runs
    directory: str  # absolute: where the go command runs
    package: str  # the argument that names the package; "" for the directory itself
    origin: str  # absolute: where the command puts it
    made_by: Instruction  # the last one that has to do with it
    is_assumed: bool = False  # its name is taken from the start command


class Builds:
    """All programs of a stage."""

    def __init__(self, subject: GoSubject) -> None:
        self.subject = subject
        self.places = Places(subject.model, subject.stage, subject.context, subject.sources)
        self._inner: dict[tuple[int, int], tuple[tuple[Command, str], ...]] = {}

    @cached_property
    def all(self) -> tuple[Built, ...]:
        """Each where its command puts it, in order."""
        return tuple(
            built
            for run in self.subject.stage.of(Run)
            if not self.subject.model.script(run).has_errors
            for command, directory in self.subject.commands(run)
            for go, place in self._go_commands(command, directory)
            for built in self._of(command, go, place, run)
        )

    def _go_commands(self, command: Command, directory: str) -> tuple[tuple[Command, str], ...]:
        """The command, and those that it runs by a file of the project; the same ones each time."""
        key = (command.span.start, command.span.end)
        if key not in self._inner:
            self._inner[key] = ((command, directory), *inner_commands(self.subject, command, directory))
        return self._inner[key]

    @property
    def last(self) -> int:
        """The index of the last instruction that builds."""
        return max((one.command.instruction.index for one in self.all), default=-1)

    def _of(self, command: Command, go: Command, directory: str, run: Run) -> Iterator[Built]:
        written = arguments_of(go)
        for arguments in in_turn(written, run.text) if written is not None else ():
            yield from self._of_one(command, go, arguments, directory, run)

    def _of_one(self, command: Command, go: Command, arguments: Arguments, directory: str, run: Run) -> Iterator[Built]:
        if arguments.verb == "build":
            if "C" in arguments.flags:
                directory = normpath(join(directory, arguments.flags["C"]))
            places = self._built(command, directory, arguments)
        elif arguments.verb == "install" or (arguments.verb == "get" and self._gets_programs(arguments, directory)):
            places = self._installed(command, go, directory, arguments)
        else:
            return
        for package, place in places:
            yield Built(place, command, go, directory, package, place, run)

    def _gets_programs(self, arguments: Arguments, directory: str) -> bool:
        """Whether `go get` makes programs: without modules, and with them before Go 1.18. Source: the release notes of Go 1.18."""
        version = self.subject.facts.version[:2] if self.subject.facts.kind != "os" else ()
        is_older = bool(version) and version < _ONLY_FETCHES
        return "d" not in arguments.flags and (is_older or not self.subject.uses_modules(directory))

    def _built(self, command: Command, directory: str, arguments: Arguments) -> Iterator[tuple[str, str]]:
        """Packages and paths of `go build`: by -o, else in the directory unless there are several packages."""
        files = [one for one in arguments.packages if one.endswith(".go")]
        packages = tuple(files[:1]) or arguments.packages or ("",)
        output = arguments.flags.get("o")
        if output is None:
            if len(packages) == 1:
                yield packages[0], join(directory, self._name(packages[0], directory))
            return
        written = self.subject.model.expand(output, command.instruction)
        if written is None or "$" in written or "`" in written:
            return
        target = normpath(join(directory, written))
        into = written.endswith("/") or len(packages) > 1 or self.places.is_directory(target, command)
        for package in packages:
            for program in self.subject.program_names(directory, package) if into and "..." in package else ():
                yield package, join(target, program)
            yield package, join(target, self._name(package, directory)) if into else target

    def _installed(
        self, command: Command, go: Command, directory: str, arguments: Arguments
    ) -> Iterator[tuple[str, str]]:
        """Packages and paths of `go install`: in $GOBIN, else in bin/ of the first directory of $GOPATH."""
        env = dict(self.subject.model.state_before(command.instruction).env)
        env.update({one.name: one.value.value if one.value else "" for one in go.assignments})
        gopath = env.get("GOPATH")
        target = env.get("GOBIN") or (join(gopath.split(":")[0], "bin") if gopath else "")
        for package in (arguments.packages or ("",)) if target else ():
            name = package.partition("@")[0]
            for program in self.subject.program_names(directory, name) if "..." in name else ():
                yield name, join(target, program)
            yield name, join(target, self._name(name, directory))

    def _name(self, package: str, directory: str) -> str:
        """What the program of a package is called."""
        if package.endswith(".go"):
            return basename(package).removesuffix(".go")
        if "..." in package or "$" in package or "`" in package:
            return UNKNOWN
        if package and not package.startswith((".", "/")):
            return program_name(package)
        path = self.subject.import_path(normpath(join(directory, package)))
        return program_name(path) if path else UNKNOWN

    # Where they are in the end

    @cached_property
    def final(self) -> dict[str, Built]:
        """Every program by its path, copies and moves followed."""
        found: dict[str, Built] = {}
        for run in self.subject.stage.of(Run):
            for outer, outer_directory in self.subject.commands(run):
                for command, directory in self._go_commands(outer, outer_directory):
                    found.update({one.path: one for one in self.all if one.command is outer and one.go is command})
                    self._follow(command, directory, run, outer, found)
        return found

    @property
    def known(self) -> tuple[str, ...]:
        """Where the programs are, those left out whose names only the sources tell."""
        return tuple(path for path in self.final if basename(path) != UNKNOWN)

    def _follow(self, command: Command, directory: str, run: Run, outer: Command, found: dict[str, Built]) -> None:
        if command.name in ("rm", "unlink"):
            for path in [one for one in found if takes_away(self.subject.model, command, directory, one)]:
                del found[path]
        moved = self.places.moved(command, directory, run, outer)
        if moved is None:
            return
        source, place = moved
        known = source if source in found else join(dirname(source), UNKNOWN)
        if known not in found:
            return
        built = found.pop(known) if command.name == "mv" else found[known]
        found[place] = built._replace(path=place, origin=source, made_by=run)

    # Which starts

    def started(self, script: StartScript | None) -> Built | None:
        """The program that the container starts, by itself or through a script of the context."""
        places = places_of_start(self.subject.start, script)
        found = [self.final[path] for path in places if path in self.final]
        own = [one for one in found if _is_of_project(one)]
        if found:
            return (own or self._given(script) or found)[-1]
        for path in places:
            unknown = self.final.get(join(dirname(path), UNKNOWN))
            if unknown is not None and not self._is_from_context(path):
                return unknown._replace(path=path, origin=path, is_assumed=True)
        return next(iter(self._given(script)), None) if self.fetches(self.subject.start.program) else None

    def _given(self, script: StartScript | None) -> list[Built]:
        """The program of the project that a tool is given to start: `dockerize -wait tcp://db:5432 ./server`."""
        words = (*(script.named if script is not None else ()), *self.subject.start.arguments)
        paths = [path for word in words if "$" not in word for path in places_of(self.subject.start, word)]
        return [self.final[path] for path in paths if path in self.final and _is_of_project(self.final[path])][:1]

    def fetches(self, program: str) -> bool:
        """Whether what is started by this name is fetched as it is."""
        name = basename(program)
        return name in fetched_programs(self.subject.model, self.subject.stage, self.places, {name})

    def makes(self, program: str) -> bool:
        """Whether what is started by this name is made here."""
        return any(path in self.final for path in places_of(self.subject.start, program))

    def in_front(self) -> tuple[Built, ...] | None:
        """The programs that the start command runs before the one that stays; None where one of them is not built here."""
        start = self.subject.start
        places = [places_of(start, one[0]) for one in start.before]
        found = [next((self.final[path] for path in paths if path in self.final), None) for paths in places]
        built = tuple(one for one in found if one is not None)
        return built if len(built) == len(found) else None

    def _is_from_context(self, path: str) -> bool:
        source = self.subject.sources.context_path(path)
        return bool(source) and self.subject.context.is_known and self.subject.context.is_file(source or "")

    def others(self, main: Built, started: Collection[str]) -> tuple[Built, ...]:
        """The project's other programs, and tools that the running program starts."""
        names = {basename(one) for one in started}
        found = {
            basename(one.path): one
            for one in self.final.values()
            if self._is_own(one, main) or basename(one.path) in names
        }
        return tuple(one for name, one in found.items() if name not in (UNKNOWN, basename(main.path)))

    def _is_own(self, one: Built, main: Built) -> bool:
        """Whether a program is built from the project's sources; tools that help to build are not."""
        if one.command is main.command:
            return True
        root = self.subject.root(main.directory)
        if _is_local(one.package):
            return inside(one.directory, root) is not None
        path = self.subject.import_path(root)
        return bool(path) and (one.package == path or one.package.startswith(f"{path}/"))


def _is_of_project(one: Built) -> bool:
    """Whether a program is not installed by a version of its own, as tools are: `go install example.com/tool@v1`."""
    arguments = arguments_of(one.go)
    packages = arguments.packages if arguments is not None else ()
    return _is_local(one.package) or not any(package.startswith(f"{one.package}@") for package in packages)


def _is_local(package: str) -> bool:
    """Whether a package is named by its directory or its files."""
    return not package or package.startswith((".", "/")) or package.endswith(".go")
