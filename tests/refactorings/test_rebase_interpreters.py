"""Final stages on the image of an interpreter that run a native program of another stage: what tells that the interpreter is used."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rebasing import GO, RUST, rebase_of, why_not

from dockwright.assist import Offer
from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

Files = Mapping[str, str]

BUILD = "FROM golang:1.22 AS build\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n"
CARGO = "FROM rust:1.80-bookworm AS build\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n"
TAKEN = 'COPY --from=build /app/server /server\nCMD ["/server"]\n'
APP = 'COPY --from=build /app/target/release/app /app\nCMD ["/app"]\n'
SMALL = ("alpine", "distroless-static", "scratch")


def starting(name: str) -> Files:
    """A program that starts another one."""
    return {
        **GO,
        "main.go": f'package main\n\nimport "os/exec"\n\nfunc main() {{ exec.Command("{name}", "x").Run() }}\n',
    }


@pytest.mark.parametrize(
    ("title", "context", "build", "before", "after", "choices"),
    [
        ("Python", GO, BUILD, f"FROM python:3.13\n{TAKEN}", f"FROM alpine:3.22\n{TAKEN}", SMALL),
        ("the small image of it", GO, BUILD, f"FROM python:3.13-slim\n{TAKEN}", f"FROM alpine:3.22\n{TAKEN}", SMALL),
        ("Ruby, and a variable of the program", GO, BUILD, f"FROM ruby:3.3\nENV PORT=80\n{TAKEN}",
         f"FROM alpine:3.22\nENV PORT=80\n{TAKEN}", SMALL),
        ("Java", GO, BUILD, f"FROM eclipse-temurin:21-jdk\n{TAKEN}", f"FROM alpine:3.22\n{TAKEN}", SMALL),
        ("Node, with pages that are served", {**GO, "web/app.js": ""}, BUILD, f"FROM node:22\nCOPY web /web\n{TAKEN}",
         f"FROM alpine:3.22\nCOPY web /web\n{TAKEN}", SMALL),
        ("the user of Node's image, by its number", GO, BUILD, f"FROM node:22-alpine\nUSER node\n{TAKEN}",
         f"FROM alpine:3.22\nRUN adduser -D -u 1000 node\nUSER node\n{TAKEN}", ("alpine",)),
        ("a program of Rust, on the C library that it has", RUST, CARGO, f"FROM python:3.13-bookworm\n{APP}",
         f"FROM debian:bookworm-slim\n{APP}", ("debian-slim", "distroless-cc")),
        ("packages of the system", GO, BUILD, f"FROM python:3.13\nRUN apt-get update && apt-get install -y tzdata\n{TAKEN}",
         f"FROM alpine:3.22\nRUN apk add --no-cache tzdata\n{TAKEN}", SMALL),
        ("a check by a program that others have, too", GO, BUILD, f"FROM ruby:3.3\nHEALTHCHECK CMD curl -f localhost\n{TAKEN}",
         f"FROM alpine:3.22\nRUN apk add --no-cache curl\nHEALTHCHECK CMD curl -f localhost\n{TAKEN}", ("alpine",)),
        ("the program starts another one", starting("git"), BUILD, f"FROM node:22\n{TAKEN}",
         f"FROM alpine:3.22\nRUN apk add --no-cache git\n{TAKEN}", ("alpine", "debian-slim")),
    ],
)  # fmt: skip
def test_small_image(title: str, context: Files, build: str, before: str, after: str, choices: tuple[str, ...]) -> None:
    text = build + before
    for assumes in (True, False):
        offer = rebase(analyse(text), MemoryContext(context), DEFAULT_SETTINGS, assumes=assumes)
        assert isinstance(offer, Offer), offer
        assert apply(text, offer.default.change.edits) == build + after
        assert tuple(one.name for one in offer.choices) == choices
        assert offer.default.change.safety is Safety.SAFE, offer.default.change.notes


@pytest.mark.parametrize(
    ("title", "context"),
    [
        ("no sources", UNKNOWN),
        ("a name that is computed",
         MemoryContext({**GO, "main.go": 'package main\n\nimport "os"\nimport "os/exec"\n\nfunc main() { exec.Command(os.Args[1]).Run() }\n'})),
        ("a module of which nobody knows", MemoryContext({**GO, "go.mod": f"{GO['go.mod']}\nrequire example.com/odd v1.0.0\n"})),
    ],
)  # fmt: skip
def test_only_the_assist_takes_it_for_granted(title: str, context: BuildContext) -> None:
    text = f"{BUILD}FROM python:3.13\n{TAKEN}"
    offer = rebase(analyse(text), context, DEFAULT_SETTINGS)
    assert isinstance(offer, Offer)
    assert offer.default.change.safety is Safety.UNSAFE
    assert "see that the program starts nothing of what is in `python:3.13`" in offer.default.change.notes
    assert rebase(analyse(text), context, DEFAULT_SETTINGS, assumes=False) is None


@pytest.mark.parametrize(
    ("title", "context", "text"),
    [
        ("the program starts it", starting("python3"), f"FROM python:3.13\n{TAKEN}"),
        ("... by its path", starting("/usr/local/bin/python"), f"FROM python:3.13\n{TAKEN}"),
        ("... or what manages its packages", starting("npm"), f"FROM node:22\n{TAKEN}"),
        ("a script beside it", {**GO, "tools/report.py": ""}, f"FROM python:3.13\nCOPY tools /tools\n{TAKEN}"),
        ("... by way of the builder", {**GO, "tools/report.py": ""}, f"FROM python:3.13\nCOPY --from=build /app/tools /tools\n{TAKEN}"),
        ("packages", GO, f"FROM python:3.13\nCOPY --from=build /opt/venv /opt/venv\n{TAKEN}"),
        ("... of Node", GO, f"FROM node:22\nCOPY --from=build /web/node_modules /node_modules\n{TAKEN}"),
        ("a jar", GO, f"FROM eclipse-temurin:21-jre\nCOPY tool.jar /\n{TAKEN}"),
        ("a variable of it", GO, f"FROM python:3.13\nENV PYTHONUNBUFFERED=1\n{TAKEN}"),
        ("it installs packages", GO, f"FROM ruby:3.3\nRUN gem install rake\n{TAKEN}"),
        ("packages that a stage below installs", GO, f"FROM python:3.13 AS base\nRUN pip install flask\nFROM base AS build\nRUN apt-get update && apt-get install -y golang\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\nFROM base\n{TAKEN}"),
        ("it checks the health", GO, f'FROM node:22\nHEALTHCHECK CMD node -e "0"\n{TAKEN}'),
        ("it is given to the program", GO, 'FROM node:22\nCOPY --from=build /app/server /server\nCMD ["/server", "--with", "node"]\n'),
        ("a start script runs it", {**GO, "run.sh": "#!/bin/sh\npython3 -c 1\nexec /server\n"},
         f'FROM python:3.13\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n{TAKEN}'),
        ("it starts", GO, f'FROM python:3.13\n{TAKEN}CMD ["python", "-m", "http.server"]\n'),
        ("another C library", RUST, f"{CARGO}FROM python:3.13-alpine\n{APP}"),
    ],
)  # fmt: skip
def test_nothing_to_say(title: str, context: Files, text: str) -> None:
    found = rebase_of(BUILD + text, context)
    assert found is None


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("a user of somebody's package", f"FROM python:3.13\nUSER postgres\n{TAKEN}", "has no user `postgres`"),
        ("a check that nobody knows", f"FROM python:3.13\nHEALTHCHECK CMD probe\n{TAKEN}", "HEALTHCHECK runs `probe`"),
        ("a library", f"FROM python:3.13\nCOPY --from=build /usr/lib/libx.so.1 /usr/lib/\n{TAKEN}", "what `libx.so.1` needs"),
    ],
)  # fmt: skip
def test_refusal(title: str, text: str, reason: str) -> None:
    found = why_not(BUILD + text, GO)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ('Command::new("python3").arg("x.py")', True),
        ('Command::new("env").arg("A=1").arg("python3")', True),
        ('Command::new("timeout").args(["-k", "1", "5", "python3", "x.py"])', True),
        ('Command::new("nice").current_dir("/srv").arg("sh").arg("-c").arg("python3 x.py")', True),
        ('Command::new("timeout").arg("5").arg(name)', False),
        ('nix::unistd::execvp(&name, &[])', False),
    ],
)  # fmt: skip
def test_what_rust_starts(call: str, told: bool) -> None:
    files = {**RUST, "src/main.rs": f"use std::process::Command;\n\nfn main() {{ {call}.spawn(); }}\n"}
    text = f"{CARGO}FROM python:3.13-bookworm\n{APP}"
    found = rebase_of(text, files)
    assert (found is None) is told, found
    if isinstance(found, Offer):
        assert found.default.change.safety is Safety.UNSAFE
    assert rebase(analyse(text), MemoryContext(files), DEFAULT_SETTINGS, assumes=False) is None
