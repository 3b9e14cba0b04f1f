"""Final stages on Node or Python that serve the pages of another stage, or files of the context: nginx in their place."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rebasing import new_base, rebase_of, why_not

from contexts import context_of
from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

Files = Mapping[str, str]

VITE = {
    "package.json": '{"scripts": {"build": "vite build", "preview": "vite preview --host"}, "devDependencies": {"vite": "^5.4.11"}}'
}
BUILD = "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
INSTALL = "RUN npm install -g serve\n"
TAKEN = "COPY --from=build /app/dist /srv\n"


def lines_of(text: str, after: str) -> tuple[str, ...]:
    """The final stage's instructions, without what nginx is told and where that is written."""
    lines = after[len(text) :].splitlines()
    first, last = lines.index("server {"), lines.index("EOF")
    return (*lines[: first - 1], *lines[last + 1 :])


@pytest.mark.parametrize(
    ("title", "stage", "expected", "told"),
    [
        ("an application", f'FROM node:22\n{INSTALL}{TAKEN}CMD ["serve", "-s", "/srv"]\n',
         ("FROM nginx:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 3000"), "/index.html;"),
        ("from the working directory", f'FROM node:22\nWORKDIR /srv\n{INSTALL}COPY --from=build /app/dist .\nCMD ["serve", "."]\n',
         ("FROM nginx:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 3000"), "=404;"),
        ("a part of what is taken", f'FROM node:22\n{INSTALL}COPY --from=build /app /app\nCMD ["serve", "/app/dist"]\n',
         ("FROM nginx:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 3000"), "=404;"),
        ("what says something of the container stays",
         f"FROM node:22 AS web\nLABEL a=b\n{INSTALL}{TAKEN}ENV PORT=80\nEXPOSE 80\nHEALTHCHECK CMD curl -f localhost\nCMD serve /srv -l $PORT\n",
         ("FROM nginx:alpine AS web", "COPY --from=build /app/dist /usr/share/nginx/html", "LABEL a=b", "ENV PORT=80", "EXPOSE 80",
          "HEALTHCHECK CMD curl -f localhost"), "listen ${PORT};"),
        ("a preview of the project", 'FROM node:22\nWORKDIR /srv\nCOPY --from=build /app .\nCMD ["npx", "vite", "preview", "--port", "80"]\n',
         ("FROM nginx:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 80"), "/index.html;"),
        ("... by its script", 'FROM node:22\nWORKDIR /app\nCOPY --from=build /app/package.json .\nCOPY --from=build /app/dist dist\nCMD ["npm", "run", "preview"]\n',
         ("FROM nginx:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 4173"), "/index.html;"),
        ("by PM2", f'FROM node:22\nRUN npm i -g pm2\n{TAKEN}CMD ["pm2", "serve", "/srv", "80", "--no-daemon"]\n',
         ("FROM nginx:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 80"), "=404;"),
        ("by Python", f'FROM python:3.12-slim\nWORKDIR /srv\n{TAKEN}CMD ["python", "-m", "http.server"]\n',
         ("FROM nginx:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 8000"), "$uri/ =404;"),
        ("without root, where nothing can be installed",
         f'FROM node:22-alpine\nRUN apk add --no-cache bash && npm install -g serve\nUSER node\n{TAKEN}CMD ["serve", "/srv"]\n',
         ("FROM nginxinc/nginx-unprivileged:alpine", "COPY --from=build /app/dist /usr/share/nginx/html", "EXPOSE 3000"), "=404;"),
    ],
)  # fmt: skip
def test_nginx(title: str, stage: str, expected: tuple[str, ...], told: str) -> None:
    text = BUILD + stage
    offer = new_base(text, VITE)
    after = apply(text, offer.default.change.edits)
    assert after.startswith(BUILD)
    assert lines_of(BUILD, after) == expected
    assert told in after
    assert offer.default.change.safety is Safety.UNSAFE
    assert rebase_of(after, VITE) is None


