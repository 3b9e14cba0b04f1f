"""The working directory of the build, whose owner a RUN changes before a WORKDIR has made it in the runtime stage."""

from __future__ import annotations

import pytest

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.split import split
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.text import apply

MODULE = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"}
FILE = 'FROM golang:1.24-alpine\nRUN adduser -D app\n{}COPY . .\nRUN go build -o server .\n{}CMD ["./server"]\n'
MADE = "RUN mkdir -p /app && chown app /app"

OWNED = [
    ("made along with its owner", f"{MADE}\nUSER app\nWORKDIR /app\n", "", [MADE, "USER app", "WORKDIR /app"]),
    ("made by a RUN of its own", "RUN mkdir /app\nRUN chown app /app\nWORKDIR /app\n", "USER app\n", [MADE, "WORKDIR /app"]),
    ("made by a WORKDIR that another follows", "WORKDIR /app\nRUN chown app /app\n", "WORKDIR /app\n", [MADE]),
    ("by a WORKDIR in front", "WORKDIR /app\nRUN chown app /app\n", "", ["WORKDIR /app", "RUN chown app /app"]),
    ("twice", f"{MADE}\nRUN chown -R app /app\nWORKDIR /app\n", "", [MADE, "RUN chown -R app /app", "WORKDIR /app"]),
    ("with a directory below", "RUN mkdir -p /app/tmp && chown app /app\nWORKDIR /app\n", "", ["RUN mkdir -p /app/tmp && chown app /app", "WORKDIR /app"]),
    ("by its mode", "RUN mkdir /app && chmod 700 /app\nWORKDIR /app\n", "", ["RUN mkdir /app && chmod 700 /app", "WORKDIR /app"]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "above", "below", "lines"), OWNED, ids=[one[0] for one in OWNED])
def test_it_is_made_before_its_owner_changes(title: str, above: str, below: str, lines: list[str]) -> None:
    text = FILE.format(above, below)
    found = split(analyse(text), MemoryContext(MODULE), DEFAULT_SETTINGS)
    assert isinstance(found, Offer), found
    made = apply(text, found.default.change.edits).split("\n\n", 1)[1].splitlines()
    assert made[:2] == ["FROM alpine:3.22", "RUN adduser -D app"]
    assert made[2 : 2 + len(lines)] == lines
