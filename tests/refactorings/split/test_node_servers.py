"""Node servers with a build step: what goes into the runtime stage, and why a server is left as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from splitting import Files, change_of, obstacle_of

from dockwright.text import apply

STANDARD = "files are copied that sources and settings name: see that the server reads no others"
NATIVE = "see that native modules of dependencies need no library that only the old image has"
TSCONFIG = '{"compilerOptions": {"outDir": "./dist", /* compiled */ "rootDir": "src",}}'
DOCKERFILE = """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
CMD ["node", "dist/main.js"]
"""


def project(files: Files = None, /, **package: Any) -> dict[str, str]:
    """An Express server in TypeScript; `package` replaces fields of its package.json."""
    data = {
        "scripts": {"build": "tsc", "start": "node dist/main.js"},
        "dependencies": {"express": "^4.19.2"},
        "devDependencies": {"typescript": "^5.4.5"},
        **package,
    }
    found = {"package.json": json.dumps(data), "tsconfig.json": TSCONFIG, "src/main.ts": "", **(files or {})}
    if "package-lock.json" not in found:
        root = {name: data.get(name, {}) for name in ("dependencies", "devDependencies")}
        found["package-lock.json"] = json.dumps({"lockfileVersion": 3, "packages": {"": root}})
    return {path: text for path, text in found.items() if text is not None}


def after(text: str, files: Mapping[str, str]) -> str:
    return apply(text, change_of(text, files).edits)


def runtime(text: str, files: Mapping[str, str]) -> list[str]:
    """The lines of the runtime stage."""
    whole = after(text, files)
    return whole[whole.rindex("FROM ") :].splitlines()


def copied(text: str, files: Mapping[str, str]) -> list[str]:
    """The paths that the runtime stage takes from the builder."""
    lines = (line.split() for line in runtime(text, files))
    return [
        next(word for word in words[2:] if not word.startswith("--"))
        for words in lines
        if words[:2] == ["COPY", "--from=builder"]
    ]


def test_dependencies_are_pruned_and_the_start_stays() -> None:
    files = project()
    assert (
        after(DOCKERFILE, files)
        == """\
FROM node:20 AS builder
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
RUN npm prune --omit=dev

FROM node:20-slim
WORKDIR /app
COPY --from=builder /app/node_modules ./node_modules
COPY --from=builder /app/dist ./dist
COPY --from=builder /app/package.json ./
CMD ["node", "dist/main.js"]
"""
    )
    assert change_of(DOCKERFILE, files).notes == (STANDARD,)


def test_what_means_the_container_is_carried_over() -> None:
    before = """\
FROM node:20-bookworm
ENV NEXT_TELEMETRY_DISABLED=1 PORT=8080
LABEL team=web
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
RUN chown -R node:node /app
USER node
EXPOSE 8080
HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1
CMD npm start
"""
    assert (
        runtime(before, project())
        == """\
