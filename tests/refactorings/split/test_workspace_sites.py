"""A static site of one project in a workspace: its files are all that runs, whoever builds it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from splitting import offer_of, split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.text import apply

WEB = {"name": "@shop/web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}
API = {"name": "api", "scripts": {"build": "tsc"}, "devDependencies": {"typescript": "5"}}
ROOT = {
    "private": True,
    "workspaces": ["apps/*"],
    "scripts": {"build": "turbo run build", "build:web": "pnpm --filter @shop/web build", "build:lerna": "lerna run build --scope @shop/web"},
}  # fmt: skip
WORKSPACE = {
    "package.json": json.dumps(ROOT),
    "pnpm-workspace.yaml": "packages:\n  - apps/*\n",
    "apps/web/package.json": json.dumps(WEB),
    "apps/web/vite.config.ts": "export default {}\n",
    "apps/api/package.json": json.dumps(API),
    "apps/api/tsconfig.json": "{}",
}


def nx(executor: str, **options: object) -> dict[str, str]:
    target = {"executor": executor, "options": options, "configurations": {"production": {"optimization": True}}}
    return {
        "package.json": '{"scripts": {"build": "nx build web"}, "devDependencies": {"nx": "20"}}',
        "nx.json": "{}",
        "apps/web/project.json": json.dumps({"name": "web", "targets": {"build": target}}),
        "apps/api/project.json": '{"targets": {"build": {"executor": "@nx/node:build", "options": {"outputPath": "dist/apps/api"}}}}',
    }


WEBPACK = nx("@nx/webpack:webpack", outputPath="dist/apps/web")


def answer(build: str, served: str, files: Mapping[str, str]) -> Offer | Obstacle | None:
    text = (
        f'FROM node:22\nWORKDIR /src\nCOPY . .\nRUN npm install\nRUN {build}\nCMD ["npx", "serve", "-s", "{served}"]\n'
    )
    found = split_of(text, files)
    if isinstance(found, Offer):
        after = apply(text, found.default.change.edits)
        assert f"COPY --from=builder /src/{served} /usr/share/nginx/html\n" in after
        assert f"RUN {build}\n\nFROM nginx:alpine\n" in after
    return found


@pytest.mark.parametrize(
    ("build", "served", "files"),
    [
        ("pnpm --filter @shop/web build", "apps/web/dist", WORKSPACE),
        ("pnpm --filter='@shop/*' run build", "apps/web/dist", WORKSPACE),
        ("pnpm -F ./apps/web build", "apps/web/dist", WORKSPACE),
        ("pnpm --filter @shop/web... build", "apps/web/dist", WORKSPACE),
        ("pnpm -r build", "apps/web/dist", WORKSPACE),
        ("pnpm run build --filter=@shop/web", "apps/web/dist", WORKSPACE),  # given to the script, which hands it to turbo
        ("pnpm -w build", "apps/web/dist", WORKSPACE),
        ("npm run build -w apps/web", "apps/web/dist", WORKSPACE),
        ("npm run build --workspace=@shop/web", "apps/web/dist", WORKSPACE),
        ("npm run build --workspaces", "apps/web/dist", WORKSPACE),
        ("yarn workspace @shop/web build", "apps/web/dist", WORKSPACE),
        ("yarn workspaces run build", "apps/web/dist", WORKSPACE),
        ("npm run build", "apps/web/dist", WORKSPACE),
        ("npm run build:web", "apps/web/dist", WORKSPACE),
        ("npm run build:lerna", "apps/web/dist", WORKSPACE),
        ("npx turbo build --filter=@shop/web", "apps/web/dist", WORKSPACE),
        ("pnpm turbo run build --filter @shop/web", "apps/web/dist", WORKSPACE),
        ("npx nx build web", "dist/apps/web", WEBPACK),
        ("npx nx build web --prod", "dist/apps/web", WEBPACK),
        ("npx nx run web:build:production", "dist/apps/web", WEBPACK),
        ("npx nx run-many -t build", "dist/apps/web", WEBPACK),
        ("npx nx run-many --target=build --projects=api,web", "dist/apps/web", WEBPACK),
        ("yarn nx build web", "dist/apps/web", WEBPACK),
        ("npm run build", "dist/apps/web", WEBPACK),
        ("npx nx build web", "dist/apps/web", nx("@nrwl/web:webpack", outputPath="dist/apps/web")),
        ("npx nx build web", "dist/apps/web/browser", nx("@angular-devkit/build-angular:application", outputPath="dist/apps/web")),
        ("npx nx build web", "dist/apps/web", nx("@angular-devkit/build-angular:browser", outputPath="dist/apps/web")),
        ("npx nx build web", "apps/web/out", nx("@nx/vite:build", outputPath="{projectRoot}/out")),
        ("npx nx build web", "dist/apps/web",
         {**WEBPACK, "apps/web/project.json": '{"name": "web"}', "apps/web/vite.config.ts": "export default { build: { outDir: '../../dist/apps/web' } }"}),
        ("npx nx build web", "dist/apps/web",
         {**WEBPACK, "apps/web/project.json": '{"name": "web"}', "apps/web/webpack.config.js": "module.exports = { output: { path: join(__dirname, '../../dist/apps/web') } };"}),
    ],
)  # fmt: skip
def test_site_of_one_project(build: str, served: str, files: Mapping[str, str]) -> None:
    assert isinstance(answer(build, served, files), Offer)


@pytest.mark.parametrize(
    ("build", "served", "files", "reason"),
    [
        ("pnpm --filter api build", "apps/web/dist", WORKSPACE, "the build makes no static site that is known"),
        ("pnpm --filter @shop/web build", "dist", WORKSPACE, "the build of Vite writes `/src/apps/web/dist`, but `/src/dist` is served"),
        ("npx nx build api", "dist/apps/web", WEBPACK, "the build makes no static site that is known"),
        ("npx nx affected -t build", "dist/apps/web", WEBPACK, "the build makes no static site that is known"),
        ("npx nx build web", "dist/apps/web", nx("@nx/webpack:webpack", outputPath="dist/apps/web", target="node"), "the build makes no static site that is known"),
        ("npx nx build web", "dist/apps/web", nx("@nx/angular:application", outputPath="dist/apps/web", ssr={"entry": "x"}), "the build makes no static site that is known"),
        ("npx nx build web", "dist/apps/web", nx("@acme/tool:build", outputPath="dist/apps/web"), "the build makes no static site that is known"),
    ],
)  # fmt: skip
def test_refusals(build: str, served: str, files: Mapping[str, str], reason: str) -> None:
    found = answer(build, served, files)
    assert isinstance(found, Obstacle), found
    assert found.reason == reason


SITE = {**WEB, "scripts": {"build": "vite build", "preview": "vite preview --host", "show": "serve -s dist"}}
PREVIEW = {
    **WORKSPACE,
    "apps/web/package.json": json.dumps(SITE),
    "apps/docs/package.json": json.dumps({**SITE, "name": "docs"}),
    "package.json": json.dumps({**ROOT, "scripts": {"preview:web": "pnpm --filter @shop/web preview", "all": "pnpm -r preview"}}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("install", "start", "port"),
    [
        ("pnpm install", "pnpm --filter @shop/web preview", 4173),
        ("pnpm install", "pnpm --filter @shop/web preview --port 80", 80),
        ("pnpm install", "pnpm run preview:web", 4173),
        ("pnpm install", "pnpm -C apps/web preview", 4173),
        ("pnpm install", "pnpm --filter @shop/web show", 3000),
        ("npm install", "npm run preview -w @shop/web -- --port 8080", 8080),
        ("npm install", "npm run preview --workspace=@shop/web", 4173),
        ("yarn install", "yarn workspace @shop/web preview --port 81", 81),
    ],
)
def test_a_preview_of_one_project(install: str, start: str, port: int) -> None:
    files = PREVIEW if install.startswith("pnpm") else {k: v for k, v in PREVIEW.items() if "pnpm" not in k}
    text = f"FROM node:22\nWORKDIR /src\nCOPY . .\nRUN {install}\nRUN cd apps/web && npm run build\nCMD {start}\n"
    found = offer_of(text, files)
    after = apply(text, found.default.change.edits)
    assert "COPY --from=builder /src/apps/web/dist /usr/share/nginx/html\n" in after
    assert f"    listen {port};\n" in after


@pytest.mark.parametrize(
    ("start", "build"),
    [
        ("pnpm run all", "cd apps/web && npm run build"),
        ("pnpm --filter docs preview", "cd apps/web && npm run build"),
        ("pnpm --filter @shop/web preview --base /x/", "cd apps/web && npm run build"),
        ("pnpm --filter @shop/web preview", "echo nothing"),
    ],
    ids=["several", "another than is built", "below a path", "nothing is built"],
)
def test_a_preview_that_is_left(start: str, build: str) -> None:
    text = f"FROM node:22\nWORKDIR /src\nCOPY . .\nRUN pnpm install\nRUN {build}\nCMD {start}\n"
    assert isinstance(split_of(text, PREVIEW), Obstacle)