@pytest.mark.parametrize(
    ("title", "stage", "context"),
    [
        ("a server on Node", f'FROM node:22\n{TAKEN}CMD ["node", "/srv/main.js"]\n', VITE),
        ("more files beside them", f'FROM node:22\n{INSTALL}{TAKEN}COPY robots.txt /srv/\nCMD ["serve", "/srv"]\n', VITE),
        ("settings of the server", f'FROM node:22\n{INSTALL}{TAKEN}COPY serve.json /srv/serve.json\nCMD ["serve", "/srv"]\n', VITE),
        ("files that a RUN changes", f'FROM node:22\n{INSTALL}{TAKEN}RUN sed -i s/a/b/ /srv/index.html\nCMD ["serve", "/srv"]\n', VITE),
        ("a script that writes settings first", f"FROM node:22\n{INSTALL}{TAKEN}CMD ./env.sh && serve /srv\n", VITE),
        ("another directory than the build writes", f'FROM node:22\n{INSTALL}COPY --from=build /app/src /srv\nCMD ["serve", "/srv"]\n', VITE),
        ("files of the context", f'FROM node:22\n{INSTALL}COPY dist /srv\nCOPY --from=build /x /x\nCMD ["serve", "/srv"]\n', VITE),
        ("a development server", 'FROM node:22\nCOPY --from=build /app /app\nWORKDIR /app\nCMD ["npx", "vite"]\n', VITE),
        ("a preview without its project", f'FROM node:22\n{TAKEN}WORKDIR /srv\nCMD ["npx", "vite", "preview"]\n', VITE),
        ("a preview of other pages", 'FROM node:22\nCOPY --from=build /app /app\nCOPY dist /app/dist\nWORKDIR /app\nCMD ["npx", "vite", "preview"]\n', VITE),
        ("a preview whose directory is computed", 'FROM node:22\nCOPY --from=build /app /app\nWORKDIR /app\nCMD ["npx", "vite", "preview"]\n',
         {**VITE, "vite.config.js": "export default { build: { outDir: process.env.OUT } }"}),
        ("an image that others build on", f'FROM node:22\n{INSTALL}{TAKEN}ONBUILD COPY . /srv\nCMD ["serve", "/srv"]\n', VITE),
        ("files that are not proven to be all", f'FROM node:22\n{INSTALL}COPY --from=build /app /srv\nCMD ["serve", "/srv"]\n', None),
    ],
)  # fmt: skip
def test_nothing_to_say(title: str, stage: str, context: Files | None) -> None:
    known = context_of(context)
    assert rebase(analyse(BUILD + stage), known, DEFAULT_SETTINGS) is None


@pytest.mark.parametrize(
    ("stage", "files", "reason"),
    [
        (f'FROM node:22\n{INSTALL}{TAKEN}CMD ["serve", "/srv"]\n', {"public/serve.json": "{}"}, "serve.json tells serve about rewrites or headers"),
        ('FROM node:22\nWORKDIR /app\nCOPY --from=build /app .\nCMD npx vite preview\n', {"vite.config.js": "export default { preview: { proxy: {} } }"},
         "the configuration of Vite sets `proxy`"),
        (f'FROM node:22\n{INSTALL}{TAKEN}USER node\nCMD ["serve", "/srv", "-l", "80"]\n', {}, "a user other than root cannot listen on port 80"),
        (f'FROM node:22\n{INSTALL}{TAKEN}HEALTHCHECK CMD node check.js\nCMD ["serve", "/srv"]\n', {}, "HEALTHCHECK runs `node`"),
    ],
)  # fmt: skip
def test_nginx_cannot(stage: str, files: Files, reason: str) -> None:
    found = why_not(BUILD + stage, {**VITE, **files})
    assert reason in found.reason


FLUTTER = "FROM ghcr.io/cirruslabs/flutter:stable AS build\nWORKDIR /app\nCOPY . .\nRUN flutter build web\n"


@pytest.mark.parametrize(
    ("start", "note"),
    [("python -m http.server -d /srv", "see that what makes `/app/build/web` writes only there what is served"),
     ("serve -s /srv", "and that no `serve.json` is written there")],
)  # fmt: skip
def test_what_another_tool_makes(start: str, note: str) -> None:
    image = "python:3.12" if start.startswith("python") else "node:22"
    text = f"{FLUTTER}FROM {image}\nCOPY --from=build /app/build/web /srv\nCMD {start}\n"
    offer = new_base(text, {"pubspec.yaml": ""})
    assert "COPY --from=build /app/build/web /usr/share/nginx/html\n" in apply(text, offer.default.change.edits)
    assert any(note in one for one in offer.default.change.notes)


@pytest.mark.parametrize(
    ("build", "source"),
    [(FLUTTER, "/app"), (FLUTTER, "/app/web"), (FLUTTER.replace("COPY . .", "COPY web build/web"), "/app/build"),
     ("FROM busybox AS build\nCOPY . /app\n", "/app/web"), (FLUTTER, "/app/build/web/index.html /srv/")],
)  # fmt: skip
def test_what_the_context_brings_is_not_made(build: str, source: str) -> None:
    text = f"{build}FROM python:3.12\nCOPY --from=build {source} {'' if ' ' in source else '/srv'}\nCMD python -m http.server -d /srv\n"
    assert rebase_of(text, {"web/index.html": ""}) is None


SITE = {"index.html": "", "public/index.html": "", "package.json": '{"scripts": {"start": "serve public -l 80"}}'}


