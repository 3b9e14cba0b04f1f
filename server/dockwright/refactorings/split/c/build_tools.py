"""What compilers, CMake, Meson and Autotools make, command by command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.autotools import read_autotools
from dockwright.projects.c_source import Lists, read_lists
from dockwright.projects.make_recipes import UNKNOWN
from dockwright.projects.meson import read_meson
from dockwright.projects.package_scripts import parse_text
from dockwright.refactorings.split.c.commands import (
    COMPILERS,
    CPP_COMPILERS,
    MAKES,
    after,
    goals,
    names_sources,
    only_prepares,
)
from dockwright.refactorings.split.c.programs import Program
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.places import absolute
from dockwright.refactorings.split.sources import Sources
from dockwright.semantics import SemanticModel
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Run

_CPP_FILES = (".cpp", ".cc", ".cxx", ".c++", ".C")
_CLOSING = "\"')`"
"""What may stand behind the ending of a file in a word that finds files."""

_PARTS = frozenset({"-c", "-E", "-S", "-shared", "-M", "-MM", "-fsyntax-only"})
_INSTALLS = ("install", "install-strip", "install/strip", "install/local")
_GOALS = words("all install install-strip check clean")
_OF_CMAKE = ("CMake", "CMakeLists.txt", read_lists)
_OF_MESON = ("Meson", "meson.build", read_meson)
_OF_AUTOTOOLS = ("configure", "configure.ac", read_autotools)
_FLAGS_OF_CONFIGURE = (
    "--prefix=",
    "--enable-",
    "--disable-",
    "--with-",
    "--without-",
    "--quiet",
    "--silent",
    "-q",
    "-C",
)
_VARIABLES_OF_CONFIGURE = ("CC=", "CXX=", "CFLAGS=", "CXXFLAGS=", "CPPFLAGS=", "LDFLAGS=", "LIBS=")
_VALUED_BY_MESON = words(
    "C prefix buildtype backend D bindir libdir sysconfdir datadir native-file cross-file wrap-mode j jobs t target default-library"
)


class BuildTools:
    """Compilers, CMake, Meson and Autotools, with the directories that they were configured in."""

    def __init__(self, model: SemanticModel, context: BuildContext, sources: Sources) -> None:
        self.model = model
        self.context = context
        self.sources = sources
        self.trees: dict[str, tuple[str, list[str]]] = {}
        """By build directory: the directory of sources, and the words of the configuration."""

        self.tools: dict[str, tuple[str, str, Callable[[BuildContext, str], Lists | None]]] = {}
        """By build directory: what configured it, the file that it read there, and who reads that here."""

        self.is_shared = False  # a library of the project is made

    def is_configured(self, command: Command, directory: str) -> bool:
        """Whether CMake has written what make or ninja read in a directory, or something that is not followed has."""
        tree = normpath(join(directory, after([word.value for word in command.arguments], "-C") or "."))
        return command.name == "ninja" or tree in self.trees

    def made(
        self, command: Command, directory: str, run: Run, outer: Command | None = None
    ) -> list[Program] | Obstacle:
        if command.name in COMPILERS:
            return list(self._compiled(command, directory, run, outer))
        if command.name == "cmake":
            return self._cmake(command, directory, run)
        if command.name == "meson":
            return self._meson(command, directory, run)
        if command.name == "configure" and command.words[0].value.endswith("/configure"):
            return self._configure(command, directory)
        if command.name in MAKES:
            return self._make(command, directory, run)
        return []

    def _compiled(self, command: Command, directory: str, run: Run, outer: Command | None) -> Iterator[Program]:
        values = [word.value for word in command.arguments]
        if not _PARTS.isdisjoint(values):
            self.is_shared |= "-shared" in values
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
        is_cpp = command.name in CPP_COMPILERS or any(value.rstrip(_CLOSING).endswith(_CPP_FILES) for value in values)
        libraries = tuple(value[2:] for value in values if value.startswith("-l") and len(value) > 2)
        is_static = "-static" in values or "-static-pie" in values
        computed = (word for word in command.arguments if not word.is_literal)
        is_computed = UNKNOWN in values or not all(map(names_sources, computed))
        yield Program(path, run, outer or command, is_static, is_cpp, libraries, tuple(values), is_computed=is_computed)

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
            prefix = after(values, "--prefix")
            return self._installed(join(directory, values[1]), prefix, command, run)
        if values[:1] == ["--build"] and len(values) > 1:
            tree = normpath(join(directory, values[1]))
            targets = [after(values, "--target"), after(values, "-t")]
            if "install" in targets:
                return self._installed(tree, "", command, run)
            return self._built(tree, command, run)
        if "--preset" in " ".join(values):
            return Obstacle("where a preset of CMake builds is not followed", command.span)
        source, tree = after(values, "-S"), after(values, "-B")
        source = source or next((value[2:] for value in values if value.startswith("-S") and len(value) > 2), "")
        tree = tree or next((value[2:] for value in values if value.startswith("-B") and len(value) > 2), "")
        plain = [value for at, value in enumerate(values) if not value.startswith("-") and not _is_value(values, at)]
        place = normpath(join(directory, tree)) if tree else directory
        written = (source or (plain[0] if plain else ".")).removesuffix("CMakeLists.txt") or "."
        self.trees[place] = (normpath(join(directory, written)), values)
        return []

    def _meson(self, command: Command, directory: str, run: Run) -> list[Program] | Obstacle:
        values = [word.value for word in command.arguments]
        if any(not word.is_literal for word in command.arguments):
            return Obstacle("the call of Meson is computed", command.span)
        operands = [word.value for word in command.operands(_VALUED_BY_MESON)]
        verb, rest = (operands[0], operands[1:]) if operands else ("", [])
        if verb in ("compile", "install"):
            tree = normpath(join(directory, after(values, "-C") or "."))
            if after(values, "--destdir"):
                return Obstacle("`--destdir` puts everything elsewhere", command.span)
            return self._built(tree, command, run) if verb == "compile" else self._installed(tree, "", command, run)
        if verb in ("test", "introspect", "format") or (not operands and values):
            return []
        rest = rest if verb == "setup" else operands
        if not rest or verb in ("configure", "dist", "wrap", "subprojects", "rewrite", "devenv"):
            return Obstacle(f"what `meson {verb}` does is not known", command.span)
        tree = normpath(join(directory, rest[0]))
        self.trees[tree] = (normpath(join(directory, rest[1] if len(rest) > 1 else ".")), values)
        self.tools[tree] = _OF_MESON
        return []

    def _configure(self, command: Command, directory: str) -> list[Program] | Obstacle:
        """A script that Autoconf has made of a configure.ac, or is to make."""
        values = [word.value for word in command.arguments]
        for word in command.arguments:
            if not word.is_literal or not word.value.startswith((*_FLAGS_OF_CONFIGURE, *_VARIABLES_OF_CONFIGURE)):
                return Obstacle(f"what `configure {word.raw}` means is not followed", command.span)
        values += [one.value.value for one in command.assignments if one.value is not None]
        if any("-static" in value.partition("=")[2].split() or value == "-static" for value in values):
            return Obstacle("what `-static` means to libtool is not followed", command.span)
        self.trees[directory] = (normpath(join(directory, dirname(command.words[0].value))), values)
        self.tools[directory] = _OF_AUTOTOOLS
        found = self._lists(directory, command)
        return found if isinstance(found, Obstacle) else []

    def prepares(self, command: Command, directory: str) -> bool:
        """Whether a command is configure, or runs a script of the project that does nothing but call Autotools: `./autogen.sh`."""
        if command.name == "configure":
            return self.tools.get(directory) is _OF_AUTOTOOLS
        written = [word.value for word in command.words if word.is_literal]
        if command.name in POSIX_SHELLS and not command.has_flag("c"):
            written = [word for word in written[1:] if not word.startswith("-")]
        path = normpath(join(directory, written[0])) if written and len(written) == 1 else None
        source = self.sources.context_path(path, command.instruction) if path is not None else None
        commands = parse_text(self.context.read(source) or "") if source and self.context.is_known else None
        return bool(commands) and all(only_prepares(one) for one in commands or ())

    def _make(self, command: Command, directory: str, run: Run) -> list[Program] | Obstacle:
        values = [word.value for word in command.arguments]
        tree = normpath(join(directory, after(values, "-C") or "."))
        if tree not in self.trees:
            return Obstacle(f"what `{command.name}` makes is not known", command.span)
        if any(value.startswith("DESTDIR") for value in values):
            return Obstacle("`DESTDIR` puts everything elsewhere", command.span)
        if self.tools.get(tree) is _OF_AUTOTOOLS and (elsewhere := _elsewhere(command)):
            return Obstacle(f"`make {elsewhere}` is not followed", command.span)
        goals = [value for value in values if value in _INSTALLS]
        return self._installed(tree, "", command, run) if goals else self._built(tree, command, run)

    def _lists(self, tree: str, command: Command) -> tuple[Lists, list[str]] | Obstacle:
        source, words_ = self.trees.get(tree, ("", []))
        tool, name, read = self.tools.get(tree, _OF_CMAKE)
        if not source:
            return Obstacle(f"where {tool} was configured is not known", command.span)
        if not self.context.is_known:
            return Obstacle(f"without the build context nobody can tell which programs {tool} makes", command.span)
        path = self.sources.project(source, (name,), command.instruction)
        lists = read(self.context, path) if path is not None else None
        if lists is None:
            if tool == "configure":
                name = "what `configure` leaves behind is not known: configure.ac with a Makefile.am"
            return Obstacle(f"{name} is not in the build context", command.span)
        if lists.obstacle or any("BUILD_SHARED_LIBS=ON" in word or "default_library" in word for word in words_):
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
        told = after(values, "--prefix") if normpath(tree) in self.tools else told
        into = prefix or told or "/usr/local"
        if not into.startswith("/") or "$" in into or into in ("/", "/usr"):
            return Obstacle(f"what is installed below `{into}` cannot be taken apart from the system", command.span)
        names = [name for name in lists.programs if name in lists.installed]
        return [
            self._program(
                f"{into.rstrip('/')}/{'sbin' if name in lists.in_sbin else 'bin'}/{name}", lists, values, command, run
            )._replace(prefix=into.rstrip("/"))
            for name in names
        ]

    def _program(self, path: str, lists: Lists, values: list[str], command: Command, run: Run) -> Program:
        words_ = f"{lists.links} {' '.join(values)}".replace("=", " ").replace('"', " ").split()
        libraries = tuple(word[2:] for word in words_ if word.startswith("-l") and len(word) > 2)
        libraries = (*libraries, *lists.libraries)
        return Program(path, run, command, "-static" in words_, lists.is_cpp, libraries, tuple(words_), lists=lists)


def _elsewhere(command: Command) -> str:
    """What make is given beside the usual targets; "" without it."""
    return next((one for one in goals(command) if one not in _GOALS), "")


def _is_value(values: list[str], at: int) -> bool:
    return at > 0 and values[at - 1] in ("-S", "-B", "-G", "-D", "-A", "-T", "-C", "--toolchain", "-t", "-j")
