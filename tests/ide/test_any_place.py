"""Completion, hover and signature help answer at every place of every text, and what they answer can be applied."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from marked import GO_PROJECT

from dockwright.context import UNKNOWN
from dockwright.ide.completion import complete
from dockwright.ide.hover import hover
from dockwright.ide.signature import signature
from dockwright.ide.topics import page
from dockwright.lint import analyse

CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("*Dockerfile*"))
PIECES = [
    "\n",
    "\r\n",
    "\\\n",
    " ",
    '"',
    "'",
    "$",
    "${",
    "<<E\n",
    "# ",
    "[",
    ",",
    "--",
    "=",
    "RUN ",
    "FROM ",
    "ONBUILD ",
]
PIECES += [
    "COPY --from=",
    "RUN --mount=",
    "😀",
    "é",
    "\ud83d",
    "\u2028",
    "\x00",
    "\t",
    "# dockwright: ignore[",
    "# check=",
]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_random_edits(path: Path) -> None:
    random_ = random.Random(path.name)
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    for _ in range(12):
        start = random_.randrange(len(text) + 1)
        text = text[:start] + random_.choice(PIECES) + text[start + random_.choice([0, 0, 1, 5, 40]) :]
        for offset in sorted({start, len(text), *(random_.randrange(len(text) + 1) for _ in range(8))}):
            answer_all(text, offset)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "FROM",
        'FROM a AS b\nCOPY --from=b ["x", "y"]\n',
        "ONBUILD ONBUILD RUN x\n",
        "# escape=`\nFROM a\nRUN x `\n  y\n",
        "FROM a\r\nRUN --mount=type=cache,target=/x \\\r\n  apt-get install\r\n",
        "FROM a\nRUN <<A <<B\na\nA\nb\nB\nCOPY <<X /y\n$z\n",
        "FROM ${A:-${B}}\nENV A=${B:+$C}\n\x00\n",
        "HEALTHCHECK --interval=1s \\\n # c\n CMD curl -f $x\n",
    ],
)
def test_every_place(text: str) -> None:
    for offset in range(len(text) + 1):
        answer_all(text, offset)


def answer_all(text: str, offset: int) -> None:
    model = analyse(text)
    for context in (UNKNOWN, GO_PROJECT):
        for one in complete(model, context, offset).items:
            assert one.span.start <= max(offset, int(model.dockerfile.bom)) <= one.span.end <= len(text)
            assert "\n" not in one.span.of(text)
            assert not one.topic or page(one.topic) is not None, one
    found = hover(model, GO_PROJECT, offset)
    assert found is None or (found.text and found.span.contains(offset))
    signature(model, GO_PROJECT, offset)
