"""Final stages on a stage with the full image of Node or Python which the builder is built on, too: what it says is said again
on a small image."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from rebasing import LIBPQ, assert_small_image, new_base, rebase_of, why_not

from dockwright.assist import Offer
from dockwright.text import apply

Files = Mapping[str, str]

PACKAGE = {
    "packageManager": "pnpm@9.1.0",
    "scripts": {"build": "tsc", "start": "node dist/main.js"},
    "dependencies": {"express": "4"},
    "devDependencies": {"typescript": "5"},
}
NODE: Files = {
    "package.json": json.dumps(PACKAGE),
    "package-lock.json": "{}",
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "src/main.ts": "",
}
VITE: Files = {
    "package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}',
    "vite.config.js": "export default {};",
    "index.html": "",
}
FLASK: Files = {"requirements.txt": "flask\npsycopg2==2.9\n", "app.py": "import flask"}

TOOLS = '# tools\nENV PNPM_HOME="/pnpm"\nENV PATH="$PNPM_HOME:$PATH"\nRUN corepack enable\n\nWORKDIR /app\n'
BUILD = "\nFROM base AS build\nCOPY . .\nRUN {} && npm run build\n\n"
NPM, PNPM = BUILD.format("npm ci"), BUILD.format("pnpm install")
TAKEN = "COPY --from=build /app ./\n"
START = 'CMD ["node", "dist/main.js"]\n'
VENV = (
    "FROM base AS build\nRUN python -m venv /opt/venv\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
)
APP = 'COPY --from=build /opt/venv /opt/venv\nCOPY . .\nCMD ["python", "app.py"]\n'
SITE = "RUN npm install -g serve\nCOPY --from=build /app/dist dist\nEXPOSE 3000\n" + 'CMD ["serve", "-s", "dist"]\n'


@pytest.mark.parametrize(
    ("title", "files", "build", "before", "after"),
    [
        ("tools and variables", NODE, f"FROM node:22-bookworm AS base\n{TOOLS}{PNPM}", f"FROM base AS run\n{TAKEN}{START}",
         f"FROM node:22-bookworm-slim AS run\n{TOOLS}{TAKEN}{START}"),
        ("a script of pnpm starts", NODE, f"FROM node:22-bookworm AS base\n{TOOLS}{PNPM}", f'FROM base\n{TAKEN}CMD ["pnpm", "start"]\n',
         f'FROM node:22-bookworm-slim\n{TOOLS}{TAKEN}CMD ["pnpm", "start"]\n'),
        ("stage on stage", NODE, f"FROM node:22-bookworm AS first\nWORKDIR /app\n\nFROM first AS base\nENV A=1\n{NPM}", f"FROM base\n{TAKEN}{START}",
         f"FROM node:22-bookworm-slim\nWORKDIR /app\nENV A=1\n{TAKEN}{START}"),
        ("nothing but an image", NODE, f"FROM node:22-bookworm AS base\n{NPM.replace('COPY', 'WORKDIR /app' + chr(10) + 'COPY')}",
         f"FROM base\nWORKDIR /app\n{TAKEN}{START}", f"FROM node:22-bookworm-slim\nWORKDIR /app\n{TAKEN}{START}"),
        ("a platform", NODE, f"FROM --platform=linux/amd64 node:22-bookworm AS base\nWORKDIR /app\n{NPM}", f"FROM base\n{TAKEN}{START}",
         f"FROM --platform=linux/amd64 node:22-bookworm-slim\nWORKDIR /app\n{TAKEN}{START}"),
        ("what starts is said below", NODE, f"FROM node:22-bookworm AS base\nWORKDIR /app\n{START}{NPM}", f"FROM base\n{TAKEN}",
         f"FROM node:22-bookworm-slim\nWORKDIR /app\n{START}{TAKEN}"),
        ("Python", FLASK, f"FROM python:3.12 AS base\nENV PATH=/opt/venv/bin:$PATH\nWORKDIR /srv\n{VENV}", f"FROM base\n{APP}",
         f"FROM python:3.12-slim\n{LIBPQ}ENV PATH=/opt/venv/bin:$PATH\nWORKDIR /srv\n{APP}"),
    ],
)  # fmt: skip
def test_said_again_on_a_small_image(title: str, files: Files, build: str, before: str, after: str) -> None:
    assert_small_image(files, build, before, after)


@pytest.mark.parametrize("image", ["node:22-bookworm", "node:22-alpine", "node:22-slim"])
def test_pages(image: str) -> None:
    build = f"FROM {image} AS base\nWORKDIR /app\n{NPM}"
    offer = new_base(f"{build}FROM base\n{SITE}", VITE)
    changed = apply(f"{build}FROM base\n{SITE}", offer.default.change.edits)
    assert changed.startswith(f"{build}FROM nginx:alpine\n")
    assert changed.endswith("COPY --from=build /app/dist /usr/share/nginx/html\nEXPOSE 3000\n")
    assert "RUN" not in changed.removeprefix(build)


def test_line_breaks_and_letters() -> None:
    text = f"FROM node:22-bookworm AS base\nWORKDIR /app\n{NPM}FROM base\n{TAKEN}{START}"
    text = text.replace("FROM", "from").replace("WORKDIR", "workdir").replace("\n", "\r\n")
    offer = new_base(text, NODE)
    changed = apply(text, offer.default.change.edits)
    assert "from node:22-bookworm-slim\r\nworkdir /app\r\nCOPY --from=build" in changed
    assert changed.count("\n") == changed.count("\r\n")


BASE = "FROM node:22-bookworm AS base\nWORKDIR /app\n"


@pytest.mark.parametrize(
    ("title", "files", "text"),
    [
        ("packages are installed below", NODE, f"{BASE}COPY package*.json ./\nRUN npm ci\n{NPM}FROM base\n{TAKEN}{START}"),
        ("triggers", NODE, f"{BASE}ONBUILD RUN true\n{NPM}FROM base\n{TAKEN}{START}"),
        ("a platform of its own", NODE, f"{BASE}{NPM}FROM --platform=linux/amd64 base\n{TAKEN}{START}"),
        ("a small image", NODE, f"{BASE.replace('bookworm', 'slim')}{NPM}FROM base\n{TAKEN}{START}"),
        ("a command below that nobody knows", NODE, f"{BASE}COPY setup.sh .\nRUN ./setup.sh\n{NPM}FROM base\n{TAKEN}{START}"),
        ("nothing is taken", NODE, f"{BASE}{NPM}FROM base\nCOPY . .\n{START}"),
        ("what starts is not built", NODE, f"{BASE}{NPM}FROM base\n{TAKEN}CMD node other.js\n"),
        ("pip installs below", FLASK, f"FROM python:3.12 AS base\nRUN pip install -r requirements.txt\n{VENV}FROM base\n{APP}"),
    ],
)  # fmt: skip
def test_nothing_to_say(title: str, files: Files, text: str) -> None:
    assert not isinstance(rebase_of(text, files), Offer)


def test_without_the_files_nothing_is_said() -> None:
    assert rebase_of(f"{BASE}{NPM}FROM base\n{TAKEN}{START}", None) is None


def test_what_stands_in_the_way_is_told_at_the_image() -> None:
    files = {**NODE, "package.json": json.dumps({**PACKAGE, "dependencies": {"puppeteer": "22"}})}
    text = f"{BASE}{NPM}FROM base\n{TAKEN}{START}"
    found = why_not(text, files)
    assert "`puppeteer` keeps its browser outside of node_modules" in found.reason
    assert found.span.of(text) == "base"
    assert text[: found.span.start].endswith("\nFROM ")
