"""The server in a real editor: Neovim, headless."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scenes import NO_ALE

NVIM = shutil.which("nvim")
SCRIPT = Path(__file__).with_name("session.lua")
EXAMPLES = Path(__file__).parents[3] / "examples"

pytestmark = pytest.mark.skipif(NVIM is None, reason="Neovim (nvim) is not installed")


def run(file: Path, title: str) -> dict[str, Any]:
    """Open a file, apply the action of that title, and tell what the user has seen."""
    server = [sys.executable, "-m", "dockwright.lsp", "--stdio"]
    command = [str(NVIM), *NO_ALE, "--clean", "--headless", "-l", str(SCRIPT), str(file), title, *server]
    done = subprocess.run(command, capture_output=True, text=True, timeout=480, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_fix_in_the_editor(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text('FROM alpine:3.20\nMAINTAINER Jäne 😀😀 <x@y>\nENTRYPOINT ["id"]\n', encoding="utf-8")
    seen = run(file, "Write it as a label")
    assert seen["filetype"] == "dockerfile"
    assert {"code": "maintainer-instruction", "source": "dockwright", "severity": "WARN", "text": "MAINTAINER"} in seen[
        "before"
    ]
    assert seen["actions"][0] == "Write it as a label"
    assert seen["actions"][-1].startswith("Ignore")
    assert seen["lines"] == [
        "FROM alpine:3.20",
        'LABEL org.opencontainers.image.authors="Jäne 😀😀 <x@y>"',
        'ENTRYPOINT ["id"]',
    ]
    assert "maintainer-instruction" not in [one["code"] for one in seen["after"]]
    assert seen["popups"] == 0
    assert file.read_text(encoding="utf-8").startswith("FROM alpine:3.20\nMAINTAINER")


def test_a_fix_in_a_file_with_carriage_returns(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes("# 😀\r\nFROM alpine:3.20\r\nMAINTAINER 😀\r\n".encode())
    seen = run(file, "Write it as a label")
    assert seen["lines"] == ["# 😀", "FROM alpine:3.20", 'LABEL org.opencontainers.image.authors="😀"']
    assert seen["fileformat"] == "dos"


def test_everything_is_fixed_in_the_editor(tmp_path: Path) -> None:
    """The action comes without its edit, so the editor asks for it."""
    file = tmp_path / "Dockerfile"
    file.write_text("FROM alpine:3.20\nMAINTAINER 😀\nRUN ls\nMAINTAINER Jo\n", encoding="utf-8")
    seen = run(file, "Fix everything that is safe to fix in this file")
    assert not [line for line in seen["lines"] if line.startswith("MAINTAINER")]


def test_a_project_in_the_editor(tmp_path: Path) -> None:
    """The fix depends on the files around the Dockerfile."""
    project = tmp_path / "go"
    shutil.copytree(EXAMPLES / "go", project)
    seen = run(project / "Dockerfile", "Copy `go.mod` and `go.sum` and download the modules before the rest")
    copies = [line for line in seen["lines"] if line.startswith("COPY")]
    assert copies[0].startswith("COPY go.mod go.sum")
    assert copies[-1] == "COPY . ."
    assert "source-before-dependencies" in [one["code"] for one in seen["before"]]
    assert "source-before-dependencies" not in [one["code"] for one in seen["after"]]
