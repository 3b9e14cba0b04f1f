"""What a Rust program asks of the place it runs in, as far as its sources tell: files, programs, a shell, places of the build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext, is_sent, read_as
from dockwright.knowledge.image_files import is_of_image
from dockwright.projects.cargo import Lookup
from dockwright.projects.rust_opens import computed_open, loads_libraries
from dockwright.projects.rust_source import (
    Literal,
    is_build_variable,
    is_compiled_in,
    is_embedded,
    literals,
    names_file_of_build,
)
from dockwright.projects.shell_programs import is_shell, paths_in, programs_of_shell
from dockwright.shell.prefixes import WRAPPERS, see_through
from dockwright.values import NamedTuple

WORKING_NOTE = "the program may read its working directory, which held all of the sources"

_MOST_WORDS = 8
"""Of the literals behind a program so many are looked at."""

MOST_SOURCES = 4_000
"""So many source files are read."""

_SKIPPED = re.compile(r"(?:^|/)(?:target|tests|benches|examples|node_modules|\.git)/|(?:^|/)build\.rs\Z")
_RELATIVE = re.compile(r"\brelative!\s*[(\[{]")  # Rocket's: below the directory of the package
_PROCESS = re.compile(r"process\b|\bduct\b|\bxshell\b")
_STARTS = re.compile(
    r"\bCommand\s*::\s*new\s*\(\s*\Z|\bcmd!\s*\(\s*(?:\w+\s*,\s*)?\Z|\bduct\s*::\s*cmd\s*\(\s*\Z|\bExec\s*::\s*cmd\s*\(\s*\Z"
)
_ENVIRONMENT = re.compile(r"\.(?:current_dir|env|env_remove|arg0)\s*\([^()]*\Z")
_EXECUTES = re.compile(
    r"\b(?:nix|libc|unistd)\b[^\n]{0,60}\bexec(?:vpe?|ve?|lpe?)\b|(?<![\w.])exec(?:vp|ve|vpe)\s*\("
    r"|\blibc\s*::\s*(?:system|popen|posix_spawnp?)\b|\bfn\s+(?:system|popen)\s*\(|\bExec\s*::\s*shell\b|\bduct_sh\b"
    r"|\b(?:cmd_lib|run_script|portable_pty|pty_process|expectrl|rexpect)\s*::|\bprocess\s*::\s*(?:\{[^}]*)?\bCommand\s+as\b"
)
_COMPUTED_START = re.compile(r"(process\s*::\s*)?\bCommand\s*::\s*new\s*\(\s*[^\"\s)]")
_IMPORTS_COMMAND = re.compile(r"process\s*::\s*(?:Command\b|\{[^}]*\bCommand\b)")
_READS = re.compile(r"\b(?:\w*Dir|Path|PathBuf|Files|read_dir)(?:\s*::\s*\w+)?\s*\((?:[^()]*,)?\s*\Z")
_PATH = re.compile(r"[\w.@+~/ -]*[\w*]\Z", re.ASCII)
_FILE_ENDING = re.compile(
    r"\.(?:toml|ya?ml|json5?|ron|ini|conf|cfg|env|html?|hbs|tera|j2|css|js|pem|crt|key|csv|sql|txt|xml|db|sqlite3?|mmdb|onnx|bin|dat|wasm|proto|ftl|svg|png|jpe?g|ico|ttf|otf|gz)\Z"
)
_DOTENV = re.compile(
    r"\bdotenvy?\s*::\s*(?:dotenv|load|overload|dotenv_override|dotenv_iter|vars?)\b|(?<![\w.!])dotenv\s*\(\s*\)"
)
"""Calls that read `.env` of the working directory, or of one above it."""

_DATABASE = re.compile(r"\Asqlite:(?://)?")
_SETTINGS = ("toml", "yaml", "yml", "json", "json5", "ini", "ron")
_TEMPORARY = ("temp_dir", '"/tmp', "tempfile", "tempdir")
_ACCOUNTS = ("getpw", "User::from_name", "get_user_by", "home_dir", '"HOME"', "UserDirs", "BaseDirs", "ProjectDirs")
"""What looks a user up, or where it is at home: the engine takes that from /etc/passwd."""

_OWN_PLACE = re.compile(r"\bcurrent_exe\s*\(\s*\)")
_WORKING_DIRECTORY = re.compile(r"\bcurrent_dir\s*\(\s*\)")
_AUTHORITIES = ("/etc/ssl/", "/etc/pki/")
_DIRECTORIES = ("CARGO_MANIFEST_DIR", "OUT_DIR", "CARGO_WORKSPACE_DIR", "current_dir", "canonicalize")
_LINKS = re.compile(
    r"#\[\s*link\s*\(\s*name\s*=\s*\"([^\"\n]+)\"|rustc-link-lib=([^\s\"\\\\)]*)|\b(pkg_config|system_deps)\b"
)
_IN_EVERY_IMAGE = frozenset({"c", "m", "dl", "pthread", "rt", "util", "gcc_s", "stdc++"})


class RustProgram(NamedTuple):
    """What the sources say."""

    files: tuple[str, ...]  # context paths, each of which is sent
    absent: tuple[str, ...]  # names of files that are not in the context
    programs: tuple[str, ...]  # that it starts, by name
    links: tuple[str, ...]  # libraries that the sources link by name
    notes: tuple[str, ...]
    has_temporary: bool
    has_accounts: bool
    reads_own_sources: bool  # it knows the directory it was built in
    computes_start: bool  # it starts a program whose name is computed
    system: tuple[str, ...]  # paths where an image has files of its own
    reads_authorities: bool  # it opens the list of authorities itself
    absolute: tuple[str, ...]  # all absolute paths that it names


def read_program(
    context: BuildContext,
    roots: Iterable[str],
    working: str | None,
    packages: Iterable[str],
    lookup: Lookup,
    *,
    completes: bool = False,
    embeds: bool = False,
) -> RustProgram:
    """Read all sources below the context directories `roots`.

    `working`: the context path behind the directory the program runs in; `packages`: those of its own packages;
    `lookup`: the context path behind an absolute path; `completes`: names of settings may lack their ending; `embeds`: directories
    that are embedded where the compiler optimises are compiled in.
    """
    reader = _Reader(context, working, tuple(packages), lookup, completes, embeds)
    sources = dict.fromkeys(path for root in roots for path in _sources(context, root))
    for number, path in enumerate(sources):
        if number >= MOST_SOURCES:
            reader.notes["there are too many sources to read them all"] = None
            break
        reader.read(path)
    return reader.result()


def _sources(context: BuildContext, root: str) -> Iterator[str]:
    """The project's own sources: crates that were downloaded into it are named by Cargo.lock."""
    mark = "/.cargo-checksum.json"
    pattern = f"{root}/**{mark}" if root else f"**{mark}"
    vendored = tuple({one.removesuffix(mark).rpartition("/")[0] + "/" for one in context.glob(pattern)} - {"/"})
    for path in context.sent_files(root):
        if path.endswith(".rs") and not path.startswith(vendored):
            yield path


