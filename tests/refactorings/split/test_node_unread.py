"""Node servers whose build context is not known: the whole folder moves, or the reason why it does not."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from splitting import change_of, obstacle_of, split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.text import apply

DOCKERFILE = """\
FROM node:20
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
CMD ["npm", "start"]
"""
START = '["npm", "start"]'
SCRIPT = "see that the script `start` of package.json needs no development dependency: they are taken away"
OUTSIDE = "the build context was not read: see that the server needs nothing outside of `/app`"
LIBRARIES = "see that no dependency needs a library or program that only `node:20` has, not `node:20-slim`"


def after(text: str) -> str:
    return apply(text, change_of(text, None).edits)


def closing(text: str) -> str:
    """What the last RUN of the builder takes away; "" where nothing is."""
    builder = after(text).partition("\n\nFROM ")[0].splitlines()
    return builder[-1].removeprefix("RUN ") if builder[-1] not in text.splitlines() else ""


def runtime(text: str) -> list[str]:
    """The lines of the runtime stage."""
    return ("FROM " + after(text).rpartition("\n\nFROM ")[2]).splitlines()


def test_the_folder_moves_without_development_dependencies() -> None:
    assert (
        after(DOCKERFILE)
        == """\
FROM node:20 AS builder
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
RUN npm prune --omit=dev

