"""A server that Nx builds: its libraries are in its files, the packages that these import are not."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from splitting import after, taken_along

PACKAGE = {
    "scripts": {"build": "nx build api --prod"},
    "dependencies": {"express": "4"},
    "devDependencies": {"nx": "20", "vite": "5"},
}


def workspace(executor: str, package: Mapping[str, object] = PACKAGE, **options: object) -> dict[str, str]:
    api = {
        "name": "api",
        "projectType": "application",
        "targets": {"build": {"executor": executor, "options": options}},
    }
    web = {
        "projectType": "application",
        "targets": {"build": {"executor": "@nx/vite:build", "options": {"outputPath": "dist/apps/web"}}},
    }
    return {
        "package.json": json.dumps(package),
        "nx.json": "{}",
        "apps/api/project.json": json.dumps(api),
        "apps/api/src/main.ts": "import express from 'express';\nimport { orders } from '@shop/orders';\n",
        "apps/web/project.json": json.dumps(web),
        "apps/web/src/main.ts": "import 'vite/client';\n",
        "libs/orders/src/index.ts": "import { readFileSync } from 'fs';\nexport const orders = readFileSync('data/orders.json');\n",
        "data/orders.json": "[]",
    }  # fmt: skip


WEBPACK = workspace("@nx/webpack:webpack", target="node", outputPath="dist/apps/api")


def answer(build: str, main: str, files: Mapping[str, str]) -> list[str] | str:
    """What the runtime stage takes along; or the reason why there is none."""
    text = f'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN {build}\nCMD ["node", "{main}"]\n'
    found = taken_along(text, files)
    if isinstance(found, list):
        assert ("RUN npm prune --omit=dev\n" in after(text, files)) is (files != BUNDLED)
    return found


USUAL = ["node_modules", "dist/apps/api", "package.json", "data"]
BUNDLED = workspace("@nx/esbuild:esbuild", outputPath="dist/apps/api", thirdParty=True)


@pytest.mark.parametrize(
    ("build", "files", "expected"),
    [
        ("npx nx build api", WEBPACK, USUAL),
        ("npm run build", WEBPACK, USUAL),
        ("npx nx run api:build:production", workspace("@nrwl/node:webpack", outputPath="dist/apps/api"), USUAL),
        ("npx nx build api", workspace("@nx/esbuild:esbuild", outputPath="dist/apps/api"), USUAL),
        ("npx nx build api", BUNDLED, ["dist/apps/api", "data"]),
        ("npx nx run-many -t build -p api,web", WEBPACK,
         ["node_modules", "dist/apps/api", "dist/apps/web", "package.json", "data"]),
    ],
)  # fmt: skip
def test_what_is_taken_along(build: str, files: Mapping[str, str], expected: list[str]) -> None:
    if "web" in build:  # whose sources import a package for development
        files = {**files, "apps/web/src/main.ts": ""}
    assert answer(build, "dist/apps/api/main.js", files) == expected


@pytest.mark.parametrize(
    ("build", "main", "files", "reason"),
    [
        ("npx nx build api", "dist/apps/api/main.js", workspace("@nx/js:tsc", outputPath="dist/apps/api"),
         "`nx.json`: what the build does is not followed"),
        ("npx nx build api", "dist/apps/api/main.js", workspace("@nx/esbuild:esbuild", outputPath="dist/apps/api", bundle=False),
         "`nx.json`: what the build does is not followed"),
        ("npx nx build api", "dist/apps/api/main.js", workspace("@nx/webpack:webpack", target="node"), "`nx.json`: what the build does is not followed"),
        ("npx nx build web", "dist/apps/api/main.js", WEBPACK, "the build writes `dist/apps/web`, but `dist/apps/api/main.js` starts"),
        ("npx nx build api", "dist/apps/api/main.js", workspace("@nx/webpack:webpack", {**PACKAGE, "workspaces": ["libs/*"]}, target="node", outputPath="dist/apps/api"),
         "which packages of the workspace a server needs is not followed"),
    ],
)  # fmt: skip
def test_refusals(build: str, main: str, files: Mapping[str, str], reason: str) -> None:
    assert answer(build, main, files) == reason


def test_a_pattern_of_manifests_that_are_not_there_brings_nothing() -> None:
    text = (
        "FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nCOPY libs/package*.json libs/\nRUN npm install\nCOPY . .\n"
        'RUN npx nx build api\nCMD ["node", "dist/apps/api/main.js"]\n'
    )
    assert taken_along(text, WEBPACK) == USUAL
