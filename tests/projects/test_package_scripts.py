"""Package scripts followed to the programs they start."""

from __future__ import annotations

import pytest

from dockwright.projects.package_scripts import script_named, steps_of

SCRIPTS = {
    "build": "tsc && vite build",
    "start": "PORT=8080 serve -s build",
    "serve": "npm run start",
    "all": "run-s clean build",
    "clean": "rm -rf dist",
    "cross": "cross-env NODE_ENV=production BUILD_PATH=out react-scripts build",
    "loop": "npm run loop",
    "prehooked": "echo before",
    "hooked": "vite build",
    "dynamic": "serve -l $PORT",
    "broken": "if [",
}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("npm run build", "build"),
        ("npm start", "start"),
        ("npm run --silent build", "build"),
        ("npm --prefix web run build", "build"),
        ("yarn build", "build"),
        ("yarn run build", "build"),
        ("yarn install", None),
        ("yarn", None),
        ("pnpm build", "build"),
        ("pnpm -F web build", "build"),
        ("npm install", None),
        ("npm run", None),
        ("node server.js", None),
        ("", None),
    ],
)
def test_script_named(line: str, name: str | None) -> None:
    assert script_named(line.split()) == name


@pytest.mark.parametrize(
    ("line", "programs"),
    [
        ("npm run build", ["tsc", "vite build"]),
        ("npm run serve", ["serve -s build"]),
        ("npm run all", ["rm -rf dist", "tsc", "vite build"]),
        ("npm run hooked", ["echo before", "vite build"]),
        ("npm run build -- --outDir out", ["tsc", "vite build --outDir out"]),
        ("yarn build --outDir out", ["tsc", "vite build --outDir out"]),
        ("npx --yes serve@14 -s dist", ["serve -s dist"]),
        ("npx @angular/cli build", ["ng build"]),
        ("pnpm exec vite build", ["vite build"]),
        ("pnpm dlx serve dist", ["serve dist"]),
        ("yarn vite build", ["vite build"]),
        ("./node_modules/.bin/vite build", ["vite build"]),
        ("npm run cross", ["react-scripts build"]),
        ("node server.js", ["node server.js"]),
        ("bun cross", ["react-scripts build"]),
        ("bun vite build", ["vite build"]),
        ("bun build src/a.ts", ["bun build src/a.ts"]),
        ("bun server.ts", ["bun server.ts"]),
        ("bun dist/server", ["bun dist/server"]),
        ("bun .", ["bun ."]),
    ],
)
def test_steps(line: str, programs: list[str]) -> None:
    steps = steps_of(line.split(), SCRIPTS)
    assert steps is not None
    assert [" ".join(step.argv) for step in steps] == programs


@pytest.mark.parametrize("line", ["npm run nothing", "npm run loop", "npm run broken", "npm start-typo"])
def test_what_cannot_be_followed(line: str) -> None:
    assert steps_of(line.split(), SCRIPTS) is None or line == "npm start-typo"


def test_variables_and_expansions() -> None:
    start = steps_of(["npm", "start"], SCRIPTS)
    assert start is not None
    assert start[0].variables == {"PORT": "8080"}
    cross = steps_of(["npm", "run", "cross"], SCRIPTS)
    assert cross is not None
    assert cross[0].variables == {"NODE_ENV": "production", "BUILD_PATH": "out"}
    dynamic = steps_of(["npm", "run", "dynamic"], SCRIPTS)
    assert dynamic is not None
    assert not dynamic[0].is_literal
