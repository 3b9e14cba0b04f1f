"""A fix that removes what stands above a comment does not make a parser directive of it."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rules import BY_NAME


@pytest.mark.parametrize(
    ("name", "text", "is_offered"),
    [
        ("unused-stage", "FROM golang:1.24\nRUN go vet\n\n{}FROM alpine:3.22\nRUN a \\\n  b\n", False),
        ("unused-stage", "FROM golang:1.24\nRUN go vet\n\n# It runs.\n{}FROM alpine:3.22\nRUN a \\\n  b\n", True),
        ("unused-suppression", "# dockwright: ignore[unused-suppression]\n{}FROM alpine:3.22\nRUN a\n", False),
        ("unused-suppression", "FROM alpine:3.22\n# dockwright: ignore[unused-suppression]\n{}RUN a\n", True),
        ("unused-stage", "# escape=`\nFROM golang:1.24\nRUN go vet\n{}FROM alpine:3.22\nRUN a\n", False),
        (
            "unused-suppression",
            "\ufeff# syntax=docker/dockerfile:1\n# dockwright: ignore[unused-suppression]\n{}FROM alpine:3.22\nRUN a\n",
            False,
        ),
        ("misplaced-parser-directive", "# A tool.\n{}FROM alpine:3.22\nRUN a\n", True),
    ],
)
@pytest.mark.parametrize("comment", ["# escape=`\n", "# check=error=true\n", "# A comment.\n"])
def test_a_comment_stays_one(name: str, text: str, is_offered: bool, comment: str) -> None:
    report = lint(analyse(text.replace("{}", comment)), UNKNOWN, Profile([BY_NAME[name]]))
    for one in report.diagnostics:
        assert bool(one.fixes) == (is_offered or "=" not in comment)
