"""Which packages an install takes from a lock file."""

from __future__ import annotations

import json

import pytest

from dockwright.context import MemoryContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.projects.python_locks import ALL, locked


def toml(*packages: str) -> str:
    return "\n".join(f"[[package]]\n{one}" for one in packages)


UV = toml(
    'name = "app"\nsource = { virtual = "." }\ndependencies = [{ name = "flask" }, { name = "psycopg", extra = ["binary"] }]\n'
    '[package.optional-dependencies]\nplots = [{ name = "matplotlib" }]\n[package.dev-dependencies]\ndev = [{ name = "PyTest" }]\n',
    'name = "flask"\ndependencies = [{ name = "click" }]\n',
    'name = "click"\n',
    'name = "psycopg"\n[package.optional-dependencies]\nbinary = [{ name = "psycopg-binary" }]\nc = [{ name = "psycopg-c" }]\n',
    'name = "psycopg-binary"\n',
    'name = "psycopg-c"\n',
    'name = "matplotlib"\n',
    'name = "pytest"\n',
)
OLD = toml(
    'name = "Flask"\n[package.dependencies]\nclick = ">=8"\nrich = {version = "*", optional = true}\n',
    'name = "click"\n',
    'name = "rich"\n',
    'name = "pytest"\n[package.dependencies]\npluggy = "*"\n',
    'name = "pluggy"\n',
)
MANIFEST = (
    '[tool.poetry.dependencies]\npython = "^3.12"\nflask = "*"\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n'
)
BASE = {"app", "flask", "click", "psycopg", "psycopg-binary"}

CASES: list[tuple[str, str, str, str, bool, set[str]]] = [
    ("uv: what the project leads to", "uv", UV, "dev", False, BASE),
    ("uv: with development", "uv", UV, "", False, {*BASE, "pytest"}),
    ("uv: with extras", "uv", UV, "dev", True, {*BASE, "matplotlib"}),
    ("poetry since 2: by groups", "poetry", toml('name = "a"\ngroups = ["main", "dev"]\n', 'name = "b"\ngroups = ["dev"]\n'), ALL, False, {"a"}),
    ("poetry before 1.5: by category", "poetry", toml('name = "a"\ncategory = "main"\n', 'name = "b"\ncategory = "dev"\n'), ALL, False, {"a"}),
    ("poetry between: by the manifest", "poetry", OLD, ALL, False, {"flask", "click", "rich"}),
    ("poetry without one group", "poetry", toml('name = "a"\ngroups = ["deploy"]\n', 'name = "b"\ngroups = ["dev"]\n'), "dev", False, {"a"}),
    ("poetry without one group, by the manifest", "poetry", OLD, "docs", False, {"flask", "click", "rich", "pytest", "pluggy"}),
    ("poetry with all", "poetry", OLD, "", False, {"flask", "click", "rich", "pytest", "pluggy"}),
    ("pdm: by groups", "pdm", toml('name = "a"\ngroups = ["default"]\n', 'name = "b"\ngroups = ["test"]\n'), ALL, False, {"a"}),
    ("pipenv", "pipenv", json.dumps({"default": {"A_b": {}}, "develop": {"c": {}}}), ALL, False, {"a-b"}),
    ("pipenv with all", "pipenv", json.dumps({"default": {"a": {}}, "develop": {"c": {}}}), "", False, {"a", "c"}),
    ("nothing", "uv", "version = 1\n", "dev", False, set()),
    ("no TOML", "poetry", "[[", "dev", False, set()),
    ("no JSON", "pipenv", "{", ALL, False, set()),
    ("odd values", "uv", 'package = [1, {name = 2}]\n', "dev", False, set()),
    ("odd lists", "uv", toml('name = "a"\nsource = { virtual = "." }\ndependencies = "b"\ndev-dependencies = 3\n'), "", True, {"a"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "text", "left_out", "extras", "wanted"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_locked(tool: str, text: str, left_out: str, extras: bool, wanted: set[str]) -> None:
    context = MemoryContext({MANAGERS[tool].locks[0]: text, "pyproject.toml": MANIFEST})
    assert locked(context, "", tool, left_out=frozenset(filter(None, [left_out])), has_extras=extras) == wanted
