"""What C and C++ sources of the context read and start, and which programs a CMakeLists.txt makes, as far as it is written.

Sources: https://cmake.org/cmake/help/latest/command/add_executable.html, /command/install.html (CMake 4.1).
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, is_sent, join, parent
from dockwright.projects.manifests import place
from dockwright.values import NamedTuple

SOURCES = (".c", ".cc", ".cpp", ".cxx", ".c++", ".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp")
MOST_FILES = 2000
MOST_BYTES = 1_000_000

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*|(\"(?:\\.|[^\"\\\n])*\")", re.DOTALL)
_TEXT = re.compile(r"\"((?:\\.|[^\"\\\n])*)\"")
_STARTS = re.compile(r"\b(?:system|popen|execlp?|execle|execvp?e?|execv|posix_spawnp?)\s*\(\s*(?:\"([^\"]*)\"|(\S))")
_LOADS = re.compile(r"\b(?:dlopen|dlmopen|g_module_open)\s*\(")
_ACCOUNTS = re.compile(
    r"\b(?:getpw(?:nam|uid)|getgr(?:nam|gid)|getaddrinfo|gethostbyname2?|getlogin|initgroups|iconv_open|getservbyname)\w*\s*\("
)
_OPENS = re.compile(
    r"\b(?:fopen|freopen|open|openat|ifstream|fstream|opendir|stat|access|scandir|filebuf|directory_iterator|mmap)\b"
)
_TEMPORARY = re.compile(r"\b(?:tmpfile|tmpnam|mkstemps?|mkdtemp|tempnam|temp_directory_path)\b|\"/tmp")
_SHELL = re.compile(r"\b(?:system|popen|wordexp)\s*\(")

_CMAKE_COMMENT = re.compile(r"#\[(=*)\[.*?(?:\]\1\]|\Z)|#[^\n]*", re.DOTALL)
_CALL = re.compile(r"\b(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_OUTPUT = re.compile(
    r"RUNTIME_OUTPUT_(?:DIRECTORY|NAME)|EXECUTABLE_OUTPUT_PATH|OUTPUT_NAME|CMAKE_EXECUTABLE_SUFFIX|LIBRARY_OUTPUT"
)
_FETCHES = frozenset({"fetchcontent_declare", "externalproject_add", "cpmaddpackage", "cpmfindpackage", "add_custom_command",
                      "add_custom_target", "execute_process", "file", "configure_file", "include_external_msproject"})  # fmt: skip
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


def read_sources(context: BuildContext, directory: str = "") -> Reading:
    """Read all C and C++ files that are sent."""
    texts: set[str] = set()
    programs: dict[str, None] = {}
    flags = dict.fromkeys(("opens", "computes", "accounts", "temporary", "shell"), False)
    paths = [path for path in context.sent_files(directory) if path.endswith(SOURCES)]
    is_complete = len(paths) <= MOST_FILES
    for path in paths[:MOST_FILES]:
        if (context.size(path) or 0) > MOST_BYTES:
            is_complete = False
            continue
        code = _COMMENT.sub(lambda match: match[1] or " ", context.read(path) or "")
        texts |= {match[1] for match in _TEXT.finditer(code) if len(match[1]) < 200}
        for match in _STARTS.finditer(code):
            if match[1] is None:
                flags["computes"] = True
            elif match[1].split():
                programs[match[1].split()[0]] = None
        flags["computes"] |= _LOADS.search(code) is not None
        flags["opens"] |= _OPENS.search(code) is not None
        flags["accounts"] |= _ACCOUNTS.search(code) is not None
        flags["temporary"] |= _TEMPORARY.search(code) is not None
        flags["shell"] |= _SHELL.search(code) is not None
    return Reading(frozenset(texts), tuple(programs), is_complete=is_complete, **flags)


class Lists(NamedTuple):
    """A CMakeLists.txt and those below it."""

    programs: dict[str, str]  # literal names, with their directory relative to the top
    installed: frozenset[str]  # names of targets that are installed
    is_cpp: bool
    packages: tuple[str, ...]  # that find_package and its like ask for, Threads left out
    links: str  # all words of target_link_libraries and link options
    libraries: tuple[str, ...]  # plain names of what is linked, the project's own targets left out
    obstacle: str  # one clause; "" without one


def read_lists(context: BuildContext, directory: str) -> Lists | None:
    """The CMakeLists.txt of a directory; None when it is not sent."""
    top = join(directory, "CMakeLists.txt")
    if not is_sent(context, top):
        return None
    programs: dict[str, str] = {}
    installed: set[str] = set()
    packages: list[str] = []
    links: list[str] = []
    linked: list[str] = []
    own: set[str] = set()
    obstacles: list[str] = []
    is_cpp = False
    waiting, seen = [top], set[str]()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        text = _CMAKE_COMMENT.sub("", context.read(path) or "")
        where = parent(path)
        if match := _OUTPUT.search(text):
            obstacles.append(f"`{match[0]}` in `{path}` puts programs elsewhere")
        for name, inner in ((match[1].lower(), match[2].split()) for match in _CALL.finditer(text)):
            first = inner[0] if inner else ""
            if name == "project" or name == "enable_language":
                is_cpp |= "CXX" in inner or not {"C", "LANGUAGES"} & set(inner)
            elif name == "add_executable" and "IMPORTED" not in inner and "ALIAS" not in inner:
                if re.fullmatch(r"[\w.+-]+", first):
                    programs[first] = where[len(directory) :].lstrip("/")
                    is_cpp |= any(word.endswith((".cpp", ".cc", ".cxx", ".c++")) for word in inner)
            elif name == "add_library":
                own.add(first)
                if {"SHARED", "MODULE"} & set(inner):
                    obstacles.append(f"`{first}` is a shared library of the project")
            elif name == "add_subdirectory":
                target = place(where, first)
                if target is None or "$" in first or not context.is_file(join(target, "CMakeLists.txt")):
                    obstacles.append(f"`add_subdirectory({first})` is not in the build context")
                else:
                    waiting.append(join(target, "CMakeLists.txt"))
            elif name == "install":
                obstacles += _installed(inner, installed)
            elif name in ("find_package", "pkg_check_modules", "pkg_search_module", "find_library"):
                packages += [first] if first not in ("Threads", "PkgConfig", "Git", "Doxygen", "GTest") else []
            elif name in ("target_link_libraries", "link_libraries", "target_link_options", "add_link_options", "set"):
                links += inner
                linked += inner[1:] if name == "target_link_libraries" else inner if name == "link_libraries" else []
            elif name in _FETCHES and not (name == "file" and first in _HARMLESS_FILES) and name != "configure_file":
                obstacles.append(f"`{name}` in `{path}` may make or fetch more than programs")
            if "BUILD_SHARED_LIBS" in inner and ("ON" in inner or "TRUE" in inner):
                obstacles.append("shared libraries of the project are built")
    plain = (word.strip('"') for word in linked)
    libraries = [word for word in plain if re.fullmatch(r"[a-z][\w+.-]*", word) and word not in own]
    return Lists(
        programs,
        frozenset(installed),
        is_cpp,
        tuple(packages),
        " ".join(links),
        tuple(word for word in libraries if word not in ("debug", "optimized", "general")),
        obstacles[0] if obstacles else "",
    )


def _installed(inner: list[str], installed: set[str]) -> list[str]:
    """Take in the targets of an `install`; why its files would be elsewhere."""
    kind = inner[0] if inner else ""
    if kind == "TARGETS":
        for word in inner[1:]:
            if word.isupper():
                break
            installed.add(word)
    if kind in ("SCRIPT", "CODE"):
        return ["an install runs a script"]
    places = [inner[at + 1] for at, word in enumerate(inner[:-1]) if word == "DESTINATION"]
    return [f"files are installed to `{one}`" for one in places if one.startswith("/")]
