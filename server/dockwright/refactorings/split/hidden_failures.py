"""Builds whose failure goes unnoticed (`mvn package || true`): the image is there all the same, and a copy of what was not made is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockwright.knowledge.table import words
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.shell import Command
from dockwright.syntax import Run

_BY_SUBCOMMAND = words("go cargo dotnet mix npm npx yarn pnpm bun bunx composer")
"""Build tools whose first word says what they do; the further ones are names of their own."""

_MAKERS = _BY_SUBCOMMAND | words(
    "mvn mvnw gradle gradlew sbt ant lein javac make cmake ninja meson gcc g++ cc c++ clang clang++ rustc tsc vite webpack rollup "
    "esbuild ng next nuxt astro gatsby hugo mkdocs sphinx-build"
)
_BESIDE = re.compile(
    r"(?:\w+:)?(?:add|audit|cache|check|ci|clean|config|dependency|download|env|fetch|fmt|format|fund|generate|get|i|lint|login|mod|prune"
    r"|restore|set|test|tests|tidy|tool|verify-lock|version|vet)(?:[:.-].*)?"
)
"""Words of a build tool that make nothing which starts."""

_INSTALLS = re.compile(r"install|run|exec|dlx|--")
_NODE = words("npm npx yarn pnpm bun bunx composer")
_HARMLESS = frozenset({"true", ":", "echo", "printf"})


def tell_of_hidden_failures(subject: Subject, draft: Draft) -> None:
    """Say which build may fail without stopping the old one."""
    found = next(_hidden(subject), None)
    if found is not None:
        name = " ".join((found.name, found.subcommand)).strip()
        draft.note(
            f"the build goes on when `{name}` fails: with a second stage it stops where what was not made is copied"
        )


def _hidden(subject: Subject) -> Iterator[Command]:
    """The commands above the boundary that may make what is copied, and whose failure nobody hears of."""
    for run in subject.before:
        if isinstance(run, Run) and any(mark in run.text for mark in ("|", ";", "\n", "&")):
            yield from (one for one in subject.model.commands(run) if _makes(one) and is_unnoticed(one))


def _makes(command: Command) -> bool:
    """Whether a command is a build tool's, and may make what starts."""
    if command.name not in _MAKERS:
        return False
    said = [word.value for word in command.operands()]
    if command.name in _NODE:
        said = [word for word in said if not _INSTALLS.fullmatch(word)]
        return bool(said) and not _BESIDE.fullmatch(said[0])
    said = said[:1] if command.name in _BY_SUBCOMMAND else said
    return not said or not all(map(_BESIDE.fullmatch, said))


def is_unnoticed(command: Command) -> bool:
    """Whether the RUN succeeds although a command fails."""
    if command.in_pipeline and command.next_operator == "|" and not command.script.sets_pipefail:
        return True
    if not command.is_loose:
        return False
    commands = command.script.commands
    at = commands.index(command)
    while at + 1 < len(commands) and commands[at].next_operator in ("&&", "|"):
        at += 1
    if commands[at].next_operator == "||":
        return _is_harmless(commands[at + 1 :])
    return not command.script.sets_errexit or command.next_operator == "&&"


def _is_harmless(answer: Sequence[Command]) -> bool:
    """Whether what answers a failure makes it none. `answer`: the commands behind the `||`, perhaps in a group."""
    ends = (one for one in answer if one.name in ("exit", "return"))
    status = next((" ".join(word.value for word in one.operands()) for one in ends), "")
    return status == "0" or (status == "" and bool(answer) and answer[0].name in _HARMLESS)
