"""Splits that are refused, each for its own reason; whether the toolchain is still reported as needless."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from splitting import GO, VITE, split_of

from dockwright.refactorings.split import Obstacle


class Case(NamedTuple):
    title: str
    context: Mapping[str, str] | None
    text: str
    reason: str | None  # None: nothing to say
    place: str = ""
    ships: bool = False


CASES = [
    Case(
        "a program that is downloaded for the start",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
ADD https://example.org/wait /wait
RUN chmod +x /wait
CMD /wait && ./server
""",
        "what `wait` needs of the image, which is downloaded, is not known",
        "./server",
        False,
    ),
    Case(
        "a build behind `pushd`, which goes elsewhere",
        {**GO, "cmd/main.go": GO["main.go"]},
        """\
FROM golang:1.24
SHELL ["/bin/bash", "-c"]
WORKDIR /app
COPY . .
RUN pushd cmd && go build -o server .
CMD ["./server"]
""",
        "`./server` is not what the build makes: that is `/app/cmd/server`",
        '"./server"',
        False,
    ),
    Case(
        "no start command",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
""",
        "there is no CMD or ENTRYPOINT: nothing tells what the image is for",
        "golang:1.24",
        False,
    ),
    Case(
        "a list that is none",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]  # for ever
""",
        "the start command begins like a JSON list and is none, so a shell gets it as it is",
        '["./server"]  # for ever',
        False,
    ),
    Case(
        "starts a shell",
        GO,
        """\
FROM golang:1.24
RUN go install example.com/tool@latest
CMD ["bash"]
""",
        "the image starts a shell: `bash`",
        '"bash"',
        False,
    ),
    Case(
        "go run",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
CMD ["go", "run", "-exec", "strace", "main.go"]
""",
        "the container runs the Go toolchain when it starts: `go run`",
        '"go"',
        False,
    ),
    Case(
        "watcher",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go install github.com/cosmtrek/air@latest && go build -o server
CMD ["air"]
""",
        "`air` is for development, not for a finished image",
        '"air"',
        False,
    ),
    Case(
        "a service in the background",
        GO,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server\nCMD ./server -d && tail -f /dev/null\n",
        "`tail` keeps the container running: what it is for runs in the background",
        "tail",
        False,
    ),
    Case(
        "no build",
        GO,
        """\
FROM golang:1.24
COPY server /server
CMD ["/server"]
""",
        "no `go build` or `go install` makes a program here",
        '"/server"',
        False,
    ),
    Case(
        "another program starts",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./other"]
""",
        "`./other` is not what the build makes: that is `/app/server`",
        '"./other"',
        False,
    ),
    Case(
        "several programs",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ./server & nginx
""",
        "the start command runs something in the background",
        "./server",
        False,
    ),
    Case(
        "two programs",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ./migrate && ./server
""",
        "the start command runs several programs: `migrate` and `server`",
        "./server",
        False,
    ),
    Case(
        "supervisor",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["supervisord", "-n"]
""",
        "`supervisord` runs several services",
        '"supervisord"',
        False,
    ),
    Case(
        "onbuild image",
        None,
        """\
FROM golang:1.8-onbuild
EXPOSE 80
""",
        "what an onbuild image does is not written in the file",
        "golang:1.8-onbuild",
        False,
    ),
    Case(
        "onbuild",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
ONBUILD COPY . .
CMD ["./server"]
""",
        "ONBUILD is for images that others build on",
        "ONBUILD",
        False,
    ),
    Case(
        "windows",
        GO,
        """\
# escape=`
FROM golang:1.24-nanoserver
WORKDIR /app
COPY . .
RUN go build -o server.exe
CMD ["server.exe"]
""",
        "images for Windows are not split",
        "golang:1.24-nanoserver",
        False,
    ),
    Case(
        "the file ends in the middle",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server
CMD ["./server"] \\
""",
        "the last line goes on, and the file ends",
        " \\",
        False,
    ),
    Case(
        "plugin",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"plugin"\n)\n\nfunc f() { plugin.Open("x.so") }\n',
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        "the program loads plugins: `plugin.Open` in main.go:7",
        '"./server"',
        False,
    ),
    Case(
        "toolchain",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"os/exec"\n)\n\nfunc f() { exec.Command("go", "build") }\n',
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        "the program uses the Go toolchain when it runs: `exec.Command` in main.go:7",
        '"./server"',
        False,
    ),
    Case(
        "unknown run behind",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
RUN ./server migrate
CMD ["./server"]
""",
        "what `server` leaves behind is not known",
        "./server",
        True,
    ),
    Case(
        "healthcheck program",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
HEALTHCHECK CMD grpc_health_probe -addr=:80
CMD ["./server"]
""",
        "HEALTHCHECK runs `grpc_health_probe`, which alpine:3.22 does not have",
        "grpc_health_probe",
        True,
    ),
    Case(
        "computed packages",
        GO,
        """\
FROM golang:1.24
ARG EXTRA
RUN apt-get update && apt-get install -y $EXTRA
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        "which packages are installed is computed",
        "$EXTRA",
        True,
    ),
    Case(
        "computed cgo",
        GO,
        """\
FROM golang:1.24
ARG CGO_ENABLED
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        "CGO_ENABLED is computed",
        "go build -o server .",
        True,
    ),
    Case(
        "custom user",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
USER service
CMD ["./server"]
""",
        "alpine:3.22 has no user `service`",
        "service",
        True,
    ),
    Case(
        "another stage",
        GO,
        """\
FROM golang:1.24 AS base
WORKDIR /app
COPY . .
RUN go build -o server .
FROM base
CMD ["./server"]
""",
        "the final stage is built on the stage `base`",
        "base",
        False,
    ),
    Case(
        "already split",
        GO,
        """\
FROM golang:1.24 AS build
WORKDIR /app
COPY . .
RUN go build -o server .
FROM alpine:3.22
COPY --from=build /app/server /server
CMD ["/server"]
""",
        None,
    ),
    Case(
        "not a toolchain",
        None,
        """\
FROM alpine:3.22
CMD ["sh"]
""",
        None,
    ),
    Case(
        "node server",
        {"package.json": '{"scripts": {"start": "node server.js"}}'},
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
CMD ["npm", "start"]
""",
        "the start command serves no static files, and nothing that is known to be built here: `node server.js`",
        '"npm"',
        False,
    ),
    Case(
        "dev server",
        {"package.json": '{"scripts": {"dev": "vite", "build": "vite build"}}'},
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
CMD ["npm", "run", "dev"]
""",
        "`vite` is a development server: `serve -s dist` would show what the script `build` makes, and nginx can take its place",
        '"npm"',
        False,
    ),
    Case(
        "other directory is served",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npx", "serve", "-s", "build"]
""",
        "the build of Vite writes `/app/dist`, but `/app/build` is served",
        '"npx"',
        False,
    ),
    Case(
        "serve.json",
        {**VITE, "public/serve.json": "{}"},
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npx", "serve", "-s", "dist"]
""",
        "serve.json tells serve about rewrites or headers",
        '"npx"',
        True,
    ),
    Case(
        "proxy",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npx", "http-server", "dist", "--proxy", "http://api"]
""",
        "`--proxy` of http-server has no like in nginx",
        '"npx"',
        True,
    ),
    Case(
        "computed directory",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD npx serve -s $SITE
""",
        "the port or directory of the server is not known before it starts",
        "npx",
        False,
    ),
    Case(
        "a log file",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD npx serve -s dist > serve.log
""",
        "the start command needs a shell",
        "npx",
        False,
    ),
    Case(
        "no shell expands the port",
        VITE,
        """\
FROM node:20
ENV PORT=80
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npx", "serve", "-s", "dist", "-l", "$PORT"]
""",
        "the port or directory of the server is not known before it starts",
        '"npx"',
        False,
    ),
    Case(
        "next ssr",
        {"package.json": '{"scripts": {"build": "next build", "start": "next start"}}'},
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npm", "start"]
""",
        "the start command serves no static files, and nothing that is known to be built here: `next start`",
        '"npm"',
        False,
    ),
    Case(
        "low port without root",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
USER node
CMD ["npx", "serve", "-s", "dist", "-l", "80"]
""",
        "a user other than root cannot listen on port 80",
        '"npx"',
        True,
    ),
    Case(
        "a library, not a program",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -buildmode=c-shared -o lib.so .
CMD ["./lib.so"]
""",
        "`-buildmode=c-shared` makes no program",
        "go build -buildmode=c-shared -o lib.so .",
        False,
    ),
    Case(
        "a start script that cannot be read",
        None,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./start.sh"]
""",
        "what `./start.sh` does is not known without the build context",
        '"./start.sh"',
        False,
    ),
    Case(
        "a start script that computes",
        {**GO, "start.sh": "#!/bin/sh\n$PROGRAM\n"},
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["sh", "start.sh"]
""",
        "`start.sh` starts a program whose name is computed: `$PROGRAM`",
        '"sh"',
        False,
    ),
    Case(
        "a start script in Python",
        {**GO, "start.sh": "#!/usr/bin/env python3\nimport os\n"},
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./start.sh"]
""",
        "`./start.sh` is a script for `python3`",
        '"./start.sh"',
        False,
    ),
    Case(
        "a start script with a program of its own",
        {**GO, "start.sh": "#!/bin/sh\nmy-migrate up\n./server\n"},
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./start.sh"]
""",
        "the program starts `my-migrate`, and how alpine:3.22 gets it is not known",
        '"./start.sh"',
        True,
    ),
    Case(
        "a development package that no table knows",
        {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": 'package main\n\nimport (\n)\n\nimport "C"\n'},
        """\
FROM golang:1.24
RUN apt-get update && apt-get install -y libfoobar-dev
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        "what a program needs of `libfoobar-dev` when it runs is not known",
        "libfoobar-dev",
        True,
    ),
    Case(
        "cgo on a system without a known release",
        {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": 'package main\n\nimport (\n)\n\nimport "C"\n'},
        """\
FROM golang:1.4
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        "which runtime base has the C library of golang:1.4 is not known",
        "golang:1.4",
        True,
    ),
    Case(
        "SHELL of another kind",
        GO,
        """\
FROM golang:1.24
SHELL ["/usr/bin/fish", "-c"]
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ./server
""",
        "the start command is not understood",
        "./server",
        False,
    ),
    Case(
        "a chown of what is not there",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
RUN chown -R nobody /usr/lib/thing
CMD ["./server"]
""",
        "`/usr/lib/thing` is not in the runtime stage",
        "chown",
        True,
    ),
    Case(
        "a computed user",
        GO,
        """\
FROM golang:1.24
ARG USER_NAME
WORKDIR /app
COPY . .
RUN go build -o server .
USER $USER_NAME
CMD ["./server"]
""",
        "USER is computed",
        "USER",
        True,
    ),
    Case(
        "a computed working directory",
        GO,
        """\
FROM golang:1.24
ARG DIR
WORKDIR $DIR
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        "the working directory depends on `DIR`, which has no value here",
        "$DIR",
        False,
    ),
    Case(
        "a loop as the start",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["sh", "-c", "while true; do ./server; done"]
""",
        "which program starts is computed",
        "./server",
        False,
    ),
    Case(
        "a shell-form CMD behind an ENTRYPOINT list",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
ENTRYPOINT ["./server"]
CMD --port 80
""",
        "CMD in shell form is given to ENTRYPOINT as words of a shell",
        "CMD",
        False,
    ),
    Case(
        "a private image",
        GO,
        """\
FROM registry.example.com/team/base:1
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        None,
    ),
    Case(
        "an unresolved base",
        GO,
        """\
ARG BASE
FROM $BASE
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        None,
    ),
    Case(
        "nothing is built before serving",
        VITE,
        """\
FROM node:20
COPY dist dist
CMD ["npx", "serve", "dist"]
""",
        "nothing is built here: the files that are served come from the build context",
        '"npx"',
        False,
    ),
    Case(
        "the output is computed",
        {**VITE, "vite.config.js": "export default { build: { outDir: process.env.OUT } }"},
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npx", "serve", "-s", "dist"]
""",
        "the configuration of Vite computes its directories",
        "npm run build",
        True,
    ),
    Case(
        "a proxy of vite preview",
        {**VITE, "vite.config.js": "export default { server: { proxy: { '/api': 'http://api' } } }"},
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npm", "run", "preview"]
""",
        "the configuration of Vite sets `proxy`",
        '"npm"',
        True,
    ),
    Case(
        "a served directory with more than the output",
        None,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["npx", "serve"]
""",
        "the directory that is served is not the output of the build alone",
        '"npx"',
        False,
    ),
    Case(
        "make sets what cannot be told",
        {
            **GO,
            "Makefile": 'BIN ?= bin/app\nGOFLAGS := -trimpath\n\n.PHONY: build test\n\nall: test build\n\ntest:\n\tgo vet ./...\n\nbuild: ## Build it\n\t@go build $(GOFLAGS) \\\n\t\t-o $(BIN) .\n\nstatic:\n\tCGO_ENABLED=0 go build -ldflags "-X main.v=$(shell git describe)" -o $(BIN)\n\ncomputed:\n\tCGO_ENABLED=$(CGO) go build -o $(BIN)\n',
        },
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN make computed
CMD ["bin/app"]
""",
        "CGO_ENABLED is computed",
        "make computed",
        True,
    ),
    Case(
        "make without a Makefile that is known",
        None,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN make
CMD ["bin/app"]
""",
        "whether `make` makes `bin/app` is not known: what it runs is not followed",
        "make",
        False,
    ),
    Case(
        "an archive among the sources",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
ADD assets.tar.gz ./assets
RUN go build -o server .
CMD ["./server"]
""",
        "what `assets.tar.gz` unpacks among the sources is not known",
        "assets.tar.gz",
        True,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_refusal(case: Case) -> None:
    answer = split_of(case.text, case.context)
    if case.reason is None:
        assert answer is None
        return
    assert isinstance(answer, Obstacle), answer
    assert answer.reason == case.reason
    assert answer.span.of(case.text) == case.place
    assert answer.ships is case.ships
