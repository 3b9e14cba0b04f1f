"""Versions that stand in several instructions, and how they are named once."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

from dockwright.rule import Safety

NAME = "duplicated-version-literal"
ENV = "FROM debian:12\nENV TOOL_VERSION=1.22.3\n"
ARG = "FROM debian:12\nARG TOOL_VERSION=1.22.3\n"

REPORTED: list[tuple[str, str, list[str]]] = [
    ("in addresses and paths", "RUN curl -O https://x.org/parser-1.2.3.tgz\nWORKDIR /parser-1.2.3\n", ["1.2.3"]),
    ("pins of a package", "RUN apk add curl=7.88.1-r1\nFROM alpine:3.22\nRUN apk add curl=7.88.1-r1\n", ["7.88.1"]),
    ("two of them", "ENV ONE_VERSION=1.2.3 OTHER_VERSION=4.5.6\nRUN get one-1.2.3 other-4.5.6\n", ["1.2.3", "4.5.6"]),
    ("a release candidate", "ADD parser-1.2.3-rc.1.tgz /\nRUN tar xf parser-1.2.3-rc.1.tgz\n", ["1.2.3-rc.1"]),
    ("behind a letter", "ADD https://x.org/parser/v1.2.3 /\nENV LIB=/parser/v1.2.3\n", ["1.2.3"]),
    ("one instruction", "RUN curl -O parser-1.2.3.tgz && tar xf parser-1.2.3.tgz\n", []),
    ("of different things", "RUN pip install one==1.2.3\nRUN npm install other@1.2.3\n", []),
    ("two numbers", "ADD parser-1.2.tgz /\nRUN tar xf parser-1.2.tgz\n", []),
    ("addresses of hosts", "ENV HOST=10.0.0.1\nRUN ping 10.0.0.1\nEXPOSE 80\n", []),
    ("in a comment", "ADD parser-1.2.3.tgz /\n# parser-1.2.3\nRUN a \\\n  # parser-1.2.3\n  b\n", []),
    ("part of a longer one", "ADD parser-1.2.3.tgz /\nRUN tar xf parser-1.2.34.tgz parser-11.2.3\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(steps: str, expected: list[str]) -> None:
    assert marked(NAME, f"FROM debian:12\n{steps}") == expected


FIXED: list[tuple[str, str, str]] = [
    ("in a RUN", f"{ENV}RUN get tool-1.22.3 \"tool 1.22.3\"\n", f"{ENV}RUN get tool-${{TOOL_VERSION}} \"tool 1.22.3\"\n"),
    ("in double quotes", f"{ENV}RUN get \"tool-1.22.3\" \\\n  # tool-1.22.3\n  && x\n", f"{ENV}RUN get \"tool-${{TOOL_VERSION}}\" \\\n  # tool-1.22.3\n  && x\n"),
    ("in others", f"{ENV}WORKDIR /tool-1.22.3\nCOPY a /tool-1.22.3/\nLABEL tool=1.22.3\n",
     f"{ENV}WORKDIR /tool-${{TOOL_VERSION}}\nCOPY a /tool-${{TOOL_VERSION}}/\nLABEL tool=${{TOOL_VERSION}}\n"),
    ("an older form", "FROM debian:12\nENV TOOL_VERSION 1.22.3\nRUN get tool-1.22.3\n", "FROM debian:12\nENV TOOL_VERSION 1.22.3\nRUN get tool-${TOOL_VERSION}\n"),
    ("lines of Windows", "FROM node:1.2.3 AS a\r\nFROM node:1.2.3\r\n", "ARG NODE_VERSION=1.2.3\r\nFROM node:${NODE_VERSION} AS a\r\nFROM node:${NODE_VERSION}\r\n"),
    ("below a directive and a comment", "# syntax=docker/dockerfile:1\n\n# build\nFROM node:1.2.3 AS a\nFROM node:1.2.3\n",
     "# syntax=docker/dockerfile:1\n\nARG NODE_VERSION=1.2.3\n# build\nFROM node:${NODE_VERSION} AS a\nFROM node:${NODE_VERSION}\n"),
    ("an ARG that is there", "ARG NODE_VERSION=1.2.3\nFROM node:${NODE_VERSION} AS a\nFROM node:1.2.3\n",
     "ARG NODE_VERSION=1.2.3\nFROM node:${NODE_VERSION} AS a\nFROM node:${NODE_VERSION}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in FIXED], ids=[case[0] for case in FIXED])
def test_fixed(before: str, after: str) -> None:
    assert fixed(NAME, before) == after


KEPT: list[tuple[str, str]] = [
    ("in single quotes", f"{ENV}RUN get 'tool-1.22.3'\n"),
    ("in exec form", f'{ENV}RUN ["get", "tool-1.22.3"]\n'),
    ("in the start command", f"{ENV}CMD [\"/tool-1.22.3\"]\n"),
    ("in a here-document", f"{ENV}RUN <<E\nget tool-1.22.3\nE\n"),
    ("in a script of its own", f"{ENV}RUN sh -c \"get tool-1.22.3\"\n"),
    ("in another stage", f"{ENV}FROM debian:12\nRUN get tool-1.22.3\n"),
    ("above the variable", "FROM debian:12\nRUN get tool-1.22.3\nENV TOOL_VERSION=1.22.3\n"),
    ("another value by then", f"{ENV}ENV TOOL_VERSION=2\nRUN get tool-1.22.3\n"),
    ("the script sets the variable", f"{ENV}RUN TOOL_VERSION=2 && get tool-1.22.3\n"),
    ("one of them cannot be", f"{ENV}RUN get tool-1.22.3\nRUN get 'tool-1.22.3'\n"),
    ("different images", "FROM node:1.2.3 AS a\nFROM example.org/node:1.2.3\n"),
    ("a digest", f"FROM node:1.2.3 AS a\nFROM node:1.2.3@sha256:{'0' * 64}\n"),
    ("the name is taken", "ARG NODE_VERSION=3\nFROM node:1.2.3 AS a\nFROM node:1.2.3\n"),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in KEPT], ids=[case[0] for case in KEPT])
def test_reported_without_a_fix(text: str) -> None:
    assert marked(NAME, text)
    assert fixed(NAME, text) == text


def test_only_a_variable_of_the_image_is_safe() -> None:
    step = "RUN get tool-1.22.3\n"
    assert fixed(NAME, ENV + step, safety=Safety.SAFE) == f"{ENV}RUN get tool-${{TOOL_VERSION}}\n"
    assert fixed(NAME, ARG + step, safety=Safety.SAFE) == ARG + step
