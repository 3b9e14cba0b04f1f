"""A program that `go run` starts is built in the image, and the start is the program's own."""

from __future__ import annotations

import pytest
from splitting import Files, offer_of

from contexts import context_of
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.split import restarted
from dockwright.rule import Safety
from dockwright.text import apply

SHOP = {"go.mod": "module example.org/shop/v2\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"}
API = {"go.mod": "module example.org/shop\n", "cmd/api/main.go": "package main\n"}

# What is told of, the context, the start, and the lines in its place.
BUILT: list[tuple[str, Files, str, str]] = [
    ("the module's own program", SHOP, 'CMD ["go", "run", "."]', 'RUN go build -o shop .\nCMD ["./shop"]'),
    ("a file", SHOP, "CMD go run main.go", "RUN go build -o shop main.go\nCMD ./shop"),
    ("all files, which a shell lists", SHOP, "CMD go run *.go", "RUN go build -o shop *.go\nCMD ./shop"),
    ("several files", SHOP, 'CMD ["go", "run", "main.go", "b.go", "x"]', 'RUN go build -o shop main.go b.go\nCMD ["./shop", "x"]'),
    ("a package below", API, 'ENTRYPOINT ["go", "run", "./cmd/api"]', 'RUN go build -o api ./cmd/api\nENTRYPOINT ["./api"]'),
    ("a file below", API, 'CMD ["go", "run", "cmd/api/main.go"]', 'RUN go build -o api cmd/api/main.go\nCMD ["./api"]'),
    ("flags of the build", SHOP, "CMD go run -race -tags prod .", "RUN go build -race -tags prod -o shop .\nCMD ./shop"),
    ("arguments", SHOP, 'CMD ["go", "run", ".", "-p", "80"]', 'RUN go build -o shop .\nCMD ["./shop", "-p", "80"]'),
    ("arguments in CMD", SHOP, 'ENTRYPOINT ["go", "run", "."]\nCMD ["-v"]', 'RUN go build -o shop .\nENTRYPOINT ["./shop"]\nCMD ["-v"]'),
    ("variables at the start", SHOP, "CMD go run . --port ${PORT} $X", "RUN go build -o shop .\nCMD ./shop --port ${PORT} $X"),
    ("the name is that of a directory", {**SHOP, "shop/a.go": ""}, 'CMD ["go", "run", "."]',
     'RUN go build -o /usr/local/bin/shop .\nCMD ["/usr/local/bin/shop"]'),
    ("without the context", None, 'CMD ["go", "run", "main.go"]',
     'RUN go build -o /usr/local/bin/app main.go\nCMD ["/usr/local/bin/app"]'),
]  # fmt: skip


@pytest.mark.parametrize(("files", "start", "expected"), [one[1:] for one in BUILT], ids=[one[0] for one in BUILT])
def test_built(files: Files, start: str, expected: str) -> None:
    text = f"FROM golang:1.24\nWORKDIR /app\nCOPY . .\n\n# starts\n{start}\n"
    found = restarted(analyse(text), context_of(files))
    assert found is not None
    above, _, command = expected.partition("\n")
    assert apply(text, found.edits) == f"FROM golang:1.24\nWORKDIR /app\nCOPY . .\n\n{above}\n# starts\n{command}\n"


STAYS = [
    ("run by another program", 'CMD ["go", "run", "-exec", "strace", "."]'),
    ("in another directory", 'CMD ["go", "run", "-C", "cmd", "."]'),
    ("a tool of somewhere else", 'CMD ["go", "run", "example.org/tool@latest"]'),
    ("a pattern that nobody expands", 'CMD ["go", "run", "*.go"]'),
    ("which package is computed", "CMD go run $MAIN"),
    ("a command within the arguments", "CMD go run . $(hostname)"),
    ("something beside it", "CMD go run . & sleep 5"),
    ("a package in CMD", 'ENTRYPOINT ["go", "run"]\nCMD ["."]'),
    ("another file in CMD", 'ENTRYPOINT ["go", "run", "main.go"]\nCMD ["b.go"]'),
    ("a CMD that a shell gets", 'ENTRYPOINT ["go", "run", "."]\nCMD -v'),
    ("the sources come later", 'CMD ["go", "run", "."]\nCOPY . .'),
    ("a user, who may not write there", 'USER 1000\nCMD ["go", "run", "."]'),
    ("nothing is run", 'CMD ["go", "version"]'),
]


@pytest.mark.parametrize("start", [one[1] for one in STAYS], ids=[one[0] for one in STAYS])
def test_stays(start: str) -> None:
    assert restarted(analyse(f"FROM golang:1.24\nWORKDIR /app\nCOPY . .\n{start}\n"), MemoryContext(SHOP)) is None


@pytest.mark.parametrize("copy", ["", "COPY . sources\n", "COPY main.go .\n"])
def test_what_is_not_there_is_not_built(copy: str) -> None:
    text = f'FROM golang:1.24\nWORKDIR /app\n{copy}CMD ["go", "run", "."]\n'
    assert restarted(analyse(text), MemoryContext(SHOP)) is None


def test_sources_may_come_from_elsewhere() -> None:
    start = 'WORKDIR /app\nCMD ["go", "run", "."]\n'
    assert restarted(analyse(f"FROM golang:1.24\n{start}"), UNKNOWN) is None
    assert (
        restarted(analyse(f"FROM golang:1.24\nRUN git clone https://example.org/a /app\n{start}"), UNKNOWN) is not None
    )


def test_a_split_follows_with_manifests_first() -> None:
    text = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nCMD ["go", "run", "."]\n'
    needing = SHOP["go.mod"] + "\nrequire example.net/log v1.0.0\n"
    found = offer_of(text, {**SHOP, "go.mod": needing, "go.sum": ""})
    assert found.default.change.safety is Safety.UNSAFE
    assert apply(text, found.default.change.edits) == (
        "FROM golang:1.24 AS builder\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
        "RUN CGO_ENABLED=0 go build -o shop .\n\n"
        'FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/shop ./\nCMD ["./shop"]\n'
    )
