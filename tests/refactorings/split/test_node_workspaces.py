"""Servers that are one of several packages: which of a workspace is taken along, and when it is left as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from splitting import Files, obstacle_of, offer_of

from dockwright.assist import Change
from dockwright.rule import Safety
from dockwright.text import apply

TSC = '{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}'
NEXT = "module.exports = { output: 'standalone', transpilePackages: ['@shop/ui'] };\n"


def package(name: str, scripts: Files = None, **fields: Any) -> str:
    return json.dumps({"name": name, "private": True, "scripts": scripts or {}, **fields})


MEMBERS = {
    "apps/api/package.json": package(
        "@shop/api", {"build": "tsc", "start": "node dist/main.js"},
        dependencies={"fastify": "5", "@shop/db": "*"}, devDependencies={"typescript": "5"},
    ),
    "apps/api/tsconfig.json": TSC, "apps/api/src/main.ts": "import fastify from 'fastify';\n",
    "apps/web/package.json": package("web", {"build": "next build", "start": "next start"}, dependencies={"next": "15", "@shop/ui": "*"}),
    "apps/web/next.config.js": NEXT, "apps/web/app/page.tsx": "", "apps/web/public/logo.svg": "",
    "packages/db/package.json": package("@shop/db", {"build": "tsc"}, main="dist/index.js", dependencies={"pg": "8"}),
    "packages/db/tsconfig.json": TSC, "packages/db/src/index.ts": "",
    "packages/ui/package.json": package("@shop/ui"), "packages/ui/index.tsx": "",
}  # fmt: skip
GLOBS = ["apps/*", "packages/*"]
NPM = {
    **MEMBERS, "package.json": package("shop", {"build": "npm run build --workspaces --if-present"}, workspaces=GLOBS),
    "package-lock.json": '{"lockfileVersion": 3, "packages": {"apps/api": {"hasInstallScript": true}}}',
}  # fmt: skip
PNPM = {
    **MEMBERS, "package.json": package("shop", {"build": "turbo run build"}, packageManager="pnpm@9.15.0+sha512.0a"),
    "pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - packages/*\n", "turbo.json": "{}",
}  # fmt: skip
MIGRATED = {
    **PNPM, "packages/log/package.json": package("@shop/log", {"migrate": "drizzle-kit migrate"}, devDependencies={"drizzle-kit": "1"}),
    "package.json": package("shop", {"db:migrate": "pnpm --filter @shop/log migrate"}),
}  # fmt: skip
YARN = {**MEMBERS, "package.json": package("shop", workspaces=GLOBS), "yarn.lock": ""}
BERRY = {
    **YARN, "package.json": package("shop", workspaces=GLOBS, packageManager="yarn@4.5.0"), "yarn.lock": "__metadata:\n",
    ".yarnrc.yml": "nodeLinker: node-modules\n",
}  # fmt: skip
BUN = {
    "package.json": package("shop", workspaces=["packages/*"]), "bun.lock": "", "packages/core/package.json": package("core"),
    "packages/api/package.json": package("api", {"build": "bun build src/main.ts --target bun --outdir dist"}, dependencies={"core": "*"}),
    "packages/api/src/main.ts": "",
}  # fmt: skip
CI, BUILD = "RUN npm ci\n", "RUN npm run build\n"
PRUNE = "RUN npm prune --omit=dev"
START = 'CMD ["node", "apps/api/dist/main.js"]'
API = ["node_modules", "apps/api", "packages/db"]
LOOKED = "see that the server reads nothing outside of `apps/api`, `packages/db`"


class Taken(NamedTuple):
    title: str
    files: Mapping[str, str]
    steps: str  # between COPY . . and the start
    start: str
    expected: list[str]  # what is copied, relative to the workspace
    closing: str = ""  # the last line of the builder, where the split adds one
    image: str = "node:22"
    runtime: str = "node:22-slim"
    lines: tuple[str, ...] = ()  # of the runtime stage, besides


TAKEN = [
    Taken("by its file", NPM, CI + BUILD, START, API, PRUNE),
    Taken("by npm in its directory", NPM, CI + BUILD + "WORKDIR /app/apps/api\n", 'CMD ["npm", "start"]', API, PRUNE),
    Taken("by npm from the root", NPM, CI + "RUN npm run build -w packages/db && npm run build -w @shop/api\n",
          'CMD ["npm", "start", "-w", "apps/api"]', ["node_modules", "package.json", "apps/api", "packages/db"], PRUNE),
    Taken("by a script of the root", {**NPM, "package.json": package("shop", {"start": "npm start -w @shop/api"}, workspaces=GLOBS)},
          CI + "RUN npm run build -w @shop/api\n", "CMD npm start", ["node_modules", "package.json", "apps/api", "packages/db"], PRUNE),
    Taken("by a script of the root that goes to it", {**NPM, "package.json": package("shop", {"start": "cd apps/api && npm start"}, workspaces=GLOBS)},
          CI + "RUN npm run build -w @shop/api\n", "CMD npm start", ["node_modules", "package.json", "apps/api", "packages/db"], PRUNE),
    Taken("of a small image", NPM, CI + BUILD, START, API, PRUNE, "node:22-alpine", "node:22-alpine"),
    Taken("behind a migration", {**NPM, "apps/api/prisma/schema.prisma": ""}, CI + BUILD,
          "CMD cd apps/api && npx prisma migrate deploy && node dist/main.js", API),
    Taken("behind a script of another package", MIGRATED, "RUN npm i -g pnpm && pnpm i\nRUN pnpm -r build\n",
          "CMD pnpm --filter @shop/log migrate && node apps/api/dist/main.js",
          ["node_modules", "package.json", "pnpm-workspace.yaml", "apps/api", "packages/db", "packages/log"], lines=("RUN npm install -g pnpm",)),
    Taken("behind a script of the root", MIGRATED, "RUN npm i -g pnpm && pnpm i\nRUN pnpm -r build\n",
          "CMD pnpm db:migrate && node apps/api/dist/main.js",
          ["node_modules", "package.json", "pnpm-workspace.yaml", "apps/api", "packages/db", "packages/log"], lines=("RUN npm install -g pnpm",)),
    Taken("whose name is an argument of the build", NPM, CI + "ARG APP=api\nRUN npm run build -w @shop/$APP\n", START, API, PRUNE),
    Taken("built by Turborepo, of pnpm", PNPM, "RUN npm i -g pnpm && pnpm i\nRUN pnpm turbo run build --filter=@shop/api...\n", START, API),
    Taken("by pnpm", PNPM, "RUN npm i -g pnpm && pnpm i\nRUN pnpm --filter @shop/api build\n", 'CMD ["pnpm", "--filter", "@shop/api", "start"]',
          ["node_modules", "package.json", "pnpm-workspace.yaml", "apps/api", "packages/db"], lines=("RUN npm install -g pnpm",)),
    Taken("by the pnpm that corepack prepares", PNPM, "RUN corepack enable\nRUN pnpm i\nRUN pnpm -r build\n", 'CMD ["pnpm", "--filter", "@shop/api", "start"]',
          ["node_modules", "package.json", "pnpm-workspace.yaml", "apps/api", "packages/db"],
          lines=("RUN corepack enable && corepack prepare pnpm@9.15.0 --activate",)),
    Taken("of yarn 1", YARN, "RUN yarn\nRUN yarn workspace @shop/api build\n", 'CMD ["yarn", "workspace", "@shop/api", "start"]',
          ["node_modules", "package.json", "apps/api", "packages/db"],
          "RUN yarn install --production --ignore-scripts --prefer-offline --frozen-lockfile"),
    Taken("of yarn 4", BERRY, "RUN corepack enable && yarn\nRUN yarn workspaces foreach -Rt --from @shop/api run build\n", START, API,
          "RUN yarn workspaces focus @shop/api --production"),
    Taken("that yarn has focused on", BERRY, "RUN yarn\nRUN yarn workspaces foreach -A run build && yarn workspaces focus @shop/api --production\n",
          START, API),
    Taken("built by Lerna", {**NPM, "lerna.json": "{}"}, CI + "RUN npx lerna run build --scope=@shop/api\n", START, API, PRUNE),
    Taken("built by Nx", {**NPM, "nx.json": "{}"}, CI + "RUN npx nx build @shop/api\n", START, API, PRUNE),
    Taken("pages of Next.js", PNPM, "RUN npm i -g pnpm && pnpm i\nRUN pnpm --filter web build\nWORKDIR /app/apps/web\n", 'CMD ["npm", "start"]',
          ["node_modules", "apps/web", "packages/ui"], "RUN rm -rf /app/apps/web/.next/cache/webpack /app/apps/web/.next/cache/turbopack"),
    Taken("the standalone server of Next.js", PNPM, "RUN npm i -g pnpm && pnpm i\nRUN pnpm --filter web build\n",
          'CMD ["node", "apps/web/.next/standalone/apps/web/server.js"]', ["apps/web/.next/standalone"]),
    Taken("what Bun bundles", BUN, "RUN bun install\nRUN bun run --filter api build\n", 'CMD ["bun", "packages/api/dist/main.js"]',
          ["packages/api/dist"], image="oven/bun:1", runtime="oven/bun:1-slim"),
    Taken("beside pages that it hands out", {**NPM, "apps/api/src/main.ts": 'serve(join(__dirname, "../../web/.next"));\n'}, CI + BUILD, START,
          [*API, "apps/web/.next"], PRUNE),
    Taken("beside a package that only its sources name", {**NPM, "apps/api/package.json": package(
              "@shop/api", {"build": "tsc"}, dependencies={"fastify": "5"}, devDependencies={"@shop/db": "*"}),
           "apps/api/src/main.ts": "import { pool } from '@shop/db';\n"}, CI + BUILD, START, API),
    Taken("where a RUN removes what it does without", NPM, "RUN rm -rf node_modules\n" + CI + BUILD + "RUN rm -rf apps/web packages/*/src\n", START,
          API, PRUNE),
    Taken("beside a package that only its sources import", {**NPM, "packages/log/package.json": package("@shop/log"),
           "apps/api/src/main.ts": "import { log } from '@shop/log';\n"}, CI + BUILD, START, [*API, "packages/log"], PRUNE),
    Taken("with the file of a health check", {**NPM, "scripts/alive.js": ""}, CI + BUILD, f"HEALTHCHECK CMD node scripts/alive.js\n{START}",
          [*API, "scripts/alive.js"], PRUNE),
]  # fmt: skip


def dockerfile(case: Taken) -> str:
    return f"FROM {case.image}\nWORKDIR /app\nCOPY . .\n{case.steps}{case.start}\n"


def stages(text: str, change: Change) -> tuple[list[str], list[str]]:
    """The lines of both stages."""
    whole = apply(text, change.edits)
    at = whole.rindex("\nFROM ")
    return whole[:at].strip().splitlines(), whole[at + 1 :].splitlines()


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case.title)
def test_what_is_taken(case: Taken) -> None:
    text = dockerfile(case)
    found = offer_of(text, case.files)
    assert found.default.change.safety is Safety.UNSAFE
    builder, runtime = stages(text, found.default.change)
    words = [line.split() for line in runtime if line.startswith("COPY --from=builder")]
    assert [one[-2].removeprefix("/app/") for one in words] == case.expected
    assert runtime[0] == f"FROM {case.runtime}"
    assert [line for line in runtime if line.startswith("RUN ") and ("pnpm" in line)] == list(case.lines)
    assert builder[-1] == case.closing if case.closing else builder[-1] in text.splitlines()


def test_dependencies_leave_from_the_root() -> None:
    text = f'FROM node:22\nWORKDIR /app\nCOPY . .\n{CI}{BUILD}WORKDIR /app/apps/api\nRUN npm run build\nCMD ["npm", "start"]\n'
    found = offer_of(text, NPM)
    builder, _ = stages(text, found.default.change)
    assert builder[-1] == "RUN cd /app && npm prune --omit=dev"
    assert found.default.change.notes == (LOOKED,)


def test_many_packages_are_taken_with_those_beside_them() -> None:
    files = {f"packages/p{at}/package.json": package(f"p{at}", dependencies={f"p{at + 1}": "*"}) for at in range(20)}
    files |= changed(NPM, dependencies={"p0": "*"})
    found = offer_of(f"FROM node:22\nWORKDIR /app\nCOPY . .\n{CI}{BUILD}{START}\n", files)
    _, runtime = stages(f"FROM node:22\nWORKDIR /app\nCOPY . .\n{CI}{BUILD}{START}\n", found.default.change)
    assert [line.split()[-2] for line in runtime if "--from" in line] == [
        "/app/node_modules",
        "/app/apps",
        "/app/packages",
    ]


def test_packages_whose_names_are_arguments_of_the_build() -> None:
    text = f'FROM node:22\nARG APP=api\nWORKDIR /app\nCOPY . .\n{CI}{BUILD}WORKDIR /app/apps/$APP\nCMD ["node", "dist/main.js"]\n'
    found = offer_of(text, NPM)
    note = "packages are those of the default of `APP`: a build that is given another needs others"
    assert found.default.change.notes == (note, LOOKED)


class Refused(NamedTuple):
    reason: str
    files: Mapping[str, str]
    steps: str
    start: str = START
    image: str = "node:22"


def changed(files: Mapping[str, str], **fields: Any) -> dict[str, str]:
    """With other fields in the server's package.json."""
    data = json.loads(files["apps/api/package.json"])
    return {**files, "apps/api/package.json": json.dumps({**data, **fields})}


