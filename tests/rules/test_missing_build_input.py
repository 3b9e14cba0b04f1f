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
    ("pnpm's short word", "COPY package.json ./\nRUN pnpm i --frozen-lockfile && pnpm i left-pad\n", ["pnpm"]),
    ("a file in a directory", "COPY requirements.txt ./\nRUN pip install -r deploy/requirements.txt\n", ["deploy/requirements.txt"]),
    ("all is copied", "COPY package.json package-lock.json ./\nRUN npm ci\n", []),
    ("other commands around it", "COPY requirements.txt ./\nRUN apk add gcc && pip install -r requirements.txt\n", []),
    ("of Go's files one will do", "COPY go.work ./\nRUN go mod download\n", []),
    ("modules are off", "ENV GO111MODULE=off\nRUN go build\n", []),
    ("packages by their names", "RUN pip install flask && npm install -g serve\n", []),
    ("a tool tells of itself", "COPY a .\nRUN npm i -g yarn && yarn --version && yarn -v && pnpm -v && pnpm && npm ci --help\n", []),
    ("another command answers the failure", "COPY package.json ./\nRUN npm ci || npm install\n", []),
    ("further down the chain", "COPY package.json ./\nRUN npm ci && npm run build || npm install\n", []),
    ("the failure is asked for", "COPY package.json ./\nRUN if ! npm ci; then npm install; fi\n", []),
    ("it is as good as none", "COPY package.json ./\nRUN npm ci || exit 1\n", ["npm"]),
    ("Go finds no modules, and needs none", "COPY a.go .\nRUN GO111MODULE=off go build && GO111MODULE=auto go build\n", []),
    ("of another place", "COPY a .\nRUN go mod download example.org/a@v1 && go build -modfile=b.mod\n", []),
    ("a goal of a plugin", "COPY a .\nRUN mvn -B archetype:generate\n", []),
    ("pipenv writes a Pipfile", "COPY a .\nRUN pipenv install flask && pipenv install -r a\n", []),
    ("a flag points elsewhere", "COPY a .\nRUN poetry --directory=b install && uv sync --project b && composer install -d b && bundle install --gemfile b/c\n", []),
    ("a variable points elsewhere", "ENV PIPENV_PIPFILE=/b\nCOPY a .\nRUN pipenv install && COMPOSER=b.json composer install\n", []),
    ("only on a condition", "RUN test -f requirements.txt && pip install -r requirements.txt || true\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(steps: str, expected: list[str]) -> None:
    assert marked(NAME, f"{START}{steps}") == expected


def test_old_go_does_without_modules() -> None:
    steps = "WORKDIR /src\nCOPY main.go .\nRUN go build\n"
    assert marked(NAME, f"FROM golang:1.13\n{steps}") == []
    assert marked(NAME, f"FROM golang:1.22\n{steps}") == ["go"]