FROM node:20-slim
WORKDIR /app
COPY --from=builder /app /app
CMD ["npm", "start"]
"""
    )
    assert change_of(DOCKERFILE, None).notes == (SCRIPT, OUTSIDE, LIBRARIES)


def test_the_rule_says_nothing_of_what_is_only_likely() -> None:
    assert isinstance(split_of(DOCKERFILE, None, assumes=False), Obstacle)


def test_the_result_is_not_split_again() -> None:
    again = obstacle_of(after(DOCKERFILE), None)
    assert again.reason == "nothing is built here: another stage would need the same files"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("node:20-bookworm", "node:20-bookworm-slim"),
        ("node:lts", "node:lts-slim"),
        # its own image once more, so that the C library stays: without development dependencies
        ("node:20-alpine", "node:20-alpine"),
        ("node:20-slim", "node:20-slim"),
    ],
)
def test_never_another_c_library(image: str, expected: str) -> None:
    assert runtime(DOCKERFILE.replace("node:20", image))[0] == f"FROM {expected}"


@pytest.mark.parametrize(
    ("install", "expected"),
    [
        ("npm install", "npm prune --omit=dev"),
        ("npm ci --legacy-peer-deps", "npm prune --omit=dev --legacy-peer-deps"),
        ("yarn", "yarn install --production --ignore-scripts --prefer-offline"),
        ("yarn install --frozen-lockfile", "yarn install --production --ignore-scripts --prefer-offline --frozen-lockfile"),
        ("npm i -g pnpm && pnpm i", "CI=true pnpm prune --prod --ignore-scripts"),
        # nothing is to be taken away, or it is not known what
        ("npm ci --omit=dev", ""),
        ("npm ci && npm prune --production", ""),
        ("NODE_ENV=production npm ci", ""),
        ("npm ci && npm install pm-helper", ""),
        ("npm i -g pnpm && pnpm i && pnpm prisma generate", ""),
        ("--mount=type=secret,id=token yarn", ""),
        ("npm ci --workspaces=false", "refused"),
    ],
)  # fmt: skip
def test_how_development_dependencies_leave(install: str, expected: str) -> None:
    text = DOCKERFILE.replace("npm ci", install)
    if expected == "refused":
        assert isinstance(split_of(text, None), Obstacle)
    else:
        assert closing(text) == expected


@pytest.mark.parametrize(("start", "note"), [
    ('["node", "dist/main.js"]', "see that there is no pnpm-workspace.yaml with packages: `pnpm prune` would unlink them"),
    ('["node", "apps/api/dist/main.js"]', "development dependencies stay: `pnpm prune` would unlink the packages of a workspace, "
     "as the place of what starts looks like one"),
])  # fmt: skip
def test_pnpm_prune_would_unlink_the_packages_of_a_workspace(start: str, note: str) -> None:
    text = DOCKERFILE.replace("npm ci", "npm i -g pnpm && pnpm i").replace(START, start)
    assert note in change_of(text, None).notes
    assert ("pnpm prune" in closing(text)) is ("apps" not in start)


@pytest.mark.parametrize(
    ("tag", "flag"), [("20", "--omit=dev"), ("14", "--production"), ("carbon", "--production"), ("iron", "--omit=dev")]
)
def test_an_old_npm_has_another_flag(tag: str, flag: str) -> None:
    assert closing(DOCKERFILE.replace("node:20", f"node:{tag}")) == f"npm prune {flag}"


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["node", "dist/main.js"]',
        "CMD node dist/main.js",
        'CMD ["npm", "run", "start:prod"]',
        'CMD ["yarn", "start"]',
        'CMD ["npx", "next", "start"]',
        'CMD ["node_modules/.bin/next", "start", "-p", "8080"]',
        'ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node", "dist/main.js"]',
        'ENTRYPOINT ["./start.sh"]\nCMD ["node", "dist/main.js"]',
        'ENTRYPOINT ["tini", "--"]\nRUN apt-get update && apt-get install -y tini\nCMD ["npm", "start"]',
    ],
)
def test_starts(start: str) -> None:
    lines = runtime(DOCKERFILE.replace(f"CMD {START}", start))
    assert "COPY --from=builder /app /app" in lines
    assert [line for line in lines if line.startswith(("CMD", "ENTRYPOINT"))] == [
        line for line in start.splitlines() if not line.startswith("RUN")
    ]


@pytest.mark.parametrize(
    "build", ["yarn build", "npx tsc -p .", "npm run compile", "npm run build:prod", "npx nest build", "gulp", "node_modules/.bin/ng build --prod"]
)  # fmt: skip
def test_builds(build: str) -> None:
    assert "COPY --from=builder /app /app" in runtime(DOCKERFILE.replace("npm run build", build))


def test_what_nitro_builds_is_all_there_is() -> None:
    text = DOCKERFILE.replace(START, '["node", ".output/server/index.mjs"]')
    assert runtime(text)[1:3] == ["WORKDIR /app", "COPY --from=builder /app/.output ./.output"]
    assert closing(text) == ""
    assert (
        change_of(text, None).notes[0]
        == "that the build puts all the server needs into `.output` is taken from its name"
    )


def test_variables_may_be_read_by_the_build_and_by_the_server() -> None:
    text = DOCKERFILE.replace("WORKDIR", "ENV API=/v1 PORT=80\nWORKDIR", 1)
    assert after(text).count("ENV API=/v1 PORT=80\n") == 2


def test_pages_that_are_built_in_a_folder_of_their_own() -> None:
    text = DOCKERFILE.replace("RUN npm run build", "RUN cd client && npm i && npm run build").replace(
        START, '["node", "server.js"]'
    )
    assert closing(text) == "rm -rf client/node_modules && npm prune --omit=dev"
    assert (
        "see that the server loads nothing from `client/node_modules`, which is taken away"
        in change_of(text, None).notes
    )


def test_a_server_in_a_folder_of_its_own() -> None:
    text = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN cd api && npm ci && npm run build\nCMD ["node", "api/dist/main.js"]\n'
    assert closing(text) == "cd api && npm prune --omit=dev"


def test_dependencies_that_are_installed_elsewhere_and_copied() -> None:
    text = DOCKERFILE.replace(
        "COPY package*.json ./\nRUN npm ci", "COPY package.json /tmp/\nRUN cd /tmp && npm i && cp -a node_modules /app"
    )
    assert closing(text) == ""
    assert "development dependencies stay: they were installed elsewhere" in change_of(text, None).notes


def test_what_a_container_needs_beside_the_folder() -> None:
    text = """\
