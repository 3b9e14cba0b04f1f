"""`dockwright settings`: what holds for a file, and who says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command

from dockwright.commands import settings
from dockwright.rules import RULES

DEFAULT = sum(rule.default for rule in RULES)
UNTOUCHED = f"""\
Dockerfile

configuration   none
context         . (inferred)
ignore file     none
builder         buildkit
fails from      warning
comments        may silence findings
ShellCheck      not installed
rules           {DEFAULT} of {len(RULES)}, preset default
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DOCKWRIGHT_SHELLCHECK", raising=False)
    monkeypatch.setattr(settings, "find", lambda: None)
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.22 AS tools\nCOPY a.txt /\nFROM alpine:3.22\nCOPY a.txt /\n")
    (tmp_path / "a.txt").write_text("")
    return tmp_path


def row(text: str, label: str) -> str:
    """What stands behind a label, its further lines included; empty when there is no such label."""
    lines = iter(text.splitlines())
    found = [line for line in lines if line.startswith(f"{label} ")]
    rest = [line for line in lines if found and line.startswith(" ")] if found else []
    return " ".join(line[16:] for line in [*found, *rest])


def test_nothing_is_configured(dockwright: Command) -> None:
    assert dockwright("settings") == (0, UNTOUCHED, "")


@pytest.mark.parametrize(
    ("file", "text", "label", "expected"),
    [
        ("dockwright.toml", "", "configuration", "dockwright.toml"),
        ("pyproject.toml", "[tool.dockwright]\n", "configuration", "pyproject.toml"),
        (".hadolint.yaml", "ignored: [DL3006]\n", "configuration", ".hadolint.yaml"),
        (".hadolint.yaml", "ignored: [DL3006]\n", "left out", "untagged-base-image"),
        ("dockwright.toml", 'builder = "kaniko"', "builder", "kaniko"),
        ("dockwright.toml", 'fail-on = "never"', "fails from", "never"),
        ("dockwright.toml", "suppressions = false", "comments", "may not silence findings"),
        ("dockwright.toml", 'context = ".."', "context", ".., says dockwright.toml"),
        ("dockwright.toml", 'preset = "none"', "rules", f"0 of {len(RULES)}, preset none"),
        ("dockwright.toml", 'ignore = ["shellcheck"]', "ShellCheck", "off"),
        ("dockwright.toml", 'select = ["DL3008"]', "added", "unpinned-apt-package"),
        ("dockwright.toml", 'ignore = ["DL3006"]', "left out", "untagged-base-image"),
        ("dockwright.toml", '[severity]\nDL3006 = "error"', "severities", "untagged-base-image error"),
        ("dockwright.toml", '[per-file."other/*"]\nignore = ["DL3006"]', "left out", ""),
        (
            "dockwright.toml",
            'trusted-registries = ["a.example"]',
            "options",
            "untrusted-registry.trusted-registries = ['a.example']",
        ),
        (".dockerignore", "*.md\n", "ignore file", ".dockerignore"),
        ("compose.yaml", "services: {a: {build: {context: ., target: tools}}}", "context", "., says compose.yaml"),
        ("compose.yaml", "services: {a: {build: {context: ., target: tools}}}", "target", "tools, says compose.yaml"),
        ("compose.yaml", "services: {a: {build: {context: ., args: {V: '1'}}}}", "argument", "V=1"),
    ],
)
def test_what_a_file_says(dockwright: Command, folder: Path, file: str, text: str, label: str, expected: str) -> None:
    (folder / file).write_text(text)
    assert row(dockwright("settings").out, label) == expected


