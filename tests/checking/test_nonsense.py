"""Texts that nobody means, found by chance: what cannot be mended there is refused, and is no mistake of dockwright's own."""

from __future__ import annotations

import pytest

from dockwright.context import MemoryContext
from dockwright.lint import Profile, fix
from dockwright.rule import Safety
from dockwright.rules import RULES

PROFILE = Profile(RULES)
CONTEXT = MemoryContext({"package.json": "{}", "package-lock.json": "{}", "--chown=a:b": "flask\n", "app.py": ""})


@pytest.mark.parametrize(
    "text",
    [
        "FROM python:3.13\nRUN pip -- install flask\n",
        "FROM debian:12\nRUN apt-get -- update && apt-get -- install curl\n",
        "FROM a:1\nRUN yum -- install a\n",
        'FROM node22\nCMD ["export PORT=3000"]\n',
        "FROM alpine:3.20\nENV A\x0b=1 B=$A\n",
        'FROM ubuntu\nADD a.sh /app/a.sh\nRUN chmod +x /app/a.sh\nRUN ["/bin/bash", /b/*"-c", "/app/a.sh b"]\n',
        "FROM node:20\nCOPY . .\nRUN npm ci && --from=b c\n",
        "FROM debian:12\nRUN cd /a&&<<E\n",
        "FROM python:3.12 AS buil\nRUN python -m venv /venv\nFROM python:3.11-slim\nCOPY --from=build /venv /venv\n",
        "FROM node:20\nCOPY \\ web/package.json /app/package.json\nWORKDIR /app\nRUN yarn\n",
        "FROM alpine:3.20\nCOPY a \\ #\n",
        "FROM alpine:3.20\nLABEL a=1\\ \\\n  b=2\nRUN x\nLABEL b=3\n",
        "FROM alpine:3.20\nENV A=/app --=b$A\n",
        "FROM alpine:3.20 AS Base\nRUN --mount=from=base target=/b,ls\n",
        "FROM alpine:3.20\nRUN --mount=type=cache target=/root/.cache\n",
        "FROM ubuntu:12.04\nCOPY . /src\nRUN cd /src && pip install -r --chown=a:b\n",
        "\n# syntax\x85=docker/dockerfile:1\nFROM alpine:3.20\n",
        "# syntax\x85=docker/dockerfile:1\nFROM alpine:3.20\n",
    ],
)
@pytest.mark.parametrize("safety", [Safety.SAFE, Safety.UNSAFE])
def test_nonsense_is_no_fault(text: str, safety: Safety) -> None:
    done = fix(text, CONTEXT, PROFILE, safety=safety)
    assert done.faults == ()
    assert fix(done.text, CONTEXT, PROFILE, safety=safety).text == done.text
