"""What happens in every editor: the same files, the same titles, the same ends. Each scene makes its files in a directory."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SERVER = (sys.executable, "-m", "dockwright", "server")

LIMIT = 120.0
"""Seconds that a condition is waited for: no editor takes as long, however busy the machine is."""

SOURCE = "dockwright"

NO_ALE = ("--cmd", "let g:ale_enabled = 0")
"""For Neovim: where ALE is installed for everybody, it would run other linters that are on PATH."""

# The Go example.

WORDS = {
    "toolchain-in-final-image": "golang:1.24",
    "source-before-dependencies": ".",
    "missing-cache-mount": "go",
}
"""The word that each finding of the Go example is at."""

PLACES = {"toolchain-in-final-image": (1, 6), "source-before-dependencies": (3, 6), "missing-cache-mount": (4, 5)}
"""Line and column, from one, where these words begin."""

RESTORE = "Copy `go.mod` and `go.sum` and download the modules before the rest"
SPLIT = "Split into a builder and a runtime stage on `gcr.io/distroless/static-debian12` (review)"

RESTORED = """\
FROM golang:1.24
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o myapp
CMD ["./myapp"]
"""

GOOD = """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o myapp

FROM gcr.io/distroless/static-debian12
WORKDIR /app
COPY --from=builder /app/myapp ./
CMD ["./myapp"]
"""
"""What `RESTORE` and then `SPLIT` make of the example."""


def go(directory: Path) -> Path:
    """The Go example; its Dockerfile."""
    shutil.copytree(EXAMPLES / "go", directory, dirs_exist_ok=True)
    return directory / "Dockerfile"


# An edit to go.mod.

NO_DEPENDENCIES = "module example.com/myapp\n\ngo 1.24\n"
WITH_DEPENDENCIES = (EXAMPLES / "go" / "go.mod").read_text(encoding="utf-8")
BEFORE_THE_EDIT = "once there are dependencies"
AFTER_THE_EDIT = "downloads all modules again"


def go_without_dependencies(directory: Path) -> Path:
    """The example before it needs a module: the finding says so, until go.mod says otherwise."""
    file = go(directory)
    (directory / "go.mod").write_text(NO_DEPENDENCIES, encoding="utf-8")
    (directory / "go.sum").unlink()
    return file


# A refusal.

REASON = "the start command runs several programs"
REFUSED = "Split the final stage into one that builds and one that runs"
REFUSED_LINE = 5
FIX_EVERYTHING = "Fix everything that is safe to fix in this file"
"""What is offered there besides."""


def refused(directory: Path) -> Path:
    """A program that needs another one at run time: the split is refused, and the reason lies in the last line."""
    file = go(directory)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('CMD ["./myapp"]', "CMD ./myapp && git status"), encoding="utf-8")
    return file


# Everything at once, with characters outside of the first plane and with carriage returns.

FIX_ALL = "source.fixAll.dockwright"
EMOJI = "# 😀 Jäne\r\nFROM alpine:3.20\r\nMAINTAINER Jäne 😀😀 <x@y>\r\nRUN ls # 😀\r\nMAINTAINER Jo\r\n"
EMOJI_FIXED = 'LABEL org.opencontainers.image.authors="Jäne 😀😀 <x@y>"'
LABEL = "Write it as a label"
LABEL_LINE = 3


def emoji(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "Dockerfile"
    file.write_bytes(EMOJI.encode())
    return file


def check_emoji(content: bytes, fixed: int) -> None:
    """The file after some of its two findings were fixed: no line break and no other line is another."""
    text = content.decode("utf-8")
    assert text.count("\r\n") == text.count("\n") == EMOJI.count("\n")
    before, after = EMOJI.split("\r\n"), text.split("\r\n")
    changed = [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert len(changed) == fixed
    assert all(before[number].startswith("MAINTAINER") for number in changed)
    assert not [line for line in after if line.startswith("MAINTAINER")] or fixed < 2


# The documentation: what it tells users to write is what the tests write.


def block(page: str, heading: str, number: int = 0) -> str:
    """The first fenced block below a heading of docs/editors/`page`.md, or a later one."""
    text = (ROOT / "docs" / "editors" / f"{page}.md").read_text(encoding="utf-8")
    _, found, section = text.partition(f"\n## {heading}\n")
    assert found, f"{page}.md has no heading {heading}"
    lines = section.partition("\n## ")[0].splitlines()
    fences = [index for index, line in enumerate(lines) if line.startswith("```")]
    start, end = fences[2 * number], fences[2 * number + 1]
    return "\n".join(lines[start + 1 : end]) + "\n"


def home(directory: Path) -> dict[str, str]:
    """The environment of a user with nothing but dockwright on PATH: everything of an editor's is new."""
    programs = directory / "bin"
    programs.mkdir(parents=True)
    program = programs / "dockwright"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dockwright "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "HOME": str(directory),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(directory / ".config"),
        "XDG_CACHE_HOME": str(directory / ".cache"),
        "XDG_DATA_HOME": str(directory / ".local" / "share"),
        "XDG_STATE_HOME": str(directory / ".local" / "state"),
        "LANG": "C.UTF-8",
        "DOCKWRIGHT_SHELLCHECK": "off",
    }
