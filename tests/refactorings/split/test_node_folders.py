"""Node servers in a folder of the project, and what they read beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of, split_of

from dockwright.refactorings.split import Obstacle
from dockwright.text import apply

SERVER = {"scripts": {"start": "node server.js"}, "dependencies": {"express": "4"}, "devDependencies": {"nodemon": "3"}}
SITE = {"scripts": {"build": "react-scripts build"}, "dependencies": {"react-scripts": "5"}}
FILES: dict[str, str] = {
    "server/package.json": json.dumps(SERVER),
    "server/server.js": 'require("express"); require("./routes/a"); send(path.join(__dirname, "../web/build"));',
    "server/routes/a.js": "",
    "web/package.json": json.dumps(SITE),
    "web/src/index.js": "",
}
STEPS = "RUN cd server && npm install\nRUN cd web && npm install && npm run build\n"
RUNTIME = [
    "COPY --from=builder /app/server/node_modules ./server/node_modules",
    "COPY --from=builder /app/web/build ./web/build",
    "COPY --from=builder /app/server/package.json ./server/package.json",
    "COPY --from=builder /app/server/routes ./server/routes",
    "COPY --from=builder /app/server/server.js ./server/server.js",
]


def stages(start: str, files: Mapping[str, str], steps: str = STEPS) -> tuple[str, list[str]]:
    """The builder, and what the runtime stage copies."""
    text = f"FROM node:22\nWORKDIR /app\nCOPY . .\n{steps}{start}\n"
    found = offer_of(text, files)
    builder, _, runtime = apply(text, found.default.change.edits).rpartition("\n\nFROM ")
    return builder, [line for line in runtime.split("\n") if line.startswith("COPY")]


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["node", "server/server.js"]',
        'CMD ["npm", "start", "--prefix", "server"]',
        'CMD ["npm", "--prefix", "server", "run", "start"]',
        "CMD cd server && npm start",
        'WORKDIR /app/server\nCMD ["npm", "start"]',
    ],
)
def test_server_in_a_folder(start: str) -> None:
    builder, copies = stages(start, FILES)
    assert (
        copies == RUNTIME
        if "WORKDIR" not in start
        else {one.replace(" ./", " /app/") for one in RUNTIME} == set(copies)
    )
    assert builder.endswith("\nRUN cd /app/server && npm prune --omit=dev")


def test_folders_that_are_copied_one_by_one() -> None:
    text = f'FROM node:22\nWORKDIR /app\nCOPY web web\nCOPY server server\n{STEPS}CMD ["node", "server/server.js"]\n'
    found = offer_of(text, FILES)
    runtime = apply(text, found.default.change.edits).rpartition("\n\nFROM ")[2]
    assert set(RUNTIME) <= set(runtime.split("\n"))


@pytest.mark.parametrize(
    "script", ["npm start --prefix server", "cd server && npm start", "cd server && node server.js"]
)
def test_a_script_that_goes_to_the_folder(script: str) -> None:
    files = {**FILES, "package.json": json.dumps({"scripts": {"start": script}})}
    _, copies = stages('CMD ["npm", "start"]', files)
    assert copies == [*RUNTIME, "COPY --from=builder /app/package.json ./"]


@pytest.mark.parametrize("scripts", [
    {"start": "npm start --prefix server", "prestart": "node check.js"},
    {"start": "npm start --prefix ."},
    {"start": "cd server; cd lib && node server.js"},
    {"start": "cd $PLACE && npm start"},
    {"start": "PORT=80 npm start --prefix server"},
])  # fmt: skip
def test_a_script_that_does_more_than_to_go_to_the_folder(scripts: Mapping[str, str]) -> None:
    files = {**FILES, "package.json": json.dumps({"scripts": scripts})}
    text = f'FROM node:22\nWORKDIR /app\nCOPY . .\n{STEPS}CMD ["npm", "start"]\n'
    assert isinstance(split_of(text, files), Obstacle)


def test_files_are_named_from_where_it_runs() -> None:
    files = {
        **FILES,
        "server/server.js": 'read("data/list.json"); read("./conf/a.json");',
        "data/list.json": "",
        "server/conf/a.json": "",
    }
    _, copies = stages('CMD ["node", "server/server.js"]', files)
    assert "COPY --from=builder /app/data/list.json ./data/list.json" in copies
    assert "COPY --from=builder /app/server/conf/a.json ./server/conf/a.json" in copies


def test_files_beside_the_folder() -> None:
    server = 'require("../shared/util"); read(path.join(__dirname, "../assets/logo.png")); read("../web/build")'
    files = {**FILES, "server/server.js": server, "shared/util.js": "", "assets/logo.png": ""}
    _, copies = stages('WORKDIR /app/server\nCMD ["npm", "start"]', files)
    assert "COPY --from=builder /app/shared /app/shared" in copies
    assert "COPY --from=builder /app/assets/logo.png /app/assets/logo.png" in copies
    assert not any("util" in line for line in copies)


@pytest.mark.parametrize(
    ("files", "start", "reason"),
    [
        (
            {**FILES, "package.json": '{"dependencies": {"cors": "2"}}', "server/server.js": 'require("cors")'},
            'CMD ["node", "server/server.js"]',
            "`server/server.js` imports `cors`, which is installed in `/app`",
        ),
        ({"web/package.json": json.dumps(SITE), "server/server.js": ""}, 'CMD ["node", "server/server.js"]', "there is no package.json in `/app`"),
    ],
)  # fmt: skip
def test_refusals(files: Mapping[str, str], start: str, reason: str) -> None:
    found = obstacle_of(f"FROM node:22\nWORKDIR /app\nCOPY . .\n{STEPS}{start}\n", files)
    assert reason in found.reason


def test_reason_where_manifests_and_folders_are_copied_one_by_one() -> None:
    files = {"package.json": "{}", "lerna.json": "{}", "packages/api/package.json": json.dumps(SERVER)}
    text = (
        "FROM node:22\nWORKDIR /app\nCOPY package*.json lerna.json ./\nCOPY packages packages\nRUN npm ci && npx lerna run build\n"
        'CMD ["node", "packages/api/dist/main.js"]\n'
    )
    found = obstacle_of(text, files)
    assert found.reason == "`lerna.json`: what the build does is not followed"


WORKSPACE = {
    "package.json": '{"private": true}', "pnpm-workspace.yaml": "packages: [apps/*]", "pnpm-lock.yaml": "",
    "apps/api/package.json": '{"dependencies": {"fastify": "4"}}', "apps/api/src/main.ts": "",
}  # fmt: skip
DEPLOYED = "RUN pnpm install\nRUN pnpm --filter api build && pnpm --filter api deploy --prod /out\nWORKDIR /out\n"


@pytest.mark.parametrize("start", ['CMD ["npm", "start"]', "CMD npm run start"])
def test_what_pnpm_deploys_starts_by_its_script(start: str) -> None:
    package = '{"name": "api", "scripts": {"start": "node dist/main.js"}, "dependencies": {"fastify": "4"}}'
    _, copies = stages(start, {**WORKSPACE, "apps/api/package.json": package}, DEPLOYED)
    assert copies == ["COPY --from=builder /out /out"]


def test_what_pnpm_deploys_and_pnpm_starts() -> None:
    package = '{"name": "api", "scripts": {"start": "node dist/main.js"}, "dependencies": {"fastify": "4"}}'
    text = f'FROM node:22\nWORKDIR /app\nCOPY . .\n{DEPLOYED}CMD ["pnpm", "start"]\n'
    files = {**WORKSPACE, "apps/api/package.json": package}
    found = obstacle_of(text, files)
    reason = "how the new image gets `pnpm` is not known, where `node dist/main.js` would start the same"
    assert found.reason == reason


@pytest.mark.parametrize(("enable", "line"), [
    ("corepack enable", "RUN corepack enable && corepack prepare pnpm@10.2.0 --activate"),
    ("npm i -g corepack@latest && corepack enable",
     "RUN npm install -g corepack@latest && corepack enable && corepack prepare pnpm@10.2.0 --activate"),
    ("npm i -g pnpm@9", "RUN npm install -g pnpm@9"),
])  # fmt: skip
def test_what_pnpm_deploys_and_a_pnpm_of_a_stated_version_starts(enable: str, line: str) -> None:
    package = '{"name": "api", "scripts": {"start": "node dist/main.js"}, "dependencies": {"fastify": "4"}}'
    root = '{"private": true, "packageManager": "pnpm@10.2.0+sha512.ab12"}'
    text = f'FROM node:22\nWORKDIR /app\nRUN {enable}\nCOPY . .\n{DEPLOYED}CMD ["pnpm", "start"]\n'
    files = {**WORKSPACE, "package.json": root, "apps/api/package.json": package}
    found = offer_of(text, files)
    assert f"\n{line}\n" in apply(text, found.default.change.edits)


def test_what_pnpm_deploys_beside_the_sources() -> None:
    steps = "RUN pnpm install\nRUN pnpm --filter api build && pnpm --filter api deploy --prod pruned\n"
    _, copies = stages('CMD ["node", "pruned/dist/main.js"]', WORKSPACE, steps)
    assert copies == ["COPY --from=builder /app/pruned ./pruned"]


@pytest.mark.parametrize("copy", [
    "COPY --from=build /app/package.json ./\nCOPY --from=build /app/dist ./dist\n",
    "COPY package.json apps/api/package.json ./\nCOPY --from=build /app/dist ./dist\n",
    "COPY package.json ./\nCOPY apps/api/package.json ./apps/api/\nRUN npm ci\nCOPY --from=build /app/apps/api/dist ./apps/api/dist\n",
])  # fmt: skip
def test_a_final_stage_with_what_another_one_built(copy: str) -> None:
    workspace = {**WORKSPACE, "package.json": '{"private": true, "workspaces": ["apps/*"]}'}
    start = "apps/api/dist/main.js" if "apps/api/dist" in copy else "dist/main.js"
    text = (
        f"FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
        f'FROM node:22\nWORKDIR /app\n{copy}CMD ["node", "{start}"]\n'
    )
    found = obstacle_of(text, workspace)
    assert found.reason == "it is split already: the final stage runs what it takes from `build`"


def test_what_pnpm_deploys() -> None:
    builder, copies = stages('CMD ["node", "dist/main.js"]', WORKSPACE, DEPLOYED)
    assert copies == ["COPY --from=builder /out /out"]
    assert builder.endswith("deploy --prod /out")


@pytest.mark.parametrize("start", ['["node", "/app/apps/api/dist/main.js"]', '["pnpm", "start"]'])
def test_what_pnpm_does_not_deploy(start: str) -> None:
    text = f"FROM node:22\nWORKDIR /app\nCOPY . .\n{DEPLOYED}CMD {start}\n"
    assert isinstance(split_of(text, WORKSPACE), Obstacle)


def test_final_stage_of_what_others_build() -> None:
    text = "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM node:22\nCOPY --from=build /app /app\nWORKDIR /app\nCMD yarn start\n"
    found = obstacle_of(text, FILES)
    assert found.reason == "it is split already: the final stage runs what it takes from `build`"


TURBO = (
    "FROM node:22 AS base\nFROM base AS picked\nWORKDIR /app\nCOPY . .\nRUN {}\nFROM base AS built\nWORKDIR /app\nCOPY --from=picked /app/out/json .\n"
    "RUN {}\nCOPY --from=picked /app/out/full .\nRUN yarn turbo run build\nFROM base\nWORKDIR /app\nCOPY --from=built /app .\nCMD node apps/api/dist/index.js\n"
)


@pytest.mark.parametrize(("picks", "installs", "is_told"), [
    ("npx turbo prune api --docker", "yarn install", True),
    ("turbo prune api --docker", "npm ci", True),
    ("pnpm dlx turbo@2 prune api --docker", "pnpm i", True),
    ("turbo prune api --docker", "npm ci --omit=dev", False),
    ("turbo prune api --docker", "yarn workspaces focus --production", False),
    ("turbo prune api --docker", "npm ci && npm prune", False),
    ("turbo run build", "npm ci", False),
    ("npm prune", "npm ci", False),
])  # fmt: skip
def test_packages_of_a_workspace_that_are_taken(picks: str, installs: str, is_told: bool) -> None:
    found = obstacle_of(TURBO.format(picks, installs), WORKSPACE)
    assert found.reason.startswith("it is split already: the final stage runs what it takes from `built`")
    assert found.reason.endswith(", development packages of the workspace, too: prune them there") is is_told


MERN = {
    "index.js": 'serve(path.resolve(__dirname, "client", "build"))', "client/src/index.js": "",
    "client/package.json": '{"scripts": {"build": "react-scripts build"}, "dependencies": {"react-scripts": "5"}}',
}  # fmt: skip


@pytest.mark.parametrize(
    "build",
    [
        "npm install --prefix client && npm run build --prefix client",
        "cd client && npm install && npm run build",
        "npm run build:client",
    ],
)
def test_scripts_that_build_elsewhere(build: str) -> None:
    scripts = {"start": "node index.js", "build": build, "build:client": "cd client && npm i && npm run build && cd .."}
    files = {**MERN, "package.json": json.dumps({"scripts": scripts, "dependencies": {"express": "4"}})}
    _, copies = stages('CMD ["npm", "start"]', files, "RUN npm install\nRUN npm run build\n")
    assert "COPY --from=builder /app/client/build ./client/build" in copies
    assert not any(line.endswith("/app/client ./client") for line in copies)


@pytest.mark.parametrize(
    "build", ["npm run build --prefix client", "npm --prefix client run build", "cd client && npm run build"]
)
def test_builds_elsewhere(build: str) -> None:
    files = {**MERN, "package.json": '{"scripts": {"start": "node index.js"}, "dependencies": {"express": "4"}}'}
    _, copies = stages(
        'CMD ["npm", "start"]', files, f"RUN npm install\nRUN npm install --prefix client\nRUN {build}\n"
    )
    assert "COPY --from=builder /app/client/build ./client/build" in copies


def test_scripts_that_move_what_they_build() -> None:
    scripts = {"start": "node index.js", "build": "cd client && npm run build && mv build ../public"}
    files = {**MERN, "package.json": json.dumps({"scripts": scripts, "dependencies": {"express": "4"}})}
    text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nCMD ["npm", "start"]\n'
    assert isinstance(split_of(text, files), Obstacle)
