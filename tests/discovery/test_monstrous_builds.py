"""Compose files, bake files and workflows that were written to be too much: little is done for a small text."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from dockwright.discovery.bake import bake_builds
from dockwright.discovery.build import LONGEST_VALUE, NamedBuild
from dockwright.discovery.compose import compose_builds
from dockwright.discovery.workflow import workflow_builds

STEP = "      - {uses: docker/build-push-action@v6, with: {context: ., file: a}}\n"


def job(matrix: str, steps: str) -> str:
    return f"jobs:\n  a:\n    strategy:\n      matrix: {matrix}\n    steps:\n{steps}"


def doubled(kind: str) -> str:
    """Ten anchors, each of which has the one before ten times: together more than any machine holds."""
    opening, closing, item = {"list": ("[", "]", "*a{0}"), "map": ("{", "}", "k{1}: *a{0}")}[kind]
    lines = [
        f"a{number}: &a{number} {opening}{', '.join(item.format(number - 1, one) for one in range(10))}{closing}\n"
        for number in range(1, 11)
    ]
    return "a0: &a0 {x: y}\n" + "".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        doubled("list") + job("{os: *a10, include: *a10}", STEP),
        doubled("map") + job("{os: [*a10, *a10], include: [*a10]}", STEP),
        job("&m {a: [*m, *m], include: [*m]}", STEP),
        "jobs: &j {<<: *j, steps: *j, a: *j}\nservices: *j\n",
        doubled("map") + "services: *a10\n",
        "services: " + "[" * 50_000,
        "services: " + "{a: " * 20_000 + "}" * 20_000,
        "jobs: !!set {a, b}\nservices: !own [a]\n? [a]\n: b\n",
    ],
)
def test_whatever_is_written_is_read(text: str) -> None:
    workflow_builds(text, "/a/.github/workflows/a.yml")
    compose_builds(text, "/a/compose.yaml")


def calls(read: Callable[[str, str], list[NamedBuild]], text: str, path: str) -> int:
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        read(text, path)
    finally:
        sys.setprofile(None)
    return count


def merging(count: int) -> str:
    """As many steps as keys, and each step has them all."""
    keys = ", ".join(f"k{number}: 1" for number in range(count))
    return f"keys: &keys {{{keys}}}\n" + job("{a: [1]}", "      - {<<: [*keys, *keys, *keys]}\n" * count)


def test_what_is_merged_into_many_is_gone_through_once() -> None:
    once, twice = (calls(workflow_builds, merging(count), "/a/.github/workflows/a.yml") for count in (100, 200))
    assert twice < 2.3 * once


def test_many_steps_times_many_rows_are_cut_short() -> None:
    text = job(f"{{a: [{', '.join(map(str, range(100)))}]}}", STEP * 100)
    assert len(workflow_builds(text, "/a/.github/workflows/a.yml")) == 1_000


def test_a_long_value_many_times_is_no_place() -> None:
    long, times = "x" * (LONGEST_VALUE // 100), 101
    step = STEP.replace("context: .", f"context: '{'${{ matrix.a }}' * times}'")
    assert workflow_builds(job(f"{{a: [{long}]}}", step), "/a/.github/workflows/a.yml") == []
    variable = f'variable "A" {{\n  default = "{long}"\n}}\n'
    target = f'target "a" {{\n  context = "{"${A}" * times}"\n}}\n'
    assert bake_builds(variable + target, "/a/docker-bake.hcl") == []
    assert len(bake_builds(variable + target.replace("${A}", "b"), "/a/docker-bake.hcl")) == 1