REFUSED = [
    Refused("nothing is built here: the server runs from its sources", {**NPM, "apps/api/index.js": ""}, CI, 'CMD ["node", "apps/api/index.js"]'),
    Refused("nothing here builds `apps/api`, where `dist/main.js` starts", NPM, CI + "RUN npm run build -w web\n"),
    Refused("nothing here builds `apps/web`, which `next` serves", NPM, CI + "RUN npm run build -w apps/api\nWORKDIR /app/apps/web\n",
            'CMD ["npm", "start"]'),
    Refused("the build writes `dist`, but `build/main.js` starts", NPM, CI + BUILD, 'CMD ["node", "apps/api/build/main.js"]'),
    Refused("`tsx` runs the sources: nothing that is built is what starts, where `node` could run what `tsc` writes", changed(NPM, scripts={"start": "tsx src/main.ts"}), CI + BUILD,
            'CMD ["npm", "start", "-w", "@shop/api"]'),
    Refused("`bun` runs the sources: nothing that is built is what starts", BUN, "RUN bun install\nRUN bun run --filter api build\n",
            'CMD ["bun", "packages/api/src/main.ts"]', "oven/bun:1"),
    Refused("`turbo` reads the whole project when it runs", NPM, CI + BUILD, 'CMD ["npx", "turbo", "start"]'),
    Refused("yarn checks the whole project when it starts, where `node dist/main.js` in `apps/api` would start the same", BERRY,
            "RUN yarn\nRUN yarn workspace @shop/api build\n", 'CMD ["yarn", "workspace", "@shop/api", "start"]'),
    Refused("yarn keeps the dependencies outside of node_modules", {**BERRY, ".yarnrc.yml": ""}, "RUN yarn\nRUN yarn workspace @shop/api build\n"),
    Refused("which `pnpm` corepack takes is not stated: package.json has no `packageManager`, where `node dist/main.js` in `apps/api` would start the same",
            {**PNPM, "package.json": package("shop")}, "RUN corepack enable && pnpm i\nRUN pnpm -r build\n", 'CMD ["pnpm", "--filter", "@shop/api", "start"]'),
    Refused("which `pnpm` corepack takes is not stated: package.json has no `packageManager`, where `npx next start` would start the same",
            {**PNPM, "package.json": package("shop")}, "RUN corepack enable && pnpm i\nRUN pnpm -r build\nWORKDIR /app/apps/web\n", 'CMD ["pnpm", "start"]'),
    Refused("what `npm run build -w` builds is computed", NPM, f"{CI}ARG PLACE\nRUN npm run build -w $PLACE\n"),
    Refused("what `turbo prune` puts into `/app/out` is not followed", NPM, "RUN npx turbo prune @shop/api\nWORKDIR /app/out\n" + CI + BUILD),
    Refused("`rm` may take `packages/db` away", NPM, CI + BUILD + "RUN rm -rf packages\n"),
    Refused("`rm` may take `node_modules` away", NPM, CI + BUILD + "RUN rm -rf apps/web *modules\n"),
    Refused("what `python3` puts beside the sources is not followed", NPM, CI + BUILD + "RUN python3 make.py apps/api/dist\n"),
    Refused("what is copied beside the sources is not in the build context", NPM, "COPY --from=alpine /etc/os-release ./apps/api/\n" + CI + BUILD),
    Refused("`canvas` may be linked against libraries of the system that are not known", changed(NPM, dependencies={"canvas": "2"}), CI + BUILD),
    Refused("the dependency `tool` is a part of the project: `file:../../tool`", changed(NPM, dependencies={"tool": "file:../../tool"}), CI + BUILD),
    Refused("which packages of the workspace a server needs is not followed", {**NPM, "server.js": ""}, CI + BUILD, 'CMD ["node", "server.js"]'),
    Refused("the start command runs something in the background", NPM, CI + BUILD,
            "CMD node apps/api/dist/main.js & node apps/web/server.js"),
    Refused("another stage would need the same image and the same dependencies",
            {path: text for path, text in PNPM.items() if "web" not in path and "ui" not in path}, "RUN npm i -g pnpm && pnpm i\nRUN pnpm -r build\n",
            image="node:22-slim"),
    Refused("which package of the workspace `entrypoint.sh` starts is not followed", {**NPM, "entrypoint.sh": "#!/bin/sh\nmystery\nexec node apps/api/dist/main.js\n"}, CI + BUILD,
            'ENTRYPOINT ["./entrypoint.sh"]'),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.reason[:70])
def test_refusals(case: Refused) -> None:
    text = f"FROM {case.image}\nWORKDIR /app\nCOPY . .\n{case.steps}{case.start}\n"
    found = obstacle_of(text, case.files)
    assert case.reason in found.reason
