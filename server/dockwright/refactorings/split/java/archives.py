"""Archives that a RUN unpacks: what `tar`, `unzip`, `jar` and Spring Boot's jars themselves leave where.

Source: the manual pages of GNU tar 1.35, Info-ZIP's unzip 6.0 and the jar of Java 21; the documentation of Spring Boot 3.3.
Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, join, normpath

from dockwright.refactorings.split.java.tools import JavaSubject
from dockwright.shell import Command
from dockwright.syntax import Run
from dockwright.values import NamedTuple

ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
"""No name ends in two of them."""

_ZIP_VALUED = frozenset({"-d", "-x", "-P"})


class Unpacked(NamedTuple):
    """An archive and the directory that it is unpacked into."""

    archive: str  # absolute
    directory: str  # absolute
    is_flat: bool  # the directories on top are left out
    run: Run
    command: Command


class _Words(NamedTuple):
    archive: str
    directory: str
    is_flat: bool = False


def unpacked(subject: JavaSubject) -> Iterator[Unpacked]:
    """What the commands of a stage unpack, in order."""
    for run, command, directory in subject.commands():
        read = _READERS.get(command.name)
        words = read([word.value for word in command.arguments]) if read is not None else None
        if words is None:
            continue
        archive, target = (subject.model.expand(one, run) for one in (words.archive, words.directory))
        if archive is not None and target is not None and not any(mark in archive + target for mark in "$`*?["):
            yield Unpacked(
                normpath(join(directory, archive)), normpath(join(directory, target)), words.is_flat, run, command
            )


def _of_jar(words: Sequence[str]) -> _Words | None:
    """`jar -xf app.jar`, which has nothing on top."""
    flags = words[0].lstrip("-") if words else ""
    return _Words(words[1], ".", True) if len(words) == 2 and flags.startswith("x") and flags.endswith("f") else None


def _of_jar_mode(words: Sequence[str]) -> _Words | None:
    """`java -Djarmode=tools -jar app.jar extract --destination out`."""
    mode = next((word.partition("=")[2] for word in words if word.startswith("-Djarmode=")), "")
    if mode not in ("tools", "layertools") or "-jar" not in words[:-1] or "extract" not in words:
        return None
    jar = words[words.index("-jar") + 1]
    default = "." if mode == "layertools" else basename(jar).removesuffix(".jar")
    place = words[words.index("--destination") + 1] if "--destination" in words[:-1] else default
    return _Words(jar, place, True)


def _of_tar(words: Sequence[str]) -> _Words | None:
    """`tar xzf a.tgz -C /opt`, `tar -C /opt --strip-components=1 -xf a.tar`."""
    archive, directory, extracts, is_flat = "", ".", False, False
    remaining = list(words)
    if remaining and not remaining[0].startswith("-"):
        remaining[0] = f"-{remaining[0]}"
    while remaining:
        word = remaining.pop(0)
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            return None  # only some members
        if name in ("--file", "--directory", "--strip-components", "--strip") or name == "-C":
            value = value if equals else remaining.pop(0) if remaining else ""
            archive, directory = (
                (value if name == "--file" else archive),
                (value if name in ("-C", "--directory") else directory),
            )
            is_flat = is_flat or "strip" in name
        elif word.startswith("--"):
            extracts = extracts or word in ("--extract", "--get")
        else:
            extracts = extracts or "x" in word
            if word.endswith("f") and remaining:
                archive = remaining.pop(0)
    return _Words(archive, directory, is_flat) if extracts and archive not in ("", "-") else None


def _of_unzip(words: Sequence[str]) -> _Words | None:
    """`unzip -q a.zip -d /opt`."""
    archive, directory = "", "."
    remaining = list(words)
    while remaining:
        word = remaining.pop(0)
        if word in _ZIP_VALUED:
            value = remaining.pop(0) if remaining else ""
            directory = value if word == "-d" else directory
        elif word.startswith("-"):
            continue
        elif archive:
            return None
        else:
            archive = word
    return _Words(archive, directory, any(word.startswith("-") and "j" in word for word in words)) if archive else None


_READERS = {"tar": _of_tar, "unzip": _of_unzip, "jar": _of_jar, "java": _of_jar_mode}
"""By program: what its words unpack."""
