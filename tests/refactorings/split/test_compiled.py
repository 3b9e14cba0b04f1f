"""Executables that Bun and Deno compile: the runtime stage has them, what sources name, and no Bun or Deno."""

from __future__ import annotations

import pytest
from splitting import Files, obstacle_of, offer_of, split_of

from dockwright.refactorings.split import Obstacle
from dockwright.rule import Safety
from dockwright.text import apply

BUN: dict[str, str] = {
    "package.json": '{"scripts": {"binary": "bun build --compile src/index.ts --outfile bin/server"}, "dependencies": {"elysia": "^1"}}',
    "src/index.ts": 'import { Elysia } from "elysia";\nBun.file("public/index.html");\n',
    "public/index.html": "",
}
DENO: dict[str, str] = {"deno.json": "{}", "main.ts": 'Deno.readTextFile("data/list.txt");\n', "data/list.txt": ""}


def offered(text: str, files: Files, choice: str = "") -> str:
    """The text after the split; every such offer is to be checked."""
    found = offer_of(text, files)
    chosen = next(one for one in found.choices if one.name == choice) if choice else found.default
    assert chosen.change.safety is Safety.UNSAFE
    return apply(text, chosen.change.edits)


def runtime(text: str, files: Files, choice: str = "") -> str:
    """The last stage after the split."""
    return "FROM" + offered(text, files, choice).rpartition("\nFROM")[2]


@pytest.mark.parametrize(
    ("files", "build", "start", "copies"),
    [
        (BUN, "bun build --compile ./src/index.ts --outfile server", '["./server"]', ["/app/server ./", "/app/public ./public"]),
        (BUN, "bun build ./src/index.ts --compile --minify", '["./index"]', ["/app/index ./", "/app/public ./public"]),
        (BUN, "bun run binary", '["bin/server"]', ["/app/bin/server ./bin/server", "/app/public ./public"]),
        (BUN, "bun build --compile src/index.ts --outfile=/usr/local/bin/run", '["run"]', ["/usr/local/bin/run /usr/local/bin/run", "/app/public ./public"]),
        (None, "bun build --compile src/index.ts --outfile server", '["./server"]', ["/app/server ./"]),
    ],
)  # fmt: skip
def test_bun(files: Files, build: str, start: str, copies: list[str]) -> None:
    text = f"FROM oven/bun:1\nWORKDIR /app\nCOPY . .\nRUN {build}\nENV PORT=80\nCMD {start}\n"
    lines = "".join(f"COPY --from=builder {one}\n" for one in copies)
    assert runtime(text, files) == f"FROM debian:trixie-slim\nWORKDIR /app\n{lines}ENV PORT=80\nCMD {start}\n"


@pytest.mark.parametrize(("image", "user", "expected"), [
    ("node:22", "", "FROM debian:trixie-slim\nWORKDIR /app\n"),
    ("node:22-alpine", "", "FROM alpine:3.22\nRUN apk add --no-cache libgcc libstdc++\nWORKDIR /app\n"),
    ("node:22", "USER node\n",
     "FROM debian:trixie-slim\nWORKDIR /app\n"
     "RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/sh --create-home node\n"),
])  # fmt: skip
def test_bun_that_npm_installs(image: str, user: str, expected: str) -> None:
    build = "RUN npm i -g bun && bun install\nRUN bun build --compile src/index.ts --outfile server\n"
    text = f'FROM {image}\nWORKDIR /app\nCOPY . .\n{build}{user}CMD ["./server"]\n'
    copies = "COPY --from=builder /app/server ./\nCOPY --from=builder /app/public ./public\n"
    assert runtime(text, BUN) == f'{expected}{copies}{user}CMD ["./server"]\n'


@pytest.mark.parametrize("start", ['["bun", "src/index.ts"]', '["node", "server.js"]', '["/usr/bin/server"]'])
def test_bun_that_compiles_something_else(start: str) -> None:
    build = "RUN npm i -g bun && bun build --compile src/index.ts --outfile server\n"
    text = f"FROM node:22\nWORKDIR /app\nCOPY . .\n{build}CMD {start}\n"
    assert isinstance(split_of(text, BUN), Obstacle)


@pytest.mark.parametrize(
    ("build", "start"),
    [
        ("deno compile --allow-read -o server main.ts", "./server"),
        ("deno compile -A --output=bin/app main.ts", "bin/app"),
        ("deno task check && deno compile -A --output bin/app ./main.ts", "/app/bin/app"),
    ],
)
def test_deno(build: str, start: str) -> None:
    text = f'FROM denoland/deno:2.2.4\nWORKDIR /app\nCOPY . .\nRUN {build}\nCMD ["{start}"]\n'
    found = runtime(text, DENO, "distroless-cc")
    assert found.startswith("FROM gcr.io/distroless/cc-debian")
    assert "COPY --from=builder /app/data" in found


def test_deno_on_alpine_compiles_for_glibc() -> None:
    text = 'FROM denoland/deno:alpine\nWORKDIR /app\nCOPY . .\nRUN deno compile -A -o server main.ts\nUSER deno\nCMD ["./server"]\n'
    found = runtime(text, DENO, "debian-slim")
    assert found.startswith("FROM debian:")
    assert "RUN useradd --uid 1993 --user-group deno\n" in found


def test_what_another_build_leaves_beside_the_source() -> None:
    scripts = '{"scripts": {"build": "astro build"}, "dependencies": {"astro": "5"}}'
    text = (
        "FROM oven/bun:1\nWORKDIR /app\nCOPY . .\nRUN bun run build\n"
        'RUN bun build --compile ./dist/server/entry.mjs --outfile server\nCMD ["./server"]\n'
    )
    assert "COPY --from=builder /app/dist ./dist\n" in runtime(
        text, {"package.json": scripts, "src/pages/index.astro": ""}
    )


def test_alpine_gets_the_libraries_of_its_bun() -> None:
    text = 'FROM oven/bun:1-alpine\nWORKDIR /app\nCOPY . .\nRUN bun build --compile a.ts --outfile a\nCMD ["./a"]\n'
    assert "RUN apk add --no-cache libgcc libstdc++\n" in runtime(text, BUN)


def test_account_of_the_image() -> None:
    text = 'FROM oven/bun:1\nWORKDIR /app\nCOPY . .\nRUN bun build --compile a.ts --outfile a\nUSER bun\nCMD ["./a"]\n'
    assert "useradd --uid 1000 --gid bun" in runtime(text, BUN)
    found = offer_of(text, BUN)
    assert [one.name for one in found.choices] == ["debian-slim"]


@pytest.mark.parametrize(
    ("image", "build", "start", "reason"),
    [
        ("oven/bun:1", "bun build --compile a.ts --outfile a --external sharp", '["./a"]', "`--external` leaves packages out"),
        ("oven/bun:1", "bun build --compile a.ts --outfile a --target=bun-linux-x64-musl", '["./a"]', "which image has the C library"),
        ("oven/bun:1", "bun build --compile a.ts --outfile a", '["./b"]', "serves no static files"),
        ("denoland/deno:alpine", "apk add git && deno compile -o a main.ts", '["./a"]', "which image has the C library"),
        ("denoland/deno:2.2.4", "deno cache main.ts", '["run", "-A", "main.ts"]', "Deno runs what starts"),
    ],
)  # fmt: skip
def test_refusals(image: str, build: str, start: str, reason: str) -> None:
    text = f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {build}\nCMD {start}\n"
    found = obstacle_of(text, {**BUN, **DENO})
    assert reason in found.reason
