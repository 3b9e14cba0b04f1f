"""What a change of a file rebuilds, and where the layers of the image come from."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.lint import analyse
from dockwright.why import Why, examine

GO = """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /app/server

FROM golang:1.24 AS unrelated
COPY . .

FROM alpine:3.22
COPY --from=builder /app/server /server
COPY static /static
CMD ["/server"]
"""
FILES = {"go.mod": "", "go.sum": "", "main.go": "", "lib/a.go": "", "static/a.css": "", ".dockerignore": "notes\n"}


def why(text: str, context: BuildContext = UNKNOWN, *changed: str) -> Why:
    return examine(analyse(text), context, changed)


def rebuilds(found: Why) -> dict[str, list[str]]:
    """The keywords of what runs again, by the files."""
    return {" ".join(group.files): [one.keyword for _, one in group.rebuilt] for group in found.groups}


def test_files_that_rebuild_the_same_are_one_group() -> None:
    assert rebuilds(why(GO, MemoryContext({**FILES, "notes": ""}))) == {
        "go.mod go.sum": ["COPY", "RUN", "COPY", "RUN", "COPY", "COPY"],
        ".dockerignore lib/a.go main.go static/a.css": ["COPY", "RUN", "COPY", "COPY"],
    }


def test_the_layers_of_the_image_and_their_origin() -> None:
    found = why(GO)
    assert found.base_name == "alpine:3.22"
    assert [(one.instruction.keyword, one.origin) for one in found.layers] == [
        ("COPY", "`builder`"),
        ("COPY", "the build context"),
    ]


def test_the_layers_of_a_stage_that_is_built_on_another() -> None:
    found = why("FROM node:20 AS base\nWORKDIR /app\nFROM base\nRUN x\nADD https://example.org/a /a\n")
    assert found.base_name == "node:20"
    assert [(one.stage.index, one.instruction.keyword, one.origin) for one in found.layers] == [
        (0, "WORKDIR", ""),
        (1, "RUN", ""),
        (1, "ADD", ""),
    ]


def test_named_files_only() -> None:
    assert rebuilds(why(GO, UNKNOWN, "go.sum", "docs/new.md")) == {
        "go.sum": ["COPY", "RUN", "COPY", "RUN", "COPY", "COPY"],
        "docs/new.md": ["COPY", "RUN", "COPY", "COPY"],
    }


def test_of_an_unknown_context_the_sources_stand_for_the_files() -> None:
    found = why("FROM node:20\nCOPY package.json ./\nRUN npm i\nCOPY . .\n")
    assert rebuilds(found) == {"package.json": ["COPY", "RUN", "COPY"], "": ["COPY"]}
    assert all(group.is_guess for group in found.groups)


def test_what_is_sent_and_copied_nowhere() -> None:
    found = why("FROM alpine\nCOPY bin/app /app\n", MemoryContext({"bin/app": "", "video.mp4": "", "a.go": ""}))
    assert found.unused == ("a.go", "video.mp4")


def test_an_ignored_file_rebuilds_nothing() -> None:
    context = MemoryContext({".dockerignore": "*.md\n", "a.md": "", "a.c": ""})
    assert rebuilds(why("FROM x\nCOPY . .\n", context, "a.md")) == {}


@pytest.mark.parametrize("text", ["", "# nothing\n", "RUN x\n", "FROM\n", "FROM $X\nCOPY --from=9 a b\n", "COPY . ."])
def test_any_text_has_an_answer(text: str) -> None:
    why(text)
    why(text, MemoryContext({"a": ""}))
