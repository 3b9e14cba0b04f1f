"""Which patterns of ADD are safe to copy instead: those that can stand for no archive."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rule_running import profile_of

from contexts import context_of
from dockwright.lint import analyse, lint
from dockwright.rule import Safety

NAME = "add-instead-of-copy"

CASES: list[tuple[str, Mapping[str, str] | None, Safety]] = [
    ("conf/*.conf", None, Safety.SAFE),
    ("Gemfile*", None, Safety.UNSAFE),
    ("Gemfile*", {"Gemfile": "", "Gemfile.lock": ""}, Safety.SAFE),
    ("app*", {"app.py": "", "app.TGZ": ""}, Safety.UNSAFE),
    ("app*", {"other.py": ""}, Safety.UNSAFE),
    ("*.?z", None, Safety.UNSAFE),
    ("v[0-9]", None, Safety.UNSAFE),
    ("v[0-9]/a.py", None, Safety.SAFE),
]


@pytest.mark.parametrize(("source", "files", "safety"), CASES)
def test_safety_of_patterns(source: str, files: Mapping[str, str] | None, safety: Safety) -> None:
    context = context_of(files)
    (found,) = lint(analyse(f"FROM alpine\nADD {source} /x/\n"), context, profile_of(NAME, "default")).diagnostics
    assert [one.safety for one in found.fixes] == [safety]
