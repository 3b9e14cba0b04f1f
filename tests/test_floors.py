"""The floors of the house: a module imports its own floor's package or lower floors, and a check loads no server."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import dockwright

ROOT = Path(dockwright.__file__).parent

FLOORS = {
    "text": 0, "values": 0, "patterns": 0, "knowledge": 0,
    "syntax": 1, "shell": 1,
    "semantics": 2, "context": 2, "ignore": 2,
    "rule": 3, "assist": 3, "suppressions": 3, "projects": 3, "refactorings": 3,
    "rules": 4, "assists": 4,
    "lint": 5, "config": 5, "discovery": 5,
    "ide": 6, "output": 6, "docs": 6, "shellcheck": 5, "migrate": 6, "why": 6,
    "writing": 6, "checking": 6, "changes": 6, "batch": 6, "workspace": 6, "console": 6, "arguments": 6,
    "lsp": 7, "cli": 7, "commands": 7, "__main__": 7,
    "": 0,
}  # fmt: skip


def part(module: str) -> str:
    """The part of the house that a module of the package belongs to."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """All dockwright modules that a file imports, at its top or inside its functions (type checking apart)."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checking = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in checking:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{alias.name}" if node.module == "dockwright" else node.module for alias in node.names
            }
    return {name for name in found if name.split(".")[0] == "dockwright"}


FILES = sorted(ROOT.rglob("*.py"))


def test_the_page_has_every_part_on_its_floor() -> None:
    page = (Path(__file__).parent.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| (.*?) \|", page, re.MULTILINE)
    told = {name: int(floor) for floor, cell in rows for name in re.findall(r"`(\w+)(?:\.py|/)", cell)}
    assert told | {"": 0} == FLOORS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    relative = path.relative_to(ROOT).with_suffix("")
    own = relative.parts[0] if relative.parts[0] != "__init__" else ""
    floor = FLOORS[own]
    for name in imports(path):
        if name == "dockwright.__version__":
            continue
        other = part(name)
        assert FLOORS[other] <= floor, f"{own} (floor {floor}) imports {name}"
        if own == "rules" and other == "rules" and relative.name != "__init__":
            assert name.rsplit(".", 1)[-1].startswith("_"), f"one rule imports another: {name}"
        assert {own, other} != {"rules", "assists"}, "rules and assists do not know each other"


def test_only_the_server_knows_the_protocol() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if path.relative_to(ROOT).parts[0] != "lsp":
            assert "import pygls" not in text
            assert "lsprotocol" not in text.replace("no lsprotocol", "")


SERVER = ("pygls", "lsprotocol", "asyncio", "importlib.metadata", "inspect", "dataclasses", "pathlib")
ON_DEMAND = ("multiprocessing", "concurrent", "subprocess", "yaml", "difflib", "shutil", "tempfile", "hashlib")
LOADED = (
    "import sys; from dockwright.cli import main; main({}); print('LOADED', *sorted(m for m in {} if m in sys.modules))"
)


def loaded(arguments: list[str], modules: tuple[str, ...]) -> list[str]:
    """Which of the modules a command loads."""
    code = LOADED.format(arguments, modules)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()[-1].split()[1:]


def test_a_check_loads_no_server(tmp_path: Path) -> None:
    target = tmp_path / "Dockerfile"
    target.write_text("FROM alpine:3.20\nRUN apk add curl\n")
    unwanted = (*SERVER, *ON_DEMAND, "dockwright.docs", "dockwright.lsp", "dockwright.output.sarif")
    assert loaded(["check", "--color", "never", str(target)], unwanted) == []


def test_a_check_loads_the_rules_that_have_something_to_look_at(tmp_path: Path) -> None:
    target = tmp_path / "Dockerfile"
    target.write_text("FROM alpine:3.20\nRUN apk add curl\n")
    wanted, unwanted = "dockwright.rules.reproducibility.unpinned_apk_package", "dockwright.rules.security.sudo_in_run"
    assert {*map(import_module, (wanted, unwanted))}
    assert loaded(["check", "--preset", "all", str(target)], (wanted, unwanted)) == [wanted]


def test_the_version_loads_next_to_nothing() -> None:
    core = ("dockwright.rule", "dockwright.lint", "dockwright.config", "dockwright.output", "tree_sitter")
    assert loaded(["--version"], (*SERVER, *ON_DEMAND, *core)) == []


@pytest.mark.parametrize("module", ["dockwright.cli", "dockwright_hooks.check", "dockwright_hooks.fix"])
def test_what_is_loaded_before_an_interrupt_is_caught_is_next_to_nothing(module: str) -> None:
    code = f"import sys; before = {{*sys.modules}}; import {module}; print(*{{*sys.modules}} - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"argparse", "typing", "re", "dockwright.console"}.isdisjoint(done.stdout.split())
