"""`dockwright why FILE`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command

NODE = "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n"


def lay(folder: Path) -> None:
    (folder / "Dockerfile").write_text(NODE)
    (folder / ".dockerignore").write_text("Dockerfile\n.dockerignore\n.git\n")
    (folder / "package.json").write_text("{}")
    (folder / "index.js").write_text("")


def test_layers_and_what_runs_again(dockwright: Command, tmp_path: Path) -> None:
    lay(tmp_path)
    done = dockwright("why", "Dockerfile")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
Dockerfile, built in .

The image
  base  node:20, about 1120 MB unpacked
     2  WORKDIR /app
     3  COPY package.json ./  (from the build context)
     4  RUN npm install
     5  COPY . .  (from the build context)

What runs again
  when package.json changes
       3  COPY package.json ./
       4  RUN npm install
       5  COPY . .
  when index.js changes
       5  COPY . .
"""
    )


def test_one_file_as_json(dockwright: Command, tmp_path: Path) -> None:
    lay(tmp_path)
    done = dockwright("why", "--changed", "index.js", "--format", "json", "Dockerfile")
    found = json.loads(done.out)
    assert found["version"] == 1
    assert found["base"] == {"image": "node:20", "megabytes": 1120}
    assert found["rebuilds"] == [{"files": ["index.js"], "instructions": [{"line": 5, "stage": 0, "text": "COPY . ."}]}]


def test_what_a_split_would_save(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text('FROM golang:1.24\nWORKDIR /a\nCOPY . .\nRUN go build -o x .\nCMD ["./x"]\n')
    (tmp_path / "go.mod").write_text("module a\n\ngo 1.24\n")
    (tmp_path / "main.go").write_text("package main\n\nfunc main() {}\n")
    out = dockwright("why", "Dockerfile").out
    assert "What would make it smaller (estimates, " in out
    assert "  split-stages --base alpine: the base from about 860 to 8 MB (alpine:3.22)\n" in out


def test_an_unknown_context(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM node:20\nCOPY gone.txt /\nCOPY lost /\n")
    assert "build context unknown" in dockwright("why", "Dockerfile").out.splitlines()[0]


def test_a_file_that_is_not_there(dockwright: Command, tmp_path: Path) -> None:
    done = dockwright("why", "nothing")
    assert done.code == 2
    assert done.err == "dockwright: nothing cannot be read: no such file or directory\n"


@pytest.mark.parametrize("words", [(), (".",)])
def test_the_dockerfile_of_a_directory(dockwright: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM node:20\n")
    assert dockwright("why", *words).out.startswith("Dockerfile, ")


def test_a_file_without_instructions(dockwright: Command, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("# nothing\n")
    done = dockwright("why", "Dockerfile")
    assert done.code == 0
    assert "The image\n  none, as there is no `FROM`\n" in done.out