class _Source(NamedTuple):
    """What one file says."""

    links: tuple[str, ...]
    has_temporary: bool
    has_accounts: bool
    computes_start: bool  # it starts a program whose name is computed
    computed_open: str  # a call that opens a file whose name is computed
    loads_libraries: bool
    reads_own_sources: bool  # it knows the directory it was built in
    tells_directory: bool  # it is a build script that may tell the program that directory
    knows_sources: bool  # paths may be meant from the package's own directory
    looks_beside: bool  # it asks where its program is
    reads_working: bool  # it asks for its working directory
    programs: tuple[str, ...]
    names: tuple[tuple[str, bool], ...]  # other literals; whether a `.` is a directory that is read
    embedded: tuple[str, ...]  # directories that are compiled in where the compiler optimises


def _read_source(text: str) -> _Source:
    links: dict[str, None] = {}
    if any(word in text for word in ("link", "pkg_config", "system_deps")):
        for match in _LINKS.finditer(text):
            kind, _, name = (match[1] or match[2] or match[3]).rpartition("=")
            if not kind.startswith("static") and name not in _IN_EVERY_IMAGE:
                links[name] = None
    starts = _PROCESS.search(text) is not None
    found = tuple(literals(text))
    is_own = any(_is_own_directory(one, text) for one in found)
    programs: dict[str, None] = {}
    names: dict[tuple[str, bool], None] = {}
    embedded: dict[str, None] = {}
    imports = starts and _IMPORTS_COMMAND.search(text) is not None
    computes = imports and any(map(_is_of_system(text), _COMPUTED_START.finditer(text)))
    computes = computes or _EXECUTES.search(text) is not None
    for number, one in enumerate(found):
        if is_compiled_in(one) or is_build_variable(one):
            continue
        if starts and _STARTS.search(one.before):
            programs[one.value] = None
            inner = _behind(one, found[number + 1 : number + 1 + _MOST_WORDS], text)
            computes = computes or inner is None
            programs.update(dict.fromkeys(inner or ()))
        elif is_embedded(one):
            embedded[one.value] = None
        else:
            names[one.value, one.value in (".", "./") and _READS.search(one.before) is not None] = None
    if _DOTENV.search(text) is not None:
        names[".env", False] = None
    for one in found if any(map(is_shell, programs)) else ():
        names.update(dict.fromkeys((path, False) for path in paths_in(one.value) if " " in one.value))
    return _Source(
        tuple(links),
        any(word in text for word in _TEMPORARY),
        any(word in text for word in _ACCOUNTS),
        computes,
        computed_open(text),
        loads_libraries(text),
        is_own,
        "rustc-env" in text and any(word in text for word in _DIRECTORIES),
        is_own or _RELATIVE.search(text) is not None,
        _OWN_PLACE.search(text) is not None,
        _WORKING_DIRECTORY.search(text) is not None,
        tuple(programs),
        tuple(names),
        tuple(embedded),
    )


