"""Starts through a program that waits for a service first, or that runs several commands beside one another."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from splitting import GO, obstacle_of, offer_of

from dockwright.text import apply

Files = Mapping[str, str]

WAIT = """#!/usr/bin/env bash
wrapper() {
    timeout $FLAG $SECONDS $0 --child &
    wait $!
}
while [[ $# -gt 0 ]]; do
    case "$1" in
        --) shift; WAIT_CLI=("$@"); break ;;
        *) shift ;;
    esac
done
(echo -n > /dev/tcp/$HOST/$PORT) >/dev/null 2>&1
exec "${WAIT_CLI[@]}"
"""
SHORT = '#!/bin/sh\nshift\nshift\nexec "$@"\n'

GO_BUILD = "WORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n"
RELEASE = "https://github.com/jwilder/dockerize/releases/download/v0.6.1/dockerize-linux-amd64-v0.6.1.tar.gz"


@pytest.mark.parametrize(
    ("title", "fetch", "start", "tool"),
    [
        ("a tool that Go installs", "RUN CGO_ENABLED=0 go install github.com/jwilder/dockerize@latest\n",
         "CMD dockerize -wait tcp://db:5432 ./server\n", "/go/bin/dockerize"),
        ("... whose ENTRYPOINT takes CMD", "RUN CGO_ENABLED=0 go install github.com/jwilder/dockerize@latest\n",
         'ENTRYPOINT ["dockerize", "-wait", "tcp://db:5432"]\nCMD ["/app/server"]\n', "/go/bin/dockerize"),
        ("one that is unpacked", f"RUN curl -sSL {RELEASE} | tar -C /usr/local/bin -xz\n",
         'CMD ["dockerize", "-wait", "tcp://db:5432", "./server"]\n', "/usr/local/bin/dockerize"),
    ],
)  # fmt: skip
def test_tool_that_starts_a_go_program(title: str, fetch: str, start: str, tool: str) -> None:
    text = f"FROM golang:1.24\n{fetch}{GO_BUILD}{start}"
    offer = offer_of(text, GO)
    after = apply(text, offer.default.change.edits)
    assert "COPY --from=builder /app/server ./\n" in after
    assert f"COPY --from=builder {tool} {tool}\n" in after
    assert "`dockerize` starts `server`: see that it finds what it is told to look at" in offer.default.change.notes


def test_tool_that_go_installs_and_starts_alone() -> None:
    text = f"FROM golang:1.24\nRUN go install example.com/tool@v1\n{GO_BUILD}CMD tool\n"
    offer = offer_of(text, GO)
    assert "COPY --from=builder /go/bin/tool /go/bin/tool\n" in apply(text, offer.default.change.edits)


@pytest.mark.parametrize(("title", "script"), [("wait-for-it.sh", WAIT), ("one of one's own", SHORT)])
def test_script_that_waits_for_go(title: str, script: str) -> None:
    text = f'FROM golang:1.24\n{GO_BUILD}CMD ["./wait-for-it.sh", "db:5432", "--", "./server"]\n'
    offer = offer_of(text, {**GO, "wait-for-it.sh": script})
    after = apply(text, offer.default.change.edits)
    assert "COPY --from=builder /app/server ./\nCOPY --from=builder /app/wait-for-it.sh ./\n" in after
    assert ("FROM debian" in after) == (script == WAIT)  # where bash is


def node(start: str, more: Files = None, kind: str = "dependencies") -> Files:
    packages = {"dependencies": {"express": "4"}, "devDependencies": {"typescript": "5"}}
    packages[kind]["concurrently"] = "9"
    return {
        "package.json": json.dumps({"scripts": {"build": "tsc", **(more or {}), "start": start}, **packages}),
        "tsconfig.json": '{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}',
        "package-lock.json": '{"lockfileVersion": 3, "packages": {}}',
        "src/main.ts": "",
        "src/worker.ts": "",
        "wait-for-it.sh": WAIT,
    }


NODE_BUILD = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
PRUNED = "RUN npm prune --omit=dev\n"


@pytest.mark.parametrize(
    ("title", "files", "start", "part"),
    [
        ("a script that waits", node("node dist/main.js"), 'CMD ["./wait-for-it.sh", "db:5432", "--", "node", "dist/main.js"]\n',
         "COPY --from=builder /app/wait-for-it.sh ./\n"),
        ("... and starts a package script", node("node dist/main.js"), "CMD ./wait-for-it.sh db:5432 -t 30 -- npm start\n",
         "COPY --from=builder /app/wait-for-it.sh ./\n"),
        ("commands beside one another", node('concurrently -k "node dist/main.js" "node dist/worker.js"'), "CMD npm start\n", PRUNED),
        ("package scripts beside one another", node("concurrently npm:run:*", {"run:a": "node dist/main.js", "run:b": "node dist/worker.js"}),
         "CMD npm start\n", PRUNED),
        ("... by npx", node("", {"api": "node dist/main.js"}), 'CMD ["npx", "concurrently", "npm:api", "node dist/worker.js"]\n', PRUNED),
    ],
)  # fmt: skip
def test_node(title: str, files: Files, start: str, part: str) -> None:
    offer = offer_of(NODE_BUILD + start, files)
    after = apply(NODE_BUILD + start, offer.default.change.edits)
    assert "COPY --from=builder /app/dist ./dist\n" in after
    assert part in after


def test_node_keeps_what_starts_the_commands() -> None:
    files = node('concurrently "node dist/main.js" "node dist/worker.js"', kind="devDependencies")
    offer = offer_of(f"{NODE_BUILD}CMD npm start\n", files)
    assert PRUNED not in apply(f"{NODE_BUILD}CMD npm start\n", offer.default.change.edits)


@pytest.mark.parametrize(
    ("title", "files", "start", "reason"),
    [
        ("a tool that comes from elsewhere", node("node dist/main.js"), 'CMD ["dockerize", "-wait", "tcp://db:5432", "npm", "start"]\n',
         "how the new image gets `dockerize`, which starts the server, is not known"),
        ("development servers beside one another", node('concurrently "tsc --watch" "nodemon dist/main.js"'), "CMD npm start\n",
         "`nodemon` runs the sources"),
    ],
)  # fmt: skip
def test_node_refusals(title: str, files: Files, start: str, reason: str) -> None:
    found = obstacle_of(NODE_BUILD + start, files)
    assert reason in found.reason
