"""Node: package.json and the lock file first, the install, then the sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

DEPENDENCIES = {"dependencies": {"express": "^4.19.0"}}
LOCK = json.dumps({"lockfileVersion": 3, "packages": {"": DEPENDENCIES, "node_modules/express": {"version": "4.19.2"}}})


def package(**fields: Any) -> str:
    return json.dumps({"name": "app", **DEPENDENCIES, **fields})


NPM: dict[str, str] = {"package.json": package(), "package-lock.json": LOCK, "src/index.js": ""}
YARN: dict[str, str] = {"package.json": package(), "yarn.lock": "", "src/index.js": ""}
PNPM: dict[str, str] = {"package.json": package(), "pnpm-lock.yaml": "", "src/index.js": ""}


def below(directory: str, files: Mapping[str, str]) -> dict[str, str]:
    return {f"{directory}/{path}": text for path, text in files.items()}


SAFE: list[tuple[str, Files, str, str]] = [
    (
        "sources of another folder go along",
        {**below("web", NPM), "server/main.js": ""},
        "WORKDIR /app\nCOPY web web\nCOPY server server\nEXPOSE 80\nRUN cd web && npm ci\n",
        "WORKDIR /app\nEXPOSE 80\nCOPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\nCOPY web web\nCOPY server server\n",
    ),
    (
        "what is no source stays, and what has a restore of its own",
        {**below("web", NPM), **below("api", NPM), "data/list.txt": ""},
        "WORKDIR /app\nCOPY web web\nCOPY data data\nCOPY api api\nRUN cd web && npm ci\nRUN cd api && npm ci\n",
        "WORKDIR /app\nCOPY data data\nCOPY api api\nCOPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\n"
        "RUN cd api && npm ci\nCOPY web web\n",
    ),
    (
        "behind the packages of another folder, too",
        {**below("web", NPM), **below("api", NPM)},
        "COPY api /app/api\nWORKDIR /app/api\nRUN npm ci\nWORKDIR ../web\nCOPY web/package*.json ./\nRUN npm ci\nCOPY web .\n",
        "WORKDIR /app/api\nCOPY api/package.json api/package-lock.json /app/api/\nRUN npm ci\nWORKDIR ../web\nCOPY web/package*.json ./\nRUN npm ci\n"
        "COPY api /app/api\nCOPY web .\n",
    ),
    *(
        (
            f"not behind an install that may read them: {title}",
            {**below("web", {**NPM, "package.json": package(**fields)}), **below("api", NPM)},
            "COPY api /app/api\nRUN cd /app/api && npm ci\nCOPY web/package*.json /app/web/\nRUN cd /app/web && npm ci\n",
            "COPY api/package.json api/package-lock.json /app/api/\nRUN cd /app/api && npm ci\nCOPY api /app/api\n"
            "COPY web/package*.json /app/web/\nRUN cd /app/web && npm ci\n",
        )
        for title, fields in [
            ("a script", {"scripts": {"postinstall": "node setup.js"}}),
            ("a package", {"dependencies": {"express": "^4.19.0", "api": "file:../api"}}),
        ]
    ),
    (
        "a directory that the install is left for is not entered again",
        below("web", NPM),
        "WORKDIR /app\nCOPY . .\nRUN cd web && npm ci && cd .. && make\n",
        "WORKDIR /app\nCOPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\nCOPY . .\nRUN make\n",
    ),
    (
        "on several lines, with options and a comment",
        below("web", NPM),
        "WORKDIR /app\nCOPY . .\nRUN set -eux && \\\n  cd web/ && \\\n  npm ci && \\\n  # back\n  cd .. && \\\n  make\n",
        "WORKDIR /app\nCOPY web/package.json web/package-lock.json web/\nRUN set -eux && \\\n  cd web/ && \\\n  npm ci\n"
        "COPY . .\n# back\nRUN set -eux && make\n",
    ),
    (
        "a script that goes where it has been",
        below("web", NPM),
        "WORKDIR /app\nCOPY . .\nRUN cd web && npm ci && cd .. && make && cd - && npm test\n",
        "WORKDIR /app\nCOPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\nCOPY . .\n"
        "RUN cd web && cd .. && make && cd - && npm test\n",
    ),
    (
        "a way back that is not the whole way",
        below("web/ui", NPM),
        "WORKDIR /app\nCOPY . .\nRUN cd web/ui && npm ci && cd .. && make\n",
        "WORKDIR /app\nCOPY web/ui/package.json web/ui/package-lock.json web/ui/\nRUN cd web/ui && npm ci\nCOPY . .\n"
        "RUN cd web/ui && cd .. && make\n",
    ),
    (
        "back in two steps",
        below("web/ui", NPM),
        "WORKDIR /app\nCOPY . .\nRUN cd web && cd ui && npm ci && cd .. && cd .. && make\n",
        "WORKDIR /app\nCOPY web/ui/package.json web/ui/package-lock.json web/ui/\nRUN cd web && cd ui && npm ci\n"
        "COPY . .\nRUN make\n",
    ),
    (
        "a directory that comes with the sources is entered behind them",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN npm ci && cd src && npm run build\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN cd src && npm run build\n",
    ),
    (
        "and so is what would run there without them",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN npm ci && cd src && echo built && node index.js\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN cd src && echo built && node index.js\n",
    ),
    (
        "also where nothing else follows",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN set -e; npm ci; cd src\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN set -e; npm ci\nCOPY . .\nRUN set -e; cd src\n",
    ),
    (
        "a directory with manifests is not entered for nothing",
        below("web", NPM),
        "WORKDIR /app\nCOPY . .\nRUN cd web && npm ci && cd /app/web && export CI=1 && npm run build\n",
        "WORKDIR /app\nCOPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\nCOPY . .\n"
        "RUN cd web && cd /app/web && export CI=1 && npm run build\n",
    ),
    (
        "what fails still ends the second half",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN set -e; export A=1; npm ci; export B=1; npm test; npm run build\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN set -e; export A=1; npm ci\nCOPY . .\n"
        "RUN set -e && export A=1 && export B=1 && npm test; npm run build\n",
    ),
    (
        "lines of a here-document",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN <<EOF\nset -e\nnpm ci\nnpm run build\nEOF\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN <<EOF\nset -e\nnpm run build\nEOF\n",
    ),
    (
        "lines of a here-document with comments, flags and a directory",
        below("web", NPM),
        "WORKDIR /app\nCOPY . .\n# all\nRUN --network=host <<-EOF\n\tset -ex\n\n\t# packages\n\tcd web\n\tnpm ci\n\n\t# pages\n"
        "\tnpm run build\nEOF\n",
        "WORKDIR /app\n# all\n# packages\nCOPY web/package.json web/package-lock.json web/\n"
        "RUN --network=host set -ex && cd web && npm ci\nCOPY . .\n"
        "RUN --network=host <<-EOF\n\tset -ex\n\n\tcd web\n\t# pages\n\tnpm run build\nEOF\n",
    ),
    (
        "the reference case",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n",
    ),
    (
        "install and build in one RUN",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN npm install && npm run build\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n",
    ),
    (
        "on several lines, with a comment",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN npm ci --silent \\\n # the bundle\n && npm run build \\\n && npm test\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --silent\nCOPY . .\n# the bundle\nRUN npm run build \\\n"
        " && npm test\n",
    ),
    (
        "options and a directory for both halves",
        below("web", NPM),
        "WORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/root/.npm set -ex && cd web && npm ci && npm run build\n",
        "WORKDIR /app\nCOPY web/package.json web/package-lock.json web/\n"
        "RUN --mount=type=cache,target=/root/.npm set -ex && cd web && npm ci\nCOPY . .\n"
        "RUN --mount=type=cache,target=/root/.npm set -ex && cd web && npm run build\n",
    ),
    (
        "what belongs to the install stays with it",
        NPM,
        "WORKDIR /app\nCOPY . .\nRUN npm install -g npm@10 && npm ci && npm cache clean --force && rm -rf /tmp/*\nCMD npm start\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\n"
        "RUN npm install -g npm@10 && npm ci && npm cache clean --force && rm -rf /tmp/*\nCOPY . .\nCMD npm start\n",
    ),
    (
        "an absolute destination and what stands between",
        NPM,
        "COPY . /usr/src/app\nWORKDIR /usr/src/app\nENV NODE_ENV=production\nRUN apk add --no-cache python3 make\nEXPOSE 3000\n"
        "RUN npm install\nCMD npm start\n",
        "WORKDIR /usr/src/app\nENV NODE_ENV=production\nRUN apk add --no-cache python3 make\nEXPOSE 3000\n"
        "COPY package.json package-lock.json /usr/src/app/\nRUN npm install\nCOPY . /usr/src/app\nCMD npm start\n",
    ),
    (
        "paragraphs",
        NPM,
        "WORKDIR /app\n\n# The application\nCOPY . .\n\n# Its dependencies\nRUN npm ci\n\n# The bundle\nRUN npm run build\n",
        "WORKDIR /app\n\n# Its dependencies\nCOPY package.json package-lock.json ./\nRUN npm ci\n\n# The application\nCOPY . .\n\n"
        "# The bundle\nRUN npm run build\n",
    ),
    (
        "paragraphs of one line",
        NPM,
        "WORKDIR /app\n\nCOPY . .\n\nRUN npm ci\n\nCMD npm start\n",
        "WORKDIR /app\n\nCOPY package.json package-lock.json ./\nRUN npm ci\n\nCOPY . .\n\nCMD npm start\n",
    ),
    (
        "a heading over both",
        NPM,
        "WORKDIR /app\n\n# Install the app\nCOPY . .\nRUN npm ci\n\nCMD npm start\n",
        "WORKDIR /app\n\nCOPY package.json package-lock.json ./\nRUN npm ci\n\n# Install the app\nCOPY . .\n\nCMD npm start\n",
    ),
    (
        "a user of its own",
        NPM,
        "WORKDIR /home/node/app\nUSER node\nCOPY --chown=node:node . .\nRUN npm ci\nCMD npm start\n",
        "WORKDIR /home/node/app\nUSER node\nCOPY --chown=node:node package.json package-lock.json ./\nRUN npm ci\n"
        "COPY --chown=node:node . .\nCMD npm start\n",
    ),
    (
        "variables in the destination",
        NPM,
        "ENV HOME_DIR /app\nCOPY . $HOME_DIR\nWORKDIR $HOME_DIR\nRUN npm ci\n",
        "ENV HOME_DIR /app\nWORKDIR $HOME_DIR\nCOPY package.json package-lock.json $HOME_DIR/\nRUN npm ci\nCOPY . $HOME_DIR\n",
    ),
    (
        "a copy on top goes along",
        {**NPM, "docker/prod.env": ""},
        "WORKDIR /app\nCOPY . .\nCOPY docker/prod.env ./.env\nRUN npm ci\nCMD npm start\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nCOPY docker/prod.env ./.env\nCMD npm start\n",
    ),
    (
        "a copy to elsewhere stays",
        {**NPM, "entrypoint.sh": ""},
        "WORKDIR /app\nCOPY . .\nCOPY entrypoint.sh /usr/local/bin/\nRUN npm ci\nCMD npm start\n",
        "WORKDIR /app\nCOPY entrypoint.sh /usr/local/bin/\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n"
        "CMD npm start\n",
    ),
    (
        "the manifests are there, only the order is wrong",
        NPM,
        "WORKDIR /app\nCOPY package*.json ./\nCOPY . .\nRUN npm ci\nCMD npm start\n",
        "WORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nCMD npm start\n",
    ),
    (
        "the lock file was forgotten",
        NPM,
        "WORKDIR /app\nCOPY package.json .\nCOPY . .\nRUN npm ci\nCMD npm start\n",
        "WORKDIR /app\nCOPY package.json .\nCOPY package-lock.json ./\nRUN npm ci\nCOPY . .\nCMD npm start\n",
    ),
    (
        "patches and a schema",
        {**NPM, "package.json": package(scripts={"postinstall": "patch-package"}), "patches/x.patch": "", ".npmrc": ""},
        "WORKDIR /app\nCOPY . .\nRUN npm ci\nCMD npm start\n",
        "WORKDIR /app\nCOPY package.json package-lock.json .npmrc ./\nCOPY patches/ patches/\nRUN npm ci\nCOPY . .\nCMD npm start\n",
    ),
    (
        "a workspace",
        {
            "package.json": package(workspaces=["packages/*"]),
            "packages/a/package.json": "{}",
            "packages/b/package.json": "{}",
        },
        "WORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n",
        "WORKDIR /app\nCOPY package.json ./\nCOPY packages/a/package.json packages/a/\nCOPY packages/b/package.json packages/b/\n"
        "RUN npm install\nCOPY . .\nRUN npm run build\n",
    ),
    (
        "prefix",
        below("client", NPM),
        "WORKDIR /app\nCOPY . .\nRUN npm --prefix client ci\nCMD npm start\n",
        "WORKDIR /app\nCOPY client/package.json client/package-lock.json client/\nRUN npm --prefix client ci\nCOPY . .\nCMD npm start\n",
    ),
    (
        "two projects",
        {**below("client", NPM), **below("server", NPM)},
        "COPY . /app\nWORKDIR /app/client\nRUN npm ci\nWORKDIR /app/server\nRUN npm ci\nCMD npm start\n",
        "WORKDIR /app/client\nCOPY client/package.json client/package-lock.json /app/client/\nRUN npm ci\nWORKDIR /app/server\n"
        "COPY server/package.json server/package-lock.json /app/server/\nRUN npm ci\nCOPY . /app\nCMD npm start\n",
    ),
    (
        "a relative destination, written out behind a WORKDIR",
        {**below("client", NPM), **below("server", NPM)},
        "WORKDIR /srv\nCOPY . app/\nWORKDIR app/client\nRUN npm ci\nWORKDIR ../server\nRUN npm ci && npm run build\n",
        "WORKDIR /srv\nWORKDIR app/client\nCOPY client/package.json client/package-lock.json /srv/app/client/\nRUN npm ci\n"
        "WORKDIR ../server\nCOPY server/package.json server/package-lock.json /srv/app/server/\nRUN npm ci\nCOPY . /srv/app/\n"
        "RUN npm run build\n",
    ),
    (
        "Node and Python",
        {**NPM, "requirements.txt": "flask\n"},
        "WORKDIR /app\nCOPY . .\nRUN npm ci && pip install -r requirements.txt\nCMD npm start\n",
        "WORKDIR /app\nCOPY package.json package-lock.json requirements.txt ./\nRUN npm ci && pip install -r requirements.txt\n"
        "COPY . .\nCMD npm start\n",
    ),
    (
        "yarn",
        YARN,
        "WORKDIR /app\nADD . /app\nRUN yarn --frozen-lockfile\nRUN yarn build\n",
        "WORKDIR /app\nCOPY package.json yarn.lock /app/\nRUN yarn --frozen-lockfile\nADD . /app\nRUN yarn build\n",
    ),
    (
        "the install of Berry for some members",
        {**YARN, ".yarnrc.yml": "nodeLinker: node-modules\n"},
        "WORKDIR /app\nCOPY . .\nRUN yarn workspaces focus --production\n",
        "WORKDIR /app\nCOPY package.json yarn.lock .yarnrc.yml ./\nRUN yarn workspaces focus --production\nCOPY . .\n",
    ),
    (
        "pnpm",
        PNPM,
        "WORKDIR /app\nRUN corepack enable\nCOPY . .\nRUN pnpm install --frozen-lockfile && pnpm build\n",
        "WORKDIR /app\nRUN corepack enable\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install --frozen-lockfile\nCOPY . .\n"
        "RUN pnpm build\n",
    ),
    (
        "bun",
        {"package.json": package(), "bun.lockb": ""},
        "WORKDIR /app\nCOPY . .\nRUN bun install\n",
        "WORKDIR /app\nCOPY package.json bun.lockb ./\nRUN bun install\nCOPY . .\n",
    ),
    (
        "settings of who runs it",
        YARN,
        "WORKDIR /app\nCOPY . .\nRUN yarn config set network-timeout 300000 && npm config set fetch-retries 5\nRUN yarn\n",
        "WORKDIR /app\nRUN yarn config set network-timeout 300000 && npm config set fetch-retries 5\n"
        "COPY package.json yarn.lock ./\nRUN yarn\nCOPY . .\n",
    ),
    (
        "exec form",
        NPM,
        'WORKDIR /app\nCOPY . .\nRUN ["npm", "ci"]\n',
        'WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN ["npm", "ci"]\nCOPY . .\n',
    ),
]


@pytest.mark.parametrize(("files", "before", "after"), [case[1:] for case in SAFE], ids=[case[0] for case in SAFE])
def test_proven(order: Order, files: Files, before: str, after: str) -> None:
    text, change = order(f"FROM node:20\n{before}", files)
    assert text == f"FROM node:20\n{after}"
    assert change.safety is Safety.SAFE, change.notes
    assert not change.files


UNSAFE: list[tuple[str, Files, str, str, str]] = [
    (
        "unknown context",
        None,
        "WORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n",
        "WORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n",
        "needs no other file",
    ),
    (
        "unknown context, yarn",
        None,
        "WORKDIR /app\nCOPY . .\nRUN yarn && yarn build\n",
        "WORKDIR /app\nCOPY package.json yarn.lock* ./\nRUN yarn\nCOPY . .\nRUN yarn build\n",
        "needs no other file",
    ),
    (
        "everything goes to the root, where programs are installed for everybody",
        NPM,
        "WORKDIR /\nCOPY . .\nRUN npm install -g serve\nRUN npm install\nCMD npm start\n",
        "WORKDIR /\nRUN npm install -g serve\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\nCMD npm start\n",
        "settings of other programs",
    ),
    (
        "types of Nuxt",
        {**NPM, "package.json": package(scripts={"postinstall": "nuxt prepare"})},
        "WORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n",
        "`nuxt prepare` runs without the sources",
    ),
    (
        "types of SvelteKit",
        {**NPM, "package.json": package(scripts={"prepare": "svelte-kit sync || echo ''"})},
        "WORKDIR /app\nCOPY . .\nRUN npm install && npm run build\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n",
        "`svelte-kit sync` runs without the sources",
    ),
    (
        "the lock file is behind",
        {**NPM, "package.json": package(devDependencies={"vite": "^5.0.0"})},
        "WORKDIR /app\nCOPY . .\nRUN npm install\nCMD npm start\n",
        "WORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\nCMD npm start\n",
        "`vite`",
    ),
]


@pytest.mark.parametrize(
    ("files", "before", "after", "note"), [case[1:] for case in UNSAFE], ids=[case[0] for case in UNSAFE]
)
def test_to_be_checked(order: Order, files: Files, before: str, after: str, note: str) -> None:
    text, change = order(f"FROM node:20\n{before}", files)
    assert text == f"FROM node:20\n{after}"
    assert change.safety is Safety.UNSAFE
    assert any(note in one for one in change.notes), change.notes


def test_unknown_working_directory(order: Order) -> None:
    text, change = order("FROM example.org/base\nCOPY . .\nRUN npm ci\n", NPM)
    assert text == "FROM example.org/base\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n"
    assert change.safety is Safety.SAFE


def test_a_directory_with_the_name_of_an_environment(order: Order) -> None:
    """The value of NODE_ENV is a word, and no place."""
    files = {"package.json": '{"dependencies": {"x": "1"}}', "production/x.js": ""}
    _, change = order("FROM node:20\nWORKDIR /app\nENV NODE_ENV=production\nCOPY . .\nRUN npm install\n", files)
    assert change.safety is Safety.SAFE, change.notes


@pytest.mark.parametrize("variable", ["NODE_OPTIONS='--require ./hook.js'", "NPM_CONFIG_USERCONFIG=/app/hook.js"])
def test_settings_that_come_with_the_sources(order: Order, variable: str) -> None:
    text = f"FROM node:20\nWORKDIR /app\nENV {variable}\nCOPY . .\nRUN npm ci\n"
    _, change = order(text, {**NPM, "hook.js": ""})
    assert change.safety is Safety.UNSAFE
    assert any("hook.js" in note for note in change.notes)


@pytest.mark.parametrize("place", ["/", "/root"])
def test_place_where_programs_look_for_their_settings(order: Order, place: str) -> None:
    _, change = order(f"FROM node:20\nWORKDIR {place}\nCOPY . .\nRUN npm ci\n", NPM)
    assert change.safety is Safety.UNSAFE
    assert any("settings" in note for note in change.notes)


def test_node_modules_of_the_context_are_ignored_from_now_on(order: Order) -> None:
    files = {**NPM, "node_modules/express/index.js": "", ".dockerignore": ".git"}
    _, change = order("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", files)
    assert change.safety is Safety.UNSAFE
    assert [(file.path, file.text) for file in change.files] == [(".dockerignore", ".git\nnode_modules\n")]


REFUSED: list[tuple[str, Files, str, str]] = [
    ("script of the project", {**NPM, "package.json": package(scripts={"postinstall": "node scripts/x.js"})}, "COPY . .\nRUN npm ci", "postinstall"),
    ("build while installing", {**NPM, "package.json": package(scripts={"prepare": "npm run build"})}, "COPY . .\nRUN npm install", "prepare"),
    ("local dependency", {**NPM, "package.json": package(devDependencies={"x": "file:lib"})}, "COPY . .\nRUN npm install", "file:lib"),
    ("native addon", {**NPM, "binding.gyp": ""}, "COPY . .\nRUN npm install", "node-gyp"),
    ("part of a workspace", {"package.json": package(workspaces=["a"]), "a/package.json": package()}, "COPY . .\nRUN cd a && npm install", "workspace"),
    ("another install that reads a package among them", {**below("api", NPM), **below("web", {**NPM, "package.json": package(dependencies={"api": "file:../api"})})},
     "COPY api api\nCOPY web/package*.json web/\nRUN cd web && npm install\nRUN cd api && npm ci", "`npm` between them"),
    ("something between them", NPM, "COPY . .\nRUN ./configure\nRUN npm ci", "configure"),
    ("ownership between them", NPM, "COPY . .\nRUN chown -R node:node /app\nUSER node\nRUN npm ci", "chown"),
    ("the build comes first", NPM, "COPY . .\nRUN ./gen.sh && npm ci", "gen.sh"),
    ("a directory of the sources is entered first", {**below("web", NPM), "docs/a.md": ""}, "COPY . .\nRUN cd docs && echo a && cd ../web && npm ci", "cd"),
    ("a group comes first", NPM, "COPY . .\nRUN (make gen) && npm ci", "make"),
    ("a subshell in a directory of the sources", NPM, "COPY . .\nRUN (cd src && ls) && npm ci", "cd"),
    ("a branch comes first", NPM, "COPY . .\nRUN if [ -d src ]; then echo; fi; npm ci", "["),
    ("a loop comes first", NPM, "COPY . .\nRUN for one in a b; do make $one; done && npm ci", "make"),
    ("a group comes behind", NPM, "COPY . .\nRUN npm ci && (npm run build)", "npm"),
    ("a test for sources", NPM, "COPY . .\nRUN test -d src && npm ci", "test"),
    ("answers of the project", NPM, "COPY . .\nRUN npm ci < src/answers", "npm"),
    ("another separator", NPM, "COPY . .\nRUN npm ci; npm run build", "npm"),
    ("development packages are dropped again", NPM, "COPY . .\nRUN npm ci && npm run build && npm prune --omit=dev", "layer"),
    ("the version of package.json", PNPM, "COPY . .\nRUN corepack prepare --activate\nRUN pnpm install", "corepack"),
    ("a pipeline", NPM, "COPY . .\nRUN npm ci | tee install.log", "tee"),
    ("settings on top", {**NPM, "docker/.npmrc": "", ".npmrc": ""}, "COPY . .\nCOPY docker/.npmrc ./\nRUN npm ci", ".npmrc"),
    ("settings where there were none", {**NPM, "docker/.npmrc": ""}, "COPY . .\nCOPY docker/.npmrc ./\nRUN npm ci", ".npmrc"),
    ("a lock file under another name", {"package.json": package(), "lock.json": LOCK}, "COPY . .\nCOPY lock.json ./package-lock.json\nRUN npm ci", "package-lock.json"),
    ("another yarn, beside package.json", YARN, "COPY . .\nRUN yarn set version berry\nRUN yarn install", "yarn"),
    ("a setting beside package.json", YARN, "COPY . .\nRUN yarn config set nodeLinker node-modules\nRUN yarn install", "yarn"),
    ("a setting of the project", PNPM, "COPY . .\nRUN pnpm config set node-linker hoisted --location project\nRUN pnpm install", "pnpm"),
    ("installed packages on top", NPM, "COPY . .\nCOPY node_modules ./node_modules\nRUN npm ci", "installed"),
    ("an unknown shell", NPM, 'COPY . .\nSHELL ["pwsh", "-c"]\nRUN echo\nSHELL ["/bin/sh", "-c"]\nRUN npm ci', "RUN between"),
    ("everything goes to the root, files of the system among it", {**NPM, "etc/apk/repositories": ""}, "WORKDIR /\nCOPY . .\nRUN apk add python3 && mkdir -p /data\nRUN npm ci", "apk"),
    ("too many directories", {"package.json": package(workspaces=["p/*"]), **{f"p/{n}/package.json": "{}" for n in range(20)}}, "COPY . .\nRUN npm i", "directories"),
    ("WORKDIR would own the directory", NPM, "COPY --chown=node . /srv/app\nWORKDIR /srv/app\nUSER node\nRUN npm ci", "owner"),
    ("WORKDIR of a user", NPM, "COPY . /srv/app\nUSER node\nWORKDIR /srv/app\nRUN npm ci", "owner"),
    ("a here-document with a shell of its own", NPM, "COPY . .\nRUN <<EOF\n#!/bin/bash -e\nnpm ci\nnpm run build\nEOF", "npm"),
    ("a here-document that a command reads", NPM, "COPY . .\nRUN cat > x <<EOF && npm ci && npm run build\nset -e\nEOF", "may need"),
    ("a here-document that goes on after failures", NPM, "COPY . .\nRUN <<EOF\nnpm ci\nnpm run build\nEOF", "npm"),
    ("a name with a blank", below("my app", NPM), "COPY [\"my app\", \"/app\"]\nRUN npm ci", "plainly"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps", "part"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(why_not: WhyNot, files: Files, steps: str, part: str) -> None:
    assert part in why_not(f"FROM node:20\nWORKDIR /app\n{steps}\n", files)


def test_dropped_packages_do_not_matter_in_a_build_stage(order: Order) -> None:
    text, _ = order(
        "FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build && npm prune --omit=dev\n"
        "FROM node:20-slim\nCOPY --from=build /app /app\n",
        NPM,
    )
    assert "RUN npm ci\nCOPY . .\nRUN npm run build && npm prune --omit=dev\n" in text


SILENT: list[tuple[str, Files, str]] = [
    ("a here-document for bash", NPM, "COPY . .\nRUN bash -e <<EOF\nset -e\nnpm ci\nnpm run build\nEOF"),
    ("a here-document for bash behind it", NPM, "COPY . .\nRUN <<EOF bash\nset -e\nnpm ci\nnpm run build\nEOF"),
    ("a here-document with a condition", NPM, "COPY . .\nRUN <<EOF\nset -e\nif true; then npm ci; fi\nnpm run build\nEOF"),
    ("manifest-first already", NPM, "COPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build"),
    ("a second install", NPM, "COPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm install"),
    ("installed in another stage", NPM, "COPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nRUN npm install"),
    ("no package.json", {"index.js": ""}, "COPY . .\nRUN npm install"),
    ("ignored package.json", {**NPM, ".dockerignore": "package.json\n"}, "COPY . .\nRUN npm install"),
    ("a global tool", NPM, "COPY . .\nRUN npm install -g pm2"),
    ("one package", NPM, "COPY . .\nRUN npm install express"),
    ("no install", NPM, "COPY . .\nRUN npm run build"),
    ("a version", YARN, "COPY . .\nRUN yarn --version"),
    ("elsewhere", NPM, "COPY . /srv\nRUN npm install"),
    ("sources only", NPM, "COPY package.json .\nCOPY src ./src\nRUN npm install"),
    ("when it starts", NPM, "COPY . .\nCMD npm install && npm start"),
    ("perhaps", NPM, "COPY . .\nRUN [ -d node_modules ] || npm install"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_nothing_to_say(why_not: WhyNot, files: Files, steps: str) -> None:
    assert why_not(f"FROM node:20\nWORKDIR /app\n{steps}\n", files) == ""
