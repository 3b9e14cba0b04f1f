"""Go source files as far as a build needs them: package, imports, the code without comments, the build constraint."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple

_TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"?|`[^`]*`|'(?:[^'\\\n]|\\.)+'", re.DOTALL)
_NO_LINE_BREAK = re.compile(r"[^\n]")
_PACKAGE = re.compile(r"^[^\S\n]*package\s+(\w+)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import\s*(?:\(([^()]*)\)|([\w.]+\s+)?(\"[^\"\n]+\"|`[^`\n]+`))", re.MULTILINE)
_SPECIFICATION = re.compile(r"(?:([\w.]+)\s+)?(\"[^\"\n]+\"|`[^`\n]+`)")
_CONSTRAINT = re.compile(r"^//\s*(?:go:build\s+(.+)|\+build\s+(.+))$", re.MULTILINE)
_CONSTRAINT_TOKEN = re.compile(r"\s*(&&|\|\||!|\(|\)|[\w.]+)")
_MOST_NESTED = 100
_MAJOR = re.compile(r"v\d+\Z")
_NAME_CHARACTERS = re.compile(r"[^A-Za-z0-9_]")

# Words of build constraints and file name suffixes. Source: `go help buildconstraint`, Go 1.24.
SYSTEMS = words(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows "
    "zos"
)
ARCHITECTURES = words(
    "386 amd64 amd64p32 arm arm64 loong64 mips mips64 mips64le mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc "
    "sparc64 wasm"
)
_TRUE = frozenset({"linux", "unix", "amd64", "gc", "cgo"})


class Import(NamedTuple):
    """One import: the name the file calls the package by (`.` and `_` as written), and its path."""

    name: str
    path: str


class GoFile(NamedTuple):
    """A source file; offsets in `code` are those of the file's text."""

    path: str  # relative to the build context
    package: str
    imports: tuple[Import, ...]
    code: str  # comments replaced by blanks, line breaks and strings kept

    def line(self, offset: int) -> int:
        """One-based line of an offset."""
        return self.code.count("\n", 0, offset) + 1


def read_file(path: str, text: str) -> GoFile | None:
    """The file as it takes part in a Linux build; None: it takes no part, or has no package clause."""
    if not _name_fits(path) or not _constraint_fits(text):
        return None
    code = _TOKEN.sub(_blank_comment, text)
    package = _PACKAGE.search(code)
    if package is None:
        return None
    return GoFile(path, package[1], tuple(_imports(code)), code)


def default_name(import_path: str) -> str:
    """The name a package most likely has: the last element of its path without a major version or `go-`."""
    parts = import_path.split("/")
    last = parts[-2] if len(parts) > 1 and _MAJOR.match(parts[-1]) else parts[-1]
    last = re.sub(r"\.v\d+\Z", "", last)
    last = last.removeprefix("go-").removesuffix("-go").removesuffix(".go")
    return _NAME_CHARACTERS.sub("_", last)


def is_standard(import_path: str) -> bool:
    """Whether the package is of the standard library: its first element has no dot."""
    return "." not in import_path.split("/", 1)[0]


def unquote(literal: str) -> str:
    """The value of a string literal, simple escapes only."""
    if literal[0] == "`":
        return literal[1:-1]
    return literal[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _blank_comment(match: re.Match[str]) -> str:
    token = match[0]
    if token[0] != "/":
        return token
    return _NO_LINE_BREAK.sub(" ", token) if "\n" in token else " " * len(token)


def _imports(code: str) -> Iterator[Import]:
    for match in _IMPORT.finditer(code):
        if match[1] is None:
            yield _import((match[2] or "").strip(), unquote(match[3]))
            continue
        for one in _SPECIFICATION.finditer(match[1]):
            yield _import(one[1] or "", unquote(one[2]))


def _import(name: str, path: str) -> Import:
    return Import(name or default_name(path), path)


def _name_fits(path: str) -> bool:
    """Whether the file name's suffix names no other system or architecture: `_windows.go`, `_test.go`."""
    words = path.rpartition("/")[2].removesuffix(".go").split("_")[1:]
    if not words:
        return True
    if words[-1] == "test":
        return False
    if words[-1] in ARCHITECTURES:
        if words[-1] not in ("amd64", "arm64"):
            return False
        words.pop()
    return not words or words[-1] not in SYSTEMS or words[-1] == "linux"


def _constraint_fits(text: str) -> bool:
    """Whether the build constraint above the package clause holds on Linux with cgo and without further tags."""
    position = text.find("package ")
    head = text[: max(position, 0)] if "package " in text else text
    if "build" not in head:
        return True
    modern = [match[1] for match in _CONSTRAINT.finditer(head) if match[1]]
    if modern:
        return _holds(modern[0])
    old = [match[2] for match in _CONSTRAINT.finditer(head) if match[2]]
    return all(_old_holds(line) for line in old)


def _old_holds(line: str) -> bool:
    """`// +build a,!b c`: blanks are or, commas are and."""
    return any(all(_word_holds(word) for word in option.split(",")) for option in line.split())


def _word_holds(word: str) -> bool:
    return word[1:] not in _TRUE and not word[1:].startswith("go1") if word[:1] == "!" else _is_true(word)


def _is_true(word: str) -> bool:
    return word in _TRUE or word.startswith("go1.")


def _holds(expression: str) -> bool:
    """The value of a `//go:build` expression; one that cannot be read holds."""
    tokens = _CONSTRAINT_TOKEN.findall(expression)
    if tokens.count("(") + tokens.count("!") > _MOST_NESTED:
        return True
    position = 0

    def peek() -> str:
        return tokens[position] if position < len(tokens) else ""

    def take() -> str:
        nonlocal position
        position += 1
        return tokens[position - 1] if position <= len(tokens) else ""

    def either() -> bool:
        value = both()
        while peek() == "||":
            take()
            other = both()
            value = value or other
        return value

    def both() -> bool:
        value = single()
        while peek() == "&&":
            take()
            other = single()
            value = value and other
        return value

    def single() -> bool:
        token = take()
        if token == "!":
            return not single()
        if token == "(":
            value = either()
            take()
            return value
        return _is_true(token) if token else True

    return either()