def _is_of_system(text: str) -> Callable[[re.Match[str]], bool]:
    """Whether a `Command::new` is that of the system, and not of a reader of command lines."""
    is_other = re.search(r"\bclap\s*::\s*(?:\{[^}]*\bCommand\b|Command\b|\*)", text) is not None
    return lambda match: match[1] is not None or not is_other


def _behind(program: Literal, following: tuple[Literal, ...], text: str) -> tuple[str, ...] | None:
    """What a shell, or a program in front of others as `timeout`, is given to start by the literals of the same statement; None:
    it is computed."""
    is_front = basename(program.value) in WRAPPERS
    if not is_front and not is_shell(program.value):
        return ()
    end = text.find(";", following[-1].end if following else program.end)
    own = [one for one in following if ";" not in text[program.end : one.start] and one.start < end]
    if not is_front:
        return programs_of_shell([one.value for one in own])
    if ".arg" not in text[program.end : text.find(";", program.end)]:
        return ()
    values = [one.value for one in own if _ENVIRONMENT.search(one.before) is None]
    at = see_through([program.value, *values], basename)[1]
    if not at:
        return None
    inner = values[at - 1]
    told = programs_of_shell(values[at:]) if is_shell(inner) else ()
    return None if told is None else (inner, *told)


def _is_own_directory(one: Literal, text: str) -> bool:
    if one.value not in _DIRECTORIES or not is_build_variable(one):
        return False
    return not names_file_of_build(one, text)


