from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Add, Arg, Copy, Dockerfile, Env, From, Instruction, Label, Onbuild, Run, Workdir
from dockwright.syntax.instructions import ShellOrExec
from dockwright.text import Edit, Span
from dockwright.values import NamedTuple

URL = "https://example.org/tool"

_VERSION = lazy_pattern(
    r"(?P<version>[0-9](?<![\d.]\d)\d*\.\d+\.\d+(?:\.\d+)*(?:-(?:rc|beta|alpha)\.?\d+)?)(?!\d|\.\d|[A-Za-z_])", re.ASCII
)
_DOTTED = lazy_pattern(r"\.\d+\.\d+", re.ASCII)  # of a version, from its first dot on; quickly found
_NAME = lazy_pattern(r"[a-z]{3,}")
_BLANK = " \t\r\n\"'=<>|&;()`"
_GENERIC = words(
    "amd aarch alpine apk apt arch archive archives arm armhf bin binaries bullseye bookworm buster bz cache com debian dist dists "
    "download downloads env eoan files ftp get github gitlab google googleapis gpg gz http https io jar label latest lib linux main master "
    "maven mirror net noarch opt org package packages pip pool pub raw release releases repo repository run slim source sources "
    "src storage tag tags tar tgz tmp ubuntu unknown usr var ver version versions win windows www xenial zip deb rpm"
)
"""Parts of addresses and names that say nothing of what has the version."""

_MOST = 400  # versions in a file: more are a list, and nobody's to name


class _Place(NamedTuple):
    """Where a version stands."""

    instruction: Instruction
    span: Span
    names: frozenset[str]  # what it may be the version of; empty: anything
    variable: str  # the variable it is the whole value of; "" elsewhere


@rule(
    "duplicated-version-literal",
    on=Dockerfile,
    severity=Severity.STYLE,
    default=False,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"FROM debian:12\nENV TOOL_VERSION=1.22.3\nRUN curl -LO {URL}/v1.22.3/tool-1.22.3.tgz\n",
            f"FROM debian:12\nENV TOOL_VERSION=1.22.3\nRUN curl -LO {URL}/v${{TOOL_VERSION}}/tool-${{TOOL_VERSION}}.tgz\n",
            marked=("1.22.3",),
        ),
        Invalid(
            "FROM node:22.3.1 AS build\nRUN npm ci\nFROM node:22.3.1-slim\n",
            "ARG NODE_VERSION=22.3.1\nFROM node:${NODE_VERSION} AS build\nRUN npm ci\nFROM node:${NODE_VERSION}-slim\n",
            marked=("22.3.1",),
        ),
        Invalid(f"FROM debian:12\nRUN curl -LO {URL}-1.22.3.tgz\nRUN tar xf tool-1.22.3.tgz\n", marked=("1.22.3",)),
        Invalid(
            "FROM debian:12\nARG TOOL_VERSION=1.22.3\nRUN sed -i 's/tool-VERSION/tool-1.22.3/' x\n",
            title="no variable is expanded in single quotes",
        ),
    ),
    valid=(
        f"FROM debian:12\nENV TOOL_VERSION=1.22.3\nRUN curl -LO {URL}-$TOOL_VERSION.tgz\n",
        f"FROM debian:12\nRUN curl -LO {URL}-1.22.3.tgz && tar xf tool-1.22.3.tgz\n",
        "FROM debian:12\nRUN pip install flask==3.0.0\nRUN npm install express@3.0.0\n",
        "FROM debian:12\nENV HOST=127.0.0.1\nRUN ping 127.0.0.1\n",
        "FROM node:22\nFROM node:22-slim\n",
    ),
)  # fmt: skip
def duplicated_version_literal(dockerfile: Dockerfile, model: SemanticModel) -> Iterator[Finding]:
    """The same version of the same thing is written in several instructions.

    ## Why is this bad?
    Whoever takes the next version must find all places. Where one is missed, the build fetches one version and unpacks, or declares,
    another. Name it once: an `ARG` above the first `FROM` for base images, `ARG` or `ENV` in a stage.

    Reported are versions of three numbers or more that stand in more than one instruction beside the same name.

    The rule is off unless it is asked for: many prefer to read a version where it is used.

    ## Fix safety
    Where an `ENV` of the stage holds the version, it is put in the place of the others, wherever the builder or the shell expands
    it: the image stays the same. An `ARG` may be given another value by `--build-arg`, so what uses it is offered, not applied in
    bulk; so is an `ARG` that is made for the tags of base images, which tools that update those may not follow.

    ## References
    - https://docs.docker.com/build/building/variables/
    """
    written: list[str] = _DOTTED.findall(dockerfile.text)
    if len(set(written)) == len(written):  # the usual case, seen at once
        return
    groups: dict[str, list[tuple[Instruction, Span]]] = {}
    for count, (version, instruction, span) in enumerate(_spans(dockerfile)):
        if count > _MOST:
            return
        groups.setdefault(version, []).append((instruction, span))
    for version, spans in groups.items():
        if spans[0][0] is spans[-1][0]:  # both in the order of the file: all in one instruction
            continue
        for group in _same([_place(model, *one) for one in spans]):
            first = group[0]
            others = [one for one in group if one.instruction is not first.instruction]
            if others:
                related = tuple(Related(one.span, "the same version") for one in group if one is not others[0])
                message = f"version `{version}` stands in more than one instruction"
                yield Finding(others[0].span, message, partial(_fixes, model, version, group), related[:10])


