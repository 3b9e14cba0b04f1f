"""Calls of Rust sources that open files: whether the name of the file stands there, or is put together when the program runs.

Source: the documentation of std::fs, tokio, async-std, tower-http, actix-files, rocket, walkdir, glob and libloading. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial

_OPENS = re.compile(
    r"(?<![\w.])(?:"
    r"(?:fs|fs_err|async_fs)\s*::\s*(?:read|read_to_string|read_dir|copy|canonicalize)"
    r"|(?:File|NamedFile)\s*::\s*open(?:_async)?"
    r"|(?:WalkDir|ServeDir|ServeFile|Library|Tera)\s*::\s*new"
    r"|FileServer\s*::\s*(?:new|from)|glob\s*::\s*glob(?:_with)?|File\s*::\s*with_name|(?:Toml|Json|Yaml)\s*::\s*file"
    r")\s*\("
    r"|\bFiles\s*::\s*new\s*\([^,()]{1,60},"
    r"|(?<![\w.:])(?<!fn )(?:read_to_string|read_dir)\s*\("
    r"|\bOpenOptions\s*::\s*new\s*\(\s*\)[^;]{0,200}?\.read\s*\(\s*true\s*\)[^;]{0,200}?\.open\s*\("
)
_HANDED_ON = re.compile(
    r"(?<=[(,=:])\s*(?:\w+\s*::\s*){0,4}"
    r"((?:fs|fs_err|async_fs)\s*::\s*(?:read|read_to_string|read_dir|canonicalize)|(?:File|NamedFile)\s*::\s*open|read_to_string|read_dir)"
    r"\s*(?=[),;}])"
)
"""A function that opens what another one calls it with: `paths.iter().map(File::open)`."""

_IMPORT = re.compile(r"\buse\s+([^;]{1,300})")
_RENAMED = re.compile(
    r"\b((?:fs|fs_err|async_fs)(?:\s*::[^;]{0,200}?\b(?:self|File|OpenOptions|read|read_to_string|read_dir))?\s+as\s+[A-Za-z]\w*)"
)
"""An import that gives such a function, or where it comes from, a name of the file's own."""

_LOADS = re.compile(
    r"\b(?:libloading|dlopen2?|dlopen_derive|abi_stable)\s*::|\bdlopen\s*\(|\bLibrary\s*::\s*(?:new|open)\s*\("
)
_HINTS = ("fs", "File", "Dir", "Files", "glob", "Library", "Tera", "Toml", "Json", "Yaml", "read_", "OpenOptions")
_HINTS_OF_LIBRARIES = ("dlopen", "libloading", "Library", "abi_stable")
"""Words in every text that matches; the others are soon left out."""

_FRONT = re.compile(
    r"(?:&\s*(?:mut\s+)?|\*)*(?:(?:\w+\s*::\s*)*(?:Path\s*::\s*new|PathBuf\s*::\s*from|String\s*::\s*from|AsRef\s*::\s*as_ref|Box\s*::\s*new)\s*"
    r"\(\s*(?:&\s*)?|format!\s*\(\s*)*"
)
"""What may stand in front of a literal that names a file."""

_LITERAL = re.compile(r"[bc]?r?#*\"([^\"]*)")
_CHANGED = re.compile(
    r"\"#*\s*\.\s*(?:to_(?:ascii_)?(?:lower|upper)case|replacen?|repeat|trim\w*|chars|bytes|r?splitn?\w*)\b"
)
"""Behind a literal: what makes another name of it."""

_NAME = re.compile(r"(?:self\s*\.\s*)?([A-Za-z_]\w*)")
_OF_COMPILER = re.compile(r"(?:concat!\s*\(\s*)?(?:env|option_env)!|relative!")
_LONGEST = 160


def computed_open(text: str) -> str:
    """The first call that opens a file whose name is computed, as it is written; "" where all names stand in the source."""
    if not any(word in text for word in _HINTS):
        return ""
    is_given = cache(partial(_is_given, text))
    for match in _OPENS.finditer(text):
        argument = text[match.end() : match.end() + _LONGEST].lstrip()
        if not _is_told(argument, is_given):
            return " ".join(text[match.start() : match.end() - 1].split())[-40:]
    imports = (one[1] for one in _IMPORT.finditer(text) if " as " in one[1])
    other = next(filter(None, map(_RENAMED.search, imports)), None)
    other = other or next(filter(_is_value, _HANDED_ON.finditer(text)), None)
    return " ".join(other[1].split()) if other is not None else ""


def _is_value(match: re.Match[str]) -> bool:
    """Whether a name is none of a list of imports, nor a field or a type."""
    begin = match.string.rfind(";", 0, match.start()) + 1
    statement = match.string[begin : match.start()]
    return re.search(r"\buse\b[^;]*\Z", statement) is None and not match[0].startswith(":")


def loads_libraries(text: str) -> bool:
    """Whether a library is loaded by its name when the program runs."""
    return any(word in text for word in _HINTS_OF_LIBRARIES) and _LOADS.search(text) is not None


def _is_told(argument: str, is_given: Callable[[str], bool]) -> bool:
    """Whether an argument begins with a literal, or a name that is given one and nothing else."""
    front = _FRONT.match(argument)
    rest = argument[front.end() :] if front is not None else argument
    if _OF_COMPILER.match(rest) is not None:
        return True  # what is built in is told elsewhere
    literal = _LITERAL.match(rest)
    if literal is not None:
        if _CHANGED.match(rest, literal.end()):
            return False
        return not literal[1].startswith("{") or _is_filled(literal[1], rest[literal.end() :], is_given)
    name = _NAME.match(rest)
    return name is not None and is_given(name[1])


def _is_filled(pattern: str, behind: str, is_given: Callable[[str], bool]) -> bool:
    """Whether the first hole of a format is filled by a name that is given a literal."""
    inline = re.match(r"\{(\w+)", pattern)
    name = inline or re.match(r"\"\s*,\s*&?(\w+)\s*[,)]", behind)
    return name is not None and is_given(name[1])


def _is_given(text: str, name: str) -> bool:
    """Whether every place that gives a value to a name gives it a literal."""
    values = re.findall(rf"\b(?:const|static|let(?:\s+mut)?)\s+{name}\b[^=;{{]{{0,80}}=\s*([^;]{{1,{_LONGEST}}})", text)
    is_parameter = re.search(rf"[(,|]\s*(?:mut\s+)?{name}\s*:", text) is not None
    return bool(values) and not is_parameter and all(map(_begins_with_literal, values))


def _begins_with_literal(value: str) -> bool:
    front = _FRONT.match(value)
    literal = _LITERAL.match(value[front.end() :] if front is not None else value)
    is_added_to = re.search(r"\"[^\"]*\"[^\"]*\+", value) is not None
    return literal is not None and bool(literal[1]) and not literal[1].startswith("{") and not is_added_to
