"""How Node comes into the image of another language, and what takes it out again.

Sources: the package lists of Debian and Alpine, https://github.com/nodesource/distributions. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from posixpath import basename

from dockwright.knowledge.base_images import facts
from dockwright.knowledge.table import words
from dockwright.projects.package_scripts import RUNNERS
from dockwright.refactorings.split.commands import is_cleaning, is_quiet
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import Installed, installed, is_install
from dockwright.semantics import ImageName, SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Copy, Instruction, Run
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

_PACKAGES = words("nodejs npm yarn nodejs-npm nodejs-current yarnpkg node pnpm")
_HELPERS = words("curl ca-certificates gnupg gnupg2 wget apt-transport-https lsb-release")
"""Packages by which those of another source are fetched."""

_OF_SOURCES = words("curl wget bash sh apt-get apt mkdir gpg echo tee install rm chmod apt-key")
_MANAGERS = words("npm yarn pnpm corepack n bun")
_SETUP = re.compile(r"(?:setup_|node_)(\d+)\.x")

_OF_RELEASE: Mapping[str, int] = {"bullseye": 12, "bookworm": 18, "trixie": 20, "3.18": 18, "3.19": 20, "3.20": 20, "3.21": 22, "3.22": 22}  # fmt: skip
"""The Node that a release of Debian or Alpine has."""

_LATEST = 22


class Tooling(NamedTuple):
    """What has to go, and the image of Node that has the same."""

    image: str
    is_told: bool  # the file tells which Node builds
    deleted: tuple[Instruction, ...]
    edits: tuple[Edit, ...]


def tooling(model: SemanticModel, stage: Stage) -> Tooling | Obstacle | None:
    """How Node comes into a stage; None where that is not known."""
    image = ""
    deleted: list[Instruction] = []
    edits: list[Edit] = []
    for copy in stage.of(Copy):
        name = _image_of_node(model, copy)
        if name:
            deleted.append(copy)
            image = name
    for run in stage.of(Run):
        found = _removed(model, run)
        if isinstance(found, Obstacle):
            return found
        if found is None:
            continue
        deleted += [] if found else [run]
        edits += found
        image = image or _told(stage, run)
    if not deleted and not edits:
        return None
    return Tooling(image or f"node:{_LATEST}", bool(image), tuple(deleted), tuple(edits))


def _image_of_node(model: SemanticModel, copy: Copy) -> str:
    """The image or stage of Node that a COPY takes the program itself from; "" for others."""
    name = copy.from_.value.value if copy.from_ is not None and copy.from_.value is not None else ""
    places = ("/usr/local/bin", "/usr/local/lib/node_modules", "/usr/local/include/node", "/opt/yarn")
    if not name or not all(word.value.startswith(places) for word in copy.sources):
        return ""
    other = model.stage_named(name)
    written = other.base_text if other is not None else name
    image = ImageName.parse(written) if written else None
    known = facts(image.family, image.tag) if image is not None else None
    return written or "" if known is not None and known.family == "node" else ""


def _removed(model: SemanticModel, run: Run) -> tuple[Edit, ...] | Obstacle | None:
    """The edits that take Node out of a RUN, () where all of it goes; None where it brings none."""
    commands = [one for one in model.commands(run) if one.words and not is_quiet(one)]
    if _only_managers(commands):
        return ()
    packages, _ = installed(commands)
    node = [one for one in packages if one.name in _PACKAGES]
    is_fetched = "nodesource" in run.text
    others = [one for one in packages if one not in node and not (is_fetched and one.name in _HELPERS)]
    if not node and not is_fetched:
        return None
    known = _OF_SOURCES if is_fetched else frozenset[str]()
    beside = [one for one in commands if not (one.name in known or _is_of_packages(one) or _is_global(one))]
    if not others and not beside:
        return ()
    if is_fetched or not node or not all(any(one.command is each.command for one in others) for each in node):
        first = beside[0] if beside else others[0].command if others else commands[0]
        reason = f"Node is installed in a RUN with `{first.name}`: give it one of its own"
        return Obstacle(reason, run.keyword_span)
    edits = tuple(_without(model, node))
    if None in edits:
        return Obstacle("Node is installed behind a comment: give it a RUN of its own", run.keyword_span)
    return tuple(one for one in edits if one is not None)


def _only_managers(commands: Iterable[Command]) -> bool:
    """Whether commands do nothing but to bring package managers: `npm install -g yarn`, `corepack enable`, a link to npm."""
    own = [one for one in commands if not is_cleaning(one)]
    return bool(own) and all(
        _is_global(one) or (one.name == "ln" and any("node_modules" in word.value for word in one.words)) for one in own
    )


def _is_global(command: Command) -> bool:
    if command.name == "corepack":
        return True
    operands = [word.value.partition("@")[0] for word in command.operands()][1:]
    return command.name in RUNNERS and command.has_flag("g", "global") and set(operands) <= _MANAGERS


def _is_of_packages(command: Command) -> bool:
    """Whether a command installs packages of the system, refreshes their lists or cleans up."""
    return is_install(command) or is_cleaning(command) or command.subcommand in ("update", "clean")


def _without(model: SemanticModel, node: Iterable[Installed]) -> Iterator[Edit | None]:
    """The edits that take words out of a list, line by line; a line that has nothing else goes as a whole. None: the last one
    cannot, as a comment stands above it."""
    text = model.dockerfile.text
    words_ = sorted({one.word.span for one in node})
    for start, group in groupby(words_, lambda span: text.rfind("\n", 0, span.start) + 1):
        spans = list(group)
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        rest = _cut(text, Span(start, end), spans).strip()
        if rest == "\\":
            yield Edit(Span(start, end + 1), "")
        elif not rest and text[text.rfind("\n", 0, start - 1) + 1 : start].lstrip().startswith("#"):
            yield None
        elif not rest:
            yield Edit(
                Span(len(text[: start - 1].rstrip("\r").rstrip("\\").rstrip()), len(text[:end].rstrip("\r"))), ""
            )
        else:
            yield from (Edit(_with_blank(text, start, one), "") for one in spans)


def _cut(text: str, line: Span, spans: Sequence[Span]) -> str:
    """What a line says without some of its words."""
    parts = [
        text[one.end : two.start]
        for one, two in pairwise([Span(line.start, line.start), *spans, Span(line.end, line.end)])
    ]
    return "".join(parts)


def _with_blank(text: str, start: int, word: Span) -> Span:
    """A word with the blanks in front of it; behind it, where it is the first of its line."""
    head = text[: word.start].rstrip(" \t")
    if len(head) > start:
        return Span(len(head), word.end)
    tail = text[word.end :]
    return Span(word.start, word.end + len(tail) - len(tail.lstrip(" \t")))


def _told(stage: Stage, run: Run) -> str:
    """The image of the Node that a RUN installs; "" where that moves."""
    match = _SETUP.search(run.text)
    if match is not None:
        return f"node:{match[1]}"
    release = stage.facts.release if stage.facts is not None else ""
    major = _OF_RELEASE.get(basename(release).removeprefix("alpine"))
    return f"node:{major}" if major is not None and "nodesource" not in run.text else ""
