"""Servers and sites on bun's own image."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from splitting import Files, obstacle_of, offer_of, split_of

from dockwright.assist import Offer
from dockwright.rule import Safety
from dockwright.text import apply

DOCKERFILE = """\
FROM oven/bun:1
WORKDIR /app
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile
COPY . .
RUN bun run build
USER bun
CMD ["bun", "run", "start"]
"""
START = '"bun", "run", "start"'
PRUNED = "RUN rm -rf node_modules && bun install --production --frozen-lockfile"
BUNDLE = "bun build src/index.ts --target bun --outdir dist"


def project(
    build: str = "tsc", start: str = "bun dist/index.js", files: Files = None, /, **package: Any
) -> dict[str, str]:
    """A server with one dependency, and what builds it."""
    data = {
        "scripts": {"build": build, "start": start},
        "dependencies": {"hono": "4"},
        "devDependencies": {"typescript": "5"},
    }
    settings = '{"compilerOptions": {"outDir": "dist"}}'
    return {
        "package.json": json.dumps({**data, **package}), "bun.lock": "{}", "tsconfig.json": settings, "src/index.ts": "",
        **(files or {}),
    }  # fmt: skip


def stages(text: str, files: Files) -> tuple[str, str]:
    found = offer_of(text, files)
    assert found.default.change.safety is Safety.UNSAFE
    builder, _, runtime = apply(text, found.default.change.edits).rpartition("\n\nFROM ")
    return builder, f"FROM {runtime}"


def test_production_dependencies_are_installed_anew() -> None:
    builder, runtime = stages(DOCKERFILE, project())
    assert builder.splitlines()[-1] == PRUNED
    assert (
        runtime
        == """\