class _Reader:
    def __init__(
        self,
        context: BuildContext,
        working: str | None,
        packages: tuple[str, ...],
        lookup: Lookup,
        completes: bool,
        embeds: bool,
    ) -> None:
        self.context = context
        self.working = working
        self.packages = packages
        self.lookup = lookup
        self.completes = completes
        self.embeds = embeds
        self.files: dict[str, None] = {}
        self.absent: dict[str, None] = {}
        self.programs: dict[str, None] = {}
        self.links: dict[str, None] = {}
        self.notes: dict[str, None] = {}
        self.has_temporary = False
        self.has_accounts = False
        self.own_sources = False
        self.computes_start = False
        self.system: dict[str, None] = {}
        self.absolute: dict[str, None] = {}
        self.authorities = False
        self.seen: set[tuple[str, bool]] = set()

    def result(self) -> RustProgram:
        return RustProgram(
            tuple(self.files), tuple(self.absent), tuple(self.programs), tuple(self.links), tuple(self.notes),
            self.has_temporary, self.has_accounts, self.own_sources, self.computes_start,
            tuple(self.system), self.authorities, tuple(self.absolute),
        )  # fmt: skip

    def read(self, path: str) -> None:
        said = read_as(self.context, path, _read_source)
        if said is None:
            self.notes[f"`{path}` is too large to be read"] = None
            return
        self.links.update(dict.fromkeys(said.links))
        self.own_sources = self.own_sources or said.tells_directory
        if _SKIPPED.search(path):
            return
        self.has_temporary = self.has_temporary or said.has_temporary
        self.has_accounts = self.has_accounts or said.has_accounts
        self.computes_start = self.computes_start or said.computes_start
        if said.computes_start:
            self.notes[f"`{path}` starts a program whose name is computed"] = None
        if said.computed_open:
            self.notes[f"the program opens a file whose name is computed: `{said.computed_open}` in {path}"] = None
        if said.loads_libraries:
            self.notes[f"`{path}` loads a library when it runs: see that the new image has it"] = None
        self.own_sources = self.own_sources or said.reads_own_sources
        if said.looks_beside:
            self.notes[f"`{path}` asks where the program is: see that what it wants beside it is there"] = None
        if said.reads_working:
            self.notes[f"{WORKING_NOTE} ({path})"] = None
        self.programs.update(dict.fromkeys(said.programs))
        for value, is_read in said.names:
            self._name(value, is_read, path, said.knows_sources)
        for value in said.embedded if not self.embeds else ():
            self._name(value, False, path, said.knows_sources)

    def _name(self, value: str, is_read: bool, path: str, knows_sources: bool) -> None:
        """Note what a literal may name: a file or directory of the working directory, or of the package."""
        if (value, knows_sources) in self.seen:
            return
        if value not in (".", "./"):
            self.seen.add((value, knows_sources))
        elif is_read:
            self.notes[f"{WORKING_NOTE} ({path})"] = None
        written = _without_holes(_DATABASE.sub("", value))
        if not written or len(written) > 200 or "://" in written or not _PATH.match(written.rstrip("/")):
            return
        if is_of_image(written):
            self.system[normpath(written)] = None
        if written.startswith("/"):
            self.absolute[normpath(written)] = None
        self.authorities = self.authorities or written.startswith(_AUTHORITIES)
        places = [self.lookup(normpath(written))] if written.startswith("/") else [self._below(self.working, written)]
        if knows_sources:
            places += [self._below(one, written.lstrip("/")) for one in self.packages]
        hits = [hit for place in places if place for hit in self._sent(place)]
        if hits:
            self.files.update(dict.fromkeys(hits))
        elif "/" in written.strip("/") or _FILE_ENDING.search(written):
            self.absent[value] = None
            own = self.lookup(dirname(normpath(written))) if written.startswith("/") else None
            above = [own or "", *(place.rpartition("/")[0] for place in places if place)]
            self.files.update(dict.fromkeys(hit for place in above if place for hit in self._sent(place)))

    def _below(self, directory: str | None, written: str) -> str | None:
        if directory is None:
            return None
        found = normpath(join(directory, written))
        return None if found.startswith("..") or found in (".", directory) else found

    def _sent(self, place: str) -> list[str]:
        """The path itself, or with the ending of a settings file, as readers of settings complete names."""
        context = self.context
        if context.sends(place):
            is_crate = context.is_dir(place) and context.is_file(f"{place}/Cargo.toml")
            return [place] if _is_data(place) and not is_crate else []
        if not self.completes:
            return []
        paths = [f"{place}.{ending}" for ending in _SETTINGS]
        return [one for one in paths if is_sent(context, one) and _is_data(one)]


def _is_data(path: str) -> bool:
    """Whether a path may be read by a program, and is none of the project's sources."""
    name = basename(path)
    first = path.partition("/")[0]
    return (
        not name.endswith(".rs")
        and name not in ("Cargo.toml", "Cargo.lock", "Dockerfile", "src", "target")
        and (first != "target" and name not in ("tests", "benches", "examples"))
    )


def _without_holes(value: str) -> str:
    """The directory in front of the first wildcard or place of a format."""
    marks = [value.find(mark) for mark in "*?[{" if mark in value]
    return value[: min(marks)].rpartition("/")[0] if marks else value