FROM node:20-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
ENV NEXT_TELEMETRY_DISABLED=1 PORT=8080
LABEL team=web
WORKDIR /app
RUN chown -R node:node /app
COPY --from=builder --chown=node:node /app/node_modules ./node_modules
COPY --from=builder --chown=node:node /app/dist ./dist
COPY --from=builder --chown=node:node /app/package.json ./
USER node
EXPOSE 8080
HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1
CMD npm start
""".splitlines()
    )


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("node", "node:slim"),
        ("node:latest", "node:slim"),
        ("node:lts", "node:lts-slim"),
        ("node:20.11.1", "node:20.11.1-slim"),
        ("node:18-bullseye", "node:18-bullseye-slim"),
        ("docker.io/library/node:22", "docker.io/library/node:22-slim"),
        # Its own image once more: without sources, compilers and development dependencies.
        ("node:20-slim", "node:20-slim"),
        ("node:20-alpine", "node:20-alpine"),
        ("node:20-alpine3.20", "node:20-alpine3.20"),
    ],
)
def test_the_runtime_has_the_release_of_the_builder(image: str, expected: str) -> None:
    assert runtime(DOCKERFILE.replace("node:20", image), project())[0] == f"FROM {expected}"


def test_a_version_in_an_argument_is_kept() -> None:
    text = "ARG NODE=20\n" + DOCKERFILE.replace("node:20", "node:${NODE}")
    assert runtime(text, project())[0] == "FROM node:${NODE}-slim"


# --- files that are read at run time


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("app.set('views', path.join(__dirname, '..', 'views'))", ["views"]),
        ('app.use(express.static("public"))', ["public"]),
        ("res.sendFile(path.join(__dirname, '../public/index.html'))", ["public"]),
        ("fs.readFileSync('./locales/en.json')", ["locales"]),
        ("fs.readFileSync(`${process.cwd()}/templates/${name}.html`)", ["templates"]),
        ("protoLoader.loadSync('proto/*.proto')", ["proto"]),
        ("const version = require('../settings.json').version", ["settings.json"]),
        # `lib` is JavaScript beside the sources; what it imports comes along
        ("const log = require('../lib/log.js')", ["lib/log.js", "lib/write.js"]),
        ("dotenv.config({ path: `.env.${process.env.NODE_ENV}` })", [".env.production"]),
        ("import { exec } from 'child_process'; exec('sh tasks/a.sh && ls tasks')", ["tasks"]),
        ("fs.readFileSync('sql/a.sql')", ["sql"]),
        # Files among the sources by their ending; comments of sources that a package reads.
        ("const o = { typePaths: ['./**/*.graphql'] }", ["src/cats/cats.graphql"]),
        ("load('src/**/*.{gql,graphql}')", ["src/cats/cats.graphql"]),
        ("const o = { entities: ['src/**/*.ts'] }", []),
        ("import s from 'swagger-jsdoc'; s({ apis: ['./src/cats/*.ts'] })", ["src/cats"]),
        # Nobody reads these when the server runs.
        ("// readFileSync('views/a.html')", []),
        ("fs.readFileSync('src/main.ts')", []),
        ("fs.readFileSync('.npmrc')", []),
        ("fs.readFileSync('test/data.json')", []),
        ("fs.readFileSync('absent/a.json')", []),
        ("fs.readFileSync('../../etc/passwd')", []),
    ],
)  # fmt: skip
def test_files_that_the_sources_name(source: str, expected: list[str]) -> None:
    others = {
        "views/index.ejs": "", "public/index.html": "", "locales/en.json": "{}", "templates/mail.html": "", "proto/a.proto": "",
        "settings.json": "{}", "lib/log.js": "require('./write')", "lib/write.js": "", "test/data.json": "", ".npmrc": "",
        ".env.production": "", ".env.example": "", "tasks/a.sh": "", "sql/a.sql": "", "src/cats/cats.graphql": "",
        "src/cats/cats.ts": "", "test/cats.graphql": "",
    }  # fmt: skip
    files = project({**others, "src/main.ts": source})
    assert copied(DOCKERFILE, files) == [f"/app/{one}" for one in ("node_modules", "dist", "package.json", *expected)]


def test_many_files_among_the_sources() -> None:
    schemas = {f"src/{number}/a.graphql": "" for number in range(9)}
    files = project({**schemas, "api/b.graphql": "", "src/main.ts": "load('./**/*.graphql')"})
    assert copied(DOCKERFILE, files)[3:] == ["/app/api/b.graphql", "/app/src"]


@pytest.mark.parametrize(
    ("dependency", "file"),
    [
        ("config", "config/default.json"),
        ("dotenv", ".env"),
        ("ejs", "views/a.ejs"),
        ("next-i18next", "public/locales/en.json"),
    ],
)
def test_files_that_a_dependency_reads_by_default(dependency: str, file: str) -> None:
    files = project({file: ""}, dependencies={"express": "4", dependency: "1"})
    assert any(f"/app/{file}".startswith(path) for path in copied(DOCKERFILE, files)[3:])


@pytest.mark.parametrize(
    "check", ["CMD node health.js || exit 1", 'CMD ["node", "/app/health.js"]', "CMD npm run health"]
)
def test_files_of_the_health_check(check: str) -> None:
    scripts = {"build": "tsc", "health": "node ./health"}
    files = project({"health.js": "require('./tools/ask')", "tools/ask.js": ""}, scripts=scripts)
    text = DOCKERFILE.replace("CMD", f"HEALTHCHECK {check}\nCMD")
    assert copied(text, files)[3:] == ["/app/health.js", "/app/tools/ask.js"]


def test_only_files_that_were_in_the_old_image_are_copied() -> None:
    text = DOCKERFILE.replace("COPY . .", "COPY *.json ./\nCOPY src ./src")
    files = project(
        {"views/a.ejs": "", "src/main.ts": "render('views/a.ejs', 'src/mails/a.html')", "src/mails/a.html": ""}
    )
    assert copied(text, files)[3:] == ["/app/src/mails/a.html"]


def test_what_a_later_copy_brings_is_not_copied_twice() -> None:
    text = DOCKERFILE.replace("CMD", "COPY views ./views\nCMD").replace("COPY . .", "COPY *.json ./\nCOPY src ./src")
    files = project({"views/a.ejs": "", "src/main.ts": "render('views/a.ejs')"})
    lines = runtime(text, files)
    assert copied(text, files) == ["/app/node_modules", "/app/dist", "/app/package.json"]
    assert "COPY views ./views" in lines


# --- what the build writes


@pytest.mark.parametrize(
    ("build", "start", "others", "expected"),
    [
        ("tsc -p tsconfig.build.json", "node lib/main", {"tsconfig.build.json": '{"compilerOptions": {"outDir": "lib"}}'}, "lib"),
        ("tsc -p tsconfig.build.json", "node dist/main", {"tsconfig.build.json": '{"extends": "./tsconfig"}'}, "dist"),
        ("tsc --outDir out", "node out/main.js", {}, "out"),
        ("rimraf dist && nest build", "node dist/main", {"nest-cli.json": "{}"}, "dist"),
        ("esbuild src/main.ts --bundle --packages=external --outfile=bundle.js", "node bundle.js", {}, "bundle.js"),
        ("esbuild src/main.ts --bundle --packages=external --outfile=out/a.js", "node --enable-source-maps out/a.js", {}, "out"),
        ("node esbuild.config.js", "node build/main.js",
         {"esbuild.config.js": "require('esbuild').build({outdir: 'build'})"}, "build"),
        ("tsup", "node dist/main.js", {"tsup.config.ts": "export default {entry: ['src/main.ts']}"}, "dist"),
        ("swc src -d build", "node build/main.js", {}, "build"),
        ("babel src --out-dir lib", "node lib/main.js", {}, "lib"),
        ("webpack", "node out/main.js", {"webpack.config.js": "output: {path: path.resolve(__dirname, 'out')}"}, "out"),
        ("vite build", "node build", {"svelte.config.js": "import adapter from '@sveltejs/adapter-node'"}, "build"),
        ("react-router build", "react-router-serve ./build/server/index.js", {}, "build"),
        ("gulp", "node out/main.js", {}, "out"),
    ],
)  # fmt: skip
def test_outputs(build: str, start: str, others: dict[str, str], expected: str) -> None:
    dependencies = {"express": "4", "@react-router/serve": "7"}
    developed = {"@sveltejs/kit": "2"} if "svelte.config.js" in others else {}
    scripts = {"build": build, "start": start}
    files = project(others, scripts=scripts, dependencies=dependencies, devDependencies=developed)
    text = DOCKERFILE.replace('["node", "dist/main.js"]', '["npm", "start"]')
    assert copied(text, files)[:2] == ["/app/node_modules", f"/app/{expected}"]


def test_an_output_that_only_the_start_tells_is_noted() -> None:
    files = project(scripts={"build": "gulp"})
    assert (
        change_of(DOCKERFILE, files).notes[0] == "that the build makes `dist/main.js` is taken from the start command"
    )


@pytest.mark.parametrize(("kind", "main", "expected"), [
    ("module", "dist/main.js", ["/app/dist", "/app/package.json"]),
    ("module", "dist/main.mjs", ["/app/dist"]),
    ("commonjs", "dist/main.js", ["/app/dist"]),
])  # fmt: skip
def test_package_json_tells_the_kind_of_modules_of_a_bundle(kind: str, main: str, expected: list[str]) -> None:
    build = f"esbuild src/main.ts --bundle --platform=node --outfile={main}"
    files = project(type=kind, scripts={"build": build}, devDependencies={"esbuild": "0.25"}, dependencies={})
    assert copied(DOCKERFILE.replace("dist/main.js", main), files) == expected


def test_nuxt_needs_nothing_but_its_output() -> None:
    files = project(scripts={"build": "nuxt build"}, dependencies={"nuxt": "^3.13.0"})
    text = DOCKERFILE.replace("dist/main.js", ".output/server/index.mjs")
    assert copied(text, files) == ["/app/.output"]
    assert "prune" not in after(text, files)


def test_a_server_in_plain_javascript_beside_a_site_that_is_built() -> None:
    others = {"server/index.js": "require('./api')", "server/api.js": "", "index.html": "", "src/page.js": ""}
    files = project(others, scripts={"build": "vite build"}, devDependencies={"vite": "5"})
    text = DOCKERFILE.replace("dist/main.js", "server/index.js")
    assert copied(text, files) == [f"/app/{one}" for one in ("node_modules", "dist", "package.json", "server")]


# --- Next.js

NEXT = {"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "14", "react": "18"}}
NEXT_DOCKERFILE = DOCKERFILE.replace('["node", "dist/main.js"]', '["npm", "start"]')


def test_next_with_standalone_output() -> None:
    files = project({"next.config.mjs": "export default { output: 'standalone' }", "public/a.txt": ""}, **NEXT)
    assert (
        runtime(NEXT_DOCKERFILE, files)
        == """\
