"""`npm install` becomes `npm ci` in the builder exactly where package.json and the lock file are proven to agree."""

from __future__ import annotations

import json

import pytest

from dockwright.assist import Offer
from dockwright.assists.split_stages import split_stages
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.text import apply

MANIFEST = {"name": "site", "scripts": {"build": "vite build"}, "dependencies": {"vite": "^5.0.0"}}
LOCK = {
    "name": "site",
    "lockfileVersion": 3,
    "packages": {"": {"name": "site", "dependencies": {"vite": "^5.0.0"}}, "node_modules/vite": {"version": "5.4.0"}},
}


def installed_as(copy: str, install: str, files: dict[str, str]) -> str:
    """The install line of the builder after the split."""
    text = f'FROM node:20\nWORKDIR /app\n{copy}\nRUN {install}\nCOPY . .\nRUN npm run build\nCMD ["npx", "serve", "-s", "dist"]\n'
    context = MemoryContext({"package.json": json.dumps(MANIFEST), "index.html": "", **files})
    answer = split_stages.run(analyse(text), context, DEFAULT_SETTINGS, None)
    assert isinstance(answer, Offer), answer
    after = apply(text, answer.default.change.edits)
    return next(line for line in after.splitlines() if line.startswith("RUN npm ") and "build" not in line)


AGREEING = {"package-lock.json": json.dumps(LOCK)}


@pytest.mark.parametrize(
    ("copy", "install", "expected"),
    [
        ("COPY package.json package-lock.json ./", "npm install", "RUN npm ci"),
        ("COPY package*.json ./", "npm install", "RUN npm ci"),
        ("COPY package*.json /app/", "npm i --no-audit", "RUN npm ci --no-audit"),
        ("COPY package*.json ./", "npm ci", "RUN npm ci"),
        ("COPY package*.json ./", "npm install --save-exact", "RUN npm install --save-exact"),
        ("COPY package.json ./", "npm install", "RUN npm install"),
    ],
)
def test_what_is_proven(copy: str, install: str, expected: str) -> None:
    assert installed_as(copy, install, AGREEING) == expected


@pytest.mark.parametrize(
    "lock",
    [
        {**LOCK, "packages": {"": {"name": "site", "dependencies": {"vite": "^4.0.0"}}}},
        {**LOCK, "packages": {"": {"name": "site", "dependencies": {"vite": "^5.0.0", "left-pad": "1"}}}},
        {"lockfileVersion": 1, "dependencies": {"vite": {"version": "4.9.0"}}},
        {**LOCK, "packages": {"": {"name": "site", "dependencies": {"vite": "^5.0.0"}}}},
        {
            **LOCK,
            "packages": {
                **LOCK["packages"],  # type: ignore[dict-item]
                "node_modules/vite": {"version": "5.4.0", "dependencies": {"rollup": "4"}},
                "node_modules/other/node_modules/rollup": {"version": "4.0.0"},
            },
        },
    ],
    ids=["another range", "one more package", "another version", "no package", "a package lacks one"],
)
def test_a_lock_file_that_disagrees_stays_unread(lock: dict[str, object]) -> None:
    files = {"package-lock.json": json.dumps(lock)}
    assert installed_as("COPY package*.json ./", "npm install", files) == "RUN npm install"


def test_without_a_lock_file_nothing_changes() -> None:
    assert installed_as("COPY package*.json ./", "npm install", {}) == "RUN npm install"
