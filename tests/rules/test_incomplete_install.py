"""incomplete-restore on installs of Node packages: which settings and patches an install goes without."""

from __future__ import annotations

import pytest
from rule_running import marked

from contexts import context_of

PACKAGE = '{"dependencies": {"ms": "2"}, "scripts": {}}'
FIRST = "FROM node:22\nWORKDIR /app\nCOPY package.json ./\n"
BERRY = {".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.5.0.cjs\n", ".yarn/releases/yarn-4.5.0.cjs": ""}
PATCHED = '{"pnpm": {"patchedDependencies": {"ms@2": "patches/ms.patch"}}, "dependencies": {"ms": "2"}}'
PRISMA = '{"scripts": {"postinstall": "prisma generate"}, "dependencies": {"prisma": "6"}}'

CASES = [
    ("settings of npm", {".npmrc": ""}, f"{FIRST}RUN npm ci\nCOPY . .\n", ["npm"]),
    ("settings of yarn", BERRY, f"{FIRST}RUN yarn install\nCOPY . .\n", ["yarn"]),
    ("a patch of pnpm", {"package.json": PATCHED, "patches/ms.patch": ""}, f"{FIRST}RUN pnpm i\nCOPY . .\n", ["pnpm"]),
    ("a schema that a script asks for", {"package.json": PRISMA, "prisma/schema.prisma": ""}, f"{FIRST}RUN npm ci\nCOPY . .\n", ["npm"]),
    ("a stage of its own", {".npmrc": ""}, f"{FIRST}RUN npm ci\n\nFROM node:22\nWORKDIR /app\nCOPY . .\nCOPY --from=0 /app/node_modules ./node_modules\n",
     ["npm"]),
    ("another directory", {"web/package.json": PACKAGE, "web/.npmrc": ""},
     "FROM node:22\nWORKDIR /app\nCOPY web/package.json web/\nRUN npm ci --prefix web\nCOPY web web\n", ["npm"]),
    ("a pattern for the manifests", {".npmrc": ""}, FIRST.replace("package.json", "package*.json") + "RUN npm ci\nCOPY . .\n", ["npm"]),
    # nothing is missing, or nobody can tell
    ("they are there", {".npmrc": ""}, FIRST.replace("package.json", "package.json .npmrc") + "RUN npm ci\nCOPY . .\n", []),
    ("by a pattern", {".npmrc": ""}, FIRST.replace("package.json", "package.json .npmr*") + "RUN npm ci\nCOPY . .\n", []),
    ("they never come", {".npmrc": ""}, f"{FIRST}RUN npm ci\n", []),
    ("they are ignored", {".npmrc": "", ".dockerignore": ".npmrc\n"}, f"{FIRST}RUN npm ci\nCOPY . .\n", []),
    ("they are those of the user", {".npmrc": ""}, f"{FIRST}COPY .npmrc /root/.npmrc\nRUN npm ci\nCOPY . .\n", []),
    ("they are mounted", {".npmrc": ""}, f"{FIRST}RUN --mount=type=secret,id=n,target=/app/.npmrc npm ci\nCOPY . .\n", []),
    ("a bind mount", {".npmrc": ""}, f"{FIRST}RUN --mount=type=bind,source=.npmrc,target=.npmrc npm ci\nCOPY . .\n", []),
    ("a RUN writes them", {".npmrc": ""}, f"{FIRST}RUN echo a=b > .npmrc\nRUN npm ci\nCOPY . .\n", []),
    ("they are named elsewhere", {".npmrc": ""}, f"{FIRST}ENV NPM_CONFIG_USERCONFIG=/etc/npmrc\nRUN npm ci\nCOPY . .\n", []),
    ("a lock file", {"package-lock.json": "{}"}, f"{FIRST}RUN npm i\nCOPY . .\n", []),
    ("members of a workspace", {"package.json": '{"workspaces": ["p/*"]}', "p/a/package.json": PACKAGE}, f"{FIRST}RUN npm i\nCOPY . .\n", []),
    ("a schema that a later command asks for", {"package.json": PACKAGE.replace("ms", "@prisma/client"), "prisma/schema.prisma": ""},
     f"{FIRST}RUN npm ci\nCOPY . .\nRUN npx prisma generate\n", []),
    ("the sources come first", {".npmrc": ""}, "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", []),
    ("one package", {".npmrc": ""}, f"{FIRST}RUN npm i -g serve\nCOPY . .\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_an_install_goes_without(files: dict[str, str], text: str, words: list[str]) -> None:
    context = context_of({"package.json": PACKAGE, **files})
    assert marked("incomplete-restore", text, context=context) == words
