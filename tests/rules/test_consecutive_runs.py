"""How neighbours are joined, and when they are better left apart."""

from __future__ import annotations

import pytest
from rule_running import fixed, marked

NAME = "consecutive-runs"
JOINED = [
    ("RUN a\nRUN b\n", "RUN a && \\\n    b\n"),
    ("run a\n\n\nRUN b\n", "run a && \\\n    b\n"),
    ("RUN a \nRUN  b\nENV X=1\nRUN c\nRUN d", "RUN a && \\\n    b\nENV X=1\nRUN c && \\\n    d"),
    ("RUN a\n# one\n\n  # two\nRUN b\n", "RUN a && \\\n# one\n# two\n    b\n"),
    ("RUN a \\\n  x\nRUN b \\\n  y\n", "RUN a \\\n  x && \\\n    b \\\n  y\n"),
    ("RUN ! a\nRUN b\n", "RUN ! a && \\\n    b\n"),
    ("RUN [ -f a ] || b\nRUN c\n", "RUN [ -f a ] || b && \\\n    c\n"),
    ("RUN X=1 a\nRUN b > c\n", "RUN X=1 a && \\\n    b > c\n"),
    ("RUN --network=none a\nRUN --network=none b\n", "RUN --network=none a && \\\n    b\n"),
    ("RUN a\r\nRUN b\r\n", "RUN a && \\\r\n    b\r\n"),
    ("# escape=`\nFROM debian:12\nRUN b\nRUN c\n", "# escape=`\nFROM debian:12\nRUN b && `\n    c\n"),
]
APART = [
    "RUN cd a\nRUN b\n",
    "RUN set -e\nRUN b\n",
    "RUN export X=1\nRUN b\n",
    "RUN X=1\nRUN b\n",
    "RUN . a\nRUN b\n",
    "RUN exit 0\nRUN b\n",
    "RUN $A\nRUN b\n",
    "RUN a &\nRUN b\n",
    "RUN a;\nRUN b;\n",
    "RUN a # why\nRUN b\n",
    "RUN a\nRUN b # why\n",
    "RUN if a; then true; fi\nRUN b\n",
    'RUN ["a"]\nRUN b\n',
    'RUN a\nRUN ["b"]\n',
    "RUN <<EOF\na\nEOF\nRUN b\n",
    "RUN a <<EOF\nx\nEOF\nRUN b\n",
    "RUN a\n# dockwright: ignore[curl-and-wget] both\nRUN b\n",
    "RUN a 'b\nRUN c\n",
]
SILENT = [
    "RUN a && b\nRUN c\n",
    "RUN a | b\nRUN c\n",
    "RUN a\nUSER x\nRUN b\n",
    "RUN a\nRUN --mount=type=cache,target=/x b\n",
    "RUN a\nFROM b\nRUN c\n",
]


def whole(text: str) -> str:
    newline = "\r\n" if "\r" in text else "\n"
    return text if text.startswith("# escape") else f"FROM debian:12{newline}{text}"


@pytest.mark.parametrize(("before", "after"), JOINED)
def test_joined(before: str, after: str) -> None:
    assert fixed(NAME, whole(before)) == whole(after)


@pytest.mark.parametrize("text", APART)
def test_left_apart(text: str) -> None:
    assert fixed(NAME, whole(text)) == whole(text)


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert marked(NAME, whole(text)) == []
