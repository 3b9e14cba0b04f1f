"""What the sources of a program for the Java virtual machine say about the image it runs in: files, programs, compilers.

Sources are looked through for the few calls that matter; comments count like code, so that nothing is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dockwright.context import BuildContext, keep, read_as
from dockwright.values import NamedTuple

MOST_FILES = 3000
MOST_TEXT = 20 << 20
"""Characters of all sources together that are looked through."""

MOST_SETTINGS = 2 << 20
SUFFIXES = (".java", ".kt", ".scala", ".groovy", ".clj", ".cljc")

_COMPILER = re.compile(
    r"\bToolProvider\b|\bcom\.sun\.(?:tools|jdi)\b|\bjavax\.tools\b|\bjdk\.jshell\b|\bsun\.jvmstat\b|"
    r"\b(?:VirtualMachine\.attach|ByteBuddyAgent\.install)\b"
)
_LIBRARY = re.compile(r"\bSystem\s*\.\s*load(?:Library)?\s*\(|\bNative\s*\.\s*load(?:Library)?\s*\(")
_IS_FILE_CALL = re.compile(
    r"\b(?:new\s+)?(?:(?:Jar|Zip)?File|File(?:Input|Output)Stream|File(?:Reader|Writer)|RandomAccessFile|FileSystemResource)\s*\(|\bPaths?\.(?:get|of)\s*\(|"
    r"\bFileInputStream\b|\bFileSystems\s*\.\s*getDefault\b|\bimport\s+static\s+java\.(?:nio\.file|io)\.|\bsource\.fromFile\b|\bSource\.fromFile\b|"
    r"\(\s*(?:(?:slurp|(?:[\w.]+\.)?io/(?:file|reader|input-stream))\s+\"|(?:java\.io\.)?File\.\s)"
)
_PROCESS = re.compile(
    r"\bProcessBuilder\b|\bgetRuntime\s*\(\s*\)\s*\.\s*exec\b|\bscala\.sys\.process\b|\bsys\.process\b|"
    r"\bRuntime/getRuntime\b|\b(?:clojure\.java|babashka)\.(?:shell|process)\b"
)
_LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.){1,200})\"")
_TOKEN = re.compile(r"[\w./@+-]+")


class Program(NamedTuple):
    """What was found; a sighting is `path:line`."""

    compiler: str | None  # where it compiles, or attaches to, Java
    process: str | None  # where it starts another program
    files: str | None  # where it opens a file
    library: str | None  # where it loads a native library
    words: frozenset[str]  # text in quotes that could name a file
    is_complete: bool  # all sources were looked at
    has_sources: bool = True


def read_program(context: BuildContext, directories: Iterable[str]) -> Program:
    """What the sources below these context directories say; tests are left out."""
    places = tuple(directories)
    return keep(context, (read_program, places), lambda: _read_program(context, places))


def _read_program(context: BuildContext, directories: tuple[str, ...]) -> Program:
    compiler = process = files = library = None
    found: set[str] = set()
    number = length = 0
    for path in _sources(context, directories):
        number += 1
        file = read_as(context, path, _read_file)
        length += file.length if file is not None else 0
        if number > MOST_FILES or length > MOST_TEXT:
            return Program(compiler, process, files, library, frozenset(found), False)
        if file is None:
            continue
        compiler = compiler or _at(path, file.compiler)
        process = process or _at(path, file.process)
        files = files or _at(path, file.files)
        library = library or _at(path, file.library)
        found.update(file.words)
    return Program(compiler, process, files, library, frozenset(found), True, number > 0)


def _sources(context: BuildContext, directories: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for directory in directories:
        alone = (directory,) if directory and context.is_file(directory) else ()
        for path in alone or context.sent_files(directory):
            if path.endswith(SUFFIXES) and path not in seen and "/src/test/" not in f"/{path}":
                seen.add(path)
                yield path


class _File(NamedTuple):
    """What one source says: lines, 0 for nothing."""

    length: int
    compiler: int
    process: int
    files: int
    library: int
    words: frozenset[str]


def _read_file(text: str) -> _File:
    return _File(
        len(text),
        _line(_COMPILER, text),
        _line(_PROCESS, text),
        _line(_IS_FILE_CALL, text),
        _line(_LIBRARY, text),
        frozenset(_LITERAL.findall(text)),
    )


def _line(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return 0 if found is None else text.count("\n", 0, found.start()) + 1


def _at(path: str, line: int) -> str | None:
    return f"{path}:{line}" if line else None


def settings_words(context: BuildContext, directories: Iterable[str]) -> frozenset[str]:
    """The words of settings that are packed into the program, which may name files beside it."""
    found: set[str] = set()
    left = MOST_SETTINGS
    for directory in directories:
        resources = f"{directory}/src/main/resources" if directory else "src/main/resources"
        for path in context.sent_files(resources):
            if path.endswith((".properties", ".yml", ".yaml", ".xml", ".conf")):
                text = (context.read(path) or "")[: max(left, 0)]
                left -= len(text)
                for word in _TOKEN.findall(text):
                    if "." in word or "/" in word:
                        found.add(word)
    return frozenset(found)
