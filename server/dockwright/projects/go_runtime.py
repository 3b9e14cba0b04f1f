"""What a Go program needs when it runs: files, certificates, time zones, programs, cgo; read from its sources."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, normpath

from dockwright.context import BuildContext, join
from dockwright.knowledge.go_calls import (
    CONFIG,
    FILE,
    FILES,
    FUNCTIONS,
    GLOB,
    METHODS,
    PLACE,
    PLUGIN,
    PORTS,
    PROGRAM,
    SENDERS,
    SERVICES,
    SOCKET,
    STATED,
    TEMPORARY,
    TLS,
    TYPES,
    USERS,
    VARIABLE,
    WRITE,
    ZONE,
)
from dockwright.knowledge.go_modules import TOOLCHAIN_PACKAGES, implicit_reads, is_pure, needs_cgo
from dockwright.projects.go_packages import Layout, Packages, packages_of
from dockwright.projects.go_source import GoFile, unquote
from dockwright.projects.shell_programs import is_shell, paths_in, programs_of_shell, script_of_shell
from dockwright.shell.prefixes import WRAPPERS, see_through
from dockwright.values import NamedTuple


class Sighting(NamedTuple):
    """A place in the sources that proves something."""

    path: str  # relative to the context
    line: int  # one-based
    text: str  # the call or import

    def __str__(self) -> str:
        return f"`{self.text}` in {self.path}:{self.line}"


class FileRead(NamedTuple):
    """A path the program names: relative to its working directory, or absolute; a glob stands for what it matches."""

    path: str
    sighting: Sighting


class ProgramCall(NamedTuple):
    """A program that is started; name "" when it is computed."""

    name: str
    sighting: Sighting


class GoProgram(NamedTuple):
    """What the sources tell. Each sighting is the first of its kind."""

    is_complete: bool  # every package of the program was read, or is known
    has_main: bool
    cgo: Sighting | None
    unknown_modules: tuple[str, ...]  # imported packages of which nothing is known
    reads: tuple[FileRead, ...]
    absent_reads: tuple[FileRead, ...]  # relative paths that the context does not hold
    mentions: tuple[FileRead, ...]  # such paths of data that stand somewhere in the sources: it may read them
    computed_reads: tuple[Sighting, ...]  # files whose names the sources do not state
    programs: tuple[ProgramCall, ...]
    tls: Sighting | None  # it talks to others over TLS: certificates of authorities
    time_zones: Sighting | None
    has_own_time_zones: bool  # time/tzdata is compiled in
    users: Sighting | None  # it looks users or their homes up in /etc/passwd
    looked_up: tuple[str, ...]  # users by name; "": one whose name is computed
    groups: tuple[str, ...]  # the same of groups
    content_types: Sighting | None  # it tells content types by file endings, which /etc/mime.types adds to
    temporary: Sighting | None  # it needs a directory for temporary files
    plugin: Sighting | None
    toolchain: Sighting | None  # it needs the go command or Go's sources when it runs
    embeds: bool
    written: tuple[str, ...] = ()  # paths that it makes files and directories at

    def beside(self, other: GoProgram) -> GoProgram:
        """What this program and another one need that lies in the image with it."""
        reads = {one.path: one for one in (*other.reads, *self.reads)}
        return self._replace(
            reads=tuple(reads.values()),
            tls=self.tls or other.tls,
            time_zones=self.time_zones or other.time_zones,
            has_own_time_zones=self.has_own_time_zones and (other.has_own_time_zones or other.time_zones is None),
            users=self.users or other.users,
            looked_up=(*self.looked_up, *other.looked_up),
            groups=(*self.groups, *other.groups),
            temporary=self.temporary or other.temporary,
            written=(*self.written, *other.written),
        )

    def together(self, other: GoProgram) -> GoProgram:
        """What this program and another one need that the container starts, too."""
        return self.beside(other)._replace(
            is_complete=self.is_complete and other.is_complete,
            unknown_modules=tuple(dict.fromkeys((*self.unknown_modules, *other.unknown_modules))),
            absent_reads=(*self.absent_reads, *other.absent_reads),
            mentions=(*self.mentions, *other.mentions),
            computed_reads=(*self.computed_reads, *other.computed_reads),
            programs=(*self.programs, *other.programs),
            content_types=self.content_types or other.content_types,
            plugin=self.plugin or other.plugin,
            toolchain=self.toolchain or other.toolchain,
        )


_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`"
_LITERAL = re.compile(_STRING)
_METHOD_CALL = re.compile(rf"\.({'|'.join(METHODS)})\(")
_ASSIGNED = re.compile(rf":?=[ \t]*({_STRING})([ \t]*\+)?")
_ASSIGNED_NAME = re.compile(r"(?<![\w.])(\w+)(?:[ \t]+string)?[ \t]*\Z")
_PLAIN_WORD = re.compile(r"\w[\w-]*")
_WORKSHOPS = frozenset({"vendor", "node_modules", "test", "tests", "testdata", "docs", "doc", "scripts"})
"""Directories that a running program has no business with."""

_PROJECTS = ("package.json", "pyproject.toml", "requirements.txt", "Cargo.toml", "pom.xml", "Makefile", "Dockerfile")
"""By these a directory is known that holds sources of something else: `client`, `docs`."""

_LONGEST_NAME = 80
_WORD = re.compile(r"\w+")
_SIGNATURE = re.compile(r"(?<!\w)func(?!\w)[^{}\"`=;]{0,400}")
_BOUND = re.compile(r"(?<![\w.])((?:\w+[ \t]*,[ \t]*){0,6}\w+)(?:[ \t]+[\w.\[\]*]+)?[ \t]*([-+*/%&|^]?:?=)(?!=)[ \t]*")
_PATH_LIKE = re.compile(r"(?:\./|\.\./)?[\w@.+-]+(?:/[\w@.+*\[\]-]+)*/?")
_CLIENT = re.compile(
    r"(?<![\w.])(?:http\.(?:Client|DefaultClient|Transport|DefaultTransport)|httputil\.ReverseProxy)\b"
)
_COMMAND_VALUE = re.compile(r"(?<![\w.])exec\.Cmd[ \t]*\{")
_COMMAND_PATH = re.compile(rf"\bPath:[ \t]*({_STRING}|[\w.]+)")
_LONGEST_VALUE = 400
_HOME = re.compile(r"(?<!\w)HOME(?!\w)")
_DATA_ENDING = re.compile(
    r"\w\.(?:db|sqlite3?|mmdb|sql|csv|json|ya?ml|toml|ini|conf|env|html?|tmpl|txt|xml|pem|crt|key|css|js|bin|dat|onnx|wasm|gz|zip)\Z"
)
_WILDCARD = re.compile(r"[*?\[]")
_MIGRATIONS = re.compile(r"file:(?://)?(?=[\w./])")
_CONFIG_SUFFIXES = ("yaml", "yml", "json", "toml", "env", "properties", "props", "hcl", "ini", "dotenv")
_SYSTEM_PATHS = ("/proc/", "/sys/", "/dev/", "/etc/ssl/", "/etc/pki/", "/var/run/secrets/", "/run/secrets/", "/tmp/")
_AUTHORITIES = ("/etc/ssl/", "/etc/pki/")
_JOINERS = frozenset({"path", "path/filepath"})
_UTC = frozenset({"", "UTC", "Local"})
_ARGUMENT_LIMIT = 12
_COMPUTED = "\0"
"""A word of a command line that no text is."""


_REMEMBERED: deque[tuple[BuildContext, tuple[Layout, str, str | None], GoProgram]] = deque(maxlen=8)


def read_program(context: BuildContext, layout: Layout, main: str, working_directory: str | None) -> GoProgram:
    """What the program of package directory `main` needs. Directories are relative to the context.

    `working_directory` is the context directory whose files stand in the working directory of the running program;
    None: relative paths cannot be looked up. What was read last is remembered as long as the context stays the same.
    """
    key = layout, main, working_directory
    for known, its_key, program in _REMEMBERED:
        if known is context and its_key == key:
            return program
    program = _read_program(context, layout, main, working_directory)
    _REMEMBERED.appendleft((context, key, program))
    return program


def _read_program(context: BuildContext, layout: Layout, main: str, working_directory: str | None) -> GoProgram:
    packages = packages_of(context, layout, main)
    constants = _constants(packages.files)
    scan = _Scan(context, working_directory, constants)
    for file in packages.files:
        scan.read(file)
    return scan.result(packages)


def _constants(files: tuple[GoFile, ...]) -> dict[str, str]:
    """Names that are given one string, and nothing else, anywhere in the program."""
    values: dict[str, str | None] = {}
    for file in files:
        for match in _ASSIGNED.finditer(file.code):
            start = match.start()
            name = _ASSIGNED_NAME.search(file.code, max(0, start - _LONGEST_NAME), start)
            if name is not None:
                value = unquote(match[1]) if match[2] is None else None  # what is added to it is computed
                values[name[1]] = value if values.get(name[1], value) == value else None
    others = {one for file in files for one in _bound(file.code)} if values else set()
    for one in others & values.keys():
        values[one] = None
    return {name: value for name, value in values.items() if value is not None}


def _bound(code: str) -> Iterator[str]:
    """Names that stand for more than one string: parameters, and what is given anything else than a string."""
    for signature in _SIGNATURE.finditer(code):
        yield from _WORD.findall(signature[0])
    for match in _BOUND.finditer(code):
        names = _WORD.findall(match[1])
        literal = _LITERAL.match(code, match.end())
        if len(names) > 1 or literal is None or match[2] not in ("=", ":="):
            yield from names


def _calls(file: GoFile, names: Mapping[str, str]) -> Iterator[re.Match[str]]:
    """Where functions of packages that matter here are named, as (name of the package, function, the bracket of a call)."""
    wanted = [name for name, path in names.items() if path in FUNCTIONS or path in _JOINERS]
    if not wanted:
        return iter(())
    return re.finditer(rf"(?<![\w.])({'|'.join(map(re.escape, wanted))})\.(\w+)(\(?)", file.code)


def _is_quoted(code: str, match: re.Match[str]) -> bool:
    """Whether a match lies in a string, as far as its line tells."""
    return code.count('"', code.rfind("\n", 0, match.start()) + 1, match.start()) % 2 == 1


def _senders(file: GoFile, names: Mapping[str, str]) -> Iterator[re.Match[str]]:
    """The calls of methods of web frameworks that hand out a file."""
    paths = names.values()
    found = [
        name
        for framework, names_ in SENDERS.items()
        if any(one.startswith(framework) for one in paths)
        for name in names_
    ]
    return re.finditer(rf"\.({'|'.join(found)})\(", file.code) if found else iter(())


class _Scan:
    """Collects what the files of one program need."""

    def __init__(self, context: BuildContext, directory: str | None, constants: Mapping[str, str]) -> None:
        self.context = context
        self.directory = directory
        self.constants = constants
        self.reads: dict[str, FileRead] = {}
        self.absent: dict[str, FileRead] = {}
        self.mentioned: dict[str, FileRead] = {}
        self.computed: list[Sighting] = []
        self.has_computed = False  # a file is read or written whose name is computed
        self.words: dict[str, Sighting] = {}
        self.programs: dict[str, ProgramCall] = {}
        self.first: dict[str, Sighting] = {}
        self.written: dict[str, None] = {}
        self.looked_up: dict[str, None] = {}
        self.groups: dict[str, None] = {}
        self.config_names = {"config"}  # viper's default
        self.config_here: Sighting | None = None
        self.has_own_zones = False
        self.embeds = False

    def read(self, file: GoFile) -> None:
        names = {one.name: one.path for one in file.imports}
        self._imports(file)
        for match in _calls(file, names):
            function = FUNCTIONS.get(names[match[1]], {}).get(match[2])
            if match[2] == "Join" and match[3]:
                self._join(file, match)
            elif function is not None and match[3]:
                self._call(file, match, *function)
            elif (
                function is not None
                and function[0] in STATED
                and match[2] != "Dir"
                and not _is_quoted(file.code, match)
            ):  # http.Dir is a type
                self._state(file, match, function[0])
        for match in _senders(file, names):
            self._call(file, match, FILES, 0)
        for match in _METHOD_CALL.finditer(file.code):
            receiver = re.search(r"(\w+)\Z", file.code[max(0, match.start() - 40) : match.start()])
            if receiver is None or match[1] not in FUNCTIONS.get(names.get(receiver[1], ""), {}):
                self._call(file, match, *METHODS[match[1]])
        if "net/http" in names.values() and (client := _CLIENT.search(file.code)):
            self._see(TLS, file, client.start(), client[0])
        if "os/exec" in names.values():
            self._command_values(file)
        self._literals(file)

    def _imports(self, file: GoFile) -> None:
        for one in file.imports:
            if one.path == "C":
                self._see("cgo", file, file.code.find('"C"'), 'import "C"')
            elif one.path == "embed":
                self.embeds = True
            elif one.name == "." and one.path in FUNCTIONS:  # its functions are called by their bare names
                offset = file.code.find(f'"{one.path}"')
                self.computed.append(Sighting(file.path, file.line(offset), f'import . "{one.path}"'))
            elif one.path == "time/tzdata":
                self.has_own_zones = True
            elif one.path in TOOLCHAIN_PACKAGES:
                self._see("toolchain", file, file.code.find(f'"{one.path}"'), f'import "{one.path}"')
            for path in implicit_reads(one.path):
                if self._stands(path):
                    sighting = Sighting(file.path, file.line(file.code.find(one.path)), f'import "{one.path}"')
                    self.reads.setdefault(path, FileRead(path, sighting))

    def _program(self, values: list[str | None], sighting: Sighting) -> None:
        """A program that starts, and what a shell or a program in front of others, as `timeout`, runs for it."""
        name = (values[0] if values else None) or ""
        self.programs.setdefault(name, ProgramCall(name, sighting))
        if basename(name) in WRAPPERS and not sighting.text.endswith("LookPath"):
            words = [one or _COMPUTED for one in values]
            at = see_through(words, basename)[1]
            self._program([None if one == _COMPUTED else one for one in words[at:]] if at else [None], sighting)
        if is_shell(name) and not sighting.text.endswith("LookPath"):
            inner = programs_of_shell(values[1:])
            for path in paths_in(script_of_shell(values[1:]) or ""):
                if self._stands(path) and not self._is_source(path):
                    self._add(path, sighting)
            for one in ("",) if inner is None else inner:
                self.programs.setdefault(one, ProgramCall(one, sighting))

    def _command_values(self, file: GoFile) -> None:
        """`exec.Cmd{Path: "/usr/bin/git"}`: a program that starts without a call of exec.Command."""
        for match in _COMMAND_VALUE.finditer(file.code):
            path = _COMMAND_PATH.search(file.code, match.end(), match.end() + _LONGEST_VALUE)
            name = (self._value(path[1].strip()) or "") if path is not None else ""
            self.programs.setdefault(name, ProgramCall(name, Sighting(file.path, file.line(match.start()), "exec.Cmd")))

    def _state(self, file: GoFile, match: re.Match[str], kind: str) -> None:
        """A function that is handed on: what it is called with is not known."""
        sighting = Sighting(file.path, file.line(match.start()), match[0])
        if kind == PROGRAM:
            self._program([], sighting)
        elif kind in (FILE, FILES, GLOB, PLACE):
            self.computed.append(sighting)
        else:
            self._see(kind, file, match.start(), match[0])

    def _see(self, kind: str, file: GoFile, offset: int, text: str) -> None:
        if kind not in self.first:
            self.first[kind] = Sighting(file.path, file.line(offset), text)

    def _call(self, file: GoFile, match: re.Match[str], kind: str, index: int) -> None:
        text = match[0].lstrip(".").rstrip("(")
        if kind in (TLS, USERS, TEMPORARY, PLUGIN, TYPES):
            self._see(kind, file, match.start(), text)
            if (
                found := {"Lookup": self.looked_up, "LookupGroup": self.groups}.get(text.rpartition(".")[2])
            ) is not None:
                found[next(self._arguments(file.code, match.end()), None) or ""] = None
            return
        sighting = Sighting(file.path, file.line(match.start()), text)
        if kind == PLACE:
            self.computed.append(sighting)
            return
        values = list(self._arguments(file.code, match.end()))
        if kind == ZONE:
            if not values or values[0] not in _UTC:
                self._see(ZONE, file, match.start(), text)
        elif kind == VARIABLE:
            if values and _HOME.search(values[0] or ""):
                self._see(USERS, file, match.start(), text)
        elif kind == SERVICES:
            if index < len(values) and values[index] not in PORTS:
                self._add("/etc/services", sighting)
        elif kind == CONFIG:
            self.config_names.update(value for value in values if value)
        elif kind == PROGRAM:
            self._program(values[index:], sighting)
        elif kind == SOCKET:
            if len(values) > 1 and (values[0] or "").startswith("unix") and (values[1] or "").startswith("/"):
                self._file(values[1], WRITE, sighting)
        elif kind == FILES:
            self._files(values[index:] or ([".env"] if "godotenv" in text else []), sighting)
        elif index < len(values):
            self._file(values[index], kind, sighting)

    def _files(self, values: list[str | None], sighting: Sighting) -> None:
        for value in values:
            self._file(value, FILE, sighting)

    def _file(self, value: str | None, kind: str, sighting: Sighting) -> None:
        if (value or "").startswith("/tmp/"):
            self.first.setdefault(TEMPORARY, sighting)
        if value is None:
            if kind != WRITE:
                self.computed.append(sighting)
            self.has_computed = True
        elif kind == WRITE:
            self.written[value] = None
            directory = value.rstrip("/").rpartition("/")[0]
            for path in (value, directory):
                if path not in ("", ".") and self._stands(path):
                    self._add(path, sighting)
        elif self._stands(value):
            self._add(value, sighting)
        elif value.startswith(_AUTHORITIES):
            self.first.setdefault(TLS, sighting)
        elif value and not value.startswith("/"):
            self.absent.setdefault(normpath(value), FileRead(normpath(value), sighting))
            self._add_directory_of(value, sighting)

    def _add(self, path: str, sighting: Sighting) -> None:
        """Note a path; of the directory `.` only configuration files that stand there."""
        if path.startswith("/"):
            self.reads.setdefault(path, FileRead(path, sighting))
            return
        path = normpath(path)
        if path != ".":
            self.reads.setdefault(path, FileRead(path, sighting))
            return
        if sighting.text.endswith("AddConfigPath"):
            self.config_here = sighting
        else:
            self.reads.setdefault(path, FileRead(path, sighting))

    def _add_directory_of(self, path: str, sighting: Sighting) -> None:
        """The directory of data that a file would be put into which the context does not hold: a log, a database."""
        directory = path.rpartition("/")[0]
        if directory.strip("./") and self._holds_data(directory):
            self._add(directory, sighting)

    def _holds_data(self, path: str) -> bool:
        """Whether a relative path is a directory of the context without sources of Go."""
        place = normpath(join(self.directory or "", path))
        is_there = self.context.is_dir(place) and self._stands(path)
        return is_there and not any(name.endswith(".go") for name in self.context.files(place))

    def _add_config(self) -> None:
        """`AddConfigPath(".")`: the files there that have the configuration's name."""
        for name in self.context.list(self.directory or "") if self.config_here is not None else ():
            stem, _, suffix = name.rpartition(".")
            if suffix in _CONFIG_SUFFIXES and stem in self.config_names and self._stands(name):
                self.reads.setdefault(name, FileRead(name, self.config_here))  # type: ignore[arg-type]

    def _stands(self, path: str) -> bool:
        """Whether a path that the sources name is one that the image may hold, as far as the context tells."""
        if path.startswith("/"):
            return not path.startswith(_SYSTEM_PATHS) and path != "/"
        if self.directory is None or not path:
            return False
        place = normpath(join(self.directory, path))
        if place.startswith("../") or place == "..":
            return False
        if _WILDCARD.search(path):
            return any(self.context.sends(one) for one in self.context.glob(place))
        return self.context.sends("" if place == "." else place)

    def _arguments(self, code: str, offset: int) -> Iterator[str | None]:
        """The arguments of a call whose "(" ends at `offset`: the string, or None for what is computed."""
        depth, start = 0, offset
        position, end = offset, len(code)
        count = 0
        while position < end and count < _ARGUMENT_LIMIT:
            character = code[position]
            if character in '"`':
                literal = _LITERAL.match(code, position)
                if literal is None:
                    return
                position = literal.end()
                continue
            if character in "([{":
                depth += 1
            elif character in ")]}" and depth:
                depth -= 1
            elif character == ")" or (character == "," and not depth):
                argument = code[start:position].strip()
                if argument:
                    count += 1
                    yield self._value(argument)
                if character == ")":
                    return
                start = position + 1
            position += 1

    def _value(self, argument: str) -> str | None:
        literal = _LITERAL.fullmatch(argument)
        return unquote(argument) if literal is not None else self.constants.get(argument)

    def _join(self, file: GoFile, match: re.Match[str]) -> None:
        """`filepath.Join(x, "templates", "index.html")`: what its literal parts name, when it is there; a directory where what is
        below it is computed."""
        sighting = Sighting(file.path, file.line(match.start()), "filepath.Join")
        parts: list[str] = []
        for value in (*self._arguments(file.code, match.end()), None):
            if value is not None:
                parts.append(value)
                continue
            path, parts = "/".join(parts), []
            if path.strip("./") and self._stands(path) and not self._is_source(path):
                self._add(path, sighting)

    def _literals(self, file: GoFile) -> None:
        """Any other string that looks like a path and names a file of the context."""
        for match in _LITERAL.finditer(file.code):
            value = unquote(match[0])
            scheme = _MIGRATIONS.match(value)
            if scheme is not None:
                value = value[scheme.end() :]
            elif "/" not in value and "." not in value:
                if _PLAIN_WORD.fullmatch(value) and value not in self.words:
                    self.words[value] = Sighting(file.path, file.line(match.start()), match[0])
                continue
            value = value.partition("%")[0].rpartition("/")[0] if "%" in value else value  # a format
            if len(value) > 200 or not _PATH_LIKE.fullmatch(value):
                continue
            sighting = Sighting(file.path, file.line(match.start()), match[0])
            if value.strip("./") and self._stands(value):
                if not self._is_source(value):
                    self._add(value, sighting)
            elif not value.startswith("/") and "." in basename(value):
                self._add_directory_of(value, sighting)
                if not _DATA_ENDING.search(value):
                    continue
                self.mentioned.setdefault(normpath(value), FileRead(normpath(value), sighting))

    def _add_named(self) -> None:
        """Directories of data whose names stand somewhere in the sources, where paths are computed: they begin with such names."""
        for word, sighting in self.words.items() if self.directory is not None else ():
            is_project = any(self.context.is_file(join(join(self.directory or "", word), name)) for name in _PROJECTS)
            if word not in _WORKSHOPS and not is_project and self._holds_data(word):
                self._add(word, sighting)

    def _is_source(self, path: str) -> bool:
        """Whether the path is Go's own business: sources, or a directory that holds nothing else."""
        if path.endswith((".go", "go.mod", "go.sum")):
            return True
        place = normpath(join(self.directory or "", path))
        if not self.context.is_dir(place):
            return False
        names = list(self.context.files(place))
        return bool(names) and all(name.endswith(".go") for name in names)

    def result(self, packages: Packages) -> GoProgram:
        self._add_config()
        if self.has_computed:
            self._add_named()
        first = self.first
        cgo = first.get("cgo") or _cgo_of_dependencies(packages)
        unknown = tuple(sorted(_module_of(path) for path in packages.missing if not (is_pure(path) or needs_cgo(path))))
        toolchain = first.get("toolchain")
        for call in self.programs.values():
            if call.name in ("go", "gofmt", "gcc", "cc") and toolchain is None:
                toolchain = call.sighting
        return GoProgram(
            is_complete=packages.is_complete and not unknown,
            has_main=packages.has_main,
            cgo=cgo,
            unknown_modules=tuple(dict.fromkeys(unknown)),
            reads=_outermost(self.reads.values()),
            absent_reads=tuple(self.absent.values()),
            mentions=tuple(one for path, one in self.mentioned.items() if path not in self.absent),
            computed_reads=tuple(self.computed),
            programs=tuple(self.programs.values()),
            tls=first.get(TLS),
            time_zones=first.get(ZONE),
            has_own_time_zones=self.has_own_zones,
            users=first.get(USERS),
            looked_up=tuple(self.looked_up),
            groups=tuple(self.groups),
            content_types=first.get(TYPES),
            temporary=first.get(TEMPORARY),
            plugin=first.get(PLUGIN),
            toolchain=toolchain,
            embeds=self.embeds,
            written=tuple(self.written),
        )


def _cgo_of_dependencies(packages: Packages) -> Sighting | None:
    for file in packages.vendored:
        for one in file.imports:
            if one.path == "C":
                return Sighting(file.path, file.line(file.code.find('"C"')), 'import "C"')
    for file in packages.files:
        for one in file.imports:
            if one.path in packages.missing and needs_cgo(one.path):
                return Sighting(file.path, file.line(file.code.find(one.path)), f'import "{one.path}"')
    return None


def _module_of(package: str) -> str:
    """The module an import path most likely belongs to, for a message."""
    parts = package.split("/")
    return "/".join(parts[: 3 if parts[0] in ("github.com", "gitlab.com", "bitbucket.org") else 2])


def _outermost(reads: Iterable[FileRead]) -> tuple[FileRead, ...]:
    """The reads without those below a directory that is read too, sorted by path."""
    found: list[FileRead] = []
    for read in sorted(reads, key=lambda one: one.path):
        if not any(read.path.startswith(f"{other.path}/") for other in found):
            found.append(read)
    return tuple(found)
