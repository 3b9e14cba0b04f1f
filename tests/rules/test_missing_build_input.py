"""Files that package managers need, and the quick look that spares the closer one."""

from __future__ import annotations

import pytest
from rule_running import marked

NAME = "missing-build-input"
START = "FROM node:22\nWORKDIR /app\n"

REPORTED: list[tuple[str, str, list[str]]] = [
    ("another directory by then", "COPY package.json ./\nWORKDIR /other\nRUN npm ci\n", ["npm"]),
    ("the command goes elsewhere", "COPY package.json package-lock.json ./\nRUN mkdir /other && cd /other && npm ci\n", ["npm"]),
    ("one of two RUNs", "COPY package.json package-lock.json ./\nRUN npm ci\nRUN yarn install --frozen-lockfile\n", ["yarn"]),
    ("a file in a directory", "COPY requirements.txt ./\nRUN pip install -r deploy/requirements.txt\n", ["deploy/requirements.txt"]),
    ("all is copied", "COPY package.json package-lock.json ./\nRUN npm ci\n", []),
    ("other commands around it", "COPY requirements.txt ./\nRUN apk add gcc && pip install -r requirements.txt\n", []),
    ("of Go's files one will do", "COPY go.work ./\nRUN go mod download\n", []),
    ("modules are off", "ENV GO111MODULE=off\nRUN go build\n", []),
    ("packages by their names", "RUN pip install flask && npm install -g serve\n", []),
    ("only on a condition", "RUN test -f requirements.txt && pip install -r requirements.txt || true\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(steps: str, expected: list[str]) -> None:
    assert marked(NAME, f"{START}{steps}") == expected
