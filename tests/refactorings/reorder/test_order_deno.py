"""Deno: the configuration and the lock file first, the install, then the sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.context import MemoryContext
from dockwright.projects.deno import manifests
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

CONFIG = '{"imports": {"hono": "jsr:@hono/hono@4", "@/": "./src/"}, "tasks": {"start": "deno run main.ts"}}'
LOCK = '{"specifiers": {"jsr:@hono/hono@4": "4.6.0"}}'
DENO: dict[str, str] = {"deno.json": CONFIG, "deno.lock": LOCK, "main.ts": "import { Hono } from 'hono';\n"}
PACKAGE = '{"dependencies": {"hono": "4"}, "scripts": {"postinstall": "node make.js"}}'
MEMBERS = {
    "deno.json": '{"workspace": ["./api", "./libs/*", "./gone"]}', "deno.lock": LOCK, "api/deno.json": CONFIG, "api/main.ts": "",
    "libs/core/deno.jsonc": "{} // nothing yet", "libs/core/mod.ts": "", "libs/old/package.json": "{}",
}  # fmt: skip
HEAD = "FROM denoland/deno:2.1.4\nWORKDIR /app\n"
INSTALL, TAIL = "RUN deno install\n", "RUN deno cache main.ts\n"

SAFE = [
    ("the configuration and the lock file", DENO, INSTALL, "COPY deno.json deno.lock ./\n"),
    ("flags stay", DENO, "RUN deno install --frozen --quiet\n", "COPY deno.json deno.lock ./\n"),
    ("comments in the configuration", {"deno.jsonc": f"// ours\n{CONFIG}", "main.ts": ""}, INSTALL, "COPY deno.jsonc ./\n"),
    ("an import map", {"deno.json": '{"importMap": "./maps/imports.json"}', "maps/imports.json": "{}", "main.ts": ""}, INSTALL,
     "COPY deno.json ./\nCOPY maps/imports.json maps/\n"),
    ("a lock file elsewhere", {**DENO, "deno.json": CONFIG[:-1] + ', "lock": {"path": "locks/own.lock"}}', "locks/own.lock": ""}, INSTALL,
     "COPY deno.json deno.lock ./\nCOPY locks/own.lock locks/\n"),
    ("package.json alone, whose scripts do not run", {"package.json": PACKAGE, ".npmrc": "", "main.ts": ""}, INSTALL, "COPY .npmrc package.json ./\n"),
    ("the members of a workspace", MEMBERS, INSTALL,
     "COPY deno.json deno.lock ./\nCOPY api/deno.json api/\nCOPY libs/core/deno.jsonc libs/core/\nCOPY libs/old/package.json libs/old/\n"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "install", "copies"), [case[1:] for case in SAFE], ids=[case[0] for case in SAFE])
def test_proven(order: Order, files: Files, install: str, copies: str) -> None:
    after, change = order(f"{HEAD}COPY . .\n{install}{TAIL}", files)
    assert after == f"{HEAD}{copies}{install}COPY . .\n{TAIL}"
    assert change.safety is Safety.SAFE


@pytest.mark.parametrize(("files", "install", "note"), [
    ({"deno.json": '{"importMap": "./gone.json"}', "main.ts": ""}, INSTALL, "`deno.json` names a file that is not among the copied files"),
    ({"package.json": PACKAGE, "main.ts": ""}, "RUN deno install --allow-scripts\n", "the install may run scripts of `package.json`"),
    (None, INSTALL, "check that `deno install` needs no other file: an import map, members of a workspace"),
])  # fmt: skip
def test_to_be_checked(order: Order, files: Files, install: str, note: str) -> None:
    _, change = order(f"{HEAD}COPY . .\n{install}{TAIL}", files)
    assert change.safety is Safety.UNSAFE
    assert note in " ".join(change.notes)


@pytest.mark.parametrize(("files", "reason"), [
    ({**DENO, "deno.json": CONFIG[:-1] + ', "links": ["../own"]}'}, "`links` of `deno.json` names directories of the project"),
    ({"package.json": '{"dependencies": {"own": "file:./own"}}', "main.ts": ""}, "the dependency `own` is a part of the project: `file:./own`"),
])  # fmt: skip
def test_refused(why_not: WhyNot, files: Files, reason: str) -> None:
    assert reason in why_not(f"{HEAD}COPY . .\n{INSTALL}{TAIL}", files)


@pytest.mark.parametrize("steps", [
    "COPY deno.json deno.lock ./\nRUN deno install\nCOPY . .\n",
    "COPY . .\nRUN deno cache main.ts\n",
    "COPY . .\nRUN deno install --entrypoint main.ts\n",
    "COPY . .\nRUN deno install --global --name run main.ts\n",
    "COPY . .\nRUN deno install --config other.json\n",
    "COPY . .\nRUN deno install jsr:@std/fs\n",
    "COPY . .\nRUN deno task install\n",
    "COPY . .\nRUN deno install $WHAT\n",
])  # fmt: skip
def test_nothing_to_say(why_not: WhyNot, steps: str) -> None:
    assert why_not(f"{HEAD}{steps}", DENO) == ""


@pytest.mark.parametrize(
    ("text", "needless"),
    [
        (CONFIG, False),
        ('{"importMap": "https://example.com/imports.json"}', False),
        ("{}", True),
        ('{"imports": {"@/": "./src/"}}', True),
        # hostile ones say nothing
        ("[", True),
        ("[]", True),
        ('{"workspace": 1, "imports": {"a": 1}, "importMap": 3}', False),
        ('{"workspace": {"members": [1, "../x", "/y"]}, "lock": []}', True),
    ],
)
def test_projects_without_dependencies(text: str, needless: bool) -> None:
    found = manifests(MemoryContext({"deno.json": text, "main.ts": ""}), "")
    assert found is not None
    assert found.files == ("deno.json",)
    assert (found.needless is not None) is needless
