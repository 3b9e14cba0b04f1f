"""What compose files run in containers of the image, and the runtime stage must have: health checks and commands."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockwright.assist import Offer
from dockwright.context import MemoryContext, Started
from dockwright.discovery.compose import compose_builds
from dockwright.lint import analyse
from dockwright.refactorings.split import Obstacle, split
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.text import apply

SERVER = {
    "package.json": json.dumps({"scripts": {"build": "tsc", "dev": "tsx src/main.ts"}, "devDependencies": {"typescript": "5"}}),
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "src/main.ts": "",
}  # fmt: skip
SITE = {"package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}'}
HEAD = "FROM node:22 AS app\nWORKDIR /app\nCOPY . .\nRUN npm install && npm run build\n"
NODE, NGINX = f'{HEAD}CMD ["node", "dist/main.js"]\n', f'{HEAD}CMD ["npx", "serve", "dist"]\n'

GO = 'FROM golang:1.25\nWORKDIR /app\nCOPY . .\nRUN go build -o /usr/bin/api ./api && go build -o /usr/bin/worker ./worker\nCMD ["api"]\n'
MAIN = "package main\n\nfunc main() {}\n"
WORKER = {"go.mod": "module example.com/app\n\ngo 1.25\n", "api/main.go": MAIN, "worker/main.go": MAIN}


def check(text: str, target: str = "") -> Started:
    return Started((text,), True, True, target, "compose.yaml")


def command(*words: str) -> Started:
    return Started(words, False, False, "", "compose.yaml")


def user(name: str) -> Started:
    return Started((), False, True, "", "compose.yaml", name)


def answer(text: str, files: Mapping[str, str], *started: Started) -> str:
    """The text after the split, or the reason why not."""
    found = split(analyse(text), MemoryContext(files, started=started), DEFAULT_SETTINGS)
    if isinstance(found, Obstacle):
        return found.reason
    assert isinstance(found, Offer)
    return apply(text, found.default.change.edits)


@pytest.mark.parametrize(
    ("text", "files", "started", "expected"),
    [
        (NODE, SERVER, check("curl -f http://localhost:3000 || exit 1"), "apt-get install -y --no-install-recommends curl"),
        (NODE, SERVER, check("test -f /tmp/ready && node dist/main.js"), 'CMD ["node", "dist/main.js"]'),
        (NODE, SERVER, Started(("CMD", "x"), False, True, "other", "compose.yaml"), 'CMD ["node", "dist/main.js"]'),
        (NODE, SERVER, check("barman", "app"), "the health check in `compose.yaml` runs `barman`, which node:22-slim does not have"),
        (NODE, SERVER, command("npm", "run", "dev"), 'CMD ["node", "dist/main.js"]'),
        (NODE, SERVER, command("./wait.sh"), "the command in `compose.yaml` runs `./wait.sh`, which node:22-slim does not have"),
        (NODE, SERVER, command("/usr/local/bin/node", "dist/main.js"), 'CMD ["node", "dist/main.js"]'),
        (GO, WORKER, user("nobody"), "FROM alpine:3.22"),
        (GO, WORKER, user("1000:1000"), "FROM alpine:3.22"),
        (GO, WORKER, user("jenkins"), "`compose.yaml` runs the container as `jenkins`, and alpine:3.22 has no user `jenkins`"),
        (GO, WORKER, user("www-data"), "FROM debian:"),
        (GO, WORKER, command("worker"), "COPY --from=builder /usr/bin/worker /usr/bin/worker"),
        (GO, WORKER, command("air"), "the command in `compose.yaml` runs `air`, which alpine:3.22 does not have"),
        (NGINX, SITE, check("curl -f http://localhost:3000"), "FROM nginx:alpine"),
        (NGINX, SITE, check("wget -q --spider http://localhost:3000"), "FROM nginx:alpine"),
        (NGINX, SITE, command("serve", "-s", "dist"), "the command in `compose.yaml` runs `serve`, which nginx:alpine does not have"),
        (NGINX, SITE, command("npx", "serve", "dist"), "the command in `compose.yaml` runs `npx`, which nginx:alpine does not have"),
        (NGINX, SITE, check("node check.js"), "the health check in `compose.yaml` runs `node`, which nginx:alpine does not have"),
    ],
)  # fmt: skip
def test_programs_that_services_run(text: str, files: Mapping[str, str], started: Started, expected: str) -> None:
    assert expected in answer(text, files, started)


def test_a_command_in_the_place_of_the_image_s_is_to_be_checked() -> None:
    found = split(analyse(NODE), MemoryContext(SERVER, started=(command("npm", "run", "dev"),)), DEFAULT_SETTINGS)
    assert isinstance(found, Offer)
    note = "`compose.yaml` starts `npm run dev` instead: see that all that it needs is there"
    assert note in found.default.change.notes


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("healthcheck: {test: curl -f localhost || exit 1}", [("curl -f localhost || exit 1", True, True)]),
        ("healthcheck: {test: [CMD, curl, -f, localhost]}", [("curl -f localhost", False, True)]),
        ("healthcheck: {test: [CMD-SHELL, curl -f localhost]}", [("curl -f localhost", True, True)]),
        ("healthcheck: {test: [NONE]}", []),
        ("healthcheck: {disable: true, test: curl x}", []),
        ("healthcheck: {test: 5}\n    command: [node, main.js]", [("5", True, True), ("node main.js", False, False)]),
        ("command: npm run dev", [("npm run dev", True, False)]),
        ("user: app", [("", False, True)]),
        ("user: $USER", []),
        ("command: $COMMAND", []),
        ("command: []\n    entrypoint: {a: b}\n    healthcheck: [a]", []),
    ],
)
def test_what_a_service_runs(service: str, expected: list[tuple[str, bool, bool]]) -> None:
    (build,) = compose_builds(
        f"services:\n  a:\n    build: {{context: ., target: App}}\n    {service}\n", "/x/compose.yaml"
    )
    assert [(" ".join(one.words), one.needs_shell, one.is_check) for one in build.started] == expected
    assert all((one.target, one.origin) == ("app", "compose.yaml") for one in build.started)
