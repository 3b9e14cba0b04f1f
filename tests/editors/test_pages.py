"""The pages about editors and the manifest of the extension: what they point at is there, and what is said twice agrees."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import scenes
from scenes import ROOT

import dockwright
from dockwright.discovery.names import is_dockerfile_name

PAGES = sorted((ROOT / "docs" / "editors").glob("*.md"))
EXTENSION = ROOT / "editors" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
LARGEST = 150_000  # bytes of a picture


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
        found = page.parent / target
        assert found.exists(), target
        assert found.suffix != ".png" or found.stat().st_size < LARGEST


def test_the_command_line_tells_what_editors_do_not_show(tmp_path: Path) -> None:
    """The command that the pages name for refused refactorings."""
    file = scenes.refused(tmp_path / "app")
    command = [sys.executable, "-m", "dockwright", "refactor", "--list", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert scenes.REASON in done.stdout


def test_every_page_is_in_the_table() -> None:
    table = (ROOT / "docs" / "editors" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.stem != "README" and f"({page.name})" not in table] == []


def test_the_extension_has_the_version_of_the_server() -> None:
    """It installs the server of its own version."""
    assert MANIFEST["version"] == dockwright.__version__


def test_the_pictures_of_the_walkthrough_are_there() -> None:
    [walkthrough] = MANIFEST["contributes"]["walkthroughs"]
    media = [step["media"].get("image") or step["media"]["markdown"] for step in walkthrough["steps"]]
    assert [path for path in media if not (EXTENSION / path).is_file()] == []


def test_every_command_that_is_offered_is_known() -> None:
    known = {one["command"] for one in MANIFEST["contributes"]["commands"]}
    source = (EXTENSION / "src" / "commands.ts").read_text(encoding="utf-8")
    assert known == set(re.findall(r"^ +'(dockwright\.\w+)':", source, re.MULTILINE))


def test_nothing_set_in_vs_code_means_nothing_chosen() -> None:
    """VS Code sends defaults as if the user had chosen them, and a choice of the user outdoes the configuration file."""
    [_, checks, _] = MANIFEST["contributes"]["configuration"]
    assert {setting["default"] for setting in checks["properties"].values()} == {None}


def test_the_names_of_files_are_those_of_dockerfiles() -> None:
    [language] = MANIFEST["contributes"]["languages"]
    names = [*language["filenames"], *(f"app{extension}" for extension in language["extensions"])]
    names += [pattern.replace("*", "dev") for pattern in language["filenamePatterns"]]
    assert [name for name in names if not is_dockerfile_name(name)] == []