def _spans(dockerfile: Dockerfile) -> Iterator[tuple[str, Instruction, Span]]:
    """The versions outside of comments, with their places."""
    text = dockerfile.text
    for instruction in dockerfile.instructions:
        for match in _VERSION.finditer(text, *instruction.span):
            span = Span(*match.span("version"))
            line = text[text.rfind("\n", 0, span.start) + 1 : span.start].lstrip()
            if not line.startswith("#") and not _is_address(match["version"]):
                yield match["version"], instruction, span


def _is_address(version: str) -> bool:
    """Whether it is the address of a host."""
    parts = version.split(".")
    return len(parts) == 4 and all(part.isdecimal() and int(part[:6]) < 256 for part in parts)


def _place(model: SemanticModel, instruction: Instruction, span: Span) -> _Place:
    source = instruction.text
    at = span.start - instruction.span.start
    begin = _start(source, at)
    word = source[begin : _end(source, at)]
    variable = ""
    if isinstance(instruction, (Env, Arg, Label)):
        for pair in instruction.pairs:
            if pair.span.start <= span.start < pair.span.end:
                word = f"{pair.key.value} {word}"
                if (
                    pair.value is not None
                    and pair.value.value == span.of(model.dockerfile.text)
                    and not isinstance(instruction, Label)
                ):
                    variable = pair.key.value
    elif source[begin - 1 : begin] == "=":  # curl=7.88.1-10
        word = source[_start(source, begin - 1) : begin] + word
    return _Place(instruction, span, _names(word), variable)


@lru_cache(maxsize=16)
def _names(word: str) -> frozenset[str]:
    """What the versions in a word may be versions of; a word as long as a script has many."""
    return frozenset(_NAME.findall(word.lower())) - _GENERIC


def _start(text: str, at: int) -> int:
    """Where the word starts that goes on at an offset; each look is over no more than the one before has left."""
    start = 0
    for mark in _BLANK:
        start = max(start, text.rfind(mark, start, at) + 1)
    return start


def _end(text: str, at: int) -> int:
    """Where the word ends that an offset is in."""
    end = len(text)
    for mark in _BLANK:
        found = text.find(mark, at, end)
        if found >= 0:
            end = found
    return end


def _same(places: list[_Place]) -> list[list[_Place]]:
    """The places sorted by what they are the version of; one that does not say so is of all."""
    groups: list[tuple[set[str], list[_Place]]] = []
    for place in places:
        if not place.names and not place.variable:
            continue
        group = next(
            (one for one in groups if not one[0] or not place.names or not one[0].isdisjoint(place.names)), None
        )
        if group is None:
            groups.append((set(place.names), [place]))
        else:
            group[0].update(place.names)
            group[1].append(place)
    return [group for _, group in groups]


