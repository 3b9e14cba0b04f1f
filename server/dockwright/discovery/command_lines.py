"""Command lines: the builds that Makefiles, scripts, CI configurations, READMEs and comments name by `docker build`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from dockwright.discovery.build import NamedBuild, named_build
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.values import NamedTuple

BUILD = lazy_pattern(
    r"\bdocker[_-]?[bB]uild(?=[ \t])|(?:\b(?:docker|podman|nerdctl|buildah)|\$[({]\w{0,40}(?:DOCKER|CONTAINER|ENGINE|PODMAN)\w{0,40}[)}])"
    r"[ \t]{1,9}(?:(?:buildx|image|builder)[ \t]{1,9})?(?:build|bud)(?![\w-])"
)
"""The begin of a command that builds an image, up to its arguments; functions of a like name take the same ones."""

_CONTINUATION = lazy_pattern(r"\\[ \t]{0,99}\r?\n[ \t]{0,99}(?:#[ \t]{0,99})?")
_WORD = lazy_pattern(
    r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\$\{\{[^}\n]*\}\}|\{\{[^}\n]*\}\}|\$\{[^}\n]*\}|\$\([^()\n]*\)|\$[*@<^]"""
    r"""|\\.|[^\s"'`;&|<>()\\])+"""
)
_BLANK = lazy_pattern(r"[ \t]*")
_CD = lazy_pattern(
    r"""(?:^|[;&(|@\s])(?:cd|pushd)[ \t]{1,9}(?P<to>(?:"(?:[^"$\n]|\$\([^()\n]{0,200}\)|\$(?!\())*"|'[^'\n]*'|\$\([^()\n]{0,200}\)|[^\s;&|()"'])+)"""
)
_ASSIGNMENT = lazy_pattern(
    r"^[ \t]*(?:export[ \t]+|override[ \t]+)?(?P<name>[A-Za-z_]\w{0,99})[ \t]{0,99}(?:[:?]?=)[ \t]{0,99}(?P<value>[^\s#$`(]{1,200})[ \t]*(?:\r?$|#)",
    re.MULTILINE,
)
_VARIABLE = lazy_pattern(
    r"\$\{\{[^}\n]*\}\}|\{\{[^}\n]*\}\}|\$\{(?P<braced>\w+)(?P<rest>[^}\n]*)\}|\$\((?P<make>\w+)\)|\$\([^()\n]*\)|\$\{[^}\n]*\}|\$\$?(?P<plain>[A-Za-z_]\w*)|\$[*@<^]"
)
_HERE = words("PWD CURDIR")
"""Variables that name the directory in which a command runs."""

_VALUED = words(
    "add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period cpu-quota "
    "cpu-shares cpuset-cpus cpuset-mems file format iidfile isolation label layer-label memory memory-swap metadata-file network "
    "no-cache-filter output platform progress provenance sbom secret security-opt shm-size ssh tag target ulimit volume"
) | words("f t o m c v")  # fmt: skip
"""Flags of `docker build` and its like that take the next word. Source: docs.docker.com/reference/cli/docker/buildx/build"""

_ALONE = words("check compress debug disable-content-trust force-rm load no-cache pull push quiet rm squash") | words(
    "q D"
)
"""Its flags that stand alone."""

_MOST_COMMANDS, _MOST_CHANGES, _MOST_UNKNOWN = 100, 20, 4
_LONGEST_COMMAND, _LONGEST_TEXT = 2_000, 10_000  # characters of it, and of what stands before it
_FIRST = 0xE000  # characters that no path has: unknown parts of a path


_UNKNOWN = lazy_pattern("[\ue000-\uf8ff]")


class Source(NamedTuple):
    """A text with command lines, and the directories in which they may run."""

    text: str
    origin: str
    directories: Sequence[str]  # absolute; more than one: nobody says which
    keeps_directory: bool = False  # a `cd` holds for the lines below it, too


class _Command(NamedTuple):
    """One `docker build`, its paths with unknown parts replaced."""

    file: str | None
    context: str
    target: str | None


def command_builds(source: Source, place: str, above: Sequence[str]) -> list[NamedBuild]:
    """The builds of a Dockerfile that command lines name; `above`: its directory and those above that count.

    A part of a path that is not known may be anything that makes it the place of the Dockerfile, and is the same in the
    context. Never raises: what cannot be understood names none.
    """
    text = _CONTINUATION.sub(" ", source.text)
    known = {found["name"]: found["value"] for found in islice(_ASSIGNMENT.finditer(text), _MOST_COMMANDS)}
    found = (_build(match, text, source, known, place, above) for match in islice(BUILD.finditer(text), _MOST_COMMANDS))
    return [build for build in found if build is not None]


def _build(
    match: re.Match[str], text: str, source: Source, known: Mapping[str, str], place: str, above: Sequence[str]
) -> NamedBuild | None:
    command = _command(_words(text, match.end()), known)
    if command is None:
        return None
    begin = max(0 if source.keeps_directory else text.rfind("\n", 0, match.start()) + 1, match.start() - _LONGEST_TEXT)
    entered = _entered(text[begin : match.start()], known)
    file = command.file or os.path.join(command.context, _default_name(place))
    if entered is not None:
        places = [os.path.join(directory, entered) for directory in source.directories]
    else:
        places = list(above) if "/" in os.path.normpath(file) else []
    is_one_place = entered is not None and len(places) == 1
    for directory in places:
        parts = _unknown_parts(os.path.join(directory, file), place) if not _UNKNOWN.match(file) else (
            _unknown_parts(file, place, directory if is_one_place and not _UNKNOWN.search(command.context) else None)
        )  # fmt: skip
        context = _filled(command.context, parts) if parts is not None else None
        if context is not None:
            return named_build(directory, source.origin, context, place, command.target, {})
    return None