FROM node:20-slim
WORKDIR /app
ENV HOSTNAME=0.0.0.0
COPY --from=builder /app/.next/standalone /app
COPY --from=builder /app/.next/static ./.next/static
COPY --from=builder /app/public ./public
CMD ["node", "server.js"]
""".splitlines()
    )
    assert (
        "`node server.js` of the standalone output takes the place of `next start`"
        in change_of(NEXT_DOCKERFILE, files).notes
    )


def test_the_port_of_next_start_stays() -> None:
    package = {**NEXT, "scripts": {"build": "next build", "start": "next start -p 8080"}}
    files = project({"next.config.js": "module.exports = { output: 'standalone', distDir: 'out' }"}, **package)
    lines = runtime(NEXT_DOCKERFILE, files)
    assert "ENV HOSTNAME=0.0.0.0 PORT=8080" in lines
    assert "COPY --from=builder /app/out/standalone /app" in lines


def test_what_the_file_says_of_port_and_host_is_not_said_again() -> None:
    files = project({"next.config.js": "module.exports = { output: 'standalone' }"}, **NEXT)
    text = NEXT_DOCKERFILE.replace("CMD", "ENV PORT=80 HOSTNAME=0.0.0.0\nCMD")
    assert [one for one in runtime(text, files) if one.startswith("ENV")] == ["ENV PORT=80 HOSTNAME=0.0.0.0"]


def test_the_standalone_server_that_the_start_names_is_all_there_is() -> None:
    package = {**NEXT, "scripts": {"build": "next build", "start": "node .next/standalone/server.js"}}
    files = project({"next.config.ts": "export default { output: 'standalone' }"}, **package)
    text = NEXT_DOCKERFILE.replace('["npm", "start"]', '["node", ".next/standalone/server.js"]')
    assert copied(text, files) == ["/app/.next/standalone"]
    assert "prune" not in after(text, files)


@pytest.mark.parametrize(
    ("config", "start"),
    [
        ("module.exports = {}", "next start"),
        ("module.exports = process.env.CI ? { output: 'standalone' } : {}", "next start"),
        ("module.exports = { output: 'standalone', outputFileTracingRoot: '..' }", "next start"),
        ("module.exports = { output: 'standalone' }", "next start --keepAliveTimeout 1"),
        ("module.exports = { output: 'standalone' }", "prisma migrate deploy && next start"),
    ],
)
def test_next_with_its_dependencies(config: str, start: str) -> None:
    package = {"scripts": {"build": "next build", "start": start}, "dependencies": {"next": "14", "prisma": "5"}}
    files = project({"next.config.js": config, "public/a.txt": ""}, **package)
    assert copied(NEXT_DOCKERFILE, files) == [
        f"/app/{one}" for one in ("node_modules", ".next", "package.json", "next.config.js", "public")
    ]
    assert "RUN npm prune --omit=dev && rm -rf /app/.next/cache/webpack /app/.next/cache/turbopack" in after(
        NEXT_DOCKERFILE, files
    )


def test_the_configuration_of_next_is_read_once_more_at_the_start() -> None:
    package = {**NEXT, "dependencies": {"next": "15", "next-intl": "3"}}
    config = "import plugin from 'next-intl/plugin'; import env from './env'; plugin('./lib/locales.ts')"
    others = {"next.config.ts": config, "i18n/request.ts": "", "lib/locales.ts": "", "app/page.tsx": "", "env.ts": ""}
    files = project(others, **package)
    assert copied(NEXT_DOCKERFILE, files) == [
        f"/app/{one}"
        for one in (
            *("node_modules", ".next", "package.json"),
            *("env.ts", "i18n/request.ts", "lib/locales.ts", "next.config.ts", "tsconfig.json"),
        )
    ]
    notes = change_of(NEXT_DOCKERFILE, files).notes
    assert "development dependencies stay: `next.config.ts` is compiled when the server starts" in notes


# --- development dependencies


@pytest.mark.parametrize(
    ("install", "others", "expected"),
    [
        ("npm ci", {}, "RUN npm prune --omit=dev"),
        ("npm install --legacy-peer-deps", {}, "RUN npm prune --omit=dev --legacy-peer-deps"),
        ("pnpm install", {"pnpm-lock.yaml": ""}, "RUN CI=true pnpm prune --prod --ignore-scripts"),
        ("yarn", {"yarn.lock": "# yarn lockfile v1\n"},
         "RUN yarn install --production --ignore-scripts --prefer-offline --frozen-lockfile"),
        ("yarn install", {"yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.1.0.cjs\n",
                          ".yarn/releases/yarn-4.1.0.cjs": ""}, "RUN yarn workspaces focus --production"),
    ],
)  # fmt: skip
def test_pruning(install: str, others: dict[str, str], expected: str) -> None:
    lines = after(DOCKERFILE.replace("npm ci", install), project(others)).splitlines()
    assert lines[lines.index("RUN npm run build") + 1] == expected


def test_npm_of_old_knows_another_flag() -> None:
    assert "RUN npm prune --production\n" in after(DOCKERFILE.replace("node:20", "node:14"), project())


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (DOCKERFILE, project(devDependencies={})),
        (DOCKERFILE.replace("npm ci", "npm ci --omit=dev"), project()),
        (DOCKERFILE.replace("WORKDIR", "ENV NODE_ENV=production\nWORKDIR"), project()),
        (DOCKERFILE.replace("CMD", "RUN npm prune --production\nCMD"), project()),
        (DOCKERFILE.replace("CMD", "RUN rm -rf node_modules && npm ci --only=production\nCMD"), project()),
        (DOCKERFILE.replace("CMD", "RUN rm -rf ./node_modules\nRUN npm ci --only=production\nCMD"), project()),
    ],
)
def test_nothing_is_left_to_prune(text: str, files: dict[str, str]) -> None:
    assert "--omit=dev\n\nFROM" not in after(text, files)


def test_an_application_in_the_root_directory() -> None:
    text = DOCKERFILE.replace("WORKDIR /app\n", "")
    assert copied(text, project()) == ["/node_modules", "/dist", "/package.json"]
    assert "RUN npm prune --omit=dev\n\nFROM" in after(text, project())


def test_server_that_runs_in_a_directory_of_its_own() -> None:
    text = DOCKERFILE.replace("CMD " + START, 'WORKDIR /app/data\nCMD ["node", "/app/dist/main.js"]')
    assert copied(text, project()) == ["/app/node_modules", "/app/dist", "/app/package.json"]
    assert runtime(text, project())[-2:] == ["WORKDIR /app/data", 'CMD ["node", "/app/dist/main.js"]']


def test_what_is_pruned_in_a_later_layer_is_left_behind() -> None:
    text = DOCKERFILE.replace("node:20", "node:20-slim").replace("CMD", "RUN npm prune --omit=dev\nCMD")
    assert copied(text, project())[0] == "/app/node_modules"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (project({"src/main.ts": "import chalk from 'chalk'"}, devDependencies={"chalk": "4"}), "`src/main.ts` imports `chalk`"),
        (project({"package-lock.json": '{"packages": {"node_modules/ms": {"dev": true}}}', "src/main.ts": "require('ms')"}),
         "`src/main.ts` imports `ms`, which package.json does not name"),
        (project({"yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\n"}, packageManager="yarn@3.2.0"),
         "yarn before version 4 does not take them away without a plugin"),
        (project({"yarn.lock": "", "patches/a.patch": ""}, scripts={"build": "tsc", "postinstall": "patch-package"}),
         "yarn would put back what `patch-package` has changed"),
    ],
)  # fmt: skip
def test_development_dependencies_stay(files: dict[str, str], reason: str) -> None:
    text = DOCKERFILE.replace("npm ci", "yarn install") if "yarn.lock" in files else DOCKERFILE
    assert f"development dependencies stay: {reason}" in change_of(text, files).notes
    assert "prune" not in after(text, files)


def test_a_wrapper_of_the_start_script_keeps_them() -> None:
    scripts = {"build": "tsc", "start": "cross-env A=b node dist/main.js"}
    files = project(scripts=scripts, devDependencies={"cross-env": "7", "typescript": "5"})
    text = DOCKERFILE.replace('["node", "dist/main.js"]', "npm start")
    assert "development dependencies stay: the start command uses `cross-env`" in change_of(text, files).notes


def test_types_are_no_dependency_of_what_runs() -> None:
    files = project({"src/main.ts": "import type { A } from 'chalk'"}, devDependencies={"chalk": "4"})
    assert "RUN npm prune --omit=dev" in after(DOCKERFILE, files)


# --- native modules and programs


def test_prisma_gets_the_library_that_the_slim_image_lacks() -> None:
    files = project({"prisma/schema.prisma": ""}, dependencies={"@prisma/client": "5", "express": "4"})
    lines = runtime(DOCKERFILE, files)
    assert "openssl" in lines[1]
    assert "COPY --from=builder /app/prisma ./prisma" in lines
    slim = DOCKERFILE.replace("node:20", "node:20-slim")
    assert "openssl" not in "".join(runtime(slim, files))
    installs = slim.replace("WORKDIR", "RUN apt-get update && apt-get install -y openssl\nWORKDIR", 1)
    assert "openssl" in runtime(installs, files)[1]
    assert not any("openssl" in note for note in change_of(installs, files).notes)  # it is needed


@pytest.mark.parametrize(
    ("version", "migrates", "loads"),
    [("^6.16.0", False, True), ("latest", False, True), (">=7", False, False), ("^7.1.0", False, False), ("7", True, True)],
)  # fmt: skip
def test_the_client_of_prisma_7_has_no_engine(version: str, migrates: bool, loads: bool) -> None:
    dependencies = {"@prisma/client": version, "prisma": version, "express": "4"}
    files = project({"prisma/schema.prisma": ""}, dependencies=dependencies)
    start = '["sh", "-c", "npx prisma migrate deploy && node dist/main.js"]' if migrates else START
    assert ("openssl" in "".join(runtime(DOCKERFILE.replace(START, start), files))) is loads


def test_a_program_that_the_sources_start_is_installed() -> None:
    files = project({"src/main.ts": "import { execSync } from 'child_process'; execSync('git log')"})
    assert "install -y --no-install-recommends git" in runtime(DOCKERFILE, files)[1]


@pytest.mark.parametrize(("name", "line"), [
    ("simple-git", "RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*"),
    ("express", "WORKDIR /app"),
])  # fmt: skip
def test_a_program_that_the_builder_installs_on_the_same_image(name: str, line: str) -> None:
    text = DOCKERFILE.replace("node:20\n", "node:20-slim\nRUN apt-get update && apt-get install -y git\n")
    assert runtime(text, project(dependencies={name: "3"}))[1] == line


BROWSER = "ENV PUPPETEER_SKIP_DOWNLOAD=true PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium\n"
CHROMIUM = "RUN apt-get update && apt-get install -y chromium\n"


def test_a_browser_of_the_system() -> None:
    lock = {"lockfileVersion": 3, "packages": {"node_modules/puppeteer": {"hasInstallScript": True}}}
    files = project({"package-lock.json": json.dumps(lock)}, dependencies={"puppeteer": "24"})
    text = DOCKERFILE.replace("WORKDIR", f"{BROWSER}{CHROMIUM}WORKDIR")
    assert runtime(text, files)[1:3] == [
        "RUN apt-get update && apt-get install -y --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*",
        "ENV PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium",
    ]


@pytest.mark.parametrize("lines", ["", CHROMIUM, BROWSER, f"{CHROMIUM}ENV PUPPETEER_SKIP_DOWNLOAD=0\n"])
def test_a_browser_that_the_install_may_download(lines: str) -> None:
    text = DOCKERFILE.replace("WORKDIR", f"{lines}WORKDIR")
    found = obstacle_of(text, project(dependencies={"puppeteer": "24"}))
    assert found.reason == "`puppeteer` keeps its browser outside of node_modules"


def test_what_only_compiles_native_modules_stays_behind() -> None:
    text = DOCKERFILE.replace("node:20", "node:20-alpine").replace(
        "COPY", "RUN apk add --no-cache python3 make g++\nCOPY", 1
    )
    assert not any("apk add" in line for line in runtime(text, project()))


def test_the_token_of_a_registry_stays_behind() -> None:
    text = DOCKERFILE.replace("WORKDIR", "ARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nWORKDIR")
    files = project({".npmrc": "//registry.example/:_authToken=${NPM_TOKEN}\n"})
    assert not any("TOKEN" in line or "npmrc" in line for line in runtime(text, files))


def test_variables_that_a_server_may_read_stay() -> None:
    text = DOCKERFILE.replace("COPY", "ARG API\nENV NUXT_PUBLIC_API=$API YARN_CACHE_FOLDER=/tmp/yarn\nCOPY", 1)
    lines = runtime(text, project())
    assert "ARG API" in lines
    assert "ENV NUXT_PUBLIC_API=$API" in lines


def test_variables_that_a_script_may_read_are_in_both_stages() -> None:
    text = DOCKERFILE.replace("COPY", "ENV ANALYTICS=a1\nCOPY", 1)
    assert after(text, project()).count("ENV ANALYTICS=a1\n") == 2


def test_who_builds_owns_what_is_copied() -> None:
    text = DOCKERFILE.replace("COPY . .", "RUN chown node /app\nUSER node\nCOPY --chown=node . .")
    assert "COPY --from=builder --chown=node:node /app/dist ./dist" in runtime(text, project())


def test_pnpm_that_the_start_counts_on_is_installed_again() -> None:
    text = DOCKERFILE.replace("WORKDIR", "RUN npm install -g pnpm@9\nWORKDIR").replace("npm ci", "pnpm i")
    text = text.replace('["node", "dist/main.js"]', '["pnpm", "start"]')
    assert "RUN npm install -g pnpm@9" in runtime(text, project({"pnpm-lock.yaml": ""}))


@pytest.mark.parametrize(("prepare", "stated", "line"), [
    ("corepack enable", "pnpm@9.15.0+sha512.76e2", "RUN corepack enable && corepack prepare pnpm@9.15.0 --activate"),
    ("corepack enable && corepack prepare pnpm@8 --activate", None, "RUN corepack enable && corepack prepare pnpm@8 --activate"),
    # package.json tells corepack what runs, whatever was prepared
    ("corepack enable && corepack prepare pnpm@latest --activate", "pnpm@10.1.0", "RUN corepack enable && corepack prepare pnpm@10.1.0 --activate"),
    ("npm i -g corepack@0.31 && corepack enable", "pnpm@10.1.0",
     "RUN npm install -g corepack@0.31 && corepack enable && corepack prepare pnpm@10.1.0 --activate"),
    ("corepack enable && corepack prepare pnpm@latest --activate", "yarn@1.22.22", "RUN corepack enable && corepack prepare pnpm@latest --activate"),
])  # fmt: skip
def test_pnpm_that_corepack_brings(prepare: str, stated: str | None, line: str) -> None:
    text = (
        DOCKERFILE.replace("WORKDIR", f"RUN {prepare}\nWORKDIR")
        .replace("npm ci", "pnpm i")
        .replace('"node", "dist/main.js"', '"pnpm", "start"')
    )
    files = project({"pnpm-lock.yaml": ""}, **({"packageManager": stated} if stated else {}))
    assert line in runtime(text, files)


@pytest.mark.parametrize(
    ("image", "install", "line"),
    [
        ("node:24", "npm install -g yarn@1.22.22 && yarn", ""),
        ("node:26", "npm install -g yarn@1.22.22 && yarn", "RUN npm install -g yarn@1.22.22"),
        ("node", "npm i -g yarn && yarn", "RUN npm install -g yarn"),
        # an image that must have it
        ("node:lts", "yarn", ""),
    ],
)
def test_yarn_is_no_longer_in_the_image(image: str, install: str, line: str) -> None:
    text = (
        DOCKERFILE.replace("node:20", image)
        .replace("npm ci", install)
        .replace('["node", "dist/main.js"]', '["yarn", "start"]')
    )
    lines = runtime(text, project({"yarn.lock": "# yarn lockfile v1\n"}))
    assert [one for one in lines if "yarn" in one and one.startswith("RUN")] == ([line] if line else [])


# --- a start script

SCRIPT_DOCKERFILE = DOCKERFILE.replace("CMD", 'ENTRYPOINT ["./start.sh"]\nCMD')


def script_project(script: str, **package: Any) -> dict[str, str]:
    return project({"start.sh": script}, **package)


def test_a_start_script_comes_along() -> None:
    files = script_project('#!/bin/sh\nset -e\nif [ -n "$WAIT" ]; then curl -s "$WAIT"; fi\nexec "$@"\n')
    lines = runtime(SCRIPT_DOCKERFILE, files)
    assert " curl " in lines[1]
    assert "COPY --from=builder /app/start.sh ./" in lines
    assert lines[-2:] == ['ENTRYPOINT ["./start.sh"]', 'CMD ["node", "dist/main.js"]']


@pytest.mark.parametrize(
    "start",
    [
        "CMD npx knex migrate:latest && node dist/main.js",
        'CMD ["sh", "-c", "npm run migrate && exec node dist/main.js"]',
        "CMD echo starting; node_modules/.bin/knex migrate:latest; npm start",
    ],
)
def test_commands_in_front_of_the_server(start: str) -> None:
    scripts = {"build": "tsc", "migrate": "knex migrate:latest", "start": "node dist/main.js"}
    files = project({"knexfile.js": ""}, scripts=scripts, dependencies={"express": "4", "knex": "3"})
    text = DOCKERFILE.replace('CMD ["node", "dist/main.js"]', start)
    assert {"/app/node_modules", "/app/dist", "/app/package.json"} <= set(copied(text, files))
    assert runtime(text, files)[-1] == start
    assert "prune" in after(text, files)


def test_a_downloaded_program_in_front_of_the_server() -> None:
    start = "CMD /wait && node dist/main.js"
    text = DOCKERFILE.replace('CMD ["node", "dist/main.js"]', start)
    added = "ADD https://example.org/wait /wait\nRUN chmod +x /wait\n"
    lines = runtime(text.replace("WORKDIR", f"{added}WORKDIR"), project())
    assert added in "\n".join(lines)
    assert lines[-1] == start
    reason = "the start command runs several programs: `/wait` and `node`"
    for other in ("", "COPY wait /wait\n", "RUN curl -o /wait https://example.org/wait\n"):
        found = obstacle_of(text.replace("WORKDIR", f"{other}WORKDIR"), project({"wait": ""}))
        assert found.reason == reason


def test_a_start_script_that_starts_the_server_itself() -> None:
    text = DOCKERFILE.replace('["node", "dist/main.js"]', '["sh", "start.sh"]')
    files = script_project("knex migrate:latest\nnpm start\n", dependencies={"express": "4", "knex": "3"})
    assert copied(text, files)[-1] == "/app/start.sh"
    assert "development dependencies stay" not in "".join(change_of(text, files).notes)


# --- refusals


class Refused(NamedTuple):
    reason: str
    text: str
    files: dict[str, str] | None
    ships: bool = True


START = '["node", "dist/main.js"]'
ROUTER = {"dependencies": {"@react-router/serve": "7"}, "devDependencies": {"@react-router/dev": "7"}}
REFUSALS = [
    Refused("there is no package.json in `/app`, where the server starts",
            DOCKERFILE.replace("dist/main.js", "api/dist/main.js"),
            {f"api/{name}": text for name, text in project().items()}, False),
    Refused("the container builds when it starts: `tsc`", DOCKERFILE.replace("CMD " + START, "CMD npm run build && node dist/main.js"), project(), False),
    Refused("the start command runs several programs: `npx` and `node`", DOCKERFILE.replace("CMD " + START, "CMD npx knex migrate || node dist/main.js"),
            project(dependencies={"knex": "3"}), False),
    Refused("the start command runs several programs: `npm run build` and `npm start`", DOCKERFILE.replace("CMD " + START, "CMD npm run build && npm start"),
            None, False),
    Refused("the start command runs several programs: `npx` and `node`", DOCKERFILE.replace("CMD " + START, "CMD npx knex migrate && cd dist && node main.js"),
            project(dependencies={"knex": "3"}), False),
    Refused("how the new image gets `knex` is not known", DOCKERFILE.replace("CMD " + START, "CMD knex migrate:latest && node dist/main.js"),
            project(dependencies={"knex": "3"})),
    Refused("`next start` does not serve what `output: 'export'` makes", NEXT_DOCKERFILE,
            project({"next.config.js": "module.exports = { output: 'export' }"}, **NEXT), False),
    Refused("`electron` is for a desktop: it runs with the libraries of the whole image", DOCKERFILE.replace(START, '["npx", "electron", "."]'),
            project(scripts={"build": "tsc"}, dependencies={"electron": "28"}), False),
    Refused("`nuxt preview` needs the whole project when it runs", DOCKERFILE.replace(START, '["npx", "nuxt", "preview"]'),
            project(scripts={"build": "nuxt build"}, dependencies={"nuxt": "2"}), False),
    Refused("`nest start` needs the whole project when it runs, where `node dist/main` would run what is built", DOCKERFILE.replace(START, '["npx", "nest", "start"]'),
            project(scripts={"build": "nest build"}, dependencies={"@nestjs/cli": "10"}), False),
    Refused("the build writes `out`, but `build/server/index.js` starts", NEXT_DOCKERFILE,
            project({"react-router.config.ts": "export default { buildDirectory: 'out' }"}, **ROUTER,
                    scripts={"build": "react-router build", "start": "react-router-serve build/server/index.js"}), False),
    Refused("the build does not make what `react-router-serve` serves", NEXT_DOCKERFILE,
            project({"react-router.config.ts": "export default { buildDirectory: process.env.OUT }"}, **ROUTER,
                    scripts={"build": "react-router build", "start": "react-router-serve build/server/index.js"}), False),
    Refused("nothing is built here: the server runs from its sources", DOCKERFILE.replace("RUN npm run build\n", "").replace("dist/main.js", "server.js"),
            project({"server.js": ""}), False),
    Refused("the build writes `dist`, but `lib/main.js` starts", DOCKERFILE.replace("dist/main", "lib/main"), project(), False),
    Refused("`ts-node` runs the sources: nothing that is built is what starts, where `node` could run what `tsc` writes", DOCKERFILE.replace('"node", "dist', '"npx", "ts-node", "src'), project(), False),
    Refused("`nodemon` runs the sources: nothing that is built is what starts", DOCKERFILE.replace(START, '["npm", "start"]'),
            project(scripts={"build": "tsc", "start": "nodemon dist/main.js"}, dependencies={"nodemon": "3"}), False),
    Refused("which packages of the workspace a server needs is not followed", DOCKERFILE,
            project({"packages/a/package.json": "{}"}, workspaces=["packages/*"])),
    Refused("which packages of the workspace a server needs is not followed: `pnpm deploy` would put them into one directory", DOCKERFILE.replace("npm ci", "pnpm i"),
            project({"packages/a/package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - packages/*\n"})),
    Refused("`nx.json`: what the build does is not followed", DOCKERFILE, project({"nx.json": "{}"})),
    Refused("the dependency `own` is a part of the project: `file:./own`", DOCKERFILE, project(dependencies={"own": "file:./own"})),
    Refused("the dependencies are those of `deps`: nothing here installs them", "FROM node:20-alpine AS deps\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n"
            + DOCKERFILE.replace("RUN npm ci\n", "COPY --from=deps /app/node_modules ./node_modules\n"), project()),
    Refused("no command installs the dependencies beside package.json", DOCKERFILE.replace("RUN npm ci\n", ""), project()),
    Refused("yarn keeps the dependencies outside of node_modules", DOCKERFILE.replace("npm ci", "yarn install --immutable"),
            project({"yarn.lock": "__metadata:\n", ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.1.0.cjs\n"})),
    Refused("yarn checks the whole project when it starts", DOCKERFILE.replace("npm ci", "yarn").replace(START, '["yarn", "start"]'),
            project({"yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\n"})),
    Refused("what `cp` puts beside the sources is not followed", DOCKERFILE.replace("RUN npm run build", "RUN cp .env.example .env\nRUN npm run build"), project()),
    Refused("what is copied beside the sources is not in the build context",
            "FROM busybox AS files\n" + DOCKERFILE.replace("RUN npm ci", "COPY --from=files /x ./views\nRUN npm ci"), project()),
    Refused("`rm` may take `node_modules` away", DOCKERFILE.replace("CMD", "RUN npm ci --omit=dev && rm -rf node_modules\nCMD"), project()),
    Refused("`rm` may take `dist` away", DOCKERFILE.replace("CMD", "RUN rm -rf /app/d*\nCMD"), project()),
    Refused("which slim image has the system of `node:20@sha256:" + "a" * 64 + "` is not known",
            DOCKERFILE.replace("node:20", "node:20@sha256:" + "a" * 64), project()),
    Refused("`puppeteer` keeps its browser outside of node_modules", DOCKERFILE, project(dependencies={"puppeteer": "22"})),
    Refused("`canvas` may be linked against libraries of the system that are not known", DOCKERFILE, project(dependencies={"canvas": "2"})),
    Refused("what the install script of `odd` makes is not known", DOCKERFILE,
            project({"package-lock.json": '{"packages": {"node_modules/a/node_modules/odd": {"hasInstallScript": true}}}'})),
    Refused("how the new image gets `python3`, which the sources start, is not known", DOCKERFILE,
            project({"src/main.ts": "import { spawn } from 'node:child_process'; spawn('git'); spawn('python3', ['a.py'])"})),
    Refused("how the new image gets `next` is not known", DOCKERFILE.replace(START, '["next", "start"]'), project(**NEXT)),
    Refused("the container builds when it starts: `next build`", NEXT_DOCKERFILE,
            project(**{**NEXT, "scripts": {"build": "next build", "start": "next build && next start"}}), False),
    Refused("what the configuration of `nginx` serves is not followed", DOCKERFILE.replace(START, '["nginx", "-g", "daemon off;"]'), project(), False),
    Refused("`rush.json`: what the build does is not followed",
            DOCKERFILE.replace("RUN npm ci\nRUN npm run build", "RUN rush install && rush build\nWORKDIR /app/apps/api").replace(START, '["npm", "start"]'),
            {"rush.json": "{}", "apps/api/package.json": '{"scripts": {"start": "node lib/main.js"}}'}, False),
    Refused("`tsx` runs the sources: nothing that is built is what starts, where `node` could run what `tsc` writes",
            DOCKERFILE.replace("RUN npm run build\n", "").replace(START, '["npx", "tsx", "src/main.ts"]'), project(dependencies={"tsx": "4"}), False),
    Refused("nothing here builds `packages/api`, where `dist/main.js` starts",
            DOCKERFILE.replace("RUN npm ci\nRUN npm run build", "RUN yarn install\nRUN yarn workspaces foreach -A run build\nWORKDIR /app/packages/api"),
            {"package.json": '{"workspaces": ["packages/*"]}', "packages/api/package.json": "{}"}, False),
    # Nothing is gained on an image that is small already.
    Refused("another stage would need the same image and the same dependencies", DOCKERFILE.replace("node:20", "node:20-slim"),
            project(devDependencies={}), False),
    Refused("another stage would need the same image and the same dependencies",
            DOCKERFILE.replace("node:20", "node:20-slim").replace("npm ci", "npm ci && npm prune --omit=dev"), project(), False),
    Refused("`nx.json`: what the build does is not followed", DOCKERFILE.replace("node:20", "node:20-alpine"),
            project({"nx.json": "{}"}), False),
    Refused("which `pnpm` corepack takes is not stated: package.json has no `packageManager`",
            DOCKERFILE.replace("RUN npm ci", "RUN corepack enable && pnpm i").replace(START, '["pnpm", "start"]'), project()),
    Refused("which `yarn` corepack takes is not stated: package.json has no `packageManager`",
            DOCKERFILE.replace("node:20", "node:26").replace("RUN npm ci", "RUN npm i -g corepack && corepack enable && yarn").replace(START, '["yarn", "start"]'),
            project({"yarn.lock": "# yarn lockfile v1\n"})),
    Refused("the start script runs `./wait-for-it.sh`", SCRIPT_DOCKERFILE, script_project('#!/bin/sh\n./wait-for-it.sh db\nexec "$@"\n')),
    Refused("the program starts `barman`, and how node:20-slim gets it is not known", SCRIPT_DOCKERFILE,
            script_project('#!/bin/sh\nbarman x\nexec "$@"\n')),
    Refused("the start command serves no static files, and nothing that is known to be built here: `start.sh node dist/main.js`", SCRIPT_DOCKERFILE,
            script_project('#!/bin/sh\n. ./other.sh\nexec "$@"\n'), False),
    Refused("the application is in the root directory, and has `/lib` as the system does", DOCKERFILE.replace("WORKDIR /app\n", "").replace("dist/", "lib/"),
            project({"tsconfig.json": '{"compilerOptions": {"outDir": "lib"}}'})),
    Refused("the application is in the root directory, and has `/etc/shop.json` as the system does", DOCKERFILE.replace("WORKDIR /app\n", ""),
            project({"src/main.ts": "open('etc/shop.json')", "etc/shop.json": ""})),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.reason[:60])
def test_refusal(case: Refused) -> None:
    found = obstacle_of(case.text, case.files)
    assert (found.reason, found.ships) == (case.reason, case.ships)


def test_the_result_is_not_split_again() -> None:
    files = project()
    again = obstacle_of(after(DOCKERFILE, files), files)
    assert not again.ships


PM2_CONFIG = "module.exports = { apps: [{ name: 'a', script: './dist/main.js', instances: 2 }] };"


@pytest.mark.parametrize(
    ("start", "files"),
    [
        ('["pm2-runtime", "dist/main.js"]', {}),
        ('["pm2-runtime", "start", "dist/main.js", "-i", "max", "--name", "api"]', {}),
        ('["pm2-runtime", "start", "ecosystem.config.js", "--env", "production"]', {"ecosystem.config.js": PM2_CONFIG}),
        ('["pm2-runtime", "start", "node dist/main.js"]', {}),
        ('["pm2-runtime", "process.json"]', {"process.json": '{"apps": [{"script": "dist/main.js"}]}'}),
    ],
)
def test_pm2_is_installed_as_in_the_builder(start: str, files: dict[str, str]) -> None:
    text = DOCKERFILE.replace("CMD " + START, f"RUN npm install -g pm2@5\nCMD {start}")
    lines = runtime(text, project(files))
    assert "RUN npm install -g pm2@5" in lines
    assert all(any(line.endswith(f"/app/{name} ./") for line in lines) for name in files)


@pytest.mark.parametrize(
    "start",
    ['["./node_modules/.bin/pm2", "start", "--no-daemon", "dist/main.js"]', '["npx", "pm2-runtime", "dist/main.js"]'],
)
def test_pm2_of_node_modules_is_not_installed_once_more(start: str) -> None:
    lines = runtime(DOCKERFILE.replace(START, start), project(dependencies={"pm2": "5"}))
    assert not any(line.startswith("RUN") for line in lines)
    assert lines[-1] == f"CMD {start}"


@pytest.mark.parametrize(
    ("start", "config"),
    [
        ('["pm2-runtime", "ecosystem.config.js"]', PM2_CONFIG.replace("}]", "}, { script: 'dist/worker.js' }]")),
        ('["pm2-runtime", "ecosystem.config.js"]', PM2_CONFIG.replace("instances", "interpreter: 'bash', instances")),
        ('["pm2-runtime", "npm", "--", "start"]', PM2_CONFIG),
        ('["pm2-runtime", "dist/main.js", "--watch"]', PM2_CONFIG),
    ],
)
def test_pm2_that_starts_something_else(start: str, config: str) -> None:
    text = DOCKERFILE.replace("CMD " + START, f"RUN npm install -g pm2@5\nCMD {start}")
    found = obstacle_of(text, project({"ecosystem.config.js": config}))
    assert found.reason == "what `pm2-runtime` starts is not known"
