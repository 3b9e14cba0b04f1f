"""What C and C++ sources of the context read and start, and which programs a CMakeLists.txt makes, as far as it is written.

Sources: https://cmake.org/cmake/help/latest/command/add_executable.html, /command/install.html (CMake 4.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, takewhile
from posixpath import basename

from dockwright.context import BuildContext, is_sent, join, parent
from dockwright.projects.manifests import place
from dockwright.projects.shell_programs import is_shell, paths_in, programs_of
from dockwright.shell.prefixes import WRAPPERS
from dockwright.values import NamedTuple

SOURCES = (".c", ".cc", ".cpp", ".cxx", ".c++", ".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp")
MOST_FILES = 2000
MOST_BYTES = 1_000_000
_MOST_BUILD_FILES = 200
_LONGEST_BUILD_FILE = 1 << 18  # characters

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*|(\"(?:\\.|[^\"\\\n])*\"?)", re.DOTALL)
_TEXT = re.compile(r"\"((?:\\.|[^\"\\\n])*)(\")?")  # one that is not closed is no text, but is gone through once
_STARTS = re.compile(
    r"\b(?:system|popen|execlp?|execle|execvp?e?|execv|posix_spawnp?)\s*\(\s*(?:\"((?:\\.|[^\"\\\n])*)\"|(\S))"
)
_LOADS = re.compile(r"\b(?:dlopen|dlmopen|g_module_open)\s*\(")
_ACCOUNTS = re.compile(
    r"\b(?:getpw(?:nam|uid)|getgr(?:nam|gid)|getaddrinfo|gethostbyname2?|getlogin|initgroups|iconv_open|getservbyname)\w*\s*\("
)
_OPENS = re.compile(
    r"\b(?:fopen|freopen|open|openat|creat|ifstream|fstream|opendir|l?stat|access|scandir|n?ftw|fts_open|glob|filebuf|"
    r"(?:recursive_)?directory_iterator|filesystem|mmap|chdir|chroot|mkdir|mkfifo|rename|realpath|sun_path|bindtextdomain|catopen|"
    r"FcConfigAppFontAddFile)\b"
)
_NAMED_ACCOUNTS = re.compile(r"\b(?:getpwnam|getgrnam)(?:_r)?\s*\(\s*(?:\"([^\"\n]*)\")?")
_SERVICES = re.compile(r"\bget(?:serv|proto)\w+\s*\(|\bgetaddrinfo\s*\([^,;]{1,80},\s*\"[A-Za-z]")
"""Calls that look names of services or protocols up in /etc/services and /etc/protocols."""

_LOCALES = re.compile(
    r"\b(?:(?:set|new)locale|iconv_open)\s*\(|\bstd\s*::\s*locale\s*(?:\w+\s*)?[({]\s*(?:[\w:]+\s*\(\s*)?(?:\"|\w)"
)
"""Calls that want a locale besides C, which images without the programs of the C library do not have: C.UTF-8, too. Nor have they
the modules by which iconv converts other character sets."""

_TEMPORARY = re.compile(r"\b(?:tmpfile|tmpnam|mkstemps?|mkdtemp|tempnam|temp_directory_path)\b|\"/tmp")
_UNWINDS = re.compile(r"\b(?:pthread_(?:cancel|exit)|thrd_exit|backtrace)\s*\(")
"""Calls for which glibc loads libgcc_s.so.1 when it runs. Source: glibc's sysdeps/gnu/unwind-resume.c and misc/unwind-link.c."""

_SHELL = re.compile(r"\b(?:system|popen|wordexp)\s*\(")

_CMAKE_COMMENT = re.compile(r"#\[(=*)\[.*?(?:\]\1\]|\Z)|#[^\n]*", re.DOTALL)
_CALL = re.compile(r"\b(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_OUTPUT = re.compile(
    r"RUNTIME_OUTPUT_(?:DIRECTORY|NAME)|EXECUTABLE_OUTPUT_PATH|OUTPUT_NAME|CMAKE_EXECUTABLE_SUFFIX|LIBRARY_OUTPUT"
)
_FETCHES = frozenset({"fetchcontent_declare", "externalproject_add", "cpmaddpackage", "cpmfindpackage", "add_custom_command",
                      "add_custom_target", "execute_process", "file", "include_external_msproject"})  # fmt: skip
_HARMLESS_FILES = (
    "GLOB",
    "GLOB_RECURSE",
    "STRINGS",
    "READ",
    "TO_NATIVE_PATH",
    "TO_CMAKE_PATH",
    "RELATIVE_PATH",
    "REAL_PATH",
)

