"""Go: a program that `go build` or `go install` makes is all that a container needs, but for what its sources read.

Sources: `go help build`, `go help install`, https://go.dev/ref/mod, https://pkg.go.dev/cmd/cgo (Go 1.24).
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import DEFAULT_PATH, BaseImage
from dockwright.knowledge.go_modules import is_pure, needs_cgo
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.go import Module, Requirement, is_vendored, main_packages, module_of, read_module
from dockwright.projects.go_packages import Layout
from dockwright.projects.go_runtime import GoProgram, read_program
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Env, Instruction, Run, Transfer
from dockwright.text import Edit, Span

_VALUED = MANAGERS["go"].valued_flags
_WRAPPERS = frozenset({"godep", "gb", "vgo"})
_CGO_FLAGS = frozenset({"race", "msan", "asan"})
_PLUGIN_MODES = frozenset({"plugin", "shared", "c-shared", "c-archive"})
_SYSTEM_DIRECTORIES = frozenset(
    {"/", "/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/go/bin", "/go", "/root", "/opt", "/srv", "/tmp"}
)
_MAKERS = frozenset({"mkdir", "chown", "chmod", "chgrp", "touch"})
_STATIC_WORDS = ("-extldflags", "-static")


class Built(NamedTuple):
    """One program that a Go command makes."""

    path: str  # absolute; it ends with "/?" when its name is not known
    command: Command
    directory: str  # absolute: where the command runs
    package: str  # the argument that names the package; "" for the directory itself
    origin: str = ""  # where it was before it was moved


class Arguments(NamedTuple):
    """The words of `go build`, sorted."""

    verb: str
    flags: dict[str, str]
    packages: tuple[str, ...]


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
) -> Build | Obstacle:
    """What the stage builds with Go and what the program needs; an obstacle when that is not what starts."""
    return _Examiner(model, stage, context, start, facts).examine()


def start_obstacle(start: Start) -> Obstacle | None:
    """Why a start command of this ecosystem needs its toolchain."""
    if start.program.rpartition("/")[2] == "go":
        return Obstacle(
            f"the container runs the Go toolchain when it starts: `go {' '.join(start.arguments[:1])}`", start.span
        )
    if start.program.rpartition("/")[2] in ("make", "mage", "task", "ginkgo", "revel", "bee", "buffalo"):
        return Obstacle(f"the container builds when it starts: `{start.program}`", start.span)
    return None


class _Examiner:
    def __init__(
        self, model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage
    ) -> None:
        self.model = model
        self.stage = stage
        self.context = context
        self.start = start
        self.facts = facts
        self.sources = Sources(model, stage, context)
        self.notes: list[str] = []

    def examine(self) -> Build | Obstacle:
        obstacle = start_obstacle(self.start)
        if obstacle is not None:
            return obstacle
        builds = tuple(self._builds())
        if not builds:
            return Obstacle("no `go build` or `go install` makes a program here", self.start.span)
        found = self._started(builds)
        if isinstance(found, Obstacle):
            return found
        path, last, main = found
        if (mode := self._mode(main.command)) in _PLUGIN_MODES:
            return Obstacle(f"`-buildmode={mode}` makes no program", main.command.span)
        program = self._program(main)
        if program is not None:
            if program.plugin is not None:
                return Obstacle(f"the program loads plugins: {program.plugin}", self.start.span, ships=False)
            if program.toolchain is not None:
                return Obstacle(f"the program uses the Go toolchain when it runs: {program.toolchain}", self.start.span)
        return self._build(path, last, main, builds, program)

    # What is built

    def _builds(self) -> Iterator[Built]:
        """Every program that a Go command of the stage makes, in order."""
        for run in self.stage.of(Run):
            script = self.model.script(run)
            for command, directory in self._with_directories(run):
                arguments = self._arguments(command)
                if arguments is None or script.has_errors:
                    continue
                if arguments.verb == "build":
                    yield from self._of_build(command, directory, arguments)
                elif arguments.verb == "install" or (arguments.verb == "get" and "d" not in arguments.flags):
                    yield from self._of_install(command, directory, arguments)

    def _with_directories(self, run: Run) -> Iterator[tuple[Command, str]]:
        """The commands of a RUN with the directory each runs in."""
        state = self.model.state_before(run)
        directory = state.workdir
        for command in self.model.commands(run):
            if directory is not None:
                yield command, directory
            if command.name == "cd":
                operands = command.operands()
                target = self.model.expand(operands[0].value, run) if len(operands) == 1 else None
                directory = (
                    None
                    if target is None or directory is None or "$" in target or "~" in target
                    else normpath(join(directory, target))
                )

    def _arguments(self, command: Command) -> Arguments | None:
        """The words of a Go command; None when it is another program."""
        words = [word.value for word in command.words]
        if words and command.name in _WRAPPERS and words[1:2] == ["go"]:
            words = words[1:]
        if not words or words[0].rpartition("/")[2] != "go":
            return None
        flags: dict[str, str] = {}
        operands: list[str] = []
        remaining = iter(words[1:])
        for word in remaining:
            if not word.startswith("-") or word == "-":
                operands.append(word)
                continue
            name, equals, value = word.lstrip("-").partition("=")
            flags[name] = value if equals else next(remaining, "") if name in _VALUED else "true"
        if not operands:
            return None
        return Arguments(operands[0], flags, tuple(operands[1:]))

    def _of_build(self, command: Command, directory: str, arguments: Arguments) -> Iterator[Built]:
        if "C" in arguments.flags:
            directory = normpath(join(directory, arguments.flags["C"]))
        output = arguments.flags.get("o")
        files = [one for one in arguments.packages if one.endswith(".go")]
        packages = arguments.packages or ("",)
        if files:
            packages = (files[0],)
        if output is None:
            if len(packages) == 1:
                name = self._name(packages[0], directory)
                yield Built(join(directory, name), command, directory, packages[0])
            return
        expanded = self.model.expand(output, command.instruction)
        if expanded is None or "$" in expanded or "`" in expanded:
            return
        target = normpath(join(directory, expanded))
        for package in packages:
            into = expanded.endswith("/") or len(packages) > 1 or self._is_directory(target, command)
            place = join(target, self._name(package, directory)) if into else target
            yield Built(place, command, directory, package)

    def _of_install(self, command: Command, directory: str, arguments: Arguments) -> Iterator[Built]:
        target = self._install_directory(command)
        if target is None:
            return
        for package in arguments.packages or ("",):
            name, at, _ = package.partition("@")
            if at and "/cmd/" not in name and basename(name) != basename(self.start.program):
                continue  # a tool
            yield Built(join(target, self._name(name, directory)), command, directory, name)

    def _install_directory(self, command: Command) -> str | None:
        """$GOBIN, or bin/ of the first directory of $GOPATH."""
        env = self.model.state_before(command.instruction).env
        values = {one.name: one.value.value if one.value else "" for one in command.assignments}
        if gobin := values.get("GOBIN", env.get("GOBIN")):
            return gobin
        gopath = values.get("GOPATH", env.get("GOPATH"))
        return join(gopath.split(":")[0], "bin") if gopath else None

    def _is_directory(self, path: str, command: Command) -> bool:
        """Whether the output path is a directory that is there when the command runs."""
        if path in _SYSTEM_DIRECTORIES:
            return True
        source = self.sources.context_path(path, command.instruction)
        if source and self.context.is_known and self.context.is_dir(source):
            return True
        for run in self.stage.of(Run):
            for other, directory in self._with_directories(run):
                is_earlier = other.name == "mkdir" and other.span.start < command.span.start
                if is_earlier and any(normpath(join(directory, word.value)) == path for word in other.operands(("m",))):
                    return True
        return False

    def _name(self, package: str, directory: str) -> str:
        """What Go calls the program of a package: the last element of its import path, or of the first file."""
        if package.endswith(".go"):
            return basename(package).removesuffix(".go")
        if "..." in package or "$" in package or "`" in package:
            return "?"
        if not package or package.startswith((".", "/")):
            path = self._import_path(normpath(join(directory, package)))
            return _last_element(path) if path else "?"
        return _last_element(package)

    def _import_path(self, directory: str) -> str:
        """The import path of a directory of the image; "" when it is not known."""
        source = self.sources.context_path(directory)
        if source is not None and self.context.is_known:
            module = module_of(self.context, source)
            if module is not None and module.path and self._in_modules(directory):
                inner = source[len(module.directory) :].strip("/")
                return join(module.path, inner) if inner else module.path
        gopath = self.stage.final_state.env.get("GOPATH") or "/go"
        inner_path = inside(directory, join(gopath, "src"))
        if inner_path:
            return inner_path
        module_root = "" if self.context.is_known else None
        return directory if inner_path is None and module_root is None and self._is_below_sources(directory) else ""

    def _is_below_sources(self, directory: str) -> bool:
        """Whether a directory is a subdirectory of what is copied, so that its own name counts."""
        return any(inside(directory, one.target) for one in self.sources.brought if one.is_directory)

    def _in_modules(self, directory: str) -> bool:
        if self.stage.final_state.env.get("GO111MODULE") == "off":
            return False
        version = self.facts.version[:2]
        return not version or version >= (1, 13) or "/src/" not in directory

    # What starts

    def _started(self, builds: tuple[Built, ...]) -> tuple[str, Instruction, Built] | Obstacle:
        """The path that starts, the last instruction that makes it, and the build it comes from."""
        made = self._moved(builds)
        wanted = self._candidates()
        for path in wanted:
            if path in made:
                return path, *made[path]
        for path in wanted:
            for unknown, (instruction, built) in made.items():
                if unknown.endswith("/?") and dirname(unknown) == dirname(path) and not self._is_from_context(path):
                    self._assume(built, path)
                    return path, instruction, built
        return Obstacle(f"`{self.start.program}` is not what the build makes", self.start.span)

    def _assume(self, built: Built, path: str) -> None:
        """The name of the program is taken from the start command."""
        if not self.context.is_known:
            return
        self.notes.append(f"that `go build` makes `{path}` is taken from the start command")

    def _is_from_context(self, path: str) -> bool:
        source = self.sources.context_path(path)
        return source is not None and self.context.is_known and self.context.is_file(source)

    def _candidates(self) -> list[str]:
        """The absolute paths that the start's program may be."""
        if self.start.path is not None:
            return [self.start.path]
        search = (self.start.state.env.get("PATH") or DEFAULT_PATH).split(":")
        return [join(directory, self.start.program) for directory in search if directory.startswith("/")]

    def _moved(self, builds: tuple[Built, ...]) -> dict[str, tuple[Instruction, Built]]:
        """Where each program is in the end, with the instruction that put it there: cp, mv and install followed."""
        made: dict[str, tuple[Instruction, Built]] = {}
        by_command: dict[int, list[Built]] = {}
        for built in builds:
            by_command.setdefault(id(built.command), []).append(built)
        for run in self.stage.of(Run):
            for command, directory in self._with_directories(run):
                for built in by_command.get(id(command), ()):
                    made[built.path] = run, built
                if command.name in ("cp", "mv", "install") and len(command.operands(("m", "o", "g", "t"))) == 2:
                    self._follow(command, directory, run, made)
        return made

    def _follow(self, command: Command, directory: str, run: Run, made: dict[str, tuple[Instruction, Built]]) -> None:
        origin, target = (self.model.expand(word.value, run) for word in command.operands(("m", "o", "g", "t")))
        if origin is None or target is None:
            return
        source, place = normpath(join(directory, origin)), normpath(join(directory, target))
        known = (
            source
            if source in made
            else next((one for one in made if one.endswith("/?") and dirname(one) == dirname(source)), None)
        )
        if known is None:
            return
        if target.endswith("/") or self._is_directory(place, command):
            place = join(place, basename(source))
        built = made[known][1]
        made[place] = run, built._replace(path=place, origin=built.origin or built.path)
        if command.name == "mv":
            del made[known]

    # What it needs

    def _mode(self, command: Command) -> str:
        arguments = self._arguments(command)
        return arguments.flags.get("buildmode", "") if arguments is not None else ""

    def _program(self, built: Built) -> GoProgram | None:
        """What the sources say; None when they are not known."""
        if not self.context.is_known:
            return None
        root = self.sources.context_path(built.directory, built.command.instruction)
        if root is None:
            return None
        main = self._main_directory(built, root)
        layout = self._layout(built.directory, root)
        if main is None:
            return None
        program = read_program(self.context, layout, main, self._working_directory())
        return program if program.has_main else None

    def _main_directory(self, built: Built, root: str) -> str | None:
        """The context directory of the main package."""
        package = built.package
        if package.endswith(".go"):
            package = dirname(package)
            return normpath(join(root, package)).lstrip("./") if not package.startswith("/") else None
        if "..." in package:
            return self._main_named(basename(built.path), root)
        if not package or package.startswith("."):
            path = normpath(join(root, package))
            return "" if path == "." else path
        return self._layout(built.directory, root).directory(package)

    def _main_named(self, name: str, root: str) -> str | None:
        """`./...`: the main package whose program has the name."""
        module = module_of(self.context, root)
        if module is None:
            return None
        for package in main_packages(self.context, module):
            path = join(module.path, package.directory[len(module.directory) :].strip("/")).rstrip("/")
            if _last_element(path) == name:
                return package.directory
        return None

    def _layout(self, directory: str, root: str) -> Layout:
        """Where import paths lead in the context."""
        module = module_of(self.context, root) if self._in_modules(directory) else None
        if module is None:
            gopath = self.stage.final_state.env.get("GOPATH") or "/go"
            prefix = inside(directory, join(gopath, "src")) or ""
            vendor = join(root, "vendor") if root else "vendor"
            return Layout(((prefix, root),), vendor if self.context.is_dir(vendor) else None)
        local = [
            (one.path, normpath(join(module.directory, one.target)).removeprefix("./"))
            for one in module.replacements
            if one.is_local
        ]
        roots = [(module.path, module.directory), *local]
        vendor = join(module.directory, "vendor") if module.directory else "vendor"
        return Layout(tuple(roots), vendor if is_vendored(self.context, module) else None)

    def _working_directory(self) -> str | None:
        return self.sources.context_path(self.start.directory)

    def _module(self, built: Built) -> Module | None:
        root = self.sources.context_path(built.directory, built.command.instruction)
        if root is None or not self.context.is_known:
            return None
        return module_of(self.context, root) or read_module(self.context, root)

    def _build(
        self, path: str, last: Instruction, main: Built, builds: tuple[Built, ...], program: GoProgram | None
    ) -> Build | Obstacle:
        cgo = self._cgo(main, program)
        if isinstance(cgo, Obstacle):
            return cgo
        copies = [Copied(path, path)]
        others = self._others(builds, main, last)
        copies += [Copied(one.path, one.path) for one in others]
        copies += self._files(program)
        self._doubts(program, main)
        needs = self._needs(program, main)
        return Build(
            ecosystem="go",
            copies=tuple(dict.fromkeys(copies)),
            last=last,
            sources=self._root(main),
            needs=needs._replace(libraries=cgo == "dynamic"),
            bases=self._bases(cgo, needs),
            edits=tuple(self._edits(main, others)) if cgo == "off" else (),
            search=(dirname(path),) if self.start.path is None else (),
            notes=tuple(self.notes),
        )

    def _root(self, built: Built) -> str:
        """The directory of the image that holds the sources: where the outermost copy around the build goes."""
        directories = [
            one.target
            for one in self.sources.brought
            if one.is_directory and inside(built.directory, one.target) is not None
        ]
        directories = [one for one in directories if one != "/"]
        return min(directories, key=len) if directories else built.directory

    def _others(self, builds: tuple[Built, ...], main: Built, last: Instruction) -> list[Built]:
        """The other programs that are built, each where it is in the end."""
        found: dict[str, Built] = {}
        for run, one in self._moved(builds).values():
            origin = one.origin or one.path
            if origin != (main.origin or main.path) and run.index <= last.index and self._is_wanted(one):
                found[origin] = one
        return list(found.values())

    def _is_wanted(self, one: Built) -> bool:
        """Whether another program that is built here belongs to the image too."""
        if one.path.endswith("/?") or "..." in one.package:
            return False
        arguments = self._arguments(one.command)
        if arguments is None or arguments.verb == "build":
            return arguments is not None
        return not one.package or one.package.startswith(".") or self._is_own(one)

    def _is_own(self, one: Built) -> bool:
        """Whether an installed package is the project's own, not a tool."""
        source = self._import_path(main_directory) if (main_directory := self._root(one)) else ""
        return bool(source) and (one.package == source or one.package.startswith(f"{source}/"))

    # cgo

    def _cgo(self, main: Built, program: GoProgram | None) -> str | Obstacle:
        """`set`: CGO_ENABLED=0 is there. `off`: it is to be added. `static`, `dynamic`: cgo is needed."""
        value = self._cgo_value(main.command)
        arguments = self._arguments(main.command)
        flags = arguments.flags if arguments is not None else {}
        if value == "0":
            return "set"
        if value not in (None, "", "1"):
            return Obstacle("CGO_ENABLED is computed", main.command.span, ships=True)
        why = ""
        if value == "1":
            why = "CGO_ENABLED=1 is set"
        elif _CGO_FLAGS & flags.keys():
            why = f"`-{next(iter(_CGO_FLAGS & flags.keys()))}` needs cgo"
        elif program is not None and program.cgo is not None:
            why = f"cgo is needed: {program.cgo}"
        elif module := self._cgo_module(main):
            why = f"cgo is needed: go.mod requires `{module}`"
        elif not self.context.is_known and self._has_compiler():
            why = "a C compiler is installed, so cgo seems to be needed"
        if not why:
            return "off"
        if all(word in flags.get("ldflags", "") for word in _STATIC_WORDS):
            return "static"
        self.notes.append(
            f"{why}: the program is linked against the builder's C library, and the runtime base must have the same one"
        )
        return "dynamic"

    def _cgo_value(self, command: Command) -> str | None:
        """CGO_ENABLED as the command sees it; None when nothing sets it."""
        for one in command.assignments:
            if one.name == "CGO_ENABLED":
                return one.value.value if one.value is not None else ""
        value = None
        for other in self.model.commands(command.instruction):
            if other is command:
                break
            texts = [word.value for word in other.arguments] if other.name == "export" else []
            texts += [
                f"{one.name}={one.value.value}"
                for one in other.assignments
                if one.value is not None and not other.words
            ]
            for text in texts:
                if text.startswith("CGO_ENABLED="):
                    value = text.partition("=")[2]
        if value is not None:
            return value
        state = self.model.state_before(command.instruction)
        if "CGO_ENABLED" in state.variables:
            return state.variables["CGO_ENABLED"] or "?"
        return None

    def _cgo_module(self, main: Built) -> str | None:
        module = self._module(main)
        for one in module.requirements if module is not None else ():
            if needs_cgo(one.path):
                return one.path
        return None

    def _has_compiler(self) -> bool:
        compilers = ("gcc", "g++", "build-base", "musl-dev", "build-essential")
        return any(one.name in compilers for one in installed(self.stage.commands)[0])

    def _edits(self, main: Built, others: list[Built]) -> list[Edit]:
        """CGO_ENABLED=0 in front of the builds whose programs go into the runtime stage."""
        commands = {id(main.command): main.command}
        for one in others:
            if self._cgo_value(one.command) is None:
                commands.setdefault(id(one.command), one.command)
        edits: list[Edit] = []
        for command in commands.values():
            prefixes = {prefix.name for prefix in command.prefixes}
            if command.script.is_exec or prefixes - {"env"}:
                start = command.instruction.line_span.start
                edits.append(Edit(Span(start, start), "ENV CGO_ENABLED=0\n"))
            else:
                start = command.name_span.start if prefixes else command.span.start
                edits.append(Edit(Span(start, start), "CGO_ENABLED=0 "))
        return list(dict.fromkeys(edits))

    # Files and the rest

    def _files(self, program: GoProgram | None) -> Iterator[Copied]:
        """The files that the sources, the start command and the environment name, where the image has them."""
        paths = [one.path for one in program.reads] if program is not None else []
        paths += self._named_paths()
        for path in paths:
            if any(mark in path for mark in "*?["):
                path = path[: min(path.find(mark) for mark in "*?[" if mark in path)].rpartition("/")[0]
                if not path:
                    continue
            place = normpath(join(self.start.directory, path))
            if self._is_made_behind(place):
                continue
            source = self.sources.context_path(place)
            if source is None:
                if path.startswith("/") and self._is_made_by_run(place):
                    yield Copied(place, place, "." not in basename(place))
                continue
            if not source:
                self.notes.append("the program reads its working directory: all of the sources were there")
                continue
            if self.context.is_known and self.context.sends(source) and not source.endswith(".go"):
                yield Copied(place, place, self.context.is_dir(source))

    def _named_paths(self) -> list[str]:
        """Words of the start command and values of the environment that are paths of the context."""
        words = [word.rpartition("=")[2] for word in self.start.arguments]
        for env in self.stage.of(Env):
            words += [pair.value.value for pair in env.pairs if pair.value is not None and pair.key.value != "PATH"]
        found = []
        for word in words:
            if not word or "$" in word or ":" in word or not self.context.is_known:
                continue
            source = self.sources.context_path(normpath(join(self.start.directory, word)))
            if source and self.context.sends(source) and ("/" in word or "." in word):
                found.append(word)
        return found

    def _is_made_behind(self, path: str) -> bool:
        """Whether a COPY behind the build brings the path anyway."""
        last = self._last_build()
        return any(one.transfer.index > last and inside(path, one.target) is not None for one in self.sources.brought)

    def _is_made_by_run(self, path: str) -> bool:
        """Whether a command or an ADD of the builder names the path, other than to make an empty directory."""
        last = self._last_build()
        for one in self.stage.instructions:
            if one.index > last or path not in one.text:
                continue
            if isinstance(one, Transfer):
                return True
            commands = self.model.commands(one) if isinstance(one, Run) else ()
            if any(
                path in word.value for command in commands if command.name not in _MAKERS for word in command.arguments
            ):
                return True
        return False

    def _last_build(self) -> int:
        """The index of the last instruction that builds."""
        return max((built.command.instruction.index for built in self._builds()), default=-1)

    def _needs(self, program: GoProgram | None, main: Built) -> Needs:
        zone = "TZ" in self.start.state.env
        arguments = self._arguments(main.command)
        tags = arguments.flags.get("tags", "") if arguments is not None else ""
        embedded = "timetzdata" in tags or (program is not None and program.has_own_time_zones)
        if program is None:
            return Needs(certificates=True, zones=not embedded, temporary=True, shell=self._has_shell_start())
        programs = [one.name for one in program.programs if one.name]
        shells = [one for one in programs if basename(one) in ("sh", "bash")]
        others = tuple(basename(one) for one in programs if one not in shells and not self._is_own_program(one))
        return Needs(
            certificates=program.tls is not None or bool(program.unknown_modules) or self._has_dependencies(main),
            zones=not embedded and (program.time_zones is not None or zone),
            accounts=program.users is not None,
            temporary=program.temporary is not None or not program.is_complete,
            shell=bool(shells) or self._has_shell_start() or bool(others),
            bash=any(basename(one) == "bash" for one in shells),
            programs=others,
        )

    def _has_shell_start(self) -> bool:
        return self.start.needs_shell and not self.start.converts

    def _has_dependencies(self, main: Built) -> bool:
        module = self._module(main)
        return module is None or bool(module.requirements)

    def _is_own_program(self, name: str) -> bool:
        """Whether a started program is one that the image holds by a COPY or a build."""
        path = normpath(join(self.start.directory, name))
        return "/" in name and (
            self.sources.context_path(path) is not None or any(one.path == path for one in self._builds())
        )

    def _doubts(self, program: GoProgram | None, main: Built) -> None:
        """What is not proven."""
        if not self.context.is_known:
            self.notes.append(
                "the sources were not read: see that the program reads no files and starts no programs that the runtime stage lacks"
            )
            return
        if program is None:
            self.notes.append(
                "the main package was not found in the build context: see what the program reads when it runs"
            )
            return
        if program.unknown_modules:
            names = ", ".join(f"`{one}`" for one in program.unknown_modules[:3])
            self.notes.append(f"nothing is known of {names}: see that it needs neither cgo nor files")
        unknown = [
            one.path
            for one in self._module_requirements(main)
            if not (is_pure(one.path) or needs_cgo(one.path) or one.path in program.unknown_modules)
        ]
        if unknown and not program.unknown_modules:
            names = ", ".join(f"`{one}`" for one in unknown[:3])
            self.notes.append(f"nothing is known of {names}: see that it needs neither cgo nor files")
        elif not program.is_complete and not program.unknown_modules:
            self.notes.append("not all packages of the program were found in the build context")
        if program.computed_reads:
            self.notes.append(f"the program opens a file whose name is computed: {program.computed_reads[0]}")
        computed = next((one for one in program.programs if not one.name), None)
        if computed is not None:
            self.notes.append(f"the program starts another one whose name is computed: {computed.sighting}")
        if self._serves_files(program) and self.facts.os == "debian":
            self.notes.append("content types of rare file endings came from /etc/mime.types of the old image")
        self._absent(program)

    def _module_requirements(self, main: Built) -> tuple[Requirement, ...]:
        module = self._module(main)
        if module is None or is_vendored(self.context, module):
            return ()
        local = {one.path for one in module.replacements if one.is_local}
        return tuple(one for one in module.requirements if one.path not in local)

    def _serves_files(self, program: GoProgram) -> bool:
        words = ("http.Dir", "ServeFile", "Static", "SendFile")
        return any(one.sighting.text.endswith(words) for one in program.reads)

    def _absent(self, program: GoProgram) -> None:
        """Files that are named but not in the context: something may make them while building."""
        for one in program.absent_reads:
            place = normpath(join(self.start.directory, one.path))
            if self._is_made_by_run(place) or any(basename(one.path) in run.text for run in self.stage.of(Run)):
                self.notes.append(
                    f"`{one.path}` is not in the build context: see whether the build makes it ({one.sighting})"
                )
                return

    def _bases(self, cgo: str, needs: Needs) -> tuple[Base, ...]:
        """The right bases, the likeliest first."""
        facts = self.facts
        if cgo == "dynamic":
            if facts.os == "alpine":
                return (runtime_bases.alpine(runtime_bases.alpine_release(facts)),)
            if facts.os != "debian" or not facts.release:
                return ()
            bases = (runtime_bases.debian_slim(facts.release), runtime_bases.distroless_base(facts.release))
            return tuple(one for one in bases if one is not None)
        alpine, slim = runtime_bases.alpine(), runtime_bases.debian_slim()
        if needs.bash:
            return (slim, alpine) if facts.os == "debian" else (alpine, slim)
        bare = (runtime_bases.distroless_static(), runtime_bases.scratch())
        return (alpine, *bare, slim)


def _last_element(path: str) -> str:
    """The name of a program: the last element of an import path that is no major version."""
    parts = path.rstrip("/").split("/")
    if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit():
        parts.pop()
    return parts[-1]
