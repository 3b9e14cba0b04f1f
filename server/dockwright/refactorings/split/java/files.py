"""The files beside the program that it reads when it runs: named by the start, the environment, settings and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from dockwright.context import clean
from dockwright.knowledge.table import words
from dockwright.projects.java_source import SUFFIXES
from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.refactorings.split.model import Copied
from dockwright.refactorings.split.sources import inside
from dockwright.refactorings.split.variables import is_for_build
from dockwright.syntax import Env

_BUILD_FILES = words(
    "pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.properties gradlew gradlew.bat mvnw mvnw.cmd "
    "build.sbt gradle .mvn .gradle project buildSrc src target build settings.xml Dockerfile lombok.config build.xml ivy.xml "
    "system.properties README.md .git project.clj deps.edn build.boot build.sc"
)
OF_BUILD = frozenset({"src", "target", "build"})
"""Directories of a project of which only a build has use."""

_PARTS = re.compile(r"[^\w.@+-]+")
_UNASKED = ("application", "bootstrap", "hazelcast", "log4j", "logback", "logging", "ehcache")
_OF_DATABASES = (".db", ".sqlite", ".sqlite3", ".script")
"""Endings of files of H2, SQLite and HSQLDB."""

_DATABASE = re.compile(r"\Ajdbc:(?:h2|sqlite|hsqldb):(?!mem:)")
_SPRING_BOOT = "spring-boot"
_DOCUMENT_ROOTS = ("src/main/webapp", "public", "static")
"""Below the working directory. Source: DocumentRoot of Spring Boot 3.5 (`COMMON_DOC_ROOTS`). Date: 2026-11."""

_SPRING = (".properties", ".yml", ".yaml")


def values_of_run(subject: JavaSubject) -> list[str]:
    """The values of ENV that mean something to what runs."""
    pairs = (pair for env in subject.stage.of(Env) for pair in env.pairs)
    return [pair.value.value for pair in pairs if pair.value is not None and not is_for_build(pair, "java")]


def run_time_files(
    subject: JavaSubject, root: str, boundary: int, named: frozenset[str], given: tuple[str, ...]
) -> Iterator[Copied]:
    """Files of the context that lie below the directory of the build, and that the running program may read.

    `named`: words of sources and settings; `given`: words of the start command. Only what is in the image by the
    instruction of that number, and not brought again behind it.
    """
    start = subject.start
    variables = values_of_run(subject)
    there = _names_beside(subject, root)
    known = (word for word in sorted(named) if not there.isdisjoint(_PARTS.split(word)))
    telling = (word for word in known if not _is_plain(word) or _is_data(subject, word))
    for word in (*given, *variables, *telling):
        for path in _paths_of(word):
            yield from _copied(subject, normpath(join(start.directory, path)), root, boundary)
    yield from _spring_settings(subject, root, boundary)
    for one in subject.sources.brought:
        is_own = one.transfer.index <= boundary and one.source and not _is_build_file(one.source)
        inner = inside(one.target, root)
        if (
            is_own
            and inner is not None
            and inner.partition("/")[0] not in OF_BUILD
            and not _is_source(subject, one.source)
        ):
            yield Copied(one.target, one.target, one.is_directory)


def _is_build_file(path: str) -> bool:
    name = basename(path)
    is_of_sbt = name.endswith(".sbt") or (name == "build.properties" and path.endswith("project/build.properties"))
    return name in _BUILD_FILES or name.startswith(("gradle.properties.", "settings.xml.")) or is_of_sbt


def _names_beside(subject: JavaSubject, root: str) -> frozenset[str]:
    """The first parts that a path to something from the context can have, in the working directory or below that of the build."""
    places = {subject.sources.context_path(one) for one in (subject.start.directory, root)} - {None}
    listed = [name for one in sorted(map(str, places)) for name in subject.context.list(one)]
    listed = listed if subject.context.is_known else []
    parts = (part for one in subject.sources.brought for part in one.target.split("/"))
    databases = (one.partition(".")[0] for one in listed if one.endswith(_OF_DATABASES))
    return frozenset((*listed, *parts, *databases)) - {""}


def _is_plain(word: str) -> bool:
    """Whether a word could mean anything: `public`."""
    return "/" not in word and "." not in word


def _is_data(subject: JavaSubject, word: str) -> bool:
    """Whether such a word is the name of a directory beside the program that holds no sources."""
    source = subject.sources.context_path(join(subject.start.directory, word))
    return bool(source) and subject.context.is_dir(source or "") and not _is_source(subject, source or "")


def _paths_of(word: str) -> Iterator[str]:
    """The paths that a word may mean: `file:./x`, `a,b`, `--config=x`."""
    for part in word.replace(";", ",").replace(" ", ",").split(","):
        text = part.rpartition("=")[2] if part.startswith("-") else part
        text = _DATABASE.sub("", text)
        for prefix in ("optional:", "file://", "file:"):
            text = text.removeprefix(prefix)
        text = text.strip().rstrip("/")
        if (
            text
            and "$" not in text
            and "://" not in text
            and text not in (".", "..", "/")
            and not text.startswith("classpath")
        ):
            yield text


def _copied(subject: JavaSubject, place: str, root: str, boundary: int) -> Iterator[Copied]:
    if place in (root, subject.start.directory) or inside(place, root) in (None, ""):
        return
    if any(one.transfer.index > boundary and inside(place, one.target) is not None for one in subject.sources.brought):
        return
    source = subject.sources.context_path(place)
    context = subject.context
    if not source or not context.is_known or not context.sends(source):
        yield from _of_database(subject, place, root, boundary)
        return
    if source.endswith(SUFFIXES) or basename(place) in _BUILD_FILES:
        return
    yield Copied(place, place, context.is_dir(source))


def _of_database(subject: JavaSubject, place: str, root: str, boundary: int) -> Iterator[Copied]:
    """The files of an embedded database, which is named without their ending (`jdbc:h2:file:./data/app`), or the directory that it
    would make its file in."""
    parent, name = dirname(place), basename(place)
    source = subject.sources.context_path(parent) if subject.context.is_known else None
    if source is None or not subject.context.is_dir(source):
        return
    files = [one for one in subject.context.list(source) if one.startswith(f"{name}.") and one.endswith(_OF_DATABASES)]
    if parent not in (root, subject.start.directory) and (files or name.endswith(_OF_DATABASES)):
        yield from _copied(subject, parent, root, boundary)
    else:
        for one in files:
            yield from _copied(subject, join(parent, one), root, boundary)


def _spring_settings(subject: JavaSubject, root: str, boundary: int) -> Iterator[Copied]:
    """What frameworks look for in the working directory and in `config/` without being told."""
    source = subject.sources.context_path(subject.start.directory)
    if source is None or not subject.context.is_known:
        return
    for name in subject.context.list(source):
        is_settings = name == ".env" or (name.startswith(_UNASKED) and name.endswith((*_SPRING, ".xml")))
        is_directory = name == "config" and subject.context.is_dir(clean(f"{source}/{name}"))
        if is_settings or (is_directory and _has_settings(subject, clean(f"{source}/{name}"))):
            yield from _copied(subject, join(subject.start.directory, name), root, boundary)


def document_root(subject: JavaSubject, root: str, boundary: int) -> Iterator[Copied]:
    """The directory that the server in a jar of Spring Boot hands out files of, and finds JSPs in: the first there is."""
    context, directory = subject.context, subject.start.directory
    for name in _DOCUMENT_ROOTS:
        source = subject.sources.context_path(join(directory, name)) if context.is_known else None
        if source and context.is_dir(source) and context.sends(source):
            if any(
                _SPRING_BOOT in (context.read(one) or "")
                for build in _BUILD_FILES
                for one in context.glob(f"**/{build}")
            ):
                yield from _copied(subject, join(directory, name), root, boundary)
            return


def _has_settings(subject: JavaSubject, directory: str) -> bool:
    return any(name.endswith(_SPRING) for name in subject.context.list(directory))


def _is_source(subject: JavaSubject, source: str) -> bool:
    """Whether a copied path holds sources or a project of its own."""
    context = subject.context
    if not context.is_known:
        return "." not in basename(source) or source.endswith(SUFFIXES)
    if context.is_file(source):
        return source.endswith((*SUFFIXES, ".md", ".gradle", ".kts", ".sbt")) or source.endswith("pom.xml")
    names = context.list(source)
    return any(name in _BUILD_FILES for name in names) or any(path.endswith(SUFFIXES) for path in context.files(source))
