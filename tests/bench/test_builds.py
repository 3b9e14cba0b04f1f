"""The applications of the real builds are whole, and their page is that of their results; nothing is built here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bench" / "builds"))

import applications  # noqa: E402
import standins  # noqa: E402
import table  # noqa: E402

KNOWN = applications.read_all([])


def test_there_are_as_many_as_were_asked_for() -> None:
    assert len(KNOWN) >= 24


@pytest.mark.parametrize("application", KNOWN, ids=lambda application: application.name)
def test_its_edits_find_what_they_change(application: applications.Application, tmp_path: Path) -> None:
    place = tmp_path / "context"
    application.copy(place)
    for edit in (application.source, application.dependency):
        if edit is not None:
            edit.make(place, "a-stamp")
            assert "a-stamp" in (place / edit.file).read_text(encoding="utf-8")


def test_a_stand_in_builds_on_what_was_made_before() -> None:
    made = set(standins.DEBIAN)
    for base in standins.TABLE:
        text = (standins.BASES / f"{base.name}.Dockerfile").read_text(encoding="utf-8")
        named = [line.split()[1] for line in text.splitlines() if line.startswith("FROM ")]
        assert set(named) <= made | {"scratch"}, base.name
        made.update(base.tags)


def test_the_page_is_that_of_the_results() -> None:
    results = json.loads((ROOT / "bench" / "builds" / "results.json").read_text(encoding="utf-8"))
    assert (ROOT / "docs" / "builds.md").read_text(encoding="utf-8") == table.page(results, KNOWN)