FROM oven/bun:1-slim
WORKDIR /app
COPY --from=builder /app/node_modules ./node_modules
COPY --from=builder /app/dist ./dist
COPY --from=builder /app/package.json ./
USER bun
CMD ["bun", "run", "start"]
"""
    )


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("oven/bun", "oven/bun:slim"),
        ("oven/bun:latest", "oven/bun:slim"),
        ("oven/bun:debian", "oven/bun:slim"),
        ("oven/bun:1.2.19", "oven/bun:1.2.19-slim"),
        ("oven/bun:1.2-debian", "oven/bun:1.2-slim"),
        ("oven/bun:canary", "oven/bun:canary-slim"),
        ("docker.io/oven/bun:1", "docker.io/oven/bun:1-slim"),
        # its own image once more, so that the C library stays
        ("oven/bun:1-slim", "oven/bun:1-slim"),
        ("oven/bun:1-alpine", "oven/bun:1-alpine"),
    ],
)
def test_the_small_image_of_the_same_version(image: str, expected: str) -> None:
    assert stages(DOCKERFILE.replace("oven/bun:1", image), project())[1].startswith(f"FROM {expected}\n")


@pytest.mark.parametrize(
    ("build", "start", "files", "copied"),
    [
        (BUNDLE, "bun dist/index.js", {}, ["dist", "package.json"]),
        (f"{BUNDLE} --external hono", "bun run dist/index.js", {}, ["node_modules", "dist", "package.json"]),
        ("bun build src/index.ts --packages=external --outfile=out/a.js", "bun ./out/a.js", {}, ["node_modules", "out", "package.json"]),
        ("bun run build.ts", "bun out/index.js", {"build.ts": "await Bun.build({ entrypoints: ['src/index.ts'], outdir: 'out' })"},
         ["node_modules", "out", "package.json"]),
        ("tsc", "NODE_ENV=production bun --smol run dist/index.js", {}, ["node_modules", "dist", "package.json"]),
        ("tsc", "bun dist/index.js", {"src/index.ts": "Bun.file('public/a.html'); readFileSync('public/a.html')", "public/a.html": ""},
         ["node_modules", "dist", "package.json", "public"]),
    ],
)  # fmt: skip
def test_what_is_built(build: str, start: str, files: dict[str, str], copied: list[str]) -> None:
    lines = stages(DOCKERFILE, project(build, start, files))[1].splitlines()
    words = [line.split() for line in lines if line.startswith("COPY --from=builder ")]
    assert [one[-2].removeprefix("/app/") for one in words] == copied


def test_a_site_needs_no_bun() -> None:
    text = DOCKERFILE.replace(START, '"bunx", "serve", "-s", "dist"')
    files = project("vite build", devDependencies={"vite": "6"})
    runtime = stages(text, files)[1]
    assert runtime.startswith("FROM nginxinc/nginx-unprivileged:alpine\n")
    assert "    listen 3000;\n" in runtime


@pytest.mark.parametrize("image", ["oven/bun:1", "oven/bun:1-alpine"])
def test_without_the_build_context_the_folder_moves(image: str) -> None:
    builder, runtime = stages(DOCKERFILE.replace("oven/bun:1", image), None)
    assert builder.splitlines()[-1] == PRUNED
    assert "COPY --from=builder /app /app\n" in runtime


@pytest.mark.parametrize(
    ("why", "text", "files"),
    [
        ("`bun` runs the sources: nothing that is built is what starts", DOCKERFILE.replace(START, '"bun", "src/index.ts"'), project()),
        ("`bun --hot dist/index.js` is for development, not for a finished image", DOCKERFILE, project("tsc", "bun --hot dist/index.js")),
        ("how the new image gets `npm` is not known", DOCKERFILE.replace(START, '"npm", "start"'), project()),
        ("how the new image gets `bun` is not known", DOCKERFILE.replace("oven/bun:1", "node:22"), project()),
        ("the build writes `out`, but `dist/index.js` starts", DOCKERFILE, project("tsc --outDir out")),
        ("which packages of the workspace a server needs is not followed", DOCKERFILE,
         project("tsc", "bun dist/index.js", {"packages/a/package.json": "{}"}, workspaces=["packages/*"])),
        ("which slim image belongs to `oven/bun:1.2.19@sha256:" + "a" * 64 + "` is not known",
         DOCKERFILE.replace("bun:1", "bun:1.2.19@sha256:" + "a" * 64), project()),
        # by the text alone
        ("nothing is built here: another stage would need the same files", DOCKERFILE.replace("RUN bun run build\n", ""), None),
        ("`bun run dev` is for development, not for a finished image", DOCKERFILE.replace('"start"', '"dev"'), None),
        ("how the new image gets `npm` is not known", DOCKERFILE.replace(START, '"npm", "start"'), None),
        ("another stage would need the same image and the same dependencies",
         DOCKERFILE.replace("bun:1", "bun:1-slim").replace("--frozen-lockfile", "--production"), None),
    ],
)  # fmt: skip
def test_what_stays_as_it_is(why: str, text: str, files: Files) -> None:
    found = obstacle_of(text, files)
    assert found.reason == why


def test_a_script_of_the_project_would_run_once_more() -> None:
    scripts = {"build": "tsc", "start": "bun dist/index.js", "postinstall": "husky"}
    assert stages(DOCKERFILE, project(scripts=scripts))[0].splitlines()[-1] == "RUN bun run build"


@pytest.mark.parametrize("is_known", [True, False])
def test_a_new_installation_would_lack_the_client_of_prisma(is_known: bool) -> None:
    text = DOCKERFILE.replace("RUN bun run build", "RUN bunx prisma generate\nRUN bun run build")
    files = project(
        dependencies={"hono": "4", "@prisma/client": "6"}, devDependencies={"prisma": "6", "typescript": "5"}
    )
    assert stages(text, files if is_known else None)[0].endswith("RUN bun run build")


@pytest.mark.parametrize(
    ("dependencies", "stays", "said"),
    [
        ({"hono": "4"}, False, True),
        ({}, False, False),
        ({"sharp": "0.34"}, True, False),
        ({"hono": "4", "@prisma/client": "6"}, True, False),
    ],
)  # fmt: skip
def test_what_no_bundle_holds_keeps_its_packages(dependencies: Mapping[str, str], stays: bool, said: bool) -> None:
    files = project(BUNDLE, dependencies=dependencies)
    _, runtime = stages(DOCKERFILE, files)
    assert ("/app/node_modules" in runtime) is stays
    found = offer_of(DOCKERFILE, files)
    note = "node_modules stays behind, as `bun` bundles it: see that no package loads files of its own"
    assert (note in found.default.change.notes) is said


def test_an_executable_does_not_hold_native_code() -> None:
    text = DOCKERFILE.replace('["bun", "run", "start"]', '["./server"]').replace("USER bun\n", "")
    compiled = "bun build src/index.ts --compile --outfile server"
    assert isinstance(split_of(text, project(compiled)), Offer)
    found = obstacle_of(text, project(compiled, dependencies={"sharp": "0.34"}))
    assert found.reason == "the executable does not hold `sharp`"