def _default_name(place: str) -> str:
    """The Dockerfile of a directory: the one in question when it has a name that is found by itself."""
    name = os.path.basename(place)
    return name if name.lower() in ("dockerfile", "containerfile") else "Dockerfile"


def _words(text: str, position: int) -> Iterator[str]:
    """The words of a command from there to its end."""
    end = min(len(text), position + _LONGEST_COMMAND)
    while True:
        position = _BLANK.match(text, position, end).end()  # type: ignore[union-attr]
        found = _WORD.match(text, position, end)
        if found is None:
            return
        position = found.end()
        is_number_of_stream = found[0].isdecimal() and text[position : position + 1] in ("<", ">")
        if not is_number_of_stream:
            yield found[0]


def _command(given: Iterable[str], known: Mapping[str, str]) -> _Command | None:
    """The command of these words; None when it is not understood, or built from something that is no directory."""
    flags: dict[str, str] = {}
    operands: list[str] = []
    rest = iter(given)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            operands.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("--") and len(name) > 1 and name[0] in "ft":
            name, equals, value = name[0], "=", name[1:] + equals + value
        if not equals and name in _VALUED:
            value = next(rest, "")
        elif not equals and name not in _ALONE:
            return None
        flags[name] = value
    told = [word for word in operands if not _is_variable(word, known)] or operands
    written = flags.get("file", flags.get("f"))
    if len(told) != 1 or told[0] == "-" or written in ("", "-"):
        return None
    unknown: dict[str, str] = {}
    file = _path(written, known, unknown) if written is not None else None
    context = _path(told[0], known, unknown)
    target = _path(flags.get("target", ""), known, {})
    return _Command(file, context, target if target and not _UNKNOWN.search(target) else None)


def _is_variable(word: str, known: Mapping[str, str]) -> bool:
    """Whether a word is nothing but a variable, which may stand for flags."""
    found = _VARIABLE.fullmatch(word)
    return found is not None and (found["plain"] or found["braced"] or found["make"] or "") not in {*known, *_HERE}


def _path(word: str, known: Mapping[str, str], unknown: dict[str, str]) -> str:
    """A word without quotes, its variables replaced by what they are set to; each that is not known by a character."""

    def replaced(found: re.Match[str]) -> str:
        name = found["braced"] or found["make"] or found["plain"] or ""
        if name in known:
            return known[name]
        if name in _HERE:
            return "."
        rest = found["rest"] or ""
        if rest.startswith((":-", "-")) and "$" not in rest:
            return rest.lstrip(":").removeprefix("-")
        return unknown.setdefault(name or found[0], chr(_FIRST + min(len(unknown), 6_000)))

    return _VARIABLE.sub(replaced, _UNKNOWN.sub("", word).replace('"', "").replace("'", ""))


def _entered(before: str, known: Mapping[str, str]) -> str | None:
    """The directory, relative to where a line begins, that its `cd` commands have entered; None when it is not known."""
    at = ""
    for found in islice(_CD.finditer(before), _MOST_CHANGES):
        to = _path(found["to"], known, {})
        at = to if os.path.isabs(to) else os.path.normpath(os.path.join(at, to))
        if _UNKNOWN.search(at) or "$" in to or to.startswith(("-", "~", "/")):
            return None
    return at


def _unknown_parts(path: str, place: str, directory: str | None = None) -> dict[str, str] | None:
    """What the unknown parts of a path must be for it to be this place; None when it cannot be, or says too little.

    One that a path begins with is a directory, absolute or not. Then the path must have a directory of a known name; or
    the unknown one lies in this directory.
    """
    path = os.path.normpath(path)
    pattern: list[str] = []
    names: dict[str, str] = {}
    for index, character in enumerate(path):
        if not _UNKNOWN.match(character):
            pattern.append(re.escape(character))
        elif character in names:
            pattern.append(f"(?P={names[character]})")
        else:
            names[character] = f"p{index}"
            pattern.append(f"(?P<p{index}>{'/.+' if index == 0 else '[^/]+'})")
    if not names:
        return {} if path == place else None
    found = re.fullmatch("".join(pattern), place) if len(names) <= _MOST_UNKNOWN else None
    if found is None:
        return None
    if _UNKNOWN.match(path) and not any(part and not _UNKNOWN.search(part) for part in path.split("/")[1:-1]):
        first = found[names[path[0]]]
        if directory is None or os.path.dirname(first) != os.path.normpath(directory):
            return None
    return {character: found[name] for character, name in names.items()}


def _filled(path: str, parts: Mapping[str, str]) -> str | None:
    """A path with what its unknown parts are; None when one of them is not told."""
    filled = "".join(parts.get(character, character) for character in path)
    return None if _UNKNOWN.search(filled) else filled
