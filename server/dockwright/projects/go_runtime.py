"""What a Go program needs when it runs: files, certificates, time zones, programs, cgo; read from its sources."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from posixpath import basename

from dockwright.context import BuildContext
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
from dockwright.projects.go_paths import NamedPaths
from dockwright.projects.go_program import FileRead, GoProgram, ProgramCall, Sighting
from dockwright.projects.go_source import GoFile, unquote
from dockwright.projects.go_strings import LITERAL, STRING, arguments, constants_of, value_of
from dockwright.projects.shell_programs import is_shell, paths_in, programs_of_shell, script_of_shell
from dockwright.shell.prefixes import WRAPPERS, see_through

_METHOD_CALL = re.compile(rf"\.({'|'.join(METHODS)})\(")
_PLAIN_WORD = re.compile(r"\w[\w-]*")
_PATH_LIKE = re.compile(r"(?:\./|\.\./)?[\w@.+-]+(?:/[\w@.+*\[\]-]+)*/?")
_CLIENT = re.compile(
    r"(?<![\w.])(?:http\.(?:Client|DefaultClient|Transport|DefaultTransport)|httputil\.ReverseProxy)\b"
)
_COMMAND_VALUE = re.compile(r"(?<![\w.])exec\.Cmd[ \t]*\{")
_COMMAND_PATH = re.compile(rf"\bPath:[ \t]*({STRING}|[\w.]+)")
_LONGEST_VALUE = 400
_SERVICE = re.compile(r"[^/]*:([a-z][\w-]*)", re.ASCII)
_HOME = re.compile(r"(?<!\w)HOME(?!\w)")
_DATA_ENDING = re.compile(
    r"\w\.(?:db|sqlite3?|mmdb|sql|csv|json|ya?ml|toml|ini|conf|env|html?|tmpl|txt|xml|pem|crt|key|css|js|bin|dat|onnx|wasm|gz|zip)\Z"
)
_MIGRATIONS = re.compile(r"file:(?://)?(?=[\w./])")
_DATABASE = re.compile(r"\A[\w./-]+\.(?:db|sqlite3?|s3db)\?")
"""A file of SQLite with options behind it."""

_EMBEDDED = re.compile(r"\bvar\s+(\w+)\s+embed\.FS\b")
_OF_VARIABLE = re.compile(
    r"(?:\b(?:fs\.(?:Sub|ReadFile|ReadDir|Glob|WalkDir|Stat)|ParseFS)\(\s*&?(\w+),\s*|\b(\w+)\.(?:Open|ReadFile|ReadDir)\(\s*)\Z"
)
_LONGEST_CALL = 120

_AUTHORITIES = ("/etc/ssl/", "/etc/pki/")
_JOINERS = frozenset({"path", "path/filepath"})
_UTC = frozenset({"", "UTC", "Local"})
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
    embedded = {name for file in packages.files for name in _EMBEDDED.findall(file.code)}
    scan = _Scan(NamedPaths(context, working_directory), constants_of(packages.files), embedded)
    for file in packages.files:
        scan.read(file)
    return scan.result(packages)


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

    def __init__(self, paths: NamedPaths, constants: Mapping[str, str], embedded: Collection[str] = ()) -> None:
        self.embedded = embedded  # variables of files that are compiled in
        self.paths = paths
        self.constants = constants
        self.computed: list[Sighting] = []
        self.has_computed = False  # a file is read or written whose name is computed
        self.words: dict[str, Sighting] = {}
        self.programs: dict[str, ProgramCall] = {}
        self.first: dict[str, Sighting] = {}
        self.written: dict[str, None] = {}
        self.absolute: dict[str, None] = {}
        self.looked_up: dict[str, None] = {}
        self.groups: dict[str, None] = {}
        self.has_own_zones = False
        self.compiled_in: dict[str, None] = {}

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
                self.compiled_in.update(dict.fromkeys(self.paths.embedded_by(file.path)))
            elif one.name == "." and one.path in FUNCTIONS:  # its functions are called by their bare names
                offset = file.code.find(f'"{one.path}"')
                self.computed.append(Sighting(file.path, file.line(offset), f'import . "{one.path}"'))
            elif one.path == "time/tzdata":
                self.has_own_zones = True
            elif one.path in TOOLCHAIN_PACKAGES:
                self._see("toolchain", file, file.code.find(f'"{one.path}"'), f'import "{one.path}"')
            for path in implicit_reads(one.path):
                if self.paths.stands(path):
                    sighting = Sighting(file.path, file.line(file.code.find(one.path)), f'import "{one.path}"')
                    self.paths.reads.setdefault(path, FileRead(path, sighting))

    def _program(self, values: list[str | None], sighting: Sighting) -> None:
        """A program that starts, and what a shell or a program in front of others, as `timeout`, runs for it."""
        name = (values[0] if values else None) or ""
        self.programs.setdefault(name, ProgramCall(name, sighting))
        for word in values[1:]:
            self._given(word or "", sighting)
        if basename(name) in WRAPPERS and not sighting.text.endswith("LookPath"):
            words = [one or _COMPUTED for one in values]
            at = see_through(words, basename)[1]
            self._program([None if one == _COMPUTED else one for one in words[at:]] if at else [None], sighting)
        if is_shell(name) and not sighting.text.endswith("LookPath"):
            inner = programs_of_shell(values[1:])
            for path in paths_in(script_of_shell(values[1:]) or ""):
                if self.paths.stands(path) and not self.paths.is_source(path):
                    self.paths.add(path, sighting)
            for one in ("",) if inner is None else inner:
                self.programs.setdefault(one, ProgramCall(one, sighting))

    def _given(self, word: str, sighting: Sighting) -> None:
        """What a program is given for an argument, where that is a path of the context: `-dir=migrations`, `x.py`."""
        path = word.partition("=")[2] if word.startswith("-") else word
        is_relative = bool(path.strip("./")) and not path.startswith("/")
        if is_relative and self.paths.stands(path) and not self.paths.is_source(path):
            self.paths.add(path, sighting)

    def _command_values(self, file: GoFile) -> None:
        """`exec.Cmd{Path: "/usr/bin/git"}`: a program that starts without a call of exec.Command."""
        for match in _COMMAND_VALUE.finditer(file.code):
            path = _COMMAND_PATH.search(file.code, match.end(), match.end() + _LONGEST_VALUE)
            name = (value_of(path[1].strip(), self.constants) or "") if path is not None else ""
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
                found[next(arguments(file.code, match.end(), self.constants), None) or ""] = None
            if kind == TEMPORARY and (directory := next(arguments(file.code, match.end(), self.constants), None)):
                self._file(directory, WRITE, Sighting(file.path, file.line(match.start()), text))
            return
        sighting = Sighting(file.path, file.line(match.start()), text)
        if kind == PLACE:
            self.computed.append(sighting)
            return
        values = list(arguments(file.code, match.end(), self.constants))
        if kind == ZONE:
            if not values or values[0] not in _UTC:
                self._see(ZONE, file, match.start(), text)
        elif kind == VARIABLE:
            if values and _HOME.search(values[0] or ""):
                self._see(USERS, file, match.start(), text)
        elif kind == SERVICES:
            if index < len(values) and self._names_service(text, values[index]):
                self.paths.add("/etc/services", sighting)
        elif kind == CONFIG:
            self.paths.config_names.update(value for value in values if value)
        elif kind == PROGRAM:
            self._program(values[index:], sighting)
        elif kind == SOCKET:
            if len(values) > 1 and (values[0] or "").startswith("unix") and (values[1] or "").startswith("/"):
                self._file(values[1], WRITE, sighting)
        elif kind == FILES:
            self._files(values[index:] or ([".env"] if "godotenv" in text else []), sighting)
        elif index < len(values):
            self._file(values[index], kind, sighting)

    def _names_service(self, call: str, value: str | None) -> bool:
        """Whether a port is named by its service, which Go does not know by itself. An address has it behind its colon."""
        if call.endswith("LookupPort"):
            return value not in PORTS
        name = _SERVICE.fullmatch(value or "")
        return name is not None and name[1] not in PORTS

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
                if path not in ("", ".") and self.paths.stands(path):
                    self.paths.add(path, sighting)
        elif self.paths.stands(value):
            self.paths.add(value, sighting)
        elif value.startswith(_AUTHORITIES):
            self.first.setdefault(TLS, sighting)
        elif value and not value.startswith("/"):
            self.paths.lacks(value, sighting)

    def _join(self, file: GoFile, match: re.Match[str]) -> None:
        """`filepath.Join(x, "templates", "index.html")`: what its literal parts name, when it is there; a directory where what is
        below it is computed."""
        sighting = Sighting(file.path, file.line(match.start()), "filepath.Join")
        parts: list[str] = []
        for value in (*arguments(file.code, match.end(), self.constants), None):
            if value is not None:
                parts.append(value)
                continue
            path, parts = "/".join(parts), []
            if path.strip("./") and self.paths.stands(path) and not self.paths.is_source(path):
                self.paths.add(path, sighting)

    def _literals(self, file: GoFile) -> None:
        """Any other string that looks like a path and names a file of the context."""
        for match in LITERAL.finditer(file.code):
            value = unquote(match[0])
            if self.embedded and self._is_compiled_in(file, match.start()):
                continue
            scheme = _MIGRATIONS.match(value)
            if scheme is not None or _DATABASE.search(value):
                value = value[scheme.end() if scheme is not None else 0 :].partition("?")[0]
            elif "/" not in value and "." not in value:
                if _PLAIN_WORD.fullmatch(value) and value not in self.words:
                    self.words[value] = Sighting(file.path, file.line(match.start()), match[0])
                continue
            value = value.partition("%")[0].rpartition("/")[0] if "%" in value else value  # a format
            if len(value) > 200 or not _PATH_LIKE.fullmatch(value.removeprefix("/")):
                continue
            if value.startswith("/"):
                self.absolute[value] = None
                if value.startswith("/tmp/"):
                    self._see(TEMPORARY, file, match.start(), match[0])
                continue
            sighting = Sighting(file.path, file.line(match.start()), match[0])
            if value.strip("./") and self.paths.stands(value):
                if not self.paths.is_source(value):
                    self.paths.add(value, sighting)
            elif not value.startswith("/") and "." in basename(value):
                self.paths.add_directory_of(value, sighting)
                if not _DATA_ENDING.search(value):
                    continue
                self.paths.mention(value, sighting)

    def _is_compiled_in(self, file: GoFile, offset: int) -> bool:
        """Whether a string names what is in a variable of embedded files: `fs.Sub(dist, "web/dist")`, `dist.ReadFile("a.html")`."""
        found = _OF_VARIABLE.search(file.code, max(0, offset - _LONGEST_CALL), offset)
        return found is not None and (found[1] or found[2]) in self.embedded

    def result(self, packages: Packages) -> GoProgram:
        self.paths.add_configuration()
        if self.has_computed:
            self.paths.add_named(self.words)
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
            reads=self.paths.outermost(),
            absent_reads=tuple(self.paths.absent.values()),
            mentions=tuple(one for path, one in self.paths.mentioned.items() if path not in self.paths.absent),
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
            embedded=tuple(self.compiled_in),
            written=tuple(self.written),
            absolute=tuple(self.absolute),
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
