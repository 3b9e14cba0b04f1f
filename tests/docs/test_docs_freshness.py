"""The generated pages are those that the rules and assists make today, and what `explain` prints."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dockwright.docs import CATEGORIES, pages
from dockwright.rules import RULES

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = pages()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_up_to_date(path: str) -> None:
    written = (DOCS / path).read_text(encoding="utf-8") if (DOCS / path).is_file() else None
    assert written == PAGES[path], "run `python scripts/generate_docs.py`"


def test_the_rest_is_up_to_date() -> None:
    """The output in the README and the schema of the configuration."""
    command = [sys.executable, str(DOCS.parent / "scripts" / "generate_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run `python scripts/generate_docs.py`"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    found = {path.relative_to(DOCS).as_posix() for folder in ("rules", "assists") for path in (DOCS / folder).iterdir()}
    assert found == {path for path in PAGES if "/" in path}


def test_every_category_has_a_meaning() -> None:
    assert {rule.category for rule in RULES} <= set(CATEGORIES)


@pytest.mark.parametrize("path", PAGES)
def test_links_between_pages_lead_somewhere(path: str) -> None:
    folder = posixpath.dirname(path)
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", PAGES[path]):
        page = posixpath.join(folder, target)
        assert page in PAGES or (DOCS / page).is_file(), target


@pytest.mark.parametrize("path", PAGES)
def test_fences_are_closed_and_tables_are_even(path: str) -> None:
    assert PAGES[path].count("\n```") % 2 == 0
    for table in re.findall(r"(?:^\|.*\n)+", PAGES[path], re.MULTILINE):
        columns = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(columns) == 1