def _fixes(model: SemanticModel, version: str, group: list[_Place]) -> tuple[Fix, ...]:
    named = next((one for one in group if one.variable), None)
    if named is None:
        return _argument(model, version, group)
    others = [one for one in group if one is not named]
    if not all(_expands(model, named, one) for one in others):
        return ()
    edits = tuple(Edit(one.span, f"${{{named.variable}}}") for one in others)
    safety = Safety.SAFE if isinstance(named.instruction, Env) else Safety.UNSAFE
    return (Fix(f"Write `${{{named.variable}}}` instead", edits, safety),)


def _argument(model: SemanticModel, version: str, group: list[_Place]) -> tuple[Fix, ...]:
    """A new ARG above the first FROM, where all are tags of the same image."""
    images = [model.stage_of(one.instruction) for one in group if isinstance(one.instruction, From)]
    bases = {
        stage.base.text[: stage.base.repository_span.end]
        for stage in images
        if stage is not None and stage.base is not None
    }
    if (
        len(images) < len(group)
        or len(bases) != 1
        or any(stage is None or stage.base is None or stage.base.digest for stage in images)
    ):
        return ()
    name = re.sub(r"\W", "_", next(iter(bases)).rpartition("/")[2], flags=re.ASCII).upper() + "_VERSION"
    if name in model.dockerfile.text or name[0].isdecimal() or any(_is_quoted(model, one.span) for one in group):
        return ()
    first = group[0].instruction
    comments = first.comments_above
    start = min(
        model.stages[0].from_.line_span.start if model.stages[0].from_ is not None else 0, first.line_span.start
    )
    if model.stages[0].from_ is first and comments:
        start = comments[0].span.start
    line = f"{first.cased('ARG')} {name}={version}{model.dockerfile.newline}"
    edits = (Edit(Span(start, start), line), *(Edit(one.span, f"${{{name}}}") for one in group))
    return (Fix(f"Name the version `{name}`", edits, Safety.UNSAFE),)


def _is_quoted(model: SemanticModel, span: Span) -> bool:
    return model.dockerfile.text[span.start - 1 : span.start] in ("'", '"')


def _expands(model: SemanticModel, named: _Place, place: _Place) -> bool:
    """Whether the variable has its value at the place, and is expanded there."""
    instruction, name = place.instruction, named.variable
    stage = model.stage_of(named.instruction)
    if (
        instruction.index <= named.instruction.index
        or isinstance(instruction, Onbuild)
        or instruction.heredocs
        or place.variable
    ):
        return False
    if isinstance(instruction, From):
        return stage is None and not _is_quoted(model, place.span)
    if stage is None or model.stage_of(instruction) is not stage:
        return False
    if model.state_before(instruction).variables.get(name) != place.span.of(model.dockerfile.text):
        return False
    if isinstance(instruction, Run):
        return _is_expanded_by_shell(model, instruction, place.span, name)
    return isinstance(instruction, (Add, Copy, Env, Label, Workdir)) and not _is_in_single_quotes(
        model, instruction, place.span
    )


def _is_expanded_by_shell(model: SemanticModel, run: ShellOrExec, span: Span, name: str) -> bool:
    script = model.script(run)
    if run.is_exec or script.has_errors or script.dialect != "posix":
        return False
    for command in script.commands:
        if command.is_nested or any(one.name == name for one in command.assignments):
            return False
    return not _is_in_single_quotes(model, run, span)


def _is_in_single_quotes(model: SemanticModel, instruction: Instruction, span: Span) -> bool:
    """Whether an odd number of single quotes stands in front, or a backslash: nobody needs to know more."""
    before = model.dockerfile.text[instruction.span.start : span.start]
    return "'" in before or before.endswith("\\") or "$(" in before or "`" in before
