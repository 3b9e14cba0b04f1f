"""Go: the manifests first, a download of its own, then the sources and the build."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

MOD = "module example.com/app\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n"
SUM = "github.com/google/uuid v1.6.0 h1:x\n"
APP: dict[str, str] = {"go.mod": MOD, "go.sum": SUM, "main.go": "package main\n"}
PLAIN: dict[str, str] = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": "package main\n"}
LOCAL: dict[str, str] = {
    "go.mod": MOD + "require example.com/lib v0.0.0\nreplace example.com/lib => ./lib\n",
    "go.sum": SUM,
    "lib/go.mod": "module example.com/lib\n",
    "lib/lib.go": "package lib\n",
}
WORK: dict[str, str] = {
    "go.work": "go 1.24\nuse (\n\t./api\n\t./lib\n)\n",
    "api/go.mod": MOD,
    "api/go.sum": SUM,
    "lib/go.mod": "module example.com/lib\n",
}


def below(directory: str, files: Mapping[str, str]) -> dict[str, str]:
    return {f"{directory}/{path}": text for path, text in files.items()}


SAFE: list[tuple[str, Files, str, str]] = [
    (
        "the reference case",
        APP,
        'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\nCMD ["./myapp"]\n',
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o myapp\n"
        'CMD ["./myapp"]\n',
    ),
    (
        "sources are made from others in between",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN swag init && cd api && sqlc generate\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN swag init && cd api && sqlc generate\nRUN go build\n",
    ),
    (
        "sources are made from others in the RUN that builds",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go install example.com/templ@v1.2.3 && templ generate && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN go install example.com/templ@v1.2.3 && templ generate && go build\n",
    ),
    (
        "a look at a directory of the sources, by a way of several steps",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN cd ./api/v1 && ls && cd ../.. && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN cd ./api/v1 && ls && cd ../.. && go build\n",
    ),
    (
        "sources are made from others in a directory of them",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN cd api && sqlc generate && cd .. && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN cd api && sqlc generate && cd .. && go build\n",
    ),
    (
        "no go.sum",
        PLAIN,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod ./\nRUN go mod download\nCOPY . .\nRUN go build -o myapp\n",
    ),
    (
        "a local replacement",
        LOCAL,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nCOPY lib/go.mod lib/\nRUN go mod download\nCOPY . .\n"
        "RUN go build -o myapp\n",
    ),
    (
        "a workspace",
        WORK,
        "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/api ./api\n",
        "FROM golang:1.24\nWORKDIR /src\nCOPY go.work ./\nCOPY api/go.mod api/go.sum api/\nCOPY lib/go.mod lib/\n"
        "RUN go mod download\nCOPY . .\nRUN go build -o /bin/api ./api\n",
    ),
    (
        "a destination of its own, and WORKDIR behind it",
        APP,
        "FROM golang:1.24\nCOPY . /src\nWORKDIR /src\nENV CGO_ENABLED=0\nRUN go build -o /bin/app .\n",
        "FROM golang:1.24\nWORKDIR /src\nENV CGO_ENABLED=0\nCOPY go.mod go.sum /src/\nRUN go mod download\nCOPY . /src\n"
        "RUN go build -o /bin/app .\n",
    ),
    (
        "only a description of the container between them",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nEXPOSE 8080\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nEXPOSE 8080\nRUN go build\n",
    ),
    (
        "a part of the context",
        below("backend", APP),
        "FROM golang:1.24\nWORKDIR /app\nCOPY backend /app\nRUN go build -o /bin/app ./cmd\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY backend/go.mod backend/go.sum /app/\nRUN go mod download\n"
        "COPY backend /app\nRUN go build -o /bin/app ./cmd\n",
    ),
    (
        "a module in a part of what is copied",
        below("backend", APP),
        "FROM golang:1.24\nCOPY . /src\nWORKDIR /src/backend\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /src/backend\nCOPY backend/go.mod backend/go.sum /src/backend/\nRUN go mod download\n"
        "COPY . /src\nRUN go build\n",
    ),
    (
        "comments and blank lines",
        APP,
        "FROM golang:1.24\n\nWORKDIR /app\n\n# The source code\nCOPY . .\n\n# Build it\nRUN go build -o myapp\n",
        "FROM golang:1.24\n\nWORKDIR /app\n\nCOPY go.mod go.sum ./\nRUN go mod download\n\n# The source code\nCOPY . .\n\n"
        "# Build it\nRUN go build -o myapp\n",
    ),
    (
        "ADD, lower case, indentation, CRLF",
        APP,
        "from golang:1.24\r\nworkdir /app\r\n  add . .\r\n  run go build\r\n",
        "from golang:1.24\r\nworkdir /app\r\n  copy go.mod go.sum ./\r\n  run go mod download\r\n  add . .\r\n"
        "  run go build\r\n",
    ),
    (
        "a directory without manifests is left out",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY --exclude=.git --exclude=**/node_modules/ --link . .\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY --link go.mod go.sum ./\nRUN go mod download\n"
        "COPY --exclude=.git --exclude=**/node_modules/ --link . .\nRUN go build\n",
    ),
    (
        "what is left out is no manifest",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY --exclude=docs --exclude=*.md . .\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\n"
        "COPY --exclude=docs --exclude=*.md . .\nRUN go build\n",
    ),
    (
        "ownership and link",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY --link --chown=1000:1000 . .\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY --link --chown=1000:1000 go.mod go.sum ./\nRUN go mod download\n"
        "COPY --link --chown=1000:1000 . .\nRUN go build\n",
    ),
    (
        "exec form",
        APP,
        'FROM golang:1.24\nWORKDIR /app\nCOPY [".", "/app"]\nRUN ["go", "build"]\n',
        'FROM golang:1.24\nWORKDIR /app\nCOPY ["go.mod", "go.sum", "/app/"]\nRUN go mod download\nCOPY [".", "/app"]\n'
        'RUN ["go", "build"]\n',
    ),
    (
        "a download in the wrong place is moved, not repeated",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go mod download\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build\n",
    ),
    (
        "a download and a build in one RUN",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go mod download && go build -o app\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o app\n",
    ),
    (
        "a download and a check of the sums need the same files",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN set -eux; go mod download; go mod verify\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN set -eux; go mod download; go mod verify\nCOPY . .\n"
        "RUN go build\n",
    ),
    (
        "what the shell is told holds for both parts",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN unset GOFLAGS && ulimit -n 99 && go mod download && go build -o app\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN unset GOFLAGS && ulimit -n 99 && go mod download\nCOPY . .\n"
        "RUN unset GOFLAGS && ulimit -n 99 && go build -o app\n",
    ),
    (
        "where `set -e` stops at what fails, `;` joins as `&&` does",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN set -eux; \\\n    go mod download; \\\n    go vet ./...; \\\n    go build -o app\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN set -eux; \\\n    go mod download\nCOPY . .\n"
        "RUN set -eux; \\\n    go vet ./...; \\\n    go build -o app\n",
    ),
    (
        "the shell itself stops at what fails",
        APP,
        'FROM golang:1.24\nSHELL ["/bin/bash", "-ec"]\nWORKDIR /app\nCOPY . .\nRUN go mod download; go build\n',
        'FROM golang:1.24\nSHELL ["/bin/bash", "-ec"]\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n'
        "RUN go build\n",
    ),
    (
        "a download that cannot be taken out: the second one finds everything there",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN <<EOF\nset -eux\ngo mod download; go build\nEOF\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN set -eux && go mod download\nCOPY . .\n"
        "RUN <<EOF\nset -eux\ngo mod download; go build\nEOF\n",
    ),
    (
        "what fails stops nothing any more",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN set -e; set +e; GOFLAGS=-x go mod download; go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN set +e && GOFLAGS=-x go mod download\nCOPY . .\n"
        "RUN set -e; set +e; GOFLAGS=-x go mod download; go build\n",
    ),
    (
        "it stops at what fails too late",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go mod download; set -e; go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN go mod download; set -e; go build\n",
    ),
    (
        "a script that stops at what fails, with an installation in front of the build",
        APP,
        "FROM golang:1.24-alpine\nWORKDIR /app\nCOPY . .\nRUN set -ex; apk add --no-cache git; go build -o app\n",
        "FROM golang:1.24-alpine\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN set -ex; apk add --no-cache git && go mod download\n"
        "COPY . .\nRUN set -ex; go build -o app\n",
    ),
    (
        "a Makefile builds with Go",
        {**APP, "Makefile": "GO ?= go\nbuild: vet\n\tCGO_ENABLED=0 $(GO) build -o app .\nvet:\n\t@$(GO) vet ./...\n"},
        "FROM golang:1.24-alpine\nWORKDIR /app\nCOPY . .\nRUN apk add --no-cache make && make build\n",
        "FROM golang:1.24-alpine\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN apk add --no-cache make && go mod download\nCOPY . .\n"
        "RUN make build\n",
    ),
    (
        "a Taskfile builds with Go",
        {**APP, "Taskfile.yml": "tasks:\n  default:\n    - task: build\n  build:\n    - go build -o app .\n"},
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN task\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN task\n",
    ),
    (
        "a justfile builds with Go",
        {**APP, "justfile": "build:\n    go build -o app .\n"},
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN just build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN just build\n",
    ),
    (
        "blank lines between copies that move",
        APP,
        "FROM golang:1.24\nWORKDIR /app\n\n# the sources\nCOPY . .\n\nCOPY --from=example/pages /pages /app/pages\n\nRUN go build -o app\n",
        "FROM golang:1.24\nWORKDIR /app\n\nCOPY go.mod go.sum ./\nRUN go mod download\n\n# the sources\nCOPY . .\n\n"
        "COPY --from=example/pages /pages /app/pages\n\nRUN go build -o app\n",
    ),
    (
        "for another platform",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN xx-go build -o app\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN xx-go build -o app\n",
    ),
    (
        "what the build installs first comes first",
        APP,
        "FROM golang:1.24-alpine\nWORKDIR /app\nCOPY . .\nRUN apk add --no-cache git && CGO_ENABLED=0 go build -o app\n",
        "FROM golang:1.24-alpine\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN apk add --no-cache git && go mod download\n"
        "COPY . .\nRUN CGO_ENABLED=0 go build -o app\n",
    ),
    (
        "variables that the download depends on",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 GOPROXY=https://proxy.example go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN GOPROXY=https://proxy.example go mod download\n"
        "COPY . .\nRUN CGO_ENABLED=0 GOPROXY=https://proxy.example go build\n",
    ),
    (
        "cd to the module",
        below("srv", APP),
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN cd srv && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY srv/go.mod srv/go.sum srv/\nRUN cd srv && go mod download\nCOPY . .\n"
        "RUN cd srv && go build\n",
    ),
    (
        "cd inside the module, to what is not there yet",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN cd cmd/x && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN cd cmd/x && go build\n",
    ),
    (
        "cd into a module of its own, to what is not there yet",
        below("srv", APP),
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN set -e; cd srv/cmd/x; go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY srv/go.mod srv/go.sum srv/\nRUN cd srv && go mod download\nCOPY . .\n"
        "RUN set -e; cd srv/cmd/x; go build\n",
    ),
    (
        "another directory by flag",
        below("srv", APP),
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go -C srv build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY srv/go.mod srv/go.sum srv/\nRUN cd srv && go mod download\nCOPY . .\n"
        "RUN go -C srv build\n",
    ),
    (
        "a build stage",
        APP,
        "FROM golang:1.24 AS build\nWORKDIR /app\nCOPY . .\nRUN go test ./... && go build -o app\n\nFROM alpine:3.22\n"
        "COPY --from=build /app/app /app\n",
        "FROM golang:1.24 AS build\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN go test ./... && go build -o app\n\nFROM alpine:3.22\nCOPY --from=build /app/app /app\n",
    ),
    (
        "a cache of the compiler alone",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --network=host --mount=type=cache,target=/root/.cache/go-build go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN --network=host go mod download\nCOPY . .\n"
        "RUN --network=host --mount=type=cache,target=/root/.cache/go-build go build\n",
    ),
    (
        "a heredoc",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN <<EOF\nset -e\ngo vet ./...\ngo build\nEOF\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN <<EOF\nset -e\ngo vet ./...\ngo build\nEOF\n",
    ),
    (
        "packages installed between them",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y libfoo-dev\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nRUN apt-get update && apt-get install -y libfoo-dev\nCOPY go.mod go.sum ./\n"
        "RUN go mod download\nCOPY . .\nRUN go build\n",
    ),
    (
        "modules in GOPATH",
        APP,
        "FROM golang:1.24\nWORKDIR /go/src/example.com/app\nADD . .\nRUN go install -v ./...\n",
        "FROM golang:1.24\nWORKDIR /go/src/example.com/app\nCOPY go.mod go.sum ./\nRUN go mod download\nADD . .\n"
        "RUN go install -v ./...\n",
    ),
    (
        "manifests that are there already",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nCOPY . .\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build\n",
    ),
    (
        "what is computed inside of the build stays with it",
        APP,
        'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -ldflags "-X main.version=$(git describe)" && $(./app help)\n',
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        'RUN go build -ldflags "-X main.version=$(git describe)" && $(./app help)\n',
    ),
    (
        "variables that a script sets for the build",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN V=$(cat VERSION) && cd . && go build -ldflags $V\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN V=$(cat VERSION) && cd . && go build -ldflags $V\n",
    ),
    (
        "a version that changes with each build stays behind the download",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nARG VERSION\nENV V=$VERSION CGO_ENABLED=0\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nARG VERSION\n"
        "ENV V=$VERSION CGO_ENABLED=0\nRUN go build\n",
    ),
    (
        "what the download reads is set in front of it",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nARG VERSION\nENV GOPROXY=https://proxy.example\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nARG VERSION\nENV GOPROXY=https://proxy.example\nCOPY go.mod go.sum ./\n"
        "RUN go mod download\nCOPY . .\nRUN go build\n",
    ),
    (
        "git's own variables, too",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nENV GIT_TERMINAL_PROMPT=1\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nENV GIT_TERMINAL_PROMPT=1\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN go build\n",
    ),
    (
        "no line break at the end",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go mod download",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .",
    ),
]


@pytest.mark.parametrize(("files", "before", "after"), [case[1:] for case in SAFE], ids=[case[0] for case in SAFE])
def test_proven(order: Order, files: Files, before: str, after: str) -> None:
    text, change = order(before, files)
    assert text == after
    assert change.safety is Safety.SAFE, change.notes
    assert not change.files


UNSAFE: list[tuple[str, Files, str, str, str]] = [
    (
        "what the project has made in the RUN that builds",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go generate ./... && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN go generate ./... && go build\n",
        "needs nothing of what `go generate` does",
    ),
    (
        "unknown context",
        None,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.su[m] ./\nRUN go mod download\nCOPY . .\nRUN go build\n",
        "nothing is vendored",
    ),
    (
        "private modules by secret",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=secret,id=netrc,target=/root/.netrc go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\n"
        "RUN --mount=type=secret,id=netrc,target=/root/.netrc go mod download\nCOPY . .\n"
        "RUN --mount=type=secret,id=netrc,target=/root/.netrc go build\n",
        "credentials",
    ),
    (
        "private modules by configuration",
        APP,
        "FROM golang:1.24\nENV GOPRIVATE=git.example\nWORKDIR /app\nCOPY . .\n"
        'RUN git config --global url."git@git.example:".insteadOf https://git.example/\nRUN go build\n',
        "FROM golang:1.24\nENV GOPRIVATE=git.example\nWORKDIR /app\n"
        'RUN git config --global url."git@git.example:".insteadOf https://git.example/\nCOPY go.mod go.sum ./\n'
        "RUN go mod download\nCOPY . .\nRUN go build\n",
        "credentials",
    ),
    (
        "a proxy that may have no more than what is built",
        APP,
        "FROM golang:1.24\nENV GOPROXY=file:///modules\nWORKDIR /app\nCOPY . .\nRUN go build\n",
        "FROM golang:1.24\nENV GOPROXY=file:///modules\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build\n",
        "GOPROXY",
    ),
    (
        "private modules by name",
        APP,
        "FROM golang:1.24\nENV GOPRIVATE=git.example\nWORKDIR /app\nCOPY . .\nRUN go build\n",
        "FROM golang:1.24\nENV GOPRIVATE=git.example\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN go build\n",
        "GOPRIVATE",
    ),
    (
        "private modules by a setting that lasts",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go env -w GOPRIVATE=git.example && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go env -w GOPRIVATE=git.example && go mod download\n"
        "COPY . .\nRUN go build\n",
        "GOPRIVATE",
    ),
    (
        "settings of Go among the sources",
        {**APP, "go.env": ""},
        "FROM golang:1.24\nENV GOENV=/app/go.env\nWORKDIR /app\nCOPY . .\nRUN go build\n",
        "FROM golang:1.24\nENV GOENV=/app/go.env\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN go build\n",
        "`GOENV` names `/app/go.env`",
    ),
    (
        "code is generated between them: a download in front of all moves nothing",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN make generate\nEXPOSE 80\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN make generate\nEXPOSE 80\n"
        "RUN go build\n",
        "see that the download needs nothing of what `make` does",
    ),
    (
        "another part is built in between, in a directory of its own",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nWORKDIR /app/core\nRUN cargo build\nWORKDIR /app\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum /app/\nRUN go mod download\nCOPY . .\nWORKDIR /app/core\nRUN cargo build\n"
        "WORKDIR /app\nRUN go build\n",
        "what `cargo` does",
    ),
    (
        "a Makefile that says from where modules come",
        {**APP, "Makefile": "export GOPROXY := https://p.example\nbuild:\n\tgo build\n"},
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN make\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN make\n",
        "the Makefile sets `GOPROXY`",
    ),
    (
        "a Taskfile that says from where modules come",
        {**APP, "Taskfile.yml": "env: {GOPROXY: p.example}\ntasks:\n  default: go build\n"},
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN task\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN task\n",
        "`task` sets `GOPROXY`",
    ),
    (
        "pages are built in between",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN cd web && npx tsc && vite build\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN cd web && npx tsc && vite build\n"
        "RUN go build\n",
        "what `npx` and `vite` do",
    ),
    (
        "the sums are deleted between them",
        APP,
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN rm go.sum\nRUN go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN rm go.sum\nRUN go build\n",
        "what `rm` does",
    ),
    (
        "sums are made by the build",
        {"go.mod": MOD},
        "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go mod tidy && go build\n",
        "FROM golang:1.24\nWORKDIR /app\nCOPY go.mod ./\nRUN go mod download\nCOPY . .\nRUN go mod tidy && go build\n",
        "go.sum",
    ),
]


@pytest.mark.parametrize(
    ("files", "before", "after", "note"), [case[1:] for case in UNSAFE], ids=[case[0] for case in UNSAFE]
)
def test_to_be_checked(order: Order, files: Files, before: str, after: str, note: str) -> None:
    text, change = order(before, files)
    assert text == after
    assert change.safety is Safety.UNSAFE
    assert any(note in one for one in change.notes), change.notes


WORK = {
    "go.work": "go 1.24\n\nuse ./svc/a\n",
    "svc/a/go.mod": MOD,
    "svc/a/go.sum": SUM,
    "svc/a/main.go": "package main\n",
}
BESIDE = {
    "go.mod": f"{MOD}\nreplace l => ./lib\n",
    "lib/go.mod": MOD,
    "lib/go.sum": SUM,
    "lib/l.go": "package l\n",
    "main.go": "package main\n",
}
REFUSED: list[tuple[str, Files, str, str]] = [
    ("a proxy that the sources name", APP, "COPY . .\nRUN GOPROXY=$(cat proxy) go build", "`cat` in the same RUN"),
    ("a proxy that a script sets", APP, "COPY . .\nRUN GOPROXY=x; export GOPROXY && go build", "the other files"),
    ("vendored, by make", {**APP, "Makefile": "build:\n\tgo build -mod=vendor\n"}, "COPY . .\nRUN make", "-mod=vendor"),
    ("a RUN without a network", APP, "COPY . .\nRUN --network=none go build", "no network"),
    ("vendored", {**APP, "vendor/modules.txt": ""}, "COPY . .\nRUN go build", "vendored"),
    ("-mod=vendor", APP, "COPY . .\nRUN go build -mod=vendor", "-mod=vendor"),
    ("GOFLAGS=-mod=vendor", APP, "ENV GOFLAGS=-mod=vendor\nCOPY . .\nRUN go build", "-mod=vendor"),
    ("GOFLAGS of the command", APP, "COPY . .\nRUN GOFLAGS=-mod=vendor go build", "-mod=vendor"),
    ("no proxy at all", APP, "ENV GOPROXY=off\nCOPY . .\nRUN go build", "GOPROXY=off"),
    ("another go.mod", APP, "COPY . .\nRUN go build -modfile=x.mod", "-modfile"),
    ("replacement without go.mod", {**LOCAL, ".dockerignore": "lib/go.mod\n"}, "COPY . .\nRUN go build", "./lib"),
    ("replacement outside of the part", below("app", LOCAL) | {"app/go.mod": MOD + "require l v0\nreplace l => ../l\n", "l/go.mod": ""}, "COPY app .\nRUN go build", "../l"),
    ("a RUN between them that a download waits for", APP, "COPY . .\nRUN ./prepare.sh\nRUN go mod download\nRUN go build", "prepare.sh"),
    ("tools and a RUN between them", APP, "COPY . .\nRUN apt-get install -y git\nRUN make generate\nRUN go build", "make"),
    ("a variable and a RUN between them", APP, "COPY . .\nENV GOPROXY=https://p.example\nRUN make generate\nRUN go build", "make"),
    ("a directory and a RUN between them", APP, "COPY . /app\nWORKDIR /app/x\nRUN make generate\nRUN go build", "make"),
    ("a script in front in the same RUN", APP, "COPY . .\nRUN ./prepare.sh && go build", "prepare.sh"),
    ("a script in front of a download", APP, "COPY . .\nRUN set -e; ./prepare.sh; go mod download; go build", "prepare.sh"),
    ("the package is removed again", APP, "COPY . .\nRUN apk add git && go build && apk del git", "apk"),
    ("another manifest on top", {**APP, "docker/go.mod": MOD}, "COPY . .\nCOPY docker/go.mod ./\nRUN go build", "go.mod"),
    ("files are left out by a flag", APP, "COPY --exclude=go.sum . .\nRUN go build", "--exclude"),
    ("files are left out by a pattern", APP, "COPY --exclude=docs --exclude=**/*.sum . .\nRUN go build", "--exclude"),
    ("files are left out of a directory", below("app", APP), "COPY --exclude=go.sum app .\nRUN go build", "--exclude"),
    ("files are left out by a variable", APP, "ARG X\nCOPY --exclude=$X . .\nRUN go build", "--exclude"),
    ("files are left out, unknown context", None, "COPY --exclude=docs . .\nRUN go build", "--exclude"),
    ("a relative place and another directory", APP, "COPY [\".\", \"app\"]\nWORKDIR app\nRUN go build", "relative"),
    ("a mount of the sources", APP, "COPY . .\nRUN --mount=type=bind,target=/x go mod download", "mounts"),
    ("an argument that the copy uses", APP, "COPY --chown=${U} . .\nARG U=1\nRUN go build", "`U`"),
    ("a volume", APP, "COPY . .\nVOLUME /app\nRUN go build", "volume"),
    ("a workspace above", WORK, "COPY go.work ./\nCOPY svc svc\nWORKDIR /app/svc/a\nRUN go build", "`go.work` in a directory above"),
    ("a download in between reads a member", {**WORK, "go.mod": MOD}, "COPY go.mod go.work ./\nCOPY svc svc\nRUN go mod download\n"
     "WORKDIR /app/svc/a\nENV GOWORK=off\nRUN go build", "`go` between them"),
    ("a download in between reads a replacement", BESIDE, "COPY go.mod ./\nCOPY lib lib\nRUN go mod download\nWORKDIR /app/lib\nRUN go test ./...",
     "`go` between them"),
    ("a group may make a new go.mod", APP, "COPY . .\nRUN (make go.mod) && go build", "make"),
    ("unknown context, unknown directory", None, "COPY . .\nRUN cd cmd && go build", "where its go.mod lies"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps", "part"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(why_not: WhyNot, files: Files, steps: str, part: str) -> None:
    assert part in why_not(f"FROM golang:1.24\nWORKDIR /app\n{steps}\n", files)


SILENT: list[tuple[str, Files, str]] = [
    ("manifest-first already", APP, "COPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build"),
    ("manifest-first with mounts", APP, "RUN --mount=type=bind,source=go.mod,target=go.mod go mod download\nCOPY . .\nRUN go build"),
    ("modules in a cache mount", APP, "COPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go build"),
    ("no module", {"main.go": "package main\n"}, "COPY . .\nRUN go build"),
    ("the module is made in the image", {"main.go": "package main\n"}, "COPY . .\nRUN go mod init x && go build"),
    ("GOPATH mode", APP, "ENV GO111MODULE=off\nCOPY . .\nRUN go build"),
    ("ignored go.mod", {**APP, ".dockerignore": "go.mod\n"}, "COPY . .\nRUN go build"),
    ("somebody else's program", APP, "COPY . .\nRUN go install example.org/tool@latest"),
    ("one file", APP, "COPY main.go .\nRUN go build"),
    ("another stage's files", APP, "COPY --from=x / .\nRUN go build"),
    ("elsewhere", APP, "COPY . /data\nRUN go build"),
    ("no build", APP, 'COPY . .\nCMD ["go", "run", "."]'),
    ("only perhaps", APP, "COPY . .\nRUN if [ -f x ]; then go build; fi"),
    ("make without a Makefile", APP, "COPY . .\nRUN make"),
    ("make of something else", {**APP, "Makefile": "build:\n\t./build.sh\ntest:\n\tgo test ./...\n"}, "COPY . .\nRUN make"),
    ("make in another directory", {**APP, "Makefile": "build:\n\tcd srv && go build\n"}, "COPY . .\nRUN make"),
    ("a task of something else", {**APP, "Taskfile.yml": "tasks:\n  build: ./build.sh\n"}, "COPY . .\nRUN task build"),
    ("just without a justfile", APP, "COPY . .\nRUN just build"),
    ("unknown context, vendored by flag", None, "COPY . .\nRUN go build -mod=vendor"),
    ("the second copy of the same", APP, "COPY . .\nRUN ./x\nCOPY . .\nRUN true"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_nothing_to_say(why_not: WhyNot, files: Files, steps: str) -> None:
    assert why_not(f"FROM golang:1.24\nWORKDIR /app\n{steps}\n", files) == ""


@pytest.mark.parametrize(
    ("image", "place"),
    [("golang:1.10", "/app"), ("golang:1.12", "/go/src/app"), ("golang", "/app"), ("golang:alpine", "/app"), ("golang:1.24", "/go/src/app"), ("debian:12", "/app")],
)  # fmt: skip
def test_unknown_context_and_perhaps_no_module(why_not: WhyNot, image: str, place: str) -> None:
    assert why_not(f"FROM {image}\nWORKDIR {place}\nCOPY . .\nRUN go build\n", None) == ""


def test_old_go_in_gopath_has_no_modules(why_not: WhyNot) -> None:
    assert why_not("FROM golang:1.12\nWORKDIR /go/src/app\nCOPY . .\nRUN go build\n", APP) == ""
    assert why_not("FROM golang:1.10\nWORKDIR /app\nCOPY . .\nRUN go build\n", APP) == ""


def test_dependencies_in_the_stage_below(why_not: WhyNot) -> None:
    text = (
        "FROM golang:1.24 AS deps\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\n"
        "FROM deps\nCOPY . .\nRUN go build\n"
    )
    assert why_not(text, APP) == ""