@pytest.mark.parametrize(
    ("stage", "expected", "told"),
    [
        ('FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npx", "http-server"]\n',
         ("FROM nginx:alpine", "EXPOSE 8080", "WORKDIR /app", "COPY . ."), "root /app;"),
        (f'FROM node:22\n{INSTALL}COPY public /srv\nEXPOSE 3000\nCMD ["serve", "-s", "/srv"]\n',
         ("FROM nginx:alpine", "COPY public /srv", "EXPOSE 3000"), "root /srv;"),
        ("FROM node:22\nWORKDIR /app\nCOPY . .\nCMD npm start\n",
         ("FROM nginx:alpine", "EXPOSE 80", "WORKDIR /app", "COPY . ."), "root /app/public;"),
        ('FROM python:3.12-slim\nLABEL a=b\nCOPY index.html public /srv/\nCMD ["python", "-m", "http.server", "80", "-d", "/srv"]\n',
         ("FROM nginx:alpine", "EXPOSE 80", "LABEL a=b", "COPY index.html public /srv/"), "root /srv;"),
        ("FROM node:22\nENV PORT=81\nWORKDIR /app\nCOPY public public\nCMD npx sirv-cli public --single --host --port 80\n",
         ("FROM nginx:alpine", "EXPOSE 81", "ENV PORT=81", "WORKDIR /app", "COPY public public"), "listen ${PORT};"),
        ("FROM node:22\nCOPY public /srv\nCMD angular-http-server --path /srv\n",
         ("FROM nginx:alpine", "EXPOSE 8080", "COPY public /srv"), "try_files $uri $uri/index.html /index.html;"),
        ("FROM node:22\nUSER node\nWORKDIR /app\nCOPY public public\nCMD npx serve -s public -l $PORT\n",
         ("FROM nginxinc/nginx-unprivileged:alpine", "WORKDIR /app", "COPY public public"), "listen ${PORT};"),
    ],
)  # fmt: skip
def test_files_of_the_context(stage: str, expected: tuple[str, ...], told: str) -> None:
    offer = new_base(stage, SITE)
    after = apply(stage, offer.default.change.edits)
    lines = after.splitlines()
    first, last = lines.index("server {"), lines.index("EOF")
    found = tuple(line for line in (*lines[: first - 1], *lines[last + 1 :]) if line not in ("EXPOSE ${PORT}",))
    assert found == expected
    assert told in after
    assert offer.default.change.safety is Safety.UNSAFE
    assert rebase_of(after, SITE) is None
    assert rebase(analyse(stage), MemoryContext(SITE), DEFAULT_SETTINGS, assumes=False) is None


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("nothing is copied", 'FROM python:3.12\nWORKDIR /srv\nCMD ["python", "-m", "http.server"]\n'),
        ("files that a command makes", 'FROM python:3.12\nRUN echo hello > /srv/index.html\nCMD ["python", "-m", "http.server", "-d", "/srv"]\n'),
        ("packages that may be served", 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npx", "serve"]\n'),
        ("the whole file system", 'FROM node:22\nCOPY . /\nCMD ["npx", "serve"]\n'),
        ("a download beside them", 'FROM node:22\nCOPY public /srv\nADD https://x.example/a.js /srv/\nCMD ["npx", "serve", "/srv"]\n'),
        ("a server of one's own", 'FROM node:22\nCOPY . /srv\nCMD ["node", "/srv/server.js"]\n'),
        ("a server that asks others", 'FROM node:22\nCOPY public /srv\nCMD ["npx", "http-server", "/srv", "-P", "http://api"]\n'),
        ("another image", 'FROM ubuntu\nCOPY public /srv\nCMD ["python3", "-m", "http.server", "-d", "/srv"]\n'),
    ],
)  # fmt: skip
def test_no_files_of_the_context(title: str, stage: str) -> None:
    assert rebase_of(stage, SITE) is None


@pytest.mark.parametrize(
    ("stage", "files", "reason"),
    [
        ('FROM node:22\nCOPY --chown=node:node public /srv\nCMD ["npx", "serve", "/srv"]\n', {}, "the owner of the files"),
        ('FROM node:22\nCOPY public /srv\nCMD ["npx", "serve", "/srv"]\n', {"public/serve.json": ""}, "serve.json tells serve"),
        ('FROM node:22\nUSER node\nCOPY public /srv\nCMD ["npx", "serve", "/srv", "-l", "80"]\n', {}, "listen on port 80"),
    ],
)  # fmt: skip
def test_files_of_the_context_cannot(stage: str, files: Files, reason: str) -> None:
    found = why_not(stage, {**SITE, **files})
    assert reason in found.reason


def test_small_images_of_node_are_for_the_one_who_asks() -> None:
    text = f'{BUILD}FROM node:22-slim\n{INSTALL}{TAKEN}CMD ["serve", "/srv"]\n'
    assert rebase(analyse(text), MemoryContext(VITE), DEFAULT_SETTINGS, assumes=False) is None
    assert isinstance(rebase_of(text, VITE), Offer)


def test_the_port_of_a_build_argument() -> None:
    text = 'FROM node:22\nARG PORT\nENV PORT=$PORT\nCOPY public /srv\nCMD ["serve", "/srv"]\n'
    found = why_not(text, SITE)
    assert found.reason == "the port is that of a build argument: say its number"
