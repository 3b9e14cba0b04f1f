from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import SYSTEM_PROGRAMS
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Run

_TOOLS = ("build-essential", "build-base", "alpine-sdk", "gcc", "g++", "clang", "cmake", "gfortran")
"""Packages of compilers, which programs of these languages do not need to run."""

_INTERPRETED = words("node php python ruby")
_INSTALLS = words("bundle gem npm pip pip3 pnpm poetry uv yarn pecl docker-php-ext-install")
"""Programs that compile parts of packages."""


@rule(
    "build-tools-in-final-image",
    on=Stage,
    needs=_TOOLS,
    severity=Severity.INFO,
    default=False,
    invalid=(
        Invalid(
            "FROM python:3.13-slim\nRUN apt-get update && apt-get install -y build-essential libpq5\nRUN pip install psycopg2\nCMD [\"app\"]\n",
            marked=("build-essential",),
        ),
        Invalid("FROM node:24-alpine\nRUN apk add --no-cache python3 make g++\nRUN npm ci\nCMD [\"node\", \"a.js\"]\n", marked=("g++",)),
        Invalid(
            "FROM ruby:3.4-slim AS base\nRUN apt-get install -y gcc && bundle install\nFROM base\nCMD [\"rails\", \"server\"]\n", marked=("gcc",)
        ),
    ),
    valid=(
        "FROM python:3.13-slim AS build\nRUN apt-get install -y gcc\nRUN pip install -t /a b\nFROM python:3.13-slim\nCOPY --from=build /a /a\n",
        "FROM python:3.13-slim\nRUN apt-get install -y gcc && pip install a && apt-get purge -y gcc\n",
        "FROM node:24-alpine\nRUN apk add --no-cache --virtual .build g++ && npm ci && apk del .build\n",
        "FROM python:3.13\nRUN apt-get install -y gcc && pip install a\n",
        "FROM python:3.13-slim\nRUN apt-get install -y gcc\nCOPY run.sh /\n",
        "FROM debian:13\nRUN apt-get install -y gcc && pip install a\n",
    ),
)  # fmt: skip
def build_tools_in_final_image(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """A compiler that only the install of packages needs stays in the image.

    ## Why is this bad?
    A C compiler with its headers adds 200 MB and more, and is of use to whoever gets into the container. Python, Node, Ruby and PHP need
    it while packages are installed that have no ready-made binary. Install in a stage of its own and copy the result
    (`dockwright refactor split-stages` does it where it can), or remove the compiler in the same `RUN`.

    It is off by default: some programs compile when they run, and many packages have ready-made binaries by now, so that the compiler may
    not be needed at all.

    ## References
    - https://docs.docker.com/build/building/multi-stage/
    """
    facts = stage.facts
    if facts is None or facts.ecosystem not in _INTERPRETED or "gcc" in facts.programs or not ships(model, stage):
        return
    runs = [run for run in stage.of(Run) if any(map(run.text.__contains__, _TOOLS))]
    if not runs or not any(not _INSTALLS.isdisjoint(level.programs) for level in (stage, *stage.heirs)):
        return
    removed = {
        word.value for level in (stage, *stage.heirs) for one in level.commands for word in _named(one, install=False)
    }
    for run in runs:
        for command in model.commands(run):
            found = [
                word for word in _named(command, install=True) if word.value in _TOOLS and word.value not in removed
            ]
            if found and not command.has_flag("virtual", "t"):
                yield Finding(found[0].span, f"`{found[0].value}` stays in the image, though only installs need it")


def _named(command: Command, *, install: bool) -> list[ShellWord]:
    """The packages that a command of the system's package manager installs or removes."""
    manager = SYSTEM_PROGRAMS.get(command.name)
    operands = list(command.operands(manager.valued_flags)) if manager is not None else []
    if manager is None or not operands or operands[0].value not in (manager.install if install else manager.remove):
        return []
    return operands[1:]
