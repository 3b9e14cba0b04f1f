"""Final stages that are built on a stage which the builder is built on, too: small images for them, with what they had of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from rebasing import GO, RUST, rebase_of, why_not

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

PAGES = {
    **GO,
    "main.go": 'package main\n\nimport "html/template"\n\nfunc main() { template.ParseFiles("pages/index.html") }\n',
    "pages/index.html": "",
}
SCRIPT = {**GO, "conf/app.yml": "", "start.sh": '#!/bin/sh\ncat conf/app.yml\nexec /bin/app "$@"\n'}
BASE = "FROM golang:1.22 AS base\nWORKDIR /app\n"
BUILD = "FROM base AS build\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /bin/app .\n"
TAKEN = 'COPY --from=build /bin/app /bin/app\nCMD ["/bin/app"]\n'
SMALL = ("alpine", "distroless-static", "scratch")


class Case(NamedTuple):
    title: str
    context: Mapping[str, str]
    above: str
    before: str  # the final stage
    after: str
    choices: tuple[str, ...] = SMALL
    safety: Safety = Safety.SAFE


CASES = [
    Case("the directory that the shared stage sets", GO, BASE + BUILD, f"FROM base\n{TAKEN}", f"FROM alpine:3.22\nWORKDIR /app\n{TAKEN}"),
    Case("the name stays", GO, BASE + BUILD, f"FROM base AS final\n{TAKEN}", f"FROM alpine:3.22 AS final\nWORKDIR /app\n{TAKEN}"),
    Case(
        "what the shared stage says of the container, and nothing that only a build needs",
        GO,
        "FROM golang:1.22-alpine AS base\nRUN apk add --no-cache git make tzdata && adduser -D app\nENV PORT=80 GOPROXY=direct\n"
        f"WORKDIR /app\nCOPY go.mod .\nRUN go mod download\nEXPOSE 80\n{BUILD}",
        f"FROM base\nUSER app\n{TAKEN}",
        "FROM alpine:3.22\nRUN apk add --no-cache tzdata\nRUN adduser -D app\nENV PORT=80\nWORKDIR /app\nEXPOSE 80\n"
        f"USER app\n{TAKEN}",
        ("alpine", "scratch"),
    ),
    Case(
        "the shared stage starts what the final one brings",
        GO,
        BASE + 'ENTRYPOINT ["/bin/app"]\n' + BUILD,
        'FROM base\nCOPY --from=build /bin/app /bin/app\nCMD ["serve"]\n',
        'FROM alpine:3.22\nWORKDIR /app\nENTRYPOINT ["/bin/app"]\nCOPY --from=build /bin/app /bin/app\nCMD ["serve"]\n',
    ),
    Case(
        "files among the sources that the program reads",
        PAGES,
        BASE + "COPY . .\n" + BUILD.replace("COPY . .\n", ""),
        f"FROM base\n{TAKEN}",
        f"FROM alpine:3.22\nWORKDIR /app\nCOPY --from=build /app/pages/index.html ./pages/index.html\n{TAKEN}",
    ),
    Case(
        "... which the final stage copies by itself",
        PAGES,
        BASE + "COPY . .\n" + BUILD.replace("COPY . .\n", ""),
        f"FROM base\nCOPY pages ./pages\n{TAKEN}",
        f"FROM alpine:3.22\nWORKDIR /app\nCOPY pages ./pages\n{TAKEN}",
    ),
    Case(
        "a file that a RUN of the shared stage makes",
        {**GO, "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("/etc/app.conf") }\n'},
        BASE + 'RUN echo "a=1" > /etc/app.conf\n' + BUILD,
        f"FROM base\n{TAKEN}",
        f"FROM alpine:3.22\nWORKDIR /app\nCOPY --from=build /etc/app.conf /etc/app.conf\n{TAKEN}",
    ),
    Case(
        "... or it downloads",
        {**GO, "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("/srv/geo.db") }\n'},
        BASE + "RUN curl -fsSL -o /srv/geo.db https://example.com/geo.db\n" + BUILD,
        f"FROM base\n{TAKEN}",
        f"FROM alpine:3.22\nWORKDIR /app\nCOPY --from=build /srv/geo.db /srv/geo.db\n{TAKEN}",
    ),
    Case(
        "a start script among the sources",
        SCRIPT,
        BASE + "COPY . .\n" + BUILD.replace("COPY . .\n", ""),
        'FROM base\nCOPY --from=build /bin/app /bin/app\nENTRYPOINT ["/app/start.sh"]\n',
        "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=build /app/start.sh ./\nCOPY --from=build /app/conf/app.yml ./conf/app.yml\n"
        'COPY --from=build /bin/app /bin/app\nENTRYPOINT ["/app/start.sh"]\n',
        ("alpine", "debian-slim"),
        Safety.UNSAFE,
    ),
    Case(
        "a builder beside it, where the shared stage has no files",
        GO,
        BASE + BUILD.replace("FROM base", "FROM golang:1.22").replace("COPY", "WORKDIR /app\nCOPY"),
        f"FROM base\n{TAKEN}",
        f"FROM alpine:3.22\nWORKDIR /app\n{TAKEN}",
    ),
    Case(
        "stages on one another",
        GO,
        BASE + "FROM base AS common\nENV PORT=80\n" + BUILD.replace("FROM base", "FROM common"),
        f"FROM common\n{TAKEN}",
        f"FROM alpine:3.22\nWORKDIR /app\nENV PORT=80\n{TAKEN}",
    ),
    Case(
        "the C library of the shared image",
        RUST,
        "FROM rust:1.80 AS base\nWORKDIR /app\nFROM base AS build\nCOPY . .\nRUN cargo build --release\n",
        'FROM base\nCOPY --from=build /app/target/release/app /bin/app\nCMD ["app"]\n',
        'FROM debian:bookworm-slim\nWORKDIR /app\nCOPY --from=build /app/target/release/app /bin/app\nCMD ["app"]\n',
        ("debian-slim", "distroless-cc"),
    ),
    Case(
        "a build argument that both stages use",
        GO,
        BASE + "ARG PLACE=/srv\n" + BUILD,
        'FROM base\nCOPY --from=build /bin/app $PLACE/app\nCMD ["/srv/app"]\n',
        'FROM alpine:3.22\nWORKDIR /app\nARG PLACE=/srv\nCOPY --from=build /bin/app $PLACE/app\nCMD ["/srv/app"]\n',
    ),
    Case(
        "the platform of the shared stage",
        GO,
        BASE.replace("golang", "--platform=linux/amd64 golang") + BUILD,
        f"FROM base\n{TAKEN}",
        f"FROM --platform=linux/amd64 alpine:3.22\nWORKDIR /app\n{TAKEN}",
    ),
    Case(
        "... which is that of the machine that builds for another",
        GO,
        BASE.replace("golang", "--platform=$BUILDPLATFORM golang")
        + BUILD.replace("RUN ", "ARG TARGETARCH\nRUN GOARCH=$TARGETARCH "),
        f"FROM base\n{TAKEN}",
        f"FROM alpine:3.22\nWORKDIR /app\n{TAKEN}",
    ),
    Case(
        "compilers that the shared stage installs",
        {"main.c": "int main(void) { return 0; }\n"},
        "FROM debian:12 AS base\nRUN apt-get update && apt-get install -y gcc\nWORKDIR /app\n"
        "FROM base AS build\nCOPY . .\nRUN gcc -o app main.c\n",
        'FROM base\nCOPY --from=build /app/app ./\nCMD ["./app"]\n',
        'FROM debian:bookworm-slim\nWORKDIR /app\nCOPY --from=build /app/app ./\nCMD ["./app"]\n',
        ("debian-slim", "distroless-base"),
    ),
    Case(
        "the shared stage makes what starts, and another one tests it",
        GO,
        f"{BASE}COPY . .\nRUN CGO_ENABLED=0 go build -o app .\nEXPOSE 80\nFROM base AS test\nRUN go test ./...\n",
        'FROM base AS final\nUSER nobody\nCMD ["./app"]\n',
        'FROM alpine:3.22 AS final\nWORKDIR /app\nCOPY --from=base /app/app ./\nEXPOSE 80\nUSER nobody\nCMD ["./app"]\n',
    ),
    Case(
        "... with the files that it reads",
        PAGES,
        f"{BASE}COPY . .\nRUN CGO_ENABLED=0 go build -o app .\nFROM base AS test\nRUN go test ./...\n",
        'FROM base\nENTRYPOINT ["./app"]\n',
        "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=base /app/app ./\n"
        'COPY --from=base /app/pages/index.html ./pages/index.html\nENTRYPOINT ["./app"]\n',
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_small_image(case: Case) -> None:
    text = case.above + case.before
    context = MemoryContext(case.context)
    offer = rebase(analyse(text), context, DEFAULT_SETTINGS)
    assert isinstance(offer, Offer), offer
    assert apply(text, offer.default.change.edits) == case.above + case.after
    assert tuple(one.name for one in offer.choices) == case.choices
    assert offer.default.change.safety is case.safety, offer.default.change.notes
    for one in offer.choices:
        assert rebase(analyse(apply(text, one.change.edits)), context, DEFAULT_SETTINGS) is None


@pytest.mark.parametrize(
    ("title", "context", "text"),
    [
        ("the final stage builds, too", GO, f"{BASE}{BUILD}FROM base\nRUN go install example.com/tool@v1\n{TAKEN}"),
        ("a RUN that nobody knows", GO, f"{BASE}{BUILD}FROM base\nRUN ./prepare\n{TAKEN}"),
        ("the program calls the toolchain", {**GO, "main.go": 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("go").Run() }\n'},
         f"{BASE}{BUILD}FROM base\n{TAKEN}"),
        ("the toolchain starts", GO, f'{BASE}{BUILD}FROM base\nCOPY --from=build /app /app\nCMD ["go", "run", "."]\n'),
        ("an ENTRYPOINT may take back the CMD below it", GO,
         f'{BASE}CMD ["serve"]\n{BUILD}FROM base\nCOPY --from=build /bin/app /bin/app\nENTRYPOINT ["/bin/app"]\n'),
        ("an image of a system alone", GO, f"FROM alpine:3.22 AS base\nWORKDIR /app\nFROM golang:1.22 AS build\nWORKDIR /app\nCOPY . .\nRUN go build -o /bin/app .\nFROM base\n{TAKEN}"),
        ("files of a stage that the builder does not have", GO,
         f"{BASE}RUN curl -o x https://example.com/x\nFROM golang:1.22 AS build\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /bin/app .\nFROM base\n{TAKEN}"),
        ("triggers", GO, f"{BASE}ONBUILD COPY . .\n{BUILD}FROM base\n{TAKEN}"),
        ("nothing is taken", GO, f'{BASE}{BUILD}FROM base\nCMD ["/bin/app"]\n'),
        ("what starts is written over", GO, f'{BASE}COPY . .\nRUN go build -o /bin/app .\nFROM base\nCOPY tool /bin/app\nCMD ["/bin/app"]\n'),
        ("the stage that builds is the only one below it: both are split as one", GO, f'{BASE.replace("base", "build")}COPY . .\nRUN go build -o app .\nFROM build\nCMD ["./app"]\n'),
    ],
)  # fmt: skip
def test_nothing_to_say(title: str, context: Mapping[str, str], text: str) -> None:
    assert rebase_of(text, context) is None


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("a user of somebody's package", f"{BASE}{BUILD}FROM base\nUSER postgres\n{TAKEN}", "has no user `postgres`"),
        ("a library of the shared stage", f"{BASE}COPY --from=busybox /lib/libx.so /usr/lib/\n{BUILD}FROM base\n{TAKEN}",
         "what `libx.so` needs of the image is not known"),
        ("a check by a program of the toolchain", f"{BASE}HEALTHCHECK CMD go version\n{BUILD}FROM base\n{TAKEN}",
         "HEALTHCHECK runs `go`"),
        ("a variable of the image in the value of another", f"{BASE}ENV DATA=$GOLANG_VERSION/data\n{BUILD}FROM base\n{TAKEN}",
         "`$GOLANG_VERSION` is set by the base image"),
    ],
)  # fmt: skip
def test_refusal(title: str, text: str, reason: str) -> None:
    found = why_not(text, GO)
    assert reason in found.reason
    assert found.ships
