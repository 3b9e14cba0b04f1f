"""The programs that compilers, CMake, Meson and Autotools make in a stage, and where they are in the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.autotools import read_autotools
from dockwright.projects.c_source import Lists, read_lists
from dockwright.projects.make_recipes import FILES, UNKNOWN, Recipes
from dockwright.projects.makefile import read_makefile
from dockwright.projects.meson import read_meson
from dockwright.projects.package_scripts import parse_text
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import called, is_cleaning, is_quiet
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.packages import is_install
from dockwright.refactorings.split.places import SYSTEM_DIRECTORIES, Places, absolute, located
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.transfers import PROGRAM_PLACES
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

C_COMPILERS = words("gcc cc clang tcc")
CPP_COMPILERS = words("g++ c++ clang++")
COMPILERS = C_COMPILERS | CPP_COMPILERS
_CPP_FILES = (".cpp", ".cc", ".cxx", ".c++", ".C")
_KNOWN = words(
    "mkdir chmod chown chgrp cp mv rm rmdir strip ln touch ar ranlib ldconfig ninja make cmake meson install apt-mark ccache nproc pkg-config"
)
_MAKES = words("make ninja gmake")
_AUTOTOOLS = words(
    "autoconf autoheader automake autoreconf aclocal autopoint libtoolize autoupdate intltoolize glibtoolize"
)
"""Programs that write configure and what it reads, and nothing else."""
_KNOWN_BY_NAME = frozenset({"apt-get", "apt", "apk", *_KNOWN, *COMPILERS, *accounts.PROGRAMS, *_AUTOTOOLS})
_PARTS = frozenset({"-c", "-E", "-S", "-shared", "-M", "-MM", "-fsyntax-only"})


class Program(NamedTuple):
    """A program, and how it was linked."""

    path: str  # absolute, in the end
    run: Run  # that put it there
    command: Command  # of the RUN that made it
    is_static: bool
    is_cpp: bool
    libraries: tuple[str, ...]  # of -l
    words: tuple[str, ...]  # all of the command
    prefix: str = ""  # where all that belongs to it was installed; "": it is one file
    lists: Lists | None = None
    is_computed: bool = False  # some of the words are


class Found(NamedTuple):
    """What a stage leaves behind."""

    programs: tuple[Program, ...]
    others: tuple[Copied, ...]  # files that are put outside of the sources


def programs_of(model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources) -> Found | Obstacle:
    """All programs of the stage, or the first command of which nobody can tell what it leaves behind."""
    follower = _Follower(model, context, sources, Places(model, stage, context, sources))
    for run in stage.of(Run):
        script = model.script(run)
        if script.has_errors or script.dialect != "posix" or run.heredocs:
            return Obstacle("a RUN is not understood", run.keyword_span)
        steps = list(located(model, run))
        for command, directory in steps:
            obstacle = follower.step(command, directory, run)
            if obstacle is not None:
                return obstacle
        if len(steps) < len(model.commands(run)):
            return Obstacle("where a RUN works is not known", run.keyword_span)
    if follower.reader.is_shared:
        assert stage.from_ is not None
        return Obstacle("the project makes a shared library of its own", stage.from_.keyword_span, ships=True)
    return Found(tuple(follower.found.values()), tuple(dict.fromkeys(follower.others)))


class _Follower:
    """Follows the commands of a stage, those that make runs among them."""

    def __init__(self, model: SemanticModel, context: BuildContext, sources: Sources, places: Places) -> None:
        self.model = model
        self.context = context
        self.sources = sources
        self.places = places
        self.reader = _Reader(model, context, sources)
        self.found: dict[str, Program] = {}
        self.others: list[Copied] = []

    def step(
        self, command: Command, directory: str, run: Run, outer: Command | None = None, depth: int = 0
    ) -> Obstacle | None:
        """Follow one command. `outer`: the command of the RUN that runs it."""
        if not command.words:
            return None
        if command.name == "rm":
            self._removed(command, directory, run)
            return None
        if self._moves(command, directory, run, outer):
            return None
        if command.name in _MAKES and not self.reader.is_configured(command, directory):
            return self._make(command, directory, run, outer or command, depth)
        made = self.reader.made(command, directory, run, outer)
        if isinstance(made, Obstacle):
            return made if outer is None else made._replace(span=outer.span)
        self.found.update((one.path, one) for one in made)
        if command.name == "strip":
            for word in command.operands():
                path = absolute(self.model, run, directory, word.value)
                if path in self.found:
                    self.found[path] = self.found[path]._replace(run=run)
        elif command.name in PUTS:
            return self._put(command, directory, run, outer or command)
        elif not made and not _is_known(command) and not self.reader.prepares(command, directory):
            return Obstacle(f"what `{called(command)}` leaves behind is not known", (outer or command).span)
        return None

    def _moves(self, command: Command, directory: str, run: Run, outer: Command | None) -> bool:
        """Whether a command puts a program elsewhere."""
        moved = self.places.moved(command, directory, run, outer)
        if moved is None or moved[0] not in self.found or command.name == "ln":
            return False
        program = self.found.pop(moved[0]) if command.name == "mv" else self.found[moved[0]]
        self.found[moved[1]] = program._replace(path=moved[1], run=run)
        return True

    def _removed(self, command: Command, directory: str, run: Run) -> None:
        """Programs that are taken away again."""
        for word in command.operands():
            written = self.model.expand(word.value, run) or word.value
            pattern = normpath(join(directory, written))
            gone = [one for one in self.found if fnmatch(one, pattern) or inside(one, pattern) is not None]
            for one in gone:
                del self.found[one]

    def _put(self, command: Command, directory: str, run: Run, outer: Command) -> Obstacle | None:
        """Files that are put outside of the sources, where the program may look for them."""
        operands = [word.value for word in command.operands(("m", "o", "g", "mode", "owner", "group"))]
        is_making = command.name == "install" and command.has_flag("d", "directory")
        if command.has_flag("t", "target-directory") or (len(operands) < 2 and not is_making):
            return (
                Obstacle(f"where `{command.name}` puts files is not known", outer.span)
                if outer is not command
                else None
            )
        for written, source in (
            ((one, "") for one in operands) if is_making else ((operands[-1], one) for one in operands[:-1])
        ):
            path = absolute(self.model, run, directory, written)
            name = basename(source.rstrip("/"))
            if path is None:
                return Obstacle(f"where `{command.name}` puts files is computed", outer.span)
            if inside(path, directory) is not None or _is_for_people(path) or _is_for_people(f"/{name}"):
                continue
            if ".so" in name or ".so" in basename(path):
                return Obstacle(f"`{name}` is a library of its own", outer.span, ships=True)
            into = bool(source) and (
                len(operands) > 2 or written.endswith("/") or self.places.is_directory(path, outer)
            )
            if into and (any(mark in name for mark in "*?[$") or name in (FILES, UNKNOWN, ".")):
                if path in SYSTEM_DIRECTORIES:
                    return Obstacle(f"what `{command.name}` puts into `{path}` is not known", outer.span, ships=True)
                name = ""
            if is_making and self.places.is_directory(path, outer):
                continue
            place = join(path, name) if into and name else path
            is_directory = is_making or (into and not name) or command.has_flag("r", "R", "a", "recursive", "archive")
            self.others.append(Copied(place, place, is_directory))
        return None

    def _make(self, command: Command, directory: str, run: Run, outer: Command, depth: int) -> Obstacle | None:
        """Follow what make runs by a Makefile that comes with the sources."""
        called_ = f"what `{command.name}` makes is not known"
        if depth > _DEEPEST:
            return Obstacle(f"{called_}: it calls itself too often", outer.span)
        if not self.context.is_known:
            return Obstacle(f"{called_} without the build context", outer.span)
        place = normpath(join(directory, _after([word.value for word in command.arguments], "-C") or "."))
        recipes = self._recipes(command, place, run, outer)
        if isinstance(recipes, str):
            return Obstacle(f"{called_}: {recipes}", outer.span)
        for line in recipes:
            commands = parse_text(line)
            if commands is None:
                return Obstacle(f"{called_}: a line of its Makefile is not understood", outer.span)
            where = place
            for one in commands:
                if one.name == "cd" and len(one.arguments) == 1:
                    where = normpath(join(where, one.arguments[0].value))
                obstacle = self.step(one, where, run, outer, depth + 1)
                if obstacle is not None:
                    return obstacle
        return None

    def _recipes(self, command: Command, place: str, run: Run, outer: Command) -> tuple[str, ...] | str:
        """The lines that make runs; why they are not known, if not."""
        source = self.sources.project(place, _MAKEFILES, outer.instruction)
        makefile = read_makefile(self.context, source) if source is not None else None
        if makefile is None:
            return f"no Makefile comes with the sources to `{place}`"
        if makefile.unread:
            return f"its Makefile has `{makefile.unread}`, which is not followed"
        operands = _goals(command)
        if command.has_flag("f", "file", "I", "n", "dry-run") or UNKNOWN in operands:
            return "its flags are not followed"
        given = dict(one.split("=", 1) for one in operands if "=" in one)
        state = self.model.state_before(run)
        environment = {name: value for name, value in state.env.items() if value and name not in ("PATH", "MAKEFLAGS")}
        environment |= {one.name: one.value.value if one.value else "" for one in command.assignments}
        targets = tuple(one for one in operands if "=" not in one)
        return Recipes(makefile, given, environment).lines(targets)


def _goals(command: Command) -> list[str]:
    """The targets and variables that make is given; the number of its jobs may stand behind `-j`, or not."""
    values = [word.value for word in command.arguments]
    numbers = {at for at, one in enumerate(values) if at and values[at - 1] in ("-j", "--jobs", "-l")}
    numbers = {at for at in numbers if values[at][:1].isdecimal() or values[at].startswith(("$", "`"))}
    arguments = command.operands(("C", "directory", "f", "file"))
    dropped = [command.arguments[at] for at in numbers]
    return [word.value for word in arguments if not any(word is one for one in dropped)]


_TOOLS_OF_PIP = words("meson ninja cmake conan gcovr pip setuptools wheel")
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
PUTS = words("cp mv install ln")
_DEEPEST = 4
_FOR_PEOPLE = words(
    "man doc docs info include pkgconfig bash-completion zsh locale icons applications licenses systemd"
)
_FOR_COMPILERS = (".h", ".hpp", ".a", ".la", ".pc", ".1", ".3", ".5", ".8", ".1.gz", ".md", ".service")


def _is_for_people(path: str) -> bool:
    """Whether a file is for people and compilers: manuals, headers, static libraries."""
    return path.endswith(_FOR_COMPILERS) or bool(_FOR_PEOPLE & set(path.split("/")))


def is_followed(command: Command) -> bool:
    """Whether a command may be one that is known, whatever it is given: all but scripts that prepare others."""
    return command.name == "configure" or not command.words or _is_known(command)


def _is_known(command: Command) -> bool:
    if command.name in _KNOWN_BY_NAME:
        return True
    is_asking = command.has_flag("version") and len(command.arguments) == 1
    return is_asking or is_install(command) or is_cleaning(command) or is_quiet(command) or _installs_tools(command)


def _installs_tools(command: Command) -> bool:
    """Whether pip installs nothing but tools of a build."""
    operands = [re.split(r"[=<>~!\[]", word.value)[0] for word in command.operands()]
    is_pip = (
        command.name in ("pip", "pip3") and operands[:1] == ["install"] and not command.has_flag("t", "target", "r")
    )
    return is_pip and len(operands) > 1 and all(one in _TOOLS_OF_PIP for one in operands[1:])


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


class _Reader:
    """Follows compilers, CMake, Meson and Autotools."""

    def __init__(self, model: SemanticModel, context: BuildContext, sources: Sources) -> None:
        self.model = model
        self.context = context
        self.sources = sources
        self.trees: dict[
            str, tuple[str, list[str]]
        ] = {}  # build directory: source directory, words of the configuration
        self.tools: dict[
            str, tuple[str, str, Callable[[BuildContext, str], Lists | None]]
        ] = {}  # of the build directories
        self.is_shared = False  # a library of the project is made

    def is_configured(self, command: Command, directory: str) -> bool:
        """Whether CMake has written what make or ninja read in a directory, or something that is not followed has."""
        tree = normpath(join(directory, _after([word.value for word in command.arguments], "-C") or "."))
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
        if command.name in _MAKES:
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
        is_cpp = command.name in CPP_COMPILERS or any(value.endswith(_CPP_FILES) for value in values)
        libraries = tuple(value[2:] for value in values if value.startswith("-l") and len(value) > 2)
        is_static = "-static" in values or "-static-pie" in values
        is_computed = UNKNOWN in values or any(not word.is_literal for word in command.arguments)
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

    def _meson(self, command: Command, directory: str, run: Run) -> list[Program] | Obstacle:
        values = [word.value for word in command.arguments]
        if any(not word.is_literal for word in command.arguments):
            return Obstacle("the call of Meson is computed", command.span)
        operands = [word.value for word in command.operands(_VALUED_BY_MESON)]
        verb, rest = (operands[0], operands[1:]) if operands else ("", [])
        if verb in ("compile", "install"):
            tree = normpath(join(directory, _after(values, "-C") or "."))
            if _after(values, "--destdir"):
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
        return bool(commands) and all(_only_prepares(one) for one in commands or ())

    def _make(self, command: Command, directory: str, run: Run) -> list[Program] | Obstacle:
        values = [word.value for word in command.arguments]
        tree = normpath(join(directory, _after(values, "-C") or "."))
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
        told = _after(values, "--prefix") if normpath(tree) in self.tools else told
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


_INSTALLS = ("install", "install-strip", "install/strip", "install/local")
_GOALS = words("all install install-strip check clean")


def _elsewhere(command: Command) -> str:
    """What make is given beside the usual targets; "" without it."""
    return next((one for one in _goals(command) if one not in _GOALS), "")


def _only_prepares(command: Command) -> bool:
    """Whether a command of a script leaves nothing but what configure needs."""
    if not command.words or command.name in _AUTOTOOLS or is_quiet(command):
        return True
    operands = [word.value for word in command.operands()]
    is_inside = all(not one.startswith(("/", "..", "~", "$")) for one in operands)
    return command.name in ("mkdir", "rm", "touch", "cp", "if", "then", "fi") and is_inside


def _after(values: list[str], flag: str) -> str:
    for at, value in enumerate(values):
        if value == flag and at + 1 < len(values):
            return values[at + 1]
        if flag.startswith("--") and value.startswith(f"{flag}="):
            return value[len(flag) + 1 :]
    return ""


def _is_value(values: list[str], at: int) -> bool:
    return at > 0 and values[at - 1] in ("-S", "-B", "-G", "-D", "-A", "-T", "-C", "--toolchain", "-t", "-j")


def started(programs: Sequence[Program], names: Sequence[str]) -> Program | None:
    """The program that is meant by one of these absolute paths, or by a bare name in a directory of PATH."""
    for name in names:
        for one in reversed(programs):
            if one.path == name:
                return one
            if "/" not in name and basename(one.path) == name and dirname(one.path) in PROGRAM_PLACES:
                return one
    return None
