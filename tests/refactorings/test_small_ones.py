"""A `cd` that becomes a WORKDIR, stages that are called by name, triggers that are written out."""

from __future__ import annotations

import pytest

from dockwright.assist import Offer, Refusal
from dockwright.lint import analyse
from dockwright.refactorings.onbuild import expand
from dockwright.refactorings.stage_names import free_name, name_stages
from dockwright.refactorings.workdir import cd_to_workdir
from dockwright.rule import Safety
from dockwright.syntax import Run
from dockwright.text import apply

BASE = "FROM debian:12\nWORKDIR /app\n"


def moved(text: str) -> str:
    """What becomes of the `cd` of the first RUN; the reason, where nothing does."""
    model = analyse(text)
    run = next(one for one in model.dockerfile.instructions if isinstance(one, Run))
    found = cd_to_workdir(model, run)
    if found is None:
        return ""
    return found.reason if isinstance(found, Refusal) else apply(text, found.edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN cd /src && make\n", "WORKDIR /src\nRUN make\nWORKDIR /app\n"),
        ("RUN cd src && make", "WORKDIR /app/src\nRUN make\nWORKDIR /app"),
        ("RUN cd ./src/ && make\nWORKDIR sub\n", "WORKDIR /app/src\nRUN make\nWORKDIR /app\nWORKDIR sub\n"),
        ("RUN cd /src && make\nWORKDIR /\n", "WORKDIR /src\nRUN make\nWORKDIR /\n"),
        ("RUN --network=none cd '/src' \\\n && make\n", "WORKDIR /src\nRUN --network=none make\nWORKDIR /app\n"),
        ("RUN --mount=type=cache,target=/c cd /src && make\n",
         "WORKDIR /src\nRUN --mount=type=cache,target=/c make\nWORKDIR /app\n"),
        ("# one\n# two\nRUN cd /src && make\n", "WORKDIR /src\n# one\n# two\nRUN make\nWORKDIR /app\n"),
        ("RUN cd . && make\n", "RUN make\n"),
    ],
)  # fmt: skip
def test_the_directory_and_the_way_back(before: str, after: str) -> None:
    assert moved(BASE + before) == BASE + after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BASE + "RUN cd && make\n", "it is no plain `cd` to a directory"),
        (BASE + "RUN cd -P /a && make\n", "it is no plain `cd` to a directory"),
        (BASE + "RUN cd ~/a && make\n", "only the shell knows where it goes"),
        (BASE + "RUN cd a* && make\n", "only the shell knows where it goes"),
        (BASE + "RUN cd ../a && make\n", "only the shell knows where it goes"),
        (BASE + "RUN cd '/a b' && make\n", "only the shell knows where it goes"),
        (BASE + "RUN cd /a && make && cd -\n", "it goes to another directory as well"),
        (BASE + "RUN cd /a && (cd /b && make)\n", "it is more than a chain of `&&`"),
        (BASE + "RUN cd /a | make && b\n", "nothing runs in the directory"),
        (
            BASE + "RUN --mount=type=bind,target=src cd /a && make\n",
            "the target of a mount counts from the working directory",
        ),
        (BASE + "ENV CDPATH=/x\nRUN cd a && make\n", "CDPATH says where it goes"),
        ("ARG D\nFROM debian:12\nARG D\nWORKDIR $D\nRUN cd /a && make\n", "nobody knows the directory to go back to"),
        (BASE + 'RUN ["cd", "/a"]\n', "it is in exec form, which no shell reads"),
        (BASE + "RUN make && cd /a && make\n", ""),
    ],
)
def test_no_way_back(text: str, reason: str) -> None:
    assert moved(text) == reason


def test_names_are_free() -> None:
    model = analyse("FROM golang:1.24\nFROM builder\nFROM alpine AS builder-0\nCOPY --from=stage-0 / /\n")
    assert free_name(model, model.stages[0]) == "stage-0-2"


def test_a_number_in_an_image_or_a_mount_is_none() -> None:
    text = "FROM alpine\nFROM alpine\nRUN --mount=type=bind,from=0 ls\nCOPY 0 /\n"
    assert name_stages(analyse(text), None) is None


@pytest.mark.parametrize(
    ("image", "base"),
    [
        ("golang:1.6-onbuild", "golang:1.6"),
        ("docker.io/library/golang:1-onbuild", "docker.io/library/golang:1.8"),
        ("node:onbuild", "node:9"),
        ("maven:3-onbuild", "maven:3-jdk-8"),
        ("maven:3.3.9-jdk-7-onbuild", "maven:3.3.9-jdk-7"),
        ("ruby:2.1-onbuild", "ruby:2.1"),
    ],
)
def test_base_of_the_image(image: str, base: str) -> None:
    found = expand(analyse(f"FROM {image}\n"), None)
    assert isinstance(found, Offer)
    change = found.default.change
    assert apply(f"FROM {image}\n", change.edits).startswith(f"FROM {base}\n")
    assert change.safety is Safety.UNSAFE
    assert change.notes


@pytest.mark.parametrize(("version", "flag"), [("7", ""), ("0.12", ""), ("8", " --force"), ("9.11", " --force")])
def test_the_cache_of_npm(version: str, flag: str) -> None:
    text = f"FROM node:{version}-onbuild\n"
    found = expand(analyse(text), None)
    assert isinstance(found, Offer)
    assert f"npm cache clean{flag}\n" in apply(text, found.default.change.edits)
