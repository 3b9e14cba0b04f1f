"""Stages that compose and bake files outside of the build context name as their target."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

from dockwright.context import MemoryContext

TEXT = "FROM a AS base\nRUN 1\nFROM base AS Vetting\nRUN 2\nFROM b AS other\nRUN 3\nFROM alpine\nRUN 4\n"


@pytest.mark.parametrize(
    ("targets", "reported"),
    [
        ({}, ["base", "Vetting", "other"]),
        ({"vetting": "compose.yaml"}, ["other"]),
        ({"1": "compose.yaml"}, ["other"]),
        ({"base": "compose.yaml"}, ["Vetting", "other"]),
        ({"other": "docker-bake.hcl", "vetting": "compose.yaml"}, []),
        ({"absent": "compose.yaml", "9": "compose.yaml"}, ["base", "Vetting", "other"]),
    ],
)
def test_what_a_target_needs_is_used(targets: dict[str, str], reported: list[str]) -> None:
    assert marked("unused-stage", TEXT, context=MemoryContext({"a": ""}, targets=targets)) == reported


@pytest.mark.parametrize(
    ("last", "reported"),
    [
        ("FROM linux-${TARGETARCH}", []),
        ("FROM ${OS}-arm64", ["linux-amd64"]),
        ("FROM $STAGE", []),
        ("FROM $IMAGE", ["linux-amd64", "linux-arm64"]),
        ("FROM ${UNKNOWN}", []),
        ("FROM windows-${TARGETARCH}", ["linux-amd64", "linux-arm64"]),
    ],
)
def test_an_argument_may_choose_the_stage(last: str, reported: list[str]) -> None:
    text = f"ARG STAGE=linux-arm64 IMAGE=alpine:3.22 OS=linux\nFROM a AS linux-amd64\nFROM b AS linux-arm64\n{last}\nRUN 1\n"
    assert marked("unused-stage", text, context=MemoryContext({"a": ""})) == reported


def test_a_stage_that_a_copy_without_from_means_is_not_removed() -> None:
    text = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM nginx\nCOPY {} /srv/\nRUN 1\n"
    assert marked("unused-stage", text.format("/app/dist")) == ["node:22"]
    assert fixed("unused-stage", text.format("/app/dist")) == text.format("/app/dist")
    assert fixed("unused-stage", text.format("/dist")) == "FROM nginx\nCOPY /dist /srv/\nRUN 1\n"
