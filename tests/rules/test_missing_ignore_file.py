"""What the written ignore file holds, and what it never leaves out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockwright.context import MemoryContext
from dockwright.lint import Profile, fix
from dockwright.rule import Safety
from dockwright.rules import BY_NAME

GIT = {".git/HEAD": ""}
NODE = {"package.json": "{}", "node_modules/x/index.js": ""}


def written(text: str, files: Mapping[str, str]) -> str | None:
    """The text of the ignore file that the fix writes; None without one."""
    profile = Profile([BY_NAME["missing-ignore-file"]])
    result = fix(text, MemoryContext(files), profile, safety=Safety.UNSAFE)
    assert not result.faults
    assert result.text == text
    assert all(file.path == ".dockerignore" for file in result.files)
    return result.files[0].text if result.files else None


WRITTEN: list[tuple[str, Mapping[str, str], str, str]] = [
    ("history", GIT, "COPY . .", ".git\n"),
    ("installed packages", {**GIT, **NODE}, "COPY . .\nRUN npm ci", ".git\nnode_modules\n"),
    ("in a part", {**GIT, "web/node_modules/x.js": ""}, "COPY . .\nRUN cd web && yarn", ".git\n**/node_modules\n"),
    ("virtual environments", {"venv/pyvenv.cfg": "", "env3/pyvenv.cfg": ""}, "COPY . .\nRUN pip install x", "env3\nvenv\n"),
    ("what Python compiles", {"app/__pycache__/x.pyc": "", ".pytest_cache/x": ""}, "COPY . .", "**/__pycache__\n.pytest_cache\n"),
    ("output of a build", {"target/x.jar": "", "pom.xml": ""}, "COPY . .\nRUN mvn package", "target\n"),
    ("a bundle", {**NODE, "dist/x.js": ""}, "COPY . .\nRUN npm ci && npm run build", "node_modules\ndist\n"),
    ("editors", {".idea/x": "", ".vscode/x": "", ".DS_Store": ""}, "ADD . /", ".idea\n.vscode\n.DS_Store\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "steps", "expected"), [case[1:] for case in WRITTEN], ids=[case[0] for case in WRITTEN]
)
def test_written(files: Mapping[str, str], steps: str, expected: str) -> None:
    assert written(f"FROM x\n{steps}\n", files) == expected


KEPT: list[tuple[str, Mapping[str, str], str]] = [
    ("installed packages that nothing installs", NODE, "COPY . ."),
    ("a bundle that is not built here", {"dist/x.js": ""}, 'COPY . .\nCMD ["node", "dist/x.js"]'),
    ("a jar that is not built here", {"target/x.jar": ""}, "COPY . ."),
    ("vendored modules", {"vendor/modules.txt": ""}, "COPY . .\nRUN go build"),
    ("the version comes from git", GIT, "COPY . .\nRUN git describe"),
    ("a mount names it", GIT, "COPY . .\nRUN --mount=type=bind,source=.git,target=.git ./version"),
    ("a COPY names it", {**NODE}, "COPY . .\nCOPY node_modules/x /x\nRUN npm ci"),
    ("a COPY of a pattern in it", {"target/x.jar": ""}, "COPY . .\nCOPY target/*.jar /x/\nRUN mvn package"),
    ("a script of the environment is used", {"venv/pyvenv.cfg": ""}, "COPY . .\nRUN venv/bin/pip install x"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
def test_never_left_out(files: Mapping[str, str], steps: str) -> None:
    assert written(f"FROM x\n{steps}\n", files) is None


def test_reported_once() -> None:
    text = "FROM x AS a\nCOPY . .\nFROM y\nCOPY . .\n"
    assert written(text, GIT) == ".git\n"
