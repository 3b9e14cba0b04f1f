"""What manifests of Kubernetes in the build context start in containers: commands in the place of the image's own, and probes.

A manifest names an image by where it was pushed to, not by its Dockerfile. So of its commands only those count that the old image has
from the sources, and shells where the manifest knows of one image alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.shell import POSIX_SHELLS
from dockwright.values import NamedTuple

_MOST_FILES = 200
_COMMAND = re.compile(
    r"^(?P<indent>[ ]*)(?:- )?(?P<key>command|args):[ ]*(?P<list>\[[^\]\n]*\])?[ ]*(?:#.*)?$", re.MULTILINE
)
_ITEM = re.compile(r"[ ]*- (?P<quote>[\"']?)(?P<value>[^\n]*?)(?P=quote)[ ]*(?:\n|\Z)")
_IMAGE = re.compile(r"^[ ]*(?:- )?image:[ ]*[\"']?([^\s\"'#]+)", re.MULTILINE)


_SCRIPT_PATH = re.compile(r"(?<![\w/.}])\.?/[\w@.+-]+(?:/[\w@.+-]+)*")
"""What a script for a shell may start by its path."""


class ClusterCommand(NamedTuple):
    """A program that a manifest starts."""

    program: str  # as it is written
    origin: str  # the path of the manifest
    is_alone: bool  # the manifest knows of one image
    is_argument: bool = False  # it is given to what starts


def cluster_commands(context: BuildContext) -> Iterator[ClusterCommand]:
    """The first words of all commands, the paths in scripts for a shell and those among arguments, in the order of the files."""
    paths = sorted({path for pattern in ("**/*.yaml", "**/*.yml") for path in context.glob(pattern)})
    for path in paths[:_MOST_FILES]:
        text = context.read(path) or ""
        if "containers:" not in text or not ("command:" in text or "args:" in text):
            continue
        is_alone = len(set(_IMAGE.findall(text))) == 1
        yield from (ClusterCommand(program, path, is_alone, given) for program, given in dict.fromkeys(_programs(text)))


def is_shell(program: str) -> bool:
    return program.rpartition("/")[2] in POSIX_SHELLS


def _programs(text: str) -> Iterator[tuple[str, bool]]:
    """The programs, and the paths among arguments; whether it is one of these."""
    for match in _COMMAND.finditer(text):
        if match["key"] == "args":
            yield from ((path, True) for path in _SCRIPT_PATH.findall(match["list"] or _below(match, text)))
            continue
        if match["list"]:
            words = _words(match["list"])
        else:
            item = _ITEM.match(text, match.end() + 1)
            words = [item["value"]] if item is not None else []
        if words and words[0] and "{{" not in words[0]:
            yield words[0], False
            script = match["list"] or _below(match, text).partition("\n")[2]
            paths = _SCRIPT_PATH.findall(script) if is_shell(words[0]) else ()
            yield from ((path, False) for path in paths)


def _below(match: re.Match[str], text: str) -> str:
    """The lines of a list, which may begin where its key does, and of what is in it."""
    indent, lines = len(match["indent"]), []
    for line in text[match.end() + 1 :].split("\n"):
        own = len(line) - len(line.lstrip(" "))
        if line.strip() and own <= indent and not line.lstrip(" ").startswith("- "):
            break
        lines.append(line)
    return "\n".join(lines)


def _words(written: str) -> list[str]:
    """A list in one line, with quotes of either kind or none."""
    try:
        found = json.loads(written)
    except ValueError:
        found = [word.strip().strip("\"'") for word in written.strip("[]").split(",")]
    return [word for word in found if isinstance(word, str)]