@pytest.mark.parametrize(
    ("words", "label", "expected"),
    [
        (("--no-config",), "configuration", "none"),
        (("--preset", "all"), "rules", f"{len(RULES)} of {len(RULES)}, preset all"),
        (("--ignore", "DL3006"), "left out", "untagged-base-image"),
        (("--context", "."), "context", "., says --context"),
        (("--builder", "classic"), "builder", "classic"),
        (("--config", "other.toml"), "configuration", "other.toml"),
    ],
)
def test_what_the_command_line_says(
    dockwright: Command, folder: Path, words: tuple[str, ...], label: str, expected: str
) -> None:
    (folder / "dockwright.toml").write_text("")
    (folder / "other.toml").write_text("")
    assert row(dockwright("settings", *words).out, label) == expected


def test_hadolints_variables(dockwright: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADOLINT_IGNORE", "DL3006")
    found = dockwright("settings").out
    assert row(found, "configuration") == "HADOLINT_IGNORE"
    assert row(found, "left out") == "untagged-base-image"
    assert row(dockwright("settings", "--no-config").out, "configuration") == "none"


def test_the_example_of_the_guide(dockwright: Command, folder: Path) -> None:
    """Otherwise: copy what it prints to docs/configuration.md."""
    (folder / "Dockerfile").write_text("FROM alpine:3.22 AS runtime\nCOPY a.txt /\n")
    (folder / ".dockerignore").write_text("*.md\n")
    (folder / "compose.yaml").write_text(
        "services: {a: {build: {context: ., target: runtime, args: {VERSION: '1.4'}}}}"
    )
    (folder / "dockwright.toml").write_text(
        'fail-on = "error"\nignore = ["apt-recommended-packages"]\n[severity]\nuntagged-base-image = "error"\n'
    )
    guide = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    shown = guide.partition("$ dockwright settings --select DL3008\n")[2].partition("```")[0]
    assert (
        dockwright("settings", "--select", "DL3008").out.replace("            off", "            not installed")
        == shown
    )


def test_shellcheck(dockwright: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find", lambda: "/usr/bin/shellcheck")
    assert row(dockwright("settings").out, "ShellCheck") == "/usr/bin/shellcheck"
    assert row(dockwright("settings", "--preset", "none").out, "ShellCheck") == "off"
    monkeypatch.setenv("DOCKWRIGHT_SHELLCHECK", "off")
    assert row(dockwright("settings").out, "ShellCheck") == "off, says DOCKWRIGHT_SHELLCHECK"


def test_an_unknown_context(dockwright: Command, folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM alpine:3.22\nCOPY gone.txt lost /\n")
    found = dockwright("settings").out
    assert row(found, "context").startswith("unknown, ")
    assert row(found, "ignore file") == ""


def test_as_json(dockwright: Command, folder: Path) -> None:
    (folder / "dockwright.toml").write_text('preset = "none"\nselect = ["DL3006"]\n[severity]\nDL3006 = "error"\n')
    (folder / ".dockerignore").write_text("*.md\n")
    assert json.loads(dockwright("settings", "--format", "json").out) == {
        "version": 1,
        "path": "Dockerfile",
        "configuration": str(folder / "dockwright.toml"),
        "variables": [],
        "context": str(folder),
        "context_source": None,
        "ignore_file": ".dockerignore",
        "targets": {},
        "arguments": {},
        "builder": "buildkit",
        "preset": "none",
        "fail_on": "warning",
        "suppressions": True,
        "shellcheck": None,
        "rules": {"untagged-base-image": "error"},
        "options": {},
    }


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("dockwright.toml", "preset = 3\n", "dockwright.toml:1: "),
        ("dockwright.toml", 'select = ["nonsense"]\n', "dockwright.toml:1: "),
    ],
)
def test_a_wrong_configuration(dockwright: Command, folder: Path, file: str, text: str, expected: str) -> None:
    (folder / file).write_text(text)
    done = dockwright("settings")
    assert (done.code, done.out) == (2, "")
    assert expected in done.err


def test_a_file_that_is_not_there(dockwright: Command) -> None:
    done = dockwright("settings", "nothing")
    assert (done.code, done.out) == (2, "")
    assert done.err == "dockwright: nothing cannot be read: no such file or directory\n"
