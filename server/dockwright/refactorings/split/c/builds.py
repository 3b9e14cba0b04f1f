"""The programs that compilers and CMake make in a stage, and where they are in the end."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, join, normpath
from typing import NamedTuple

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.c_source import Lists, read_lists
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import called, is_cleaning, is_quiet
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import Places, absolute, located
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

C_COMPILERS = words("gcc cc clang tcc")
CPP_COMPILERS = words("g++ c++ clang++")
COMPILERS = C_COMPILERS | CPP_COMPILERS
_CPP_FILES = (".cpp", ".cc", ".cxx", ".c++", ".C")
_KNOWN = words(
    "mkdir chmod chown chgrp cp mv rm rmdir strip ln touch ar ranlib ldconfig ninja make cmake install apt-mark ccache nproc pkg-config"
)
_MAKES = words("make ninja gmake")
_PARTS = ("-c", "-E", "-S", "-shared", "-M", "-MM", "-fsyntax-only")


class Program(NamedTuple):
    """A program, and how it was linked."""

    path: str  # absolute, in the end
    run: Run  # that put it there
    command: Command  # that made it
    is_static: bool
    is_cpp: bool
    libraries: tuple[str, ...]  # of -l
    words: tuple[str, ...]  # all of the command
    prefix: str = ""  # where all that belongs to it was installed; "": it is one file
    lists: Lists | None = None


def programs_of(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources
) -> list[Program] | Obstacle:
    """All programs of the stage, or the first command of which nobody can tell what it leaves behind."""
    places = Places(model, stage, context, sources)
    reader = _Reader(model, context, sources)
    found: dict[str, Program] = {}
    for run in stage.of(Run):
        script = model.script(run)
        if script.has_errors or script.dialect != "posix" or run.heredocs:
            return Obstacle("a RUN is not understood", run.keyword_span)
        steps = list(located(model, run))
        for command, directory in steps:
            if not command.words:
                continue
            moved = places.moved(command, directory, run)
            if moved is not None and moved[0] in found and command.name != "ln":
                program = found[moved[0]]
                if command.name == "mv":
                    del found[moved[0]]
                found[moved[1]] = program._replace(path=moved[1], run=run)
                continue
            made = reader.made(command, directory, run)
            if isinstance(made, Obstacle):
                return made
            for one in made:
                found[one.path] = one
            if command.name == "strip":
                for word in command.operands():
                    path = absolute(model, run, directory, word.value)
                    if path in found:
                        found[path] = found[path]._replace(run=run)
            elif not made and not _is_known(command):
                return Obstacle(f"what `{called(command)}` leaves behind is not known", command.span)
        if len(steps) < len(model.commands(run)):
            return Obstacle("where a RUN works is not known", run.keyword_span)
    return list(found.values())


def _is_known(command: Command) -> bool:
    is_system = is_install(command) or is_cleaning(command) or (command.name in ("apt-get", "apt", "apk"))
    is_asking = command.has_flag("version") and len(command.arguments) == 1
    return (
        is_system or is_asking or is_quiet(command) or command.name in _KNOWN or command.name in COMPILERS
        or command.name in accounts.PROGRAMS
    )  # fmt: skip


class _Reader:
    """Follows compilers and CMake."""

    def __init__(self, model: SemanticModel, context: BuildContext, sources: Sources) -> None:
        self.model = model
        self.context = context
        self.sources = sources
        self.trees: dict[
            str, tuple[str, list[str]]
        ] = {}  # build directory: source directory, words of the configuration

    def made(self, command: Command, directory: str, run: Run) -> list[Program] | Obstacle:
        if command.name in COMPILERS:
            return list(self._compiled(command, directory, run))
        if command.name == "cmake":
            return self._cmake(command, directory, run)
        if command.name in _MAKES:
            return self._make(command, directory, run)
        return []

    def _compiled(self, command: Command, directory: str, run: Run) -> Iterator[Program]:
        values = [word.value for word in command.arguments]
        if any(value.startswith(_PARTS) and value not in ("-Map",) for value in values):
            return
        output = "a.out"
        for at, value in enumerate(values):
            if value == "-o" and at + 1 < len(values):
                output = values[at + 1]
            elif value.startswith("-o") and len(value) > 2:
                output = value[2:]
        path = absolute(self.model, run, directory, output)
        if path is None:
            return
        is_cpp = command.name in CPP_COMPILERS or any(value.endswith(_CPP_FILES) for value in values)
        libraries = tuple(value[2:] for value in values if value.startswith("-l") and len(value) > 2)
        is_static = "-static" in values or "-static-pie" in values
        yield Program(path, run, command, is_static, is_cpp, libraries, tuple(values))

    def _cmake(self, command: Command, directory: str, run: Run) -> list[Program] | Obstacle:
        values = [word.value for word in command.arguments]
        if values[:1] in (["-E"], ["-P"], ["--version"], ["--workflow"]):
            return (
                []
                if values[:1] == ["--version"]
                else Obstacle("what a script of CMake does is not known", command.span)
            )
        if any(not word.is_literal for word in command.arguments):
            computed = [word.value for word in command.arguments if not word.is_literal]
            if not all("nproc" in value for value in computed):
                return Obstacle("the call of CMake is computed", command.span)
        if values[:1] == ["--install"] and len(values) > 1:
            prefix = _after(values, "--prefix")
            return self._installed(join(directory, values[1]), prefix, command, run)
        if values[:1] == ["--build"] and len(values) > 1:
            tree = normpath(join(directory, values[1]))
            targets = [_after(values, "--target"), _after(values, "-t")]
            if "install" in targets:
                return self._installed(tree, "", command, run)
            return self._built(tree, command, run)
        if "--preset" in " ".join(values):
            return Obstacle("where a preset of CMake builds is not followed", command.span)
        source, tree = _after(values, "-S"), _after(values, "-B")
        source = source or next((value[2:] for value in values if value.startswith("-S") and len(value) > 2), "")
        tree = tree or next((value[2:] for value in values if value.startswith("-B") and len(value) > 2), "")
        plain = [value for at, value in enumerate(values) if not value.startswith("-") and not _is_value(values, at)]
        place = normpath(join(directory, tree)) if tree else directory
        self.trees[place] = (normpath(join(directory, source or (plain[0] if plain else "."))), values)
        return []

    def _make(self, command: Command, directory: str, run: Run) -> list[Program] | Obstacle:
        values = [word.value for word in command.arguments]
        tree = normpath(join(directory, _after(values, "-C") or "."))
        if tree not in self.trees:
            return Obstacle(f"what `{command.name}` makes is not known", command.span)
        if any(value.startswith("DESTDIR") for value in values):
            return Obstacle("`DESTDIR` puts everything elsewhere", command.span)
        goals = [value for value in values if value in ("install", "install/strip", "install/local")]
        return self._installed(tree, "", command, run) if goals else self._built(tree, command, run)

    def _lists(self, tree: str, command: Command) -> tuple[Lists, list[str]] | Obstacle:
        source, words_ = self.trees.get(tree, ("", []))
        if not source:
            return Obstacle("where CMake was configured is not known", command.span)
        if not self.context.is_known:
            return Obstacle("without the build context nobody can tell which programs CMake makes", command.span)
        path = self.sources.context_path(source, command.instruction)
        lists = read_lists(self.context, path) if path is not None else None
        if lists is None:
            return Obstacle("CMakeLists.txt is not in the build context", command.span)
        if lists.obstacle or any("BUILD_SHARED_LIBS=ON" in word for word in words_):
            return Obstacle(lists.obstacle or "shared libraries of the project are built", command.span)
        return lists, words_

    def _built(self, tree: str, command: Command, run: Run) -> list[Program] | Obstacle:
        found = self._lists(tree, command)
        if isinstance(found, Obstacle):
            return found
        lists, values = found
        return [
            self._program(normpath(join(tree, where, name)), lists, values, command, run)
            for name, where in lists.programs.items()
        ]

    def _installed(self, tree: str, prefix: str, command: Command, run: Run) -> list[Program] | Obstacle:
        found = self._lists(normpath(tree), command)
        if isinstance(found, Obstacle):
            return found
        lists, values = found
        told = next((one.partition("=")[2] for one in values if one.startswith("-DCMAKE_INSTALL_PREFIX")), "")
        into = prefix or told or "/usr/local"
        if not into.startswith("/") or "$" in into or into in ("/", "/usr"):
            return Obstacle(f"what is installed below `{into}` cannot be taken apart from the system", command.span)
        names = [name for name in lists.programs if name in lists.installed]
        return [
            self._program(f"{into.rstrip('/')}/bin/{name}", lists, values, command, run)._replace(
                prefix=into.rstrip("/")
            )
            for name in names
        ]

    def _program(self, path: str, lists: Lists, values: list[str], command: Command, run: Run) -> Program:
        words_ = f"{lists.links} {' '.join(values)}".replace("=", " ").replace('"', " ").split()
        libraries = tuple(word[2:] for word in words_ if word.startswith("-l") and len(word) > 2)
        libraries = (*libraries, *lists.libraries)
        return Program(path, run, command, "-static" in words_, lists.is_cpp, libraries, tuple(words_), lists=lists)


def _after(values: list[str], flag: str) -> str:
    for at, value in enumerate(values):
        if value == flag and at + 1 < len(values):
            return values[at + 1]
        if flag.startswith("--") and value.startswith(f"{flag}="):
            return value[len(flag) + 1 :]
    return ""


def _is_value(values: list[str], at: int) -> bool:
    return at > 0 and values[at - 1] in ("-S", "-B", "-G", "-D", "-A", "-T", "-C", "--toolchain", "-t", "-j")


def started(programs: list[Program], names: list[str]) -> Program | None:
    """The program that is meant by one of these absolute paths, or by a bare name in a directory of PATH."""
    for name in names:
        for one in reversed(programs):
            if one.path == name:
                return one
            if (
                "/" not in name
                and basename(one.path) == name
                and one.path.startswith(("/usr/local/bin/", "/usr/bin/", "/bin/"))
            ):
                return one
    return None
