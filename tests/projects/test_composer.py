"""composer.json is written by hand, and anything may stand in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.composer import manifests


@pytest.mark.parametrize("kind", [None, 3, [], {}, ["path"], "vcs"])
def test_a_repository_of_any_type(kind: Any) -> None:
    data = {"require": {}, "repositories": [{"type": kind, "url": "https://example.org/a"}]}
    context = MemoryContext({"composer.json": json.dumps(data), "composer.lock": '{"packages": []}'})
    found = manifests(context, "", "", "")
    assert found is not None
    assert found.files == ("composer.json", "composer.lock")
    assert not found.obstacles