FROM node:20
RUN apt-get update && apt-get install -y python3 make g++ ffmpeg
ENV PORT=8080
WORKDIR /app
COPY . .
RUN npm ci && npm run build && chown -R node:node /app
USER node
EXPOSE 8080
HEALTHCHECK CMD curl -f localhost:8080 || exit 1
CMD ["npm", "start"]
"""
    assert (
        runtime(text)
        == """\
FROM node:20-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl ffmpeg && rm -rf /var/lib/apt/lists/*
ENV PORT=8080
WORKDIR /app
RUN chown -R node:node /app
COPY --from=builder --chown=node:node /app /app
USER node
EXPOSE 8080
HEALTHCHECK CMD curl -f localhost:8080 || exit 1
CMD ["npm", "start"]
""".splitlines()
    )


def test_prisma_needs_openssl() -> None:
    text = DOCKERFILE.replace("RUN npm run", "RUN npx prisma generate\nRUN npm run")
    assert " openssl " in runtime(text)[1]
    assert " ca-certificates " in runtime(text)[1]


BEFORE = [
    ("npx prisma migrate deploy", "`npx prisma` runs in front of the server"),
    ("npm run migrate", "`npm run migrate` runs in front of the server"),
    ("node seed.js", "`node seed.js` runs in front of the server"),
    ("npm install", ""),
    ("npm run build", ""),
    ("yarn", ""),
    ("sh wait.sh", ""),
]


@pytest.mark.parametrize(("command", "note"), BEFORE)
def test_what_runs_in_front_of_the_server(command: str, note: str) -> None:
    text = f"FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD {command} && node dist/main.js\n"
    found = split_of(text, None)
    if not note:
        assert not isinstance(found, Offer)
        return
    assert isinstance(found, Offer)
    assert any(note in one for one in found.default.change.notes)
    after = apply(text, found.default.change.edits)
    assert "prune" not in after
    assert after.endswith(f"CMD {command} && node dist/main.js\n")
    assert (" openssl " in after) == ("prisma" in command)


class Refused(NamedTuple):
    reason: str
    text: str


def changed(old: str, new: str) -> str:
    assert old in DOCKERFILE
    return DOCKERFILE.replace(old, new)


REFUSALS = [
    # nothing is built, or what is built is not what starts
    Refused("nothing is built here: another stage would need the same files", changed("RUN npm run build\n", "")),
    Refused("`ts-node` runs the sources: nothing that is built is what starts, where `node` could run what `tsc` writes", changed(START, '["npx", "ts-node", "src/main.ts"]')),
    Refused("`npm run dev` is for development, not for a finished image", changed(START, '["npm", "run", "dev"]')),
    Refused("whether `npm run preview` needs the tool that builds is not known without package.json", changed(START, '["npm", "run", "preview"]')),
    Refused("whether `pnpm preview` needs the tool that builds is not known without package.json", changed(START, '["pnpm", "preview", "--host"]')),
    Refused("`npm run start:dev` is for development, not for a finished image", changed(START, '["npm", "run", "start:dev"]')),
    Refused("`yarn watch` is for development, not for a finished image", changed(START, '["yarn", "watch"]')),
    Refused("`nodemon` is for development, not for a finished image", changed(START, '["nodemon", "dist/main.js"]')),
    Refused("`ng serve` is a development server", changed(START, '["npx", "ng", "serve"]')),
    Refused("whether `npm run serve` is a development server is not known without package.json", changed(START, '["npm", "run", "serve"]')),
    Refused("the container builds when it starts: `npm run build`", changed(START, '["npm", "run", "build"]')),
    Refused("what `pm2-runtime` starts is not known", changed(START, '["pm2-runtime", "dist/main.js"]')),
    # a workspace
    Refused("which packages of the workspace a server needs is not known without the build context",
            changed("npm run build", "npm run build --workspace=api")),
    Refused("which packages of the workspace a server needs is not known without the build context",
            changed("npm run build", "npx turbo build")),
    Refused("which packages of the workspace a server needs is not known without the build context",
            changed("npm ci", "yarn").replace("npm run build", "yarn workspace api build")),
    Refused("`pnpm-workspace.yaml`: which packages a server needs is not known without the build context",
            changed("COPY package*.json ./", "COPY package.json pnpm-workspace.yaml ./")),
    Refused("which packages of the workspace a server needs is not known without the build context",
            changed("npm ci", "yarn").replace(START, '["yarn", "workspace", "api", "start"]')),
    # dependencies are not where the server starts
    Refused("no command installs the dependencies where the server starts", changed("RUN npm ci\n", "")),
    Refused("where yarn keeps the dependencies is not known without the build context",
            changed("npm ci", "corepack enable && yarn install --immutable")),
    Refused("the dependencies lie in a mount, so they are not in the image",
            changed("RUN npm ci", "RUN --mount=type=cache,target=/app/node_modules npm ci")),
    Refused("the dependencies are not in node_modules", changed("npm ci", "yarn --modules-folder /deps")),
    Refused("the application has no directory of its own", changed("WORKDIR /app\n", "")),
    Refused("`../main.js` is not in the directory that the server runs in", changed(START, '["node", "../main.js"]')),
    # what else the container may need
    Refused("what `./start.sh` does is not known without the build context", changed(START, '["./start.sh"]')),
    Refused("what `entry.sh` does is not known without the build context",
            DOCKERFILE.replace(f"CMD {START}", 'ENTRYPOINT ["/entry.sh"]\nCMD ["start"]')),
    Refused("how the new image gets `pnpm` is not known", changed("npm ci", "corepack enable && pnpm i").replace(START, '["pnpm", "start"]')),
    Refused("how the new image gets `yarn` is not known",
            changed("npm ci", "npm i -g corepack && corepack enable && yarn").replace("node:20", "node:26").replace(START, '["yarn", "start"]')),
    Refused("how the new image gets `next` is not known", changed(START, '["next", "start"]')),
    Refused("whether the server starts the global `pm2` is not known", changed("npm ci", "npm ci && npm i -g pm2")),
    Refused("what `make` leaves behind is not known", changed("npm run build", "npm run build && make assets")),
    Refused("what `cp` leaves behind is not known", changed("npm run build", "npm run build && cp -r templates /etc/templates")),
    Refused("what `ln` leaves behind is not known", changed("RUN npm ci", "RUN ln -s /deps/node_modules node_modules && npm ci")),
    Refused("what `npm` leaves behind is not known", changed("npm run build", "npm run build && npm link")),
    Refused("what `echo` leaves behind is not known", changed("npm run build", "npm run build && echo 1 > /etc/ready")),
    Refused("what `npm` makes in `/lib/own` is not copied along with `/app`",
            changed("RUN npm run build", "RUN npm run build && cd /lib/own && npm i")),
    Refused("`playwright install` puts browsers outside of `/app`", changed("npm ci", "npm ci && npx --yes playwright@1.48 install --with-deps chromium")),
    Refused("`@puppeteer/browsers install` puts browsers outside of `/app`", changed("npm ci", "npm ci && npx @puppeteer/browsers install chrome@stable")),
    Refused("`libnss3` is for a browser, which a package may download outside of `/app`",
            changed("WORKDIR", "RUN apt-get update && apt-get install -y libnss3 libxcomposite1\nWORKDIR")),
    # nothing is gained
    Refused("another stage would need the same image and the same dependencies",
            changed("node:20", "node:20-alpine").replace("npm ci", "npm ci --omit=dev")),
    Refused("which slim image has the system of `node:20@sha256:" + "a" * 64 + "` is not known",
            changed("node:20", "node:20@sha256:" + "a" * 64)),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.reason[:70])
def test_refusal(case: Refused) -> None:
    found = obstacle_of(case.text, None)
    assert (found.reason, found.ships) == (case.reason, False)
