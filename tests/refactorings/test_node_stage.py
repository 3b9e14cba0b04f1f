"""Pages that Node builds in the image of PHP or Python: a stage of Node for them, and no Node where they are served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from dockwright.assist import Offer
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.node_stage import node_stage
from dockwright.refactorings.split.model import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply

Files = Mapping[str, str]

PACKAGE = {"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5", "laravel-vite-plugin": "1"}}
LARAVEL: Files = {
    "composer.json": "{}", "artisan": "", "public/index.php": "", "resources/js/app.js": "import './bootstrap';",
    "package.json": json.dumps(PACKAGE), "package-lock.json": json.dumps({"packages": {"": PACKAGE}}),
    "vite.config.js": "import laravel from 'laravel-vite-plugin';\nexport default { plugins: [laravel(['resources/js/app.js'])] };",
}  # fmt: skip
SYMFONY: Files = {
    **{name: text for name, text in LARAVEL.items() if "vite" not in name},
    "package.json": '{"scripts": {"build": "encore production"}, "devDependencies": {"@symfony/webpack-encore": "4"}}',
    "package-lock.json": '{"packages": {"": {"devDependencies": {"@symfony/webpack-encore": "4"}}}}',
    "webpack.config.js": "Encore.setOutputPath('public/build/').setPublicPath('/build');",
}
MIX: Files = {
    **{name: text for name, text in LARAVEL.items() if "vite" not in name and "package" not in name},
    "package.json": '{"scripts": {"prod": "npm run production", "production": "mix --production"}, "devDependencies": {"laravel-mix": "6"}}',
    "package-lock.json": '{"packages": {"": {"devDependencies": {"laravel-mix": "6"}}}}',
    "webpack.mix.js": "mix.js('resources/js/app.js', 'public/js').setPublicPath('public');",
}  # fmt: skip
REACT: Files = {
    "requirements.txt": "flask\n", "main.py": "", "frontend/src/main.jsx": "",
    "frontend/package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}',
    "frontend/package-lock.json": '{"packages": {"": {"devDependencies": {"vite": "5"}}}}',
}  # fmt: skip

TAILWIND: Files = {
    **LARAVEL,
    "composer.lock": "{}",
    "tailwind.config.js": "content: ['./vendor/laravel/**/*.blade.php']",
}

COMPOSER = "RUN composer install --no-dev\n"
NPM = "RUN npm ci && npm run build\n"
START = 'CMD ["php-fpm"]\n'
MANIFESTS = "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"


def stage_of(image: str, place: str = "/app", build: str = MANIFESTS) -> str:
    return f"FROM {image} AS assets\nWORKDIR {place}\n{build}\n"


def copied(path: str = "/app/public/build", owner: str = "") -> str:
    return f"COPY --from=assets {owner}{path} {path}\n"


class Case(NamedTuple):
    title: str
    files: Files
    before: str
    after: str


HEAD = "FROM php:8.3-fpm-bookworm\n"
BODY = f"WORKDIR /app\nCOPY . .\n{COMPOSER}{NPM}{START}"
BARE = f"WORKDIR /app\nCOPY . .\n{COMPOSER}{copied()}{START}"

APT = f"{HEAD}RUN apt-get update && apt-get install -y nodejs npm\n"
VENDOR = "COPY --from=vendor /app/vendor /app/vendor\n"

CASES = [
    Case("Node among other packages", LARAVEL,
         f"{HEAD}RUN apt-get update && apt-get install -y git nodejs npm unzip\n{BODY}",
         f"{stage_of('node:18')}{HEAD}RUN apt-get update && apt-get install -y git unzip\n{BARE}"),
    Case("... each on its line", LARAVEL,
         f"{HEAD}RUN apt-get update && apt-get install -y \\\n    git \\\n    nodejs \\\n    npm \\\n    unzip \\\n  && docker-php-ext-install gd\n{BODY}",
         f"{stage_of('node:18')}{HEAD}RUN apt-get update && apt-get install -y \\\n    git \\\n    unzip \\\n  && docker-php-ext-install gd\n{BARE}"),
    Case("... at the end of the list", LARAVEL,
         f"{HEAD}RUN apt-get update && apt-get install -y git \\\n    # Node\n    unzip \\\n    nodejs npm\n{BODY}",
         f"{stage_of('node:18')}{HEAD}RUN apt-get update && apt-get install -y git \\\n    # Node\n    unzip\n{BARE}"),
    Case("... in front of other work", LARAVEL,
         f"{HEAD}RUN apt-get update && apt-get install -y git \\\n    npm && docker-php-ext-install gd\n{BODY}",
         f"{stage_of('node:18')}{HEAD}RUN apt-get update && apt-get install -y git \\\n    && docker-php-ext-install gd\n{BARE}"),
    Case("Node alone, from Alpine", LARAVEL,
         f"FROM php:8.3-fpm-alpine3.20\nRUN apk add --no-cache nodejs npm\n{BODY}",
         f"{stage_of('node:20')}FROM php:8.3-fpm-alpine3.20\n{BARE}"),
    Case("Node of another source", LARAVEL,
         f"{HEAD}# Node\nRUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash - \\\n    && apt-get install -y nodejs && npm install -g npm@latest\n{BODY}",
         f"{stage_of('node:20')}{HEAD}{BARE}"),
    Case("Node of its own image", LARAVEL,
         f"{HEAD}COPY --from=node:22-slim /usr/local/bin /usr/local/bin\n"
         f"COPY --from=node:22-slim /usr/local/lib/node_modules /usr/local/lib/node_modules\n{BODY}",
         f"{stage_of('node:22-slim')}{HEAD}{BARE}"),
    Case("Symfony", SYMFONY, f"{HEAD}RUN apt-get update && apt-get install -y nodejs npm\n{BODY}",
         f"{stage_of('node:18')}{HEAD}{BARE}"),
    Case("Laravel Mix", MIX, f"{HEAD}RUN apt-get update && apt-get install -y nodejs npm\n{BODY.replace('npm run build', 'npm run prod')}",
         f"{stage_of('node:18', build=MANIFESTS.replace('run build', 'run prod'))}{HEAD}{BARE.replace(copied(), copied('/app/public'))}"),
    Case("variables, arguments, and another user", LARAVEL,
         f"{HEAD}RUN apt-get update && apt-get install -y nodejs npm\nARG VITE_URL\nENV VITE_URL=$VITE_URL PATH=/x:$PATH\nENV NODE_ENV=production\n"
         f"WORKDIR /app\nCOPY --chown=www-data . .\nUSER www-data\nRUN npm ci\nRUN npm run build\n{START}",
         f"{stage_of('node:18').replace('WORKDIR /app', 'ARG VITE_URL' + chr(10) + 'ENV NODE_ENV=production' + chr(10) + 'WORKDIR /app')}"
         f"{HEAD}ARG VITE_URL\nENV VITE_URL=$VITE_URL PATH=/x:$PATH\nENV NODE_ENV=production\nWORKDIR /app\nCOPY --chown=www-data . .\nUSER www-data\n"
         f"{copied(owner='--chown=www-data ')}{START}"),
    Case("sources that are copied again", LARAVEL, APT + BODY.replace(NPM, "COPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"),
         f"{stage_of('node:18')}{HEAD}{BARE.replace(copied(), 'COPY package*.json ./' + chr(10) + 'COPY . .' + chr(10) + copied())}"),
    Case("templates of packages", TAILWIND, APT + BODY,
         "FROM composer:2 AS vendor\nWORKDIR /app\nCOPY composer.json composer.lock ./\n"
         "RUN composer install --no-dev --no-interaction --no-scripts --no-autoloader --ignore-platform-reqs\n\n"
         f"{stage_of('node:18', build=MANIFESTS.replace('RUN npm run', VENDOR + 'RUN npm run'))}{HEAD}{BARE}"),
    Case("Python, in a folder of its own", REACT,
         "# syntax=docker/dockerfile:1\n# The shop\nFROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y nodejs npm && rm -rf /var/lib/apt/lists/*\n"
         "WORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nWORKDIR /app/frontend\nRUN npm install && npm run build\n"
         "WORKDIR /app\nCMD python main.py\n",
         "# syntax=docker/dockerfile:1\nFROM node:18 AS assets\nWORKDIR /app\nWORKDIR /app/frontend\n"
         "COPY frontend/package.json frontend/package-lock.json /app/frontend/\nRUN npm install\nCOPY . /app/\nRUN npm run build\n\n"
         "# The shop\nFROM python:3.12-slim-bookworm\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nWORKDIR /app/frontend\n"
         "COPY --from=assets /app/frontend/dist /app/frontend/dist\nWORKDIR /app\nCMD python main.py\n"),
]  # fmt: skip
REFUSED = [
    ("where the build writes", {**LARAVEL, "vite.config.js": "export default { build: { outDir: process.env.OUT } };"}, APT + BODY,
     "where `npm run build` writes pages is not known"),
    ("where Mix writes", {**MIX, "webpack.mix.js": "mix.setPublicPath(out).js('a.js', 'js');"}, APT + BODY.replace("run build", "run production"),
     "where `npm run production` writes pages is not known"),
    ("rendered later", {**LARAVEL, "package.json": json.dumps({**PACKAGE, "scripts": {"build": "vite build && vite build --ssr"}})}, APT + BODY,
     "pages are rendered by Node when they are asked for"),
    ("templates of packages that lie elsewhere", {**TAILWIND, "composer.json": '{"repositories": [{"type": "path", "url": "../x"}]}'}, APT + BODY,
     "`tailwind.config.js` reads `vendor`, which Composer fills"),
    ("templates that nothing installs", TAILWIND, APT + BODY.replace(COMPOSER, ""), "`tailwind.config.js` reads `vendor`, which Composer fills"),
    ("sources that are made", LARAVEL, APT + BODY.replace(NPM, f"RUN php artisan ziggy:generate\n{NPM}"),
     "`php` may write what the build of the pages reads"),
    ("settings that are made", LARAVEL, APT + BODY.replace(NPM, f"RUN cp .env.example .env\n{NPM}"),
     "`cp` may write what the build of the pages reads"),
    ("one RUN for both", LARAVEL, APT + BODY.replace(COMPOSER + NPM, "RUN composer install && npm ci && npm run build\n"),
     "`composer` shares a RUN with Node: give Node one of its own"),
    ("Node beside other work", LARAVEL, f"{HEAD}RUN curl -sL https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs && docker-php-ext-install gd\n{BODY}",
     "Node is installed in a RUN with `docker-php-ext-install`: give it one of its own"),
    ("Node behind a comment", LARAVEL, f"{HEAD}RUN apt-get update && apt-get install -y git \\\n    # Node\n    nodejs npm\n{BODY}",
     "Node is installed behind a comment: give it a RUN of its own"),
    ("a base image with Node", LARAVEL, HEAD + BODY, "how Node comes into the image is not known"),
    ("Node starts", LARAVEL, APT + BODY.replace('"php-fpm"', '"npm", "start"'), "the container starts Node"),
    ("Node is started by a supervisor", {**LARAVEL, "docker/supervisord.conf": "command=node ssr.js\n"}, APT + BODY,
     "`docker/supervisord.conf` may start Node in the container"),
    ("a check by Node", LARAVEL, APT + BODY + "HEALTHCHECK CMD node check.js\n", "the check of the health starts Node"),
    ("two projects", {**LARAVEL, "admin/package.json": LARAVEL["package.json"]}, APT + BODY.replace(NPM, f"{NPM}RUN cd admin && npm ci\n"),
     "Node builds several projects: one stage for each could"),
]  # fmt: skip

SILENT = [
    ("no Node", LARAVEL, HEAD + BODY.replace(NPM, "")),
    ("nothing is built", {**LARAVEL, "package.json": '{"dependencies": {"puppeteer": "22"}}'}, APT + BODY.replace(NPM, "RUN npm ci\n")),
    ("Node's own image", LARAVEL, f"FROM node:22\n{BODY}"),
    ("no package.json", {"artisan": ""}, APT + BODY),
    ("another stage builds", LARAVEL, f"FROM node:22 AS assets\n{BODY.replace(COMPOSER, '').replace(START, '')}FROM php:8.3-fpm\n{COMPOSER}{START}"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_stage_of_node(case: Case) -> None:
    offer = node_stage(analyse(case.before), MemoryContext(case.files))
    assert isinstance(offer, Offer), offer
    change = offer.default.change
    after = apply(case.before, change.edits)
    assert after == case.after
    assert change.safety is Safety.UNSAFE
    assert node_stage(analyse(after), MemoryContext(case.files)) is None


def test_which_node_is_not_known_is_told() -> None:
    text = f"FROM php:8.3-fpm-alpine\nRUN apk add --no-cache nodejs npm\n{BODY}"
    offer = node_stage(analyse(text), MemoryContext(LARAVEL))
    assert isinstance(offer, Offer)
    assert offer.default.change.notes[-1] == "which Node built the pages is not known: see that `node:22` can"


@pytest.mark.parametrize(("title", "files", "text", "reason"), REFUSED)
def test_refusals(title: str, files: Files, text: str, reason: str) -> None:
    found = node_stage(analyse(text), MemoryContext(files))
    assert isinstance(found, Obstacle), found
    assert found.reason == reason


@pytest.mark.parametrize(("title", "files", "text"), SILENT)
def test_nothing_to_say(title: str, files: Files, text: str) -> None:
    assert node_stage(analyse(text), MemoryContext(files)) is None


def test_without_the_files_nothing_is_said() -> None:
    assert node_stage(analyse(APT + BODY), UNKNOWN) is None
