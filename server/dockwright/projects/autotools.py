"""Which programs a configure.ac and the Makefile.am files below it make and install, as far as it is written.

Sources: https://www.gnu.org/software/automake/manual/automake.html (Programs, Install, Conditionals),
https://www.gnu.org/software/autoconf/manual/autoconf.html (Libraries, Site Configuration). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext, is_sent, join, parent
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.projects.c_source import Lists, read_build_files
from dockwright.projects.manifests import place

_COMMENT = lazy_pattern(r"(?:^|(?<=\s))(?:dnl\b|#(?!!))[^\n]*", re.MULTILINE)
_CONTINUED = lazy_pattern(r"\\\r?\n")
_ASSIGNMENT = lazy_pattern(r"^[ ]*([\w@.-]+)[ \t]*(\+?=)[ \t]*(.*)$", re.MULTILINE)
_VARIABLE = lazy_pattern(r"\$[({](\w+)[)}]")
_LINKED = lazy_pattern(r"(?<![\w-])-l([A-Za-z][\w+.-]*)")
_CHECKS = lazy_pattern(r"\bAC_CHECK_LIB\s*\(\s*(?:\[\s*)?([\w+.-]+)")
_SEARCHES = lazy_pattern(r"\bAC_SEARCH_LIBS\s*\(\s*\[?\w+\]?\s*,\s*\[?([\w+. \t\n-]+)")
_MODULES = lazy_pattern(r"\bPKG_CHECK_MODULES(?:_STATIC)?\s*\(\s*\[?\w+\]?\s*,\s*\[?([^\],)]+)")
_OTHERS = lazy_pattern(r"\b(A[XM]_(?:PATH|LIB|CHECK|BOOST|WITH|PYTHON)\w*)\s*[(\n]")
_HOOK = lazy_pattern(r"^(install-(?:exec|data)-(?:hook|local))[ \t]*:", re.MULTILINE)
_INCLUDE = lazy_pattern(r"^[ ]*-?include[ \t]+(\S+)", re.MULTILINE)
_CONDITIONAL = lazy_pattern(r"^[ ]*(if|endif)\b", re.MULTILINE)
_PROGRAMS = lazy_pattern(r"(?:dist_|nodist_)?(bin|sbin|noinst|libexec|pkglibexec)_PROGRAMS\Z")
_CPP_FILES = (".cpp", ".cc", ".cxx", ".c++", ".C")
_FOR_PEOPLE = words("systemd man doc docs info pkgconfig completion completions applications icons locale")


def read_autotools(context: BuildContext, directory: str) -> Lists | None:
    """What the configure.ac of a directory and the Makefile.am files say; None when one of the two is not sent."""
    names = ("configure.ac", "configure.in")
    configure = next((join(directory, one) for one in names if is_sent(context, join(directory, one))), None)
    top = join(directory, "Makefile.am")
    if configure is None or not is_sent(context, top):
        return None
    reader = _Reader(context, directory)
    reader.configured(configure, _plain(context.read(configure) or ""))
    read_build_files(context, top, lambda path, text: reader.read(path, _plain(text)), reader.obstacles)
    return reader.lists()


def _plain(text: str) -> str:
    """A text without comments, each logical line on one."""
    return _CONTINUED.sub(" ", _COMMENT.sub("", text))


class _Reader:
    """Takes in one file after the other."""

    def __init__(self, context: BuildContext, directory: str) -> None:
        self.context = context
        self.directory = directory
        self.programs: dict[str, str] = {}
        self.places: dict[str, str] = {}  # of those that are installed
        self.packages: list[str] = []
        self.libraries: dict[str, None] = {}
        self.links: list[str] = []
        self.obstacles: list[str] = []
        self.is_cpp = False
        self.has_libtool = False  # to which `-static` means only the libraries of the project

    def configured(self, path: str, text: str) -> None:
        """Take in what configure looks for."""
        self.is_cpp = "AC_PROG_CXX" in text
        self.has_libtool = any(one in text for one in ("LT_INIT", "AC_PROG_LIBTOOL", "AM_PROG_LIBTOOL"))
        found = [*_CHECKS.findall(text), *_LINKED.findall(text)]
        found += [one for match in _SEARCHES.findall(text) for one in match.split()]
        self.libraries.update(dict.fromkeys(found))
        for match in _MODULES.findall(text):
            self.packages += [one for one in re.sub(r"[<>=]+\s*\S+", " ", match).split() if one[:1].isalpha()]
        self.packages += [one for one in _OTHERS.findall(text) if not one.startswith("AX_CHECK_COMPILE")]
        if "AC_CONFIG_SUBDIRS" in text:
            self.obstacles.append(f"`AC_CONFIG_SUBDIRS` in `{path}` has other projects built")

    def read(self, path: str, text: str) -> list[str]:
        """Take in a Makefile.am; the files below it that are read next."""
        where, variables = parent(path), dict[str, str]()
        for match in _ASSIGNMENT.finditer(text):
            name, sign, value = match[1], match[2], match[3].strip()
            variables[name] = f"{variables[name]} {value}" if sign == "+=" and name in variables else value
        self.obstacles += _obstacles(path, text, variables)
        for name, value in variables.items():
            expanded = _expanded(value, variables)
            kind = _PROGRAMS.match(name)
            if kind is not None:
                self._programs(kind[1], expanded, where, _is_always(text, name))
            elif name.endswith(("LDADD", "LDFLAGS", "LIBS", "LIBADD")):
                self.links += expanded.split()
                self.libraries.update(dict.fromkeys(_LINKED.findall(expanded)))
            elif name.endswith("_SOURCES"):
                self.is_cpp |= any(one.endswith(_CPP_FILES) for one in expanded.split())
        return list(self._below(path, where, _expanded(variables.get("SUBDIRS", ""), variables)))

    def _programs(self, kind: str, names: str, where: str, is_always: bool) -> None:
        for name in names.split():
            if "$" in name or "@" in name:
                self.obstacles.append(f"the name of a program is computed: `{name}`")
            elif is_always:
                self.programs[name] = where[len(self.directory) :].lstrip("/")
                self.places.update({name: kind} if kind in ("bin", "sbin") else {})

    def _below(self, path: str, where: str, names: str) -> Iterator[str]:
        """The Makefile.am files of the directories that a SUBDIRS names."""
        for name in names.split():
            target = place(where, name) if "$" not in name and "@" not in name else None
            if name == ".":
                continue
            found = join(target, "Makefile.am") if target is not None else None
            if found is None or not self.context.is_file(found):
                self.obstacles.append(f"`{name}` in SUBDIRS of `{path}` is not followed")
            else:
                yield found

    def lists(self) -> Lists:
        links = [one for one in self.links if not (self.has_libtool and one == "-static")]
        return Lists(
            self.programs,
            frozenset(self.places),
            self.is_cpp,
            tuple(dict.fromkeys(self.packages)),
            " ".join("-static" if one == "-all-static" else one for one in links),
            tuple(self.libraries),
            self.obstacles[0] if self.obstacles else "",
            frozenset(name for name, kind in self.places.items() if kind == "sbin"),
        )


def _obstacles(path: str, text: str, variables: dict[str, str]) -> Iterator[str]:
    """Why it is not known what is made and where it is put; one clause each."""
    if (hook := _HOOK.search(text)) is not None:
        yield f"`{hook[1]}` in `{path}` runs commands of its own"
    if (included := _INCLUDE.search(text)) is not None:
        yield f"`{path}` includes `{included[1]}`, which is not followed"
    for name, value in variables.items():
        if name.endswith("_LTLIBRARIES") and not name.startswith(("noinst_", "check_", "EXTRA_")) and value:
            yield f"`{value.split()[0]}` is a shared library of the project"
        is_place = name.endswith("dir") and value.startswith("/")
        if is_place and not any(part in value for part in _FOR_PEOPLE):
            yield f"files are installed to `{value}`"


def _expanded(value: str, variables: dict[str, str], depth: int = 0) -> str:
    """A value with the variables of its own file filled in; those that configure sets stay as they are."""
    if depth > 8:
        return value
    return _VARIABLE.sub(
        lambda match: _expanded(variables[match[1]], variables, depth + 1) if match[1] in variables else match[0], value
    )


def _is_always(text: str, name: str) -> bool:
    """Whether the variable is set outside of all conditionals."""
    depth, at = 0, 0
    for match in re.finditer(rf"^[ ]*{re.escape(name)}[ \t]*\+?=", text, re.MULTILINE):
        depth += sum(1 if one[1] == "if" else -1 for one in _CONDITIONAL.finditer(text, at, match.start()))
        at = match.start()
        if depth:
            return False
    return True