_FINDS = frozenset({"find_package", "pkg_check_modules", "pkg_search_module", "find_library"})
_LINKS = frozenset({"target_link_libraries", "link_libraries", "target_link_options", "add_link_options", "set"})
_NEVER_LINKED = frozenset({"Threads", "PkgConfig", "Git", "Doxygen", "GTest"})
_LINK_WORDS = frozenset({"debug", "optimized", "general"})


class Reading(NamedTuple):
    """What the sources do with their surroundings."""

    texts: frozenset[str]  # all string literals that may be paths
    programs: tuple[str, ...]  # that are started by a literal name
    opens: bool  # files
    computes: bool  # ... a program whose name is computed, or libraries are loaded
    accounts: bool  # users, hosts: what glibc loads a library for even in a static program
    temporary: bool
    shell: bool
    is_complete: bool  # False: more files than are read
    looked_up: tuple[str, ...] = ()  # users and groups by name; "": one whose name is computed
    services: bool = False  # it looks up services or protocols by name
    locales: bool = False  # it takes a locale over, or names one
    unwinds: bool = False  # it ends or cancels threads, or looks at its stack


def read_sources(context: BuildContext, directory: str = "") -> Reading:
    """Read all C and C++ files that are sent."""
    texts: set[str] = set()
    programs: dict[str, None] = {}
    flags = dict.fromkeys(
        ("opens", "computes", "accounts", "temporary", "shell", "services", "locales", "unwinds"), False
    )
    looked_up: dict[str, None] = {}
    paths = [path for path in context.sent_files(directory) if path.endswith(SOURCES)]
    is_complete = len(paths) <= MOST_FILES
    for path in paths[:MOST_FILES]:
        if (context.size(path) or 0) > MOST_BYTES:
            is_complete = False
            continue
        code = _COMMENT.sub(lambda match: match[1] or " ", context.read(path) or "")
        texts |= {match[1] for match in _TEXT.finditer(code) if match[2] and len(match[1]) < 200}
        for match in _STARTS.finditer(code):
            started = _started(match)
            flags["computes"] |= started is None
            programs.update(dict.fromkeys(started or ()))
            texts.update(paths_in(match[1] or ""))
        flags["computes"] |= _LOADS.search(code) is not None
        flags["opens"] |= _OPENS.search(code) is not None
        flags["accounts"] |= _ACCOUNTS.search(code) is not None
        flags["services"] |= _SERVICES.search(code) is not None
        flags["locales"] |= _LOCALES.search(code) is not None
        flags["unwinds"] |= _UNWINDS.search(code) is not None
        looked_up.update((match[1] or "", None) for match in _NAMED_ACCOUNTS.finditer(code))
        flags["temporary"] |= _TEMPORARY.search(code) is not None
        flags["shell"] |= _SHELL.search(code) is not None
    return Reading(frozenset(texts), tuple(programs), is_complete=is_complete, looked_up=tuple(looked_up), **flags)


def _started(match: re.Match[str]) -> tuple[str, ...] | None:
    """What a call starts; None where that is computed."""
    text = match[1]
    if text is None:
        return None
    if match[0].startswith(("system", "popen")):
        return programs_of(text.replace('\\"', '"'))
    name = text.split()[0] if text.split() else ""
    return None if is_shell(name) or basename(name) in WRAPPERS else tuple(text.split()[:1])


class Lists(NamedTuple):
    """A CMakeLists.txt and those below it."""

    programs: dict[str, str]  # literal names, with their directory relative to the top
    installed: frozenset[str]  # names of targets that are installed
    is_cpp: bool
    packages: tuple[str, ...]  # that find_package and its like ask for, Threads left out
    links: str  # all words of target_link_libraries and link options
    libraries: tuple[str, ...]  # plain names of what is linked, the project's own targets left out
    obstacle: str  # one clause; "" without one
    in_sbin: frozenset[str] = frozenset()  # names of targets that are installed to sbin/


class _Call(NamedTuple):
    """A command of a CMakeLists.txt."""

    name: str  # in small letters
    words: list[str]

    @property
    def first(self) -> str:
        return self.words[0] if self.words else ""

    @property
    def makes_program(self) -> bool:
        if self.name != "add_executable" or "IMPORTED" in self.words or "ALIAS" in self.words:
            return False
        return re.fullmatch(r"[\w.+-]+", self.first) is not None

    @property
    def is_cpp(self) -> bool:
        if self.name in ("project", "enable_language"):
            return "CXX" in self.words or not {"C", "LANGUAGES"} & set(self.words)
        return self.makes_program and any(word.endswith((".cpp", ".cc", ".cxx", ".c++")) for word in self.words)

    @property
    def linked(self) -> list[str]:
        return {"target_link_libraries": self.words[1:], "link_libraries": self.words}.get(self.name, [])


