"""Final stages on the full image of Node or Python that run what another stage has installed: the small image instead."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from rebasing import LIBPQ, assert_small_image, rebase_of, why_not

Files = Mapping[str, str]

PACKAGE = {"scripts": {"build": "tsc"}, "dependencies": {"express": "4"}, "devDependencies": {"typescript": "5"}}
NODE: Files = {
    "package.json": json.dumps(PACKAGE),
    "package-lock.json": "{}",
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "src/main.ts": "",
}
LOCK = '{"packages": {"": {"dependencies": {"express": "4"}}, "node_modules/express": {"version": "4"}}}'
FLASK: Files = {"requirements.txt": "flask\npsycopg2==2.9\n", "app.py": "import flask"}
UV: Files = {"pyproject.toml": '[project]\nname = "app"\ndependencies = ["flask"]\n', "uv.lock": "", "app.py": ""}

TSC = "FROM node:22-bookworm AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
TAKEN = "WORKDIR /app\nCOPY --from=build /app ./\n"
NODE_START = 'CMD ["node", "dist/main.js"]\n'
VENV = "FROM python:3.12 AS build\nRUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
PIP = "FROM python:3.12 AS build\nCOPY requirements.txt .\nRUN pip install {}-r requirements.txt\n"
APP = 'WORKDIR /srv\nCOPY . .\nCMD ["python", "app.py"]\n'
CURL = LIBPQ.replace("libpq5", "curl")


@pytest.mark.parametrize(
    ("title", "files", "build", "before", "after"),
    [
        ("Node", NODE, TSC, f"FROM node:22-bookworm\n{TAKEN}{NODE_START}", f"FROM node:22-bookworm-slim\n{TAKEN}{NODE_START}"),
        ("Node, part by part", NODE, TSC,
         f"FROM node:22-bookworm AS run\nWORKDIR /app\nCOPY --from=build /app/node_modules node_modules\nCOPY --from=build /app/dist dist\n{NODE_START}",
         f"FROM node:22-bookworm-slim AS run\nWORKDIR /app\nCOPY --from=build /app/node_modules node_modules\nCOPY --from=build /app/dist dist\n{NODE_START}"),
        ("Node, in another directory", NODE, TSC.replace("/app", "/src"), f"FROM node:22-bookworm\nWORKDIR /app\nCOPY --from=build /src ./\n{NODE_START}",
         f"FROM node:22-bookworm-slim\nWORKDIR /app\nCOPY --from=build /src ./\n{NODE_START}"),
        ("packages that the final stage installs itself, none of which is compiled", {**NODE, "package-lock.json": LOCK}, TSC,
         f"FROM node:22-bookworm\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --omit=dev\nCOPY --from=build /app/dist dist\n{NODE_START}",
         f"FROM node:22-bookworm-slim\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --omit=dev\nCOPY --from=build /app/dist dist\n{NODE_START}"),
        ("a check of the health, a user and a tool", NODE, TSC,
         f"FROM node:22-bookworm\nRUN npm install -g pm2\n{TAKEN}USER node\nHEALTHCHECK CMD curl -f localhost\n{NODE_START}",
         f"FROM node:22-bookworm-slim\n{CURL}RUN npm install -g pm2\n{TAKEN}USER node\nHEALTHCHECK CMD curl -f localhost\n{NODE_START}"),
        ("an environment of Python", FLASK, VENV, f"FROM python:3.12\nCOPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\n{APP}",
         f"FROM python:3.12-slim\n{LIBPQ}COPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\n{APP}"),
        ("packages of a user", FLASK, PIP.format("--user "), f"FROM python:3.12\nCOPY --from=build /root/.local /root/.local\n{APP}",
         f"FROM python:3.12-slim\n{LIBPQ}COPY --from=build /root/.local /root/.local\n{APP}"),
        ("packages beside the interpreter", FLASK, PIP.format(""),
         f"FROM python:3.12\nCOPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages\n"
         f"COPY --from=build /usr/local/bin /usr/local/bin\n{APP}",
         f"FROM python:3.12-slim\n{LIBPQ}COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages\n"
         f"COPY --from=build /usr/local/bin /usr/local/bin\n{APP}"),
        ("an environment of uv, with the project around it", UV, "FROM python:3.12 AS build\nRUN pip install uv\nWORKDIR /app\nCOPY . .\nRUN uv sync --frozen\n",
         'FROM python:3.12\nWORKDIR /app\nCOPY --from=build /app /app\nCMD [".venv/bin/python", "app.py"]\n',
         'FROM python:3.12-slim\nWORKDIR /app\nCOPY --from=build /app /app\nCMD [".venv/bin/python", "app.py"]\n'),
    ],
)  # fmt: skip
def test_small_image(title: str, files: Files, build: str, before: str, after: str) -> None:
    assert_small_image(files, build, before, after)


@pytest.mark.parametrize(
    ("title", "files", "text"),
    [
        ("a small image", NODE, f"{TSC}FROM node:22-bookworm-slim\n{TAKEN}{NODE_START}"),
        ("another release of the system", NODE, f"{TSC}FROM node:22-bullseye\n{TAKEN}{NODE_START}"),
        ("packages are installed in the final stage, which may be compiled", NODE, f"{TSC}FROM node:22-bookworm\n{TAKEN}RUN npm ci --omit=dev\n{NODE_START}"),
        ("... or are", {**NODE, "package-lock.json": LOCK.replace('"version": "4"', '"hasInstallScript": true')},
         f"{TSC}FROM node:22-bookworm\n{TAKEN}RUN npm ci --omit=dev\n{NODE_START}"),
        ("a development server", NODE, f"{TSC}FROM node:22-bookworm\n{TAKEN}CMD npx nodemon src/main.ts\n"),
        ("what starts is not built", NODE, f"{TSC}FROM node:22-bookworm\n{TAKEN}CMD node other.js\n"),
        ("no packages are taken", FLASK, f"{VENV}FROM python:3.12\nCOPY --from=build /x /x\n{APP}"),
        ("a command that nobody knows", FLASK, f"{VENV}FROM python:3.12\nCOPY --from=build /opt/venv /opt/venv\nRUN ./setup.sh\n{APP}"),
        ("an image of one's own", FLASK, f"{VENV}FROM example.com/python:3.12\nCOPY --from=build /opt/venv /opt/venv\n{APP}"),
        ("a tag that is computed", FLASK, f"ARG V\n{VENV}FROM python:$V\nCOPY --from=build /opt/venv /opt/venv\n{APP}"),
    ],
)  # fmt: skip
def test_nothing_to_say(title: str, files: Files, text: str) -> None:
    assert rebase_of(text, files) is None


def test_without_the_files_nothing_is_said() -> None:
    text = f"{VENV}FROM python:3.12\nCOPY --from=build /opt/venv /opt/venv\n{APP}"
    assert rebase_of(text, None) is None


@pytest.mark.parametrize(
    ("files", "text", "reason"),
    [
        ({**NODE, "package.json": json.dumps({**PACKAGE, "dependencies": {"puppeteer": "22"}})},
         f"{TSC}FROM node:22-bookworm\n{TAKEN}{NODE_START}", "`puppeteer` keeps its browser outside of node_modules"),
        ({**FLASK, "requirements.txt": "gdal\n"}, f"{VENV}FROM python:3.12\nCOPY --from=build /opt/venv /opt/venv\n{APP}", "`gdal`"),
        (NODE, f"{TSC}FROM node:22-bookworm\nCOPY --from=ghcr.io/x/y /usr/lib/libz.so /usr/lib/\n{TAKEN}{NODE_START}",
         "what `libz.so` needs of the image is not known"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(files: Files, text: str, reason: str) -> None:
    found = why_not(text, files)
    assert reason in found.reason
