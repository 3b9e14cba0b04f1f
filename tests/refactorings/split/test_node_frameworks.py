"""Node's frameworks as their generators lay them out: what is taken along of each, and which forms are left as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from splitting import obstacle_of, offer_of, split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply

START = '["npm", "start"]'


class Layout(NamedTuple):
    title: str
    dependencies: str  # names, those for development behind a `|`
    scripts: Mapping[str, str]
    files: Mapping[str, str]
    start: str
    expected: tuple[str, ...] | str  # paths that are copied, relative to the application; or the reason why not
    image: str = "node:22"
    runtime: str = "node:22-slim"


def project(layout: Layout) -> dict[str, str]:
    """package.json, its lock file and the other files."""
    production, _, development = layout.dependencies.partition("|")
    sections = {
        "dependencies": dict.fromkeys(production.split(), "*"),
        "devDependencies": dict.fromkeys(development.split(), "*"),
    }
    package = {"name": "shop", "private": True, "scripts": dict(layout.scripts), **sections}
    lock = {"lockfileVersion": 3, "packages": {"": sections}}
    return {"package.json": json.dumps(package), "package-lock.json": json.dumps(lock), **layout.files}


def dockerfile(layout: Layout) -> str:
    return f"""\
FROM {layout.image}
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
EXPOSE 3000
CMD {layout.start}
"""


def served(directory: str) -> str:
    return f'["npx", "serve", "-s", "{directory}", "-l", "3000"]'


NGINX = "nginx:alpine"
NEXT, NEXT_SCRIPTS = (
    "next react react-dom | typescript tailwindcss",
    {"dev": "next dev", "build": "next build", "start": "next start"},
)
NEXT_FILES = {
    "app/page.tsx": "export default function Page() {}\n",
    "public/logo.svg": "",
    "tsconfig.json": "{}",
    "postcss.config.mjs": "",
}
NUXT_FILES = {"app.vue": "<template><NuxtPage /></template>\n", "public/robots.txt": ""}
SVELTE = "| @sveltejs/kit @sveltejs/adapter-node @sveltejs/adapter-static svelte vite"
SVELTE_FILES = {
    "src/app.html": "",
    "vite.config.ts": "import { sveltekit } from '@sveltejs/kit/vite';\nexport default { plugins: [sveltekit()] };\n",
}
NEST = "@nestjs/core @nestjs/common reflect-metadata | @nestjs/cli typescript"
NEST_FILES = {
    "nest-cli.json": '{"$schema": "x", "sourceRoot": "src", "compilerOptions": {"deleteOutDir": true}}',
    "tsconfig.json": '{\n  // as the generator writes it\n  "compilerOptions": {"outDir": "./dist", "baseUrl": "./",},\n}\n',
    "tsconfig.build.json": '{"extends": "./tsconfig.json", "exclude": ["node_modules", "test", "dist"]}',
    "src/main.ts": "import { NestFactory } from '@nestjs/core';\n",
}  # fmt: skip
ROUTER = "@react-router/node @react-router/serve react | @react-router/dev vite"
ROUTER_FILES = {
    "app/root.tsx": "",
    "public/favicon.ico": "",
    "vite.config.ts": "import { reactRouter } from '@react-router/dev/vite';\nexport default { plugins: [reactRouter()] };\n",
}
ANGULAR = "@angular/core | @angular/cli @angular/build"
ASTRO_NODE = "import { defineConfig } from 'astro/config';\nimport node from '@astrojs/node';\n\nexport default defineConfig({ output: 'server', adapter: node({ mode: 'standalone' }) });\n"
VITE = "react react-dom | vite typescript @vitejs/plugin-react"


def angular(builder: str, options: Mapping[str, object]) -> dict[str, str]:
    target = {"build": {"builder": builder, "options": options, "defaultConfiguration": "production"}}
    return {
        "angular.json": json.dumps(
            {"version": 1, "projects": {"shop": {"projectType": "application", "architect": target}}}
        )
    }


UNIVERSAL = json.dumps({"projects": {"shop": {"architect": {
    "build": {"builder": "@angular-devkit/build-angular:browser", "options": {"outputPath": "dist/shop/browser"}},
    "server": {"builder": "@angular-devkit/build-angular:server", "options": {"outputPath": "dist/shop/server"}, "configurations": {"production": {}}},
}}}})  # fmt: skip


LAYOUTS = [
    # Next.js
    Layout(
        "Next.js, standalone, in TypeScript", NEXT, NEXT_SCRIPTS,
        {**NEXT_FILES, "next.config.ts": "import type { NextConfig } from 'next';\n\nconst nextConfig: NextConfig = {\n"
         "  // for the container\n  output: 'standalone',\n};\n\nexport default nextConfig;\n"},
        START, (".next/standalone", ".next/static", "public"),
    ),
    Layout(
        "Next.js, standalone, around a plugin", NEXT, NEXT_SCRIPTS,
        {**NEXT_FILES, "next.config.mjs": "import createMDX from '@next/mdx';\nconst shared = { reactStrictMode: true };\n"
         "export default createMDX()({ ...shared, output: 'standalone' });\n"},
        START, (".next/standalone", ".next/static", "public"),
    ),
    Layout(
        "Next.js, standalone, started by its own server", NEXT, {"build": "next build", "start": "node .next/standalone/server.js"},
        {**NEXT_FILES, "next.config.mjs": "export default { output: 'standalone' };\n"},
        '["node", ".next/standalone/server.js"]', (".next/standalone", "public"),
    ),
    Layout(
        "Next.js with its dependencies", NEXT, NEXT_SCRIPTS, {**NEXT_FILES, "next.config.js": "module.exports = {}\n"}, START,
        ("node_modules", ".next", "package.json", "next.config.js", "public"),
    ),
    Layout(
        "Next.js, standalone on a condition", NEXT, NEXT_SCRIPTS,
        {**NEXT_FILES, "next.config.js": "module.exports = { ...(process.env.CI && { output: 'standalone' }) }\n"}, START,
        ("node_modules", ".next", "package.json", "next.config.js", "public"),
    ),
    Layout(
        "Next.js as static files", NEXT, NEXT_SCRIPTS, {**NEXT_FILES, "next.config.js": "module.exports = { output: 'export' }\n"},
        served("out"), ("out",), runtime=NGINX,
    ),
    # Nuxt
    Layout(
        "Nuxt", "nuxt vue", {"build": "nuxt build", "postinstall": "nuxt prepare"},
        {**NUXT_FILES, "nuxt.config.ts": "export default defineNuxtConfig({\n  devtools: { enabled: true },\n})\n"},
        '["node", ".output/server/index.mjs"]', (".output",), "node:22-alpine", "node:22-alpine",
    ),
    Layout("Nuxt as static files", "nuxt vue", {"build": "nuxt generate"}, {**NUXT_FILES, "nuxt.config.ts": "export default defineNuxtConfig({})\n"},
           served(".output/public"), (".output/public",), runtime=NGINX),
    # SvelteKit
    Layout(
        "SvelteKit with the adapter for Node", SVELTE, {"build": "vite build"},
        {**SVELTE_FILES, "svelte.config.js": "import adapter from '@sveltejs/adapter-node';\n\nconst config = { kit: { adapter: adapter({ out: 'server' }) } };\n"
         "export default config;\n"},
        '["node", "server"]', ("server", "package.json"),
    ),
    Layout(
        "SvelteKit as static files", SVELTE, {"build": "vite build"},
        {**SVELTE_FILES, "svelte.config.js": "import adapter from '@sveltejs/adapter-static';\nexport default { kit: { adapter: adapter({ fallback: 'index.html' }) } };\n"},
        served("build"), ("build",), runtime=NGINX,
    ),
    Layout(
        "SvelteKit with the adapter for Bun", SVELTE, {"build": "vite build"},
        {**SVELTE_FILES, "svelte.config.js": "import adapter from 'svelte-adapter-bun';\nexport default { kit: { adapter: adapter() } };\n"},
        '["node", "build/index.js"]', ("build", "package.json"),
    ),
    # Nest
    Layout("Nest", NEST, {"build": "nest build", "start:prod": "node dist/main"}, NEST_FILES, '["npm", "run", "start:prod"]',
           ("node_modules", "dist", "package.json")),
    # React Router and Remix
    Layout(
        "React Router", ROUTER, {"build": "react-router build", "start": "react-router-serve ./build/server/index.js"},
        {**ROUTER_FILES, "react-router.config.ts": "import type { Config } from '@react-router/dev/config';\nexport default { ssr: true } satisfies Config;\n"},
        START, ("node_modules", "build", "package.json"),
    ),
    Layout("React Router without a server", ROUTER, {"build": "react-router build"},
           {**ROUTER_FILES, "react-router.config.ts": "export default { ssr: false } satisfies Config;\n"}, served("build/client"),
           ("build/client",), runtime=NGINX),
    Layout(
        "Remix behind Express", "@remix-run/express express | @remix-run/dev vite", {"build": "remix vite:build", "start": "node server.js"},
        {"vite.config.ts": "import { vitePlugin as remix } from '@remix-run/dev';\nexport default { plugins: [remix()] };\n", "public/favicon.ico": "",
         "server.js": "import * as build from './build/server/index.js';\napp.use(express.static('build/client'));\n"},
        START, ("node_modules", "build", "package.json", "server.js"),
    ),
    Layout("Remix 1", "@remix-run/node @remix-run/serve | @remix-run/dev", {"build": "remix build", "start": "remix-serve build"},
           {"remix.config.js": "/** @type {import('@remix-run/dev').AppConfig} */\nmodule.exports = {};\n"}, START,
           ("node_modules", "build", "public/build", "package.json")),
    Layout("Remix 1 with files beside its own", "@remix-run/node @remix-run/serve | @remix-run/dev", {"build": "remix build", "start": "remix-serve build"},
           {"remix.config.js": "module.exports = {};\n", "public/favicon.ico": ""}, START,
           ("node_modules", "build", "package.json", "public")),
    # Angular
    Layout("Angular", ANGULAR, {"build": "ng build"}, angular("@angular/build:application", {}), served("dist/shop/browser"), ("dist/shop/browser",),
           runtime=NGINX),
    Layout("Angular before 17", ANGULAR, {"build": "ng build --prod"},
           angular("@angular-devkit/build-angular:browser", {"outputPath": "dist/web"}), served("dist/web"), ("dist/web",), runtime=NGINX),
    Layout(
        "Angular that renders on a server", "@angular/core @angular/ssr express | @angular/cli", {"build": "ng build", "start": "node dist/shop/server/server.mjs"},
        angular("@angular/build:application", {"outputPath": "dist/shop", "server": "src/main.server.ts", "ssr": {"entry": "src/server.ts"}}),
        START, ("node_modules", "dist/shop", "package.json"),
    ),
    Layout("Angular that renders in advance", ANGULAR, {"build": "ng build"},
           angular("@angular/build:application", {"outputMode": "static", "server": "src/main.server.ts", "ssr": {"entry": "src/server.ts"}}),
           served("dist/shop/browser"), ("dist/shop/browser",), runtime=NGINX),
    Layout("Angular that renders in advance, before 19", ANGULAR, {"build": "ng build"},
           angular("@angular/build:application", {"prerender": True, "server": "src/main.server.ts"}),
           served("dist/shop/browser"), ("dist/shop/browser",), runtime=NGINX),
    Layout(
        "Angular that another target renders", "@angular/core express | @angular/cli", {"build": "ng build && ng run shop:server:production", "start": "node dist/shop/server/main.js"},
        {"angular.json": UNIVERSAL, "server.ts": "const folder = join(process.cwd(), 'dist/shop/browser');\n"}, START,
        ("node_modules", "dist/shop/browser", "dist/shop/server", "package.json"),
    ),
    # Astro
    Layout("Astro", "astro", {"build": "astro check && astro build"}, {"astro.config.mjs": "export default defineConfig({ outDir: './site' });\n"},
           served("site"), ("site",), runtime=NGINX),
    Layout("Astro with the adapter for Node", "astro @astrojs/node", {"build": "astro build"}, {"astro.config.mjs": ASTRO_NODE},
           '["node", "./dist/server/entry.mjs"]', ("node_modules", "dist", "package.json")),
    # Vite and Create React App
    Layout(
        "Vite", VITE, {"build": "tsc -b && vite build", "preview": "vite preview --host --port 3000"},
        {"vite.config.ts": "import { defineConfig } from 'vite';\nexport default defineConfig(({ mode }) => ({ plugins: [react()] }));\n", "index.html": "",
         "tsconfig.json": '{"files": [], "references": []}'},
        '["npm", "run", "preview"]', ("dist",), runtime=NGINX,
    ),
    Layout("Vite with a root of its own", VITE, {"build": "vite build"},
           {"vite.config.js": "export default { root: 'client', build: { outDir: '../public_html', emptyOutDir: true } };\n"},
           served("public_html"), ("public_html",), runtime=NGINX),
    Layout("Create React App", "react react-dom react-scripts", {"build": "BUILD_PATH=./out react-scripts build"}, {"public/index.html": "", "src/index.js": ""},
           served("out"), ("out",), runtime=NGINX),
]  # fmt: skip

REFUSED = [
    Layout("a development server of Next.js", NEXT, NEXT_SCRIPTS, NEXT_FILES, '["npm", "run", "dev"]', "`next dev` is a development server: `next start` would run what `next build` makes"),
    Layout("Next.js whose directory is computed", NEXT, NEXT_SCRIPTS, {**NEXT_FILES, "next.config.js": "module.exports = { distDir: process.env.OUT }"},
           START, "the build does not make what `next` serves"),
    Layout("Next.js that starts what it did not make", NEXT, NEXT_SCRIPTS, {**NEXT_FILES, "next.config.js": "module.exports = { output: 'export' }"},
           START, "`next start` does not serve what `output: 'export'` makes"),
    Layout("Nuxt that looks at its project", "nuxt", {"build": "nuxt build", "start": "nuxt preview"}, {**NUXT_FILES, ".env": "A=b\n"}, START,
           "`nuxt preview` reads `.env`, which the server that it runs does not"),
    Layout("Nest that compiles at the start", NEST, {"build": "nest build", "start": "nest start"}, NEST_FILES, START,
           "`nest start` needs the whole project when it runs, where `node dist/main` would run what is built"),
    Layout("Nest that compiles at the start, and two scripts that run what is built", NEST,
           {"build": "nest build", "start": "nest start", "start:prod": "node dist/main", "start:worker": "node dist/worker"}, NEST_FILES, START,
           "`nest start` needs the whole project when it runs, where `node dist/main` would run what is built"),
    Layout("Nest that watches its sources", NEST, {"build": "nest build", "start": "nest start --watch", "start:prod": "node dist/main"}, NEST_FILES, START,
           "`nest start` needs the whole project when it runs, where `node dist/main` would run what is built"),
    Layout("Nest that starts something else, too", NEST, {"build": "nest build", "start": "nest start", "prestart": "node seed.js", "start:prod": "node dist/main"},
           {**NEST_FILES, "seed.js": ""}, START, "`nest start` needs the whole project when it runs, where `node dist/main` would run what is built"),
    Layout("Nest whose output may be one directory deeper", NEST, {"build": "nest build", "start": "nest start", "start:prod": "node dist/main"},
           {**NEST_FILES, "prisma/seed.ts": ""}, START, "`nest start` needs the whole project when it runs, where `node dist/main` would run what is built"),
    Layout("Nest with a script that runs what nobody builds", NEST, {"build": "nest build", "start": "nest start", "start:prod": "node out/main"}, NEST_FILES, START,
           "`nest start` needs the whole project when it runs, where `node dist/main` would run what is built"),
    Layout("Nest that watches", NEST, {"build": "nest build", "start": "nodemon dist/main.js"}, NEST_FILES, START,
           "`nodemon` runs the sources: nothing that is built is what starts"),
    Layout("React Router elsewhere", ROUTER, {"build": "react-router build", "start": "react-router-serve ./build/server/index.js"},
           {**ROUTER_FILES, "react-router.config.ts": "export default { buildDirectory: 'out' };\n"}, START,
           "the build writes `out`, but `build/server/index.js` starts"),
    Layout("Angular's development server", ANGULAR, {"build": "ng build", "start": "ng serve --host 0.0.0.0"}, angular("@angular/build:application", {}),
           START, "`ng serve` is a development server: `serve -s dist/shop/browser` would show what the script `build` makes, and nginx can take its place"),
    Layout("Angular with several applications", ANGULAR, {"build": "ng build"},
           {"angular.json": '{"projects": {"shop": {"architect": {"build": {}}}, "admin": {"architect": {"build": {}}}}}'}, served("dist/shop"),
           "angular.json has several applications"),
    Layout("pages of Angular whose server does not start", ANGULAR, {"build": "ng build"},
           angular("@angular/build:application", {"ssr": True}), served("dist/shop/browser"), "the application renders on the server"),
    Layout("pages of Angular that wait for a server", ANGULAR, {"build": "ng build"},
           angular("@angular/build:application", {"outputMode": "server"}), served("dist/shop/browser"), "the application renders on the server"),
    Layout("Astro whose directory is computed", "astro", {"build": "astro build"}, {"astro.config.mjs": "export default { outDir: process.env.OUT };\n"},
           served("dist"), "the configuration of Astro computes its directories"),
    Layout("Vite whose directory another file names", VITE, {"build": "vite build"},
           {"vite.config.ts": "import base from './vite.base';\nexport default mergeConfig(base, {});\n", "vite.base.ts": "export default { build: { outDir: 'out' } };\n"},
           served("dist"), "the build of Vite writes `/app/out`, but `/app/dist` is served"),
    Layout("Create React App behind craco", "@craco/craco react-scripts", {"build": "craco build"},
           {"craco.config.js": "module.exports = { webpack: { configure: (c, { paths }) => { paths.appBuild = 'x' } } }\n"}, served("build"),
           "`craco.config` may have the files written elsewhere"),
    Layout("Create React App for development", "react react-scripts", {"build": "react-scripts build", "start": "react-scripts start"}, {},
           START, "`react-scripts start` is a development server: `serve -s build` would show what the script `build` makes, and nginx can take its place"),
    Layout("SvelteKit for a platform, with a server that nobody makes", SVELTE, {"build": "vite build"},
           {**SVELTE_FILES, "svelte.config.js": "import adapter from '@sveltejs/adapter-auto';\nexport default { kit: { adapter: adapter() } };\n"},
           '["node", "svelte-kit/output/index.js"]', "the build writes `.svelte-kit/output`, but `svelte-kit/output/index.js` starts"),
    Layout("SvelteKit that chooses its adapter", SVELTE, {"build": "vite build"},
           {**SVELTE_FILES, "svelte.config.js": "import node from '@sveltejs/adapter-node';\nimport pages from '@sveltejs/adapter-static';\n"}, served("build"),
           "svelte.config.js chooses among adapters"),
    Layout("SvelteKit for a platform, shown by Vite", SVELTE, {"build": "vite build", "start": "vite preview"},
           {**SVELTE_FILES, "svelte.config.js": "import adapter from '@sveltejs/adapter-auto';\nexport default { kit: { adapter: adapter() } };\n"}, START,
           "the adapter of SvelteKit makes no static site: adapter-static would, and adapter-node a server that runs by itself"),
    Layout("SvelteKit for Node, shown by Vite", SVELTE, {"build": "vite build", "start": "vite preview"},
           {**SVELTE_FILES, "svelte.config.js": "import adapter from '@sveltejs/adapter-node';\nexport default { kit: { adapter: adapter({ out: 'server' }) } };\n"}, START,
           "`vite preview` needs the whole project when it runs, where `node server` would run what is built"),
    Layout("a workspace of Turborepo", NEXT, {"build": "turbo build", "start": "node server.js"}, {**NEXT_FILES, "turbo.json": "{}", "nx.json": "{}", "server.js": ""},
           START, "`nx.json`: what the build does is not followed"),
]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.title)
def test_what_is_taken_along(layout: Layout) -> None:
    text = dockerfile(layout)
    found = offer_of(text, project(layout))
    assert found.default.change.safety is Safety.UNSAFE
    after = apply(text, found.default.change.edits)
    lines = f"FROM {after.rpartition(chr(10) * 2 + 'FROM ')[2]}".splitlines()
    assert lines[0] == f"FROM {layout.runtime}"
    copies = [line.split()[-2].removeprefix("/app/") for line in lines if line.startswith("COPY --from=builder ")]
    assert tuple(copies) == layout.expected
    assert isinstance(split_of(after, project(layout)), Obstacle | None)


@pytest.mark.parametrize("layout", REFUSED, ids=lambda layout: layout.title)
def test_what_stays_as_it_is(layout: Layout) -> None:
    found = obstacle_of(dockerfile(layout), project(layout))
    assert found.reason == layout.expected


def test_pnpm_is_not_needed_where_the_server_starts_by_itself() -> None:
    layout = LAYOUTS[0]
    files = {**project(layout), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}
    text = dockerfile(layout).replace("npm ci", "corepack enable && pnpm install").replace('"npm"', '"pnpm"')
    found = offer_of(text, files)
    assert apply(text, found.default.change.edits).endswith('CMD ["node", "server.js"]\n')


@pytest.mark.parametrize(
    ("scripts", "start", "expected"),
    [
        ({"start:prod": "node dist/main"}, START, '["node", "dist/main"]'),
        ({"start:prod": "NODE_ENV=production node dist/main", "start:again": "node dist/main"}, "npm run start", '["node", "dist/main"]'),
        ({"prod": "node --enable-source-maps dist/main.js", "start:dev": "nest start --watch"}, '["npx", "nest", "start"]',
         '["node", "--enable-source-maps", "dist/main.js"]'),
    ],
)  # fmt: skip
def test_a_script_tells_what_starts_where_the_start_would_build_once_more(
    scripts: Mapping[str, str], start: str, expected: str
) -> None:
    layout = Layout("", NEST, {"build": "nest build", "start": "nest start", **scripts}, NEST_FILES, start, ())
    text = dockerfile(layout)
    found = offer_of(text, project(layout))
    assert found.default.change.safety is Safety.UNSAFE
    assert "takes the place of a start that builds once more" in "".join(found.default.change.notes)
    after = apply(text, found.default.change.edits)
    assert "RUN npm prune --omit=dev" in after
    assert after.endswith(f"CMD {expected}\n")


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("cp -r public .next/standalone/ && cp -r .next/static .next/standalone/.next/", [".next/standalone", "public"]),
        ("cp -r .next/static .next/standalone/.next/static", [".next/standalone", "public"]),
        ("cp -r public /srv/", "what `cp` puts beside the sources is not followed"),
        ("cp .env.example .env", "what `cp` puts beside the sources is not followed"),
        ("mv public .next/standalone/ && mv .next/static .next/standalone/.next/", [".next/standalone"]),
        ("mv ./public .next/standalone/public", [".next/standalone"]),
    ],
)  # fmt: skip
def test_what_is_put_into_the_output_comes_along(run: str, expected: list[str] | str) -> None:
    files = {**NEXT_FILES, "next.config.js": "module.exports = { output: 'standalone' }", ".env.example": "A=b\n"}
    layout = Layout("", NEXT, NEXT_SCRIPTS, files, '["node", ".next/standalone/server.js"]', ())
    text = dockerfile(layout).replace("EXPOSE", f"RUN {run}\nEXPOSE")
    found = split_of(text, project(layout))
    if isinstance(expected, str):
        assert isinstance(found, Obstacle), found
        assert found.reason == expected
        return
    assert isinstance(found, Offer), found
    builder, _, runtime = apply(text, found.default.change.edits).rpartition("\n\nFROM ")
    assert f"RUN {run}" in builder
    assert [line.split()[2].removeprefix("/app/") for line in runtime.splitlines() if "--from" in line] == expected


def test_what_package_scripts_move_into_the_output() -> None:
    files = {**NEXT_FILES, "next.config.js": "module.exports = { output: 'standalone' }"}
    scripts = {**NEXT_SCRIPTS, "postbuild": "mv public .next/standalone/"}
    layout = Layout("", NEXT, scripts, files, '["node", ".next/standalone/server.js"]', ())
    found = offer_of(dockerfile(layout), project(layout))
    after = apply(dockerfile(layout), found.default.change.edits)
    assert "COPY --from=builder /app/.next/standalone" in after
    assert "/app/public" not in after


def test_what_package_scripts_move_elsewhere() -> None:
    files = {**NEXT_FILES, "next.config.js": "module.exports = { output: 'standalone' }"}
    scripts = {**NEXT_SCRIPTS, "postbuild": "mv .next/standalone ../server"}
    layout = Layout("", NEXT, scripts, files, '["node", ".next/standalone/server.js"]', ())
    found = obstacle_of(dockerfile(layout), project(layout))
    assert found.reason == "`mv` may take `.next/standalone` away"


def test_a_server_that_starts_in_what_the_build_wrote() -> None:
    files = {**NEXT_FILES, "next.config.js": "module.exports = { output: 'standalone' }"}
    layout = Layout("", NEXT, NEXT_SCRIPTS, files, '["node", "server.js"]', ())
    text = dockerfile(layout).replace("CMD", "WORKDIR /app/.next/standalone\nCMD")
    found = offer_of(text, project(layout))
    after = apply(text, found.default.change.edits)
    assert "COPY --from=builder /app/.next/standalone /app/.next/standalone\n" in after
    assert "/app/node_modules" not in after
