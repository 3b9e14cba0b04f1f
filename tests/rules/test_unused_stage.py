"""Stages that compose and bake files outside of the build context name as their target."""

from __future__ import annotations

import pytest
from rule_running import marked

from dockwright.context import MemoryContext

TEXT = "FROM a AS base\nRUN 1\nFROM base AS Vetting\nRUN 2\nFROM b AS other\nRUN 3\nFROM alpine\n"


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