class _File(NamedTuple):
    """One CMakeLists.txt, without its comments."""

    path: str
    text: str
    calls: list[_Call]


def read_lists(context: BuildContext, directory: str) -> Lists | None:
    """The CMakeLists.txt of a directory; None when it is not sent."""
    top = join(directory, "CMakeLists.txt")
    if not is_sent(context, top):
        return None
    files = list(_files(context, top))
    calls = [call for file in files for call in file.calls]
    own = {call.first for call in calls if call.name == "add_library"}
    linked = [word.strip('"') for call in calls for word in call.linked]
    return Lists(
        {
            call.first: parent(file.path)[len(directory) :].lstrip("/")
            for file in files
            for call in file.calls
            if call.makes_program
        },
        frozenset(name for call in calls if call.name == "install" for name in _installed(call.words)),
        any(call.is_cpp for call in calls),
        tuple(call.first for call in calls if call.name in _FINDS and call.first not in _NEVER_LINKED),
        " ".join(word for call in calls if call.name in _LINKS for word in call.words),
        tuple(word for word in linked if re.fullmatch(r"[a-z][\w+.-]*", word) and word not in own | _LINK_WORDS),
        next((obstacle for file in files for obstacle in _obstacles(context, file)), ""),
    )


def read_build_files(
    context: BuildContext, top: str, read: Callable[[str, str], Iterable[str]], obstacles: list[str]
) -> None:
    """Read a build file and those that it leads to: `read` is given the path and the text of each, and gives the paths of more.

    What is in the way is added to the obstacles, which may be `read`'s own: behind the first nothing more is read.
    """
    waiting, seen = [top], set[str]()
    while waiting and not obstacles:
        path = waiting.pop(0)
        text = context.read(path) or ""
        if path in seen or len(seen) > _MOST_BUILD_FILES or len(text) > _LONGEST_BUILD_FILE:
            obstacles.append(f"`{path}` is read twice, or too long")
            break
        seen.add(path)
        waiting += read(path, text)


def _files(context: BuildContext, top: str) -> Iterator[_File]:
    """A CMakeLists.txt and those of the directories that it adds."""
    waiting, seen = [top], set[str]()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        text = _CMAKE_COMMENT.sub("", context.read(path) or "")
        calls = [_Call(match[1].lower(), match[2].split()) for match in _CALL.finditer(text)]
        yield _File(path, text, calls)
        added = (_added(context, path, call) for call in calls if call.name == "add_subdirectory")
        waiting += [one for one in added if one is not None]


def _added(context: BuildContext, path: str, call: _Call) -> str | None:
    """The CMakeLists.txt of the directory that is added, where it is in the context."""
    target = place(parent(path), call.first)
    found = join(target, "CMakeLists.txt") if target is not None and "$" not in call.first else None
    return found if found is not None and context.is_file(found) else None


def _obstacles(context: BuildContext, file: _File) -> Iterator[str]:
    """Why it is not known which programs there are, and where they are; one clause each."""
    if match := _OUTPUT.search(file.text):
        yield f"`{match[0]}` in `{file.path}` puts programs elsewhere"
    for call in file.calls:
        if call.name == "add_library" and {"SHARED", "MODULE"} & set(call.words):
            yield f"`{call.first}` is a shared library of the project"
        elif call.name == "add_subdirectory" and _added(context, file.path, call) is None:
            yield f"`add_subdirectory({call.first})` is not in the build context"
        elif call.name == "install":
            yield from _install_obstacles(call.words)
        elif call.name in _FETCHES and not (call.name == "file" and call.first in _HARMLESS_FILES):
            yield f"`{call.name}` in `{file.path}` may make or fetch more than programs"
        if "BUILD_SHARED_LIBS" in call.words and ("ON" in call.words or "TRUE" in call.words):
            yield "shared libraries of the project are built"


def _installed(words: list[str]) -> list[str]:
    """The targets of an `install`."""
    return list(takewhile(lambda word: not word.isupper(), words[1:])) if words[:1] == ["TARGETS"] else []


def _install_obstacles(words: list[str]) -> Iterator[str]:
    """Why what an `install` brings is elsewhere, or not known."""
    if words[:1] in (["SCRIPT"], ["CODE"]):
        yield "an install runs a script"
        return
    places = (after for word, after in pairwise(words) if word == "DESTINATION")
    yield from (f"files are installed to `{one}`" for one in places if one.startswith("/"))
