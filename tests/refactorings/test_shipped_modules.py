"""Packages of Node that a final stage takes from one that builds: whether development dependencies are among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from dockwright.context import MemoryContext, Started
from dockwright.lint import analyse
from dockwright.refactorings.shipped_modules import shipped_modules
from dockwright.text import apply

Files = Mapping[str, str]

PACKAGE: Mapping[str, object] = {
    "scripts": {
        "build": "tsc",
        "start": "node dist/index.js",
        "migrate": "prisma migrate deploy && node dist/index.js",
    },
    "dependencies": {"express": "4"},
    "devDependencies": {"typescript": "5", "prisma": "5"},
}
FILES: Files = {
    "package.json": json.dumps(PACKAGE),
    "package-lock.json": "{}",
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "src/index.ts": "import express from 'express';",
}
NEXT: Files = {
    "package.json": '{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "15"}, "devDependencies": {"eslint": "9"}}',
    "next.config.mjs": "export default {};",
    "app/page.jsx": "",
}
SVELTE: Files = {
    "package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"@sveltejs/kit": "2", "@sveltejs/adapter-node": "5", "vite": "5", "svelte": "5"}}',
    "svelte.config.js": "import adapter from '@sveltejs/adapter-node';\nexport default { kit: { adapter: adapter() } };\n",
    "src/app.js": "import 'svelte';",
}

BUILD = "FROM node:22 AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"
DEPS = "FROM node:22 AS deps\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n"
BORROWED = "FROM node:22 AS build\nWORKDIR /app\nCOPY --from=deps /app/node_modules node_modules\nCOPY . .\nRUN npm run build\n"
FINAL = "FROM node:22-slim\nWORKDIR /app\nCOPY --from=build /app/dist dist\nCOPY --from=build /app/node_modules node_modules\n"
START = 'CMD ["node", "dist/index.js"]\n'


class Case(NamedTuple):
    title: str
    before: str
    after: str
    command: str = "npm prune --omit=dev"
    files: Files = FILES


CASES = [
    Case("packages beside what is built", BUILD, FINAL + START),
    Case("all of the directory, by a script", BUILD, 'FROM node:22\nWORKDIR /srv\nCOPY --from=build /app ./\nCMD ["npm", "start"]\n'),
    Case("installed in front of the stage that builds", DEPS + BORROWED, FINAL + START),
    Case("... or below it", DEPS + "FROM deps AS build\nCOPY . .\nRUN npm run build\n", FINAL + START),
    Case("the build ends elsewhere", BUILD + "WORKDIR /\n", FINAL + START, "cd /app && npm prune --omit=dev"),
    Case("an npm of old", BUILD.replace("22", "14"), FINAL + START, "npm prune --production"),
    Case("pnpm", BUILD.replace("npm ci", "pnpm install"), FINAL + START, "CI=true pnpm prune --prod --ignore-scripts",
         {**FILES, "package.json": FILES["package.json"].replace("prisma", "tsup")}),
    Case("yarn", BUILD.replace("npm ci", "yarn"), FINAL + START, "yarn install --production --ignore-scripts --prefer-offline --frozen-lockfile",
         {**FILES, "yarn.lock": "# yarn lockfile v1\n"}),
    Case("Next.js", BUILD, 'FROM node:22-slim\nWORKDIR /app\nCOPY --from=build /app ./\nCMD ["npm", "start"]\n', files=NEXT),
    Case("SvelteKit has them in what it builds", BUILD, 'FROM node:22\nWORKDIR /app\nCOPY --from=build /app ./\nCMD ["node", "build"]\n', files=SVELTE),
    Case("a check of the health", BUILD, f"{FINAL}HEALTHCHECK CMD node dist/index.js --check\n{START}"),
]  # fmt: skip

SHARED = (
    "FROM node:22\nWORKDIR /app\nCOPY --from=build /app/dist dist\nCOPY --from=deps /app/node_modules node_modules\n"
)
BESIDE: list[tuple[str, str, str, str, str, Files]] = [
    (
        "what installs them is needed for the build",
        DEPS,
        BORROWED + SHARED + START,
        "deps",
        "npm prune --omit=dev",
        FILES,
    ),
    (
        "the build stands on it",
        DEPS,
        "FROM deps AS build\nCOPY . .\nRUN npm run build\n" + SHARED + START,
        "deps",
        "npm prune --omit=dev",
        FILES,
    ),
    (
        "another stage tests with them",
        BUILD,
        "FROM build AS test\nRUN npm test\n" + FINAL.replace("=build /app/dist", "=test /app/dist") + START,
        "build",
        "npm prune --omit=dev",
        FILES,
    ),
    (
        "another stage copies them",
        BUILD,
        "FROM node:22 AS other\nCOPY --from=build /app/node_modules /m\nFROM node:22\nCOPY --from=build /app /app\nWORKDIR /app\n"
        + START,
        "build",
        "npm prune --omit=dev",
        FILES,
    ),
    (
        "pnpm",
        DEPS.replace("npm ci", "pnpm i"),
        BORROWED + SHARED + START,
        "deps",
        "CI=true pnpm prune --prod --ignore-scripts",
        {**FILES, "package.json": FILES["package.json"].replace("prisma", "tsup")},
    ),
]

WITHOUT = [
    ("pnpm has installed them elsewhere", DEPS.replace("npm ci", "pnpm i") + BORROWED, FINAL + START),
    ("another user installed them", BUILD.replace("RUN npm run", "USER node\nRUN npm run"), FINAL + START),
    ("stages are counted", DEPS + BORROWED.replace("=deps", "=0"), SHARED + START),
    ("the new stage has a name that is taken", "FROM node:22 AS production-deps\nRUN true\n" + DEPS + BORROWED, SHARED + START),
    ("... in the file", "ARG NAME=production-deps\n" + DEPS + BORROWED, SHARED + START),
]  # fmt: skip

SILENT = [
    ("they are pruned", BUILD + "RUN npm prune --production\n", FINAL + START, FILES),
    ("they are installed anew", BUILD + "RUN rm -rf node_modules && npm ci --omit=dev\n", FINAL + START, FILES),
    ("only those for production are installed", BUILD.replace("npm ci", "npm ci --omit=dev"), FINAL + START, FILES),
    ("the final stage installs its own", BUILD, FINAL + "COPY package.json .\nRUN npm ci --omit=dev\n" + START, FILES),
    ("the final stage uses one", BUILD, FINAL + "RUN npx prisma generate\n" + START, FILES),
    ("one is what starts", BUILD, FINAL + 'COPY package.json .\nCMD ["npm", "run", "migrate"]\n', FILES),
    ("a source imports one", BUILD, FINAL + START, {**FILES, "src/a.ts": "import { x } from 'typescript';"}),
    ("what starts is not known to be built", BUILD, FINAL + 'CMD ["node", "other/index.js"]\n', FILES),
    ("a script of one's own starts", BUILD, FINAL + 'COPY run.sh .\nCMD ["./run.sh"]\n', {**FILES, "run.sh": "#!/bin/sh\nexec node dist/index.js\n"}),
    ("no packages are taken", BUILD, "FROM node:22-slim\nWORKDIR /app\nCOPY --from=build /app/dist dist\n" + START, FILES),
    ("no development dependencies", BUILD, FINAL + START, {**FILES, "package.json": '{"scripts": {"build": "tsc"}}'}),
    ("a workspace", BUILD, FINAL + START, {**FILES, "package.json": json.dumps({**PACKAGE, "workspaces": ["packages/*"]})}),
    ("it runs elsewhere", BUILD, FINAL + "WORKDIR /srv\n" + START, FILES),
    ("settings that are compiled at the start", BUILD, 'FROM node:22\nWORKDIR /app\nCOPY --from=build /app ./\nCMD ["npm", "start"]\n',
     {**{name: text for name, text in NEXT.items() if "config" not in name}, "next.config.ts": "export default {};"}),
]  # fmt: skip


def last_line(text: str, before: str, after: str) -> str:
    """The line that was put between two parts of a text."""
    assert text.startswith(before)
    assert text.endswith(after)
    return text[len(before) : len(text) - len(after)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_they_are_taken_away_where_they_are_built(case: Case) -> None:
    text = case.before + case.after
    model = analyse(text)
    assert model.target is not None
    found = shipped_modules(model, model.target, MemoryContext(case.files))
    assert found is not None
    changed = apply(text, found.edits)
    assert last_line(changed, case.before, case.after) == f"RUN {case.command}\n"
    again = analyse(changed)
    assert again.target is not None
    assert shipped_modules(again, again.target, MemoryContext(case.files)) is None


@pytest.mark.parametrize(
    ("title", "before", "after", "name", "command", "files"),
    BESIDE,
    ids=lambda one: one if isinstance(one, str) and len(one) < 50 else "",
)
def test_a_stage_of_its_own_where_others_need_them(
    title: str, before: str, after: str, name: str, command: str, files: Files
) -> None:
    text = before + after
    model = analyse(text)
    assert model.target is not None
    found = shipped_modules(model, model.target, MemoryContext(files))
    assert found is not None
    assert (found.stage, found.command) == (f"production-{name}", command)
    copy = next(line for line in reversed(after.splitlines()) if f"--from={name} " in line and "dist" not in line)
    changed = apply(text, found.edits)
    head, _, tail = after.rpartition(copy)
    stage = f"\nFROM {name} AS production-{name}\nRUN {command}\n"
    assert changed == before + stage + head + copy.replace(f"={name} ", f"=production-{name} ") + tail
    again = analyse(changed)
    assert again.target is not None
    assert shipped_modules(again, again.target, MemoryContext(files)) is None


@pytest.mark.parametrize(("title", "before", "after"), WITHOUT)
def test_nobody_can_take_them_away(title: str, before: str, after: str) -> None:
    model = analyse(before + after)
    assert model.target is not None
    found = shipped_modules(model, model.target, MemoryContext(FILES))
    assert found is not None
    assert (found.command, found.edits) == ("", ())


@pytest.mark.parametrize(("title", "before", "after", "files"), SILENT)
def test_nothing_to_say(title: str, before: str, after: str, files: Files) -> None:
    model = analyse(before + after)
    assert model.target is not None
    assert shipped_modules(model, model.target, MemoryContext(files)) is None


def started(*words: str, is_check: bool = False, target: str = "") -> Started:
    return Started(words, False, is_check, target, "compose.yaml")


@pytest.mark.parametrize(
    ("command", "is_told"),
    [
        (started("node", "dist/index.js"), True),
        (started("curl", "-f", "localhost", is_check=True), True),
        (started("npm", "run", "dev", target="build"), True),
        (started("npx", "prisma", "migrate", "deploy"), False),
        (started("npx", "tsx", "src/index.ts"), False),
        (started("npx", "prisma", "status", is_check=True), False),
    ],
)
def test_what_compose_files_start_counts_too(command: Started, is_told: bool) -> None:
    model = analyse(BUILD + FINAL + START)
    assert model.target is not None
    found = shipped_modules(model, model.target, MemoryContext(FILES, started=(command,)))
    assert (found is not None) is is_told
