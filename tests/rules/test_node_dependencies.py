"""Development dependencies: installed for nothing, or left out although a build script needs them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dockwright.context import MemoryContext
from dockwright.lint import Profile, analyse, lint
from dockwright.rules import BY_NAME

TSC = {"scripts": {"build": "tsc", "start": "node server.js"}, "devDependencies": {"typescript": "5"}}
PRODUCTION = "FROM node:20\nENV NODE_ENV=production\nWORKDIR /app\nCOPY . .\n"
WHOLE = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"


def found(rule: str, text: str, package: dict[str, Any], files: dict[str, str] | None = None) -> list[str]:
    context = MemoryContext({"package.json": json.dumps(package), "server.js": "", **(files or {})})
    report = lint(analyse(text), context, Profile([BY_NAME[rule]]))
    assert not report.faults
    return [one.message for one in report.diagnostics]


@pytest.mark.parametrize(
    ("steps", "files"),
    [
        # A package for production brings the compiler, too.
        (
            "RUN npm ci && npm run build\n",
            {"package-lock.json": json.dumps({"packages": {"node_modules/typescript": {}}})},
        ),
        # The host's node_modules comes with the sources.
        ("RUN npm ci && npm run build\n", {"node_modules/typescript/package.json": "{}"}),
        ("RUN npm ci\nRUN npm install typescript\nRUN npm run build\n", {}),
        ("RUN npm ci --production=false\nRUN npm run build\n", {}),
        # yarn 2 and later does not look at NODE_ENV.
        ("RUN yarn install && yarn build\n", {"yarn.lock": "__metadata:\n"}),
        # The whole set is there, and stays when only production is asked for.
        ("RUN NODE_ENV=test npm ci\nRUN npm ci\nRUN npm run build\n", {}),
        ("RUN npm ci\nRUN npm run start\n", {}),
        ("RUN cd web && npm ci && npm run build\n", {}),
    ],
)
def test_a_build_that_gets_what_it_needs(steps: str, files: dict[str, str]) -> None:
    assert found("node-env-production-before-build", PRODUCTION + steps, TSC, files) == []


def test_the_lock_file_tells_that_nothing_else_brings_it() -> None:
    lock = {"package-lock.json": json.dumps({"packages": {"node_modules/typescript": {"dev": True}}})}
    messages = found("node-env-production-before-build", PRODUCTION + "RUN npm ci && npm run build\n", TSC, lock)
    assert messages == ["the build below needs `typescript`, which this install leaves out as a development dependency"]


@pytest.mark.parametrize(
    ("rest", "package", "files"),
    [
        ("CMD npm start\n", {"scripts": {"start": "npm run build && node server.js", "build": "tsc"}, "devDependencies": {"typescript": "5"}}, {}),
        ("CMD node dist/a.js\n", TSC, {}),  # what starts is not there
        ("CMD node server.js\n", {**TSC, "devDependencies": {}}, {}),
        ("CMD node server.js\n", {**TSC, "workspaces": ["a"]}, {}),
        ("CMD node -r ts-node/register server.js\n", {**TSC, "devDependencies": {"ts-node": "10"}}, {}),
        ("CMD node server.js\n", TSC, {"server.js": "require('./lib/a')", "lib/a.js": "require('typescript')"}),
        ("RUN make assets\nCMD node server.js\n", TSC, {}),
        ("CMD pm2-runtime server.js\n", TSC, {}),
        ("", TSC, {}),
    ],
)  # fmt: skip
def test_development_dependencies_that_may_be_used(rest: str, package: dict[str, Any], files: dict[str, str]) -> None:
    assert found("dev-dependencies-in-final-image", WHOLE + rest, package, files) == []


@pytest.mark.parametrize("rest", ["CMD node server.js\n", "RUN npm cache clean --force\nUSER node\nCMD npm start\n"])
def test_development_dependencies_that_nothing_uses(rest: str) -> None:
    messages = found("dev-dependencies-in-final-image", WHOLE + rest, TSC)
    assert messages == ["this installs development dependencies, which nothing in the final image uses"]
