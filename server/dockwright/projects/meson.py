"""Which programs a meson.build makes, as far as it is written.

Sources: https://mesonbuild.com/Reference-manual_functions.html, /Builtin-options.html (Meson 1.9).
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, is_sent, join, parent
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.projects.c_source import Lists, read_build_files
from dockwright.projects.manifests import place

_COMMENT = lazy_pattern(r"'''.*?'''|'(?:\\.|[^'\\\n])*'|(#[^\n]*)", re.DOTALL)
_CALL = lazy_pattern(r"(?<![\w.])((?:\w+\.)?\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_TEXT = lazy_pattern(r"\s*'([^'\\\n]*)'\s*(?:,|\Z)")
_TEXTS = lazy_pattern(r"'([^'\\\n]*)'")
_INSTALLS = lazy_pattern(r"\binstall\s*:\s*true\b")
_ELSEWHERE = lazy_pattern(r"\b(install_dir|name_suffix|name_prefix)\s*:")
_SHARED = words("shared_library shared_module both_libraries library build_target subproject import_rust jar")
_LANGUAGES = words("c cpp objc objcpp nasm masm")


def read_meson(context: BuildContext, directory: str) -> Lists | None:
    """The meson.build of a directory and those below it; None when it is not sent."""
    top = join(directory, "meson.build")
    if not is_sent(context, top):
        return None
    reader = _Reader(context, directory)
    read_build_files(context, top, lambda path, text: reader.read(path, _plain(text)), reader.obstacles)
    return reader.lists()


def _plain(text: str) -> str:
    """A text without comments."""
    return _COMMENT.sub(lambda match: "" if match[1] else match[0], text)


class _Reader:
    """Takes in one file after the other."""

    def __init__(self, context: BuildContext, directory: str) -> None:
        self.context = context
        self.directory = directory
        self.programs: dict[str, str] = {}
        self.installed: set[str] = set()
        self.packages: list[str] = []
        self.libraries: list[str] = []
        self.links: list[str] = []
        self.obstacles: list[str] = []
        self.is_cpp = False
        self.is_static = False  # libraries of the project are linked in

    def read(self, path: str, text: str) -> list[str]:
        """Take in the calls of a file; the files below it that it reads."""
        where, found = parent(path), []
        for match in _CALL.finditer(text):
            name, inner = match[1], match[2]
            first = _TEXT.match(inner)
            if name == "project":
                self._project(inner)
            elif name == "executable":
                self._executable(first[1] if first else "", inner, where)
            elif name in _SHARED and not (name == "library" and self.is_static):
                self.obstacles.append(f"`{name}` in `{path}` may make a shared library")
            elif name == "dependency":
                self.packages += [first[1]] if first is not None and first[1] != "threads" else []
            elif name.endswith(".find_library"):
                self.libraries += [first[1]] if first is not None else ["?"]
            elif name in ("add_project_link_arguments", "add_global_link_arguments"):
                self.links += _TEXTS.findall(inner)
            elif name == "meson.add_install_script":
                self.obstacles.append("an install runs a script")
            elif name == "subdir":
                target = place(where, first[1]) if first is not None else None
                if target is None or not self.context.is_file(join(target, "meson.build")):
                    self.obstacles.append(f"`subdir` in `{path}` is not in the build context")
                else:
                    found.append(join(target, "meson.build"))
        return found

    def _project(self, inner: str) -> None:
        texts = _TEXTS.findall(inner)
        languages = inner.partition(":")[0]
        named = set(_TEXTS.findall(languages)[1:]) & (
            _LANGUAGES | words("rust vala d fortran cuda java cs swift cython")
        )
        self.is_cpp |= "cpp" in named
        self.is_static |= "default_library=static" in texts
        if not named <= _LANGUAGES:
            self.obstacles.append("the project is not of C and C++ alone")
        if any(one.startswith(("prefix=", "bindir=", "layout=")) for one in texts):
            self.obstacles.append("the project says itself where it is put")

    def _executable(self, name: str, inner: str, where: str) -> None:
        if not re.fullmatch(r"[\w.+-]+", name):
            self.obstacles.append("the name of a program is computed")
            return
        if elsewhere := _ELSEWHERE.search(inner):
            self.obstacles.append(f"`{elsewhere[1]}` puts `{name}` elsewhere")
        self.programs[name] = where[len(self.directory) :].lstrip("/")
        if _INSTALLS.search(inner):
            self.installed.add(name)
        if "link_args" in inner:
            self.links += _TEXTS.findall(inner)

    def lists(self) -> Lists:
        return Lists(
            self.programs,
            frozenset(self.installed),
            self.is_cpp,
            tuple(self.packages),
            " ".join(self.links),
            tuple(self.libraries),
            self.obstacles[0] if self.obstacles else "",
        )
