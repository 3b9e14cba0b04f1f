"""Final stages on an image with a toolchain that run what another stage builds: the images that they can stand on instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from rebasing import GO, why_not

from contexts import context_of
from dockwright.assist import Offer
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

Files = Mapping[str, str]

CARGO = '[package]\nname = "app"\nversion = "0.1.0"\n'
RUST = {"Cargo.toml": CARGO, "Cargo.lock": "version = 4\n", "src/main.rs": "fn main() {}\n"}
C = {"main.c": "int main(void) { return 0; }\n"}
SCRIPT = '#!/bin/bash\njq . /etc/app.json\nexec "$@"\n'


def go(text: str, **files: str) -> Files:
    """A program of Go with this main function and imports."""
    imports = "".join(f'import "{one}"\n' for one in files.pop("imports", "").split())
    return {**GO, "main.go": f"package main\n\n{imports}\nfunc main() {{ {text} }}\n", **files}


STATIC = "FROM golang:1.22 AS build\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n"
PLAIN = STATIC.replace("CGO_ENABLED=0 ", "")
CGO = STATIC.replace("CGO_ENABLED=0", "CGO_ENABLED=1")
MUSL = CGO.replace("golang:1.22", "golang:1.22-alpine")
CARGO_BUILD = "FROM rust:1.80 AS build\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n"
GCC = "FROM gcc:12 AS build\nWORKDIR /app\nCOPY . .\nRUN gcc -o app main.c\n"
SERVER = 'COPY --from=build /app/server /server\nCMD ["/server"]\n'
PLACED = f"WORKDIR /srv\n{SERVER}"
APP = 'COPY --from=build /app/target/release/app /usr/local/bin/app\nCMD ["app"]\n'

SMALL = ("alpine", "distroless-static", "scratch")
INSTALL = "RUN apt-get update && apt-get install -y --no-install-recommends {} && rm -rf /var/lib/apt/lists/*\n"


class Case(NamedTuple):
    title: str
    context: Files | None
    builder: str
    before: str  # of the final stage
    after: str
    choices: tuple[str, ...]
    safety: Safety
    changed: str = ""  # the builder, where that is changed


SAFE, UNSAFE = Safety.SAFE, Safety.UNSAFE

SEVERAL = {
    **GO,
    "cmd/server/main.go": "package main\n\nfunc main() {}\n",
    "cmd/cli/main.go": "package main\n\nfunc main() {}\n",
}
MANY = "FROM golang:1.22 AS build\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /out/ ./cmd/...\n"
BY_PATTERN = 'WORKDIR /srv\nCOPY --from=build {} /usr/local/bin/\nCMD ["server"]\n'

CASES = [
    Case("programs that a pattern stands for", SEVERAL, MANY, f"FROM golang:1.22\n{BY_PATTERN.format('/out/*')}",
         f"FROM alpine:3.22\n{BY_PATTERN.format('/out/*')}", SMALL, SAFE),
    Case("a pattern with what somebody else puts there", SEVERAL, f"{MANY}RUN fetch /out/tool\n", f"FROM golang:1.22\n{BY_PATTERN.format('/out/*')}",
         f"FROM debian:bookworm-slim\n{BY_PATTERN.format('/out/*')}", ("debian-slim",), UNSAFE),
    Case("a pattern with all of the system", SEVERAL, MANY.replace("/out/", "/bin/"), f"FROM golang:1.22\n{BY_PATTERN.format('/bin/*')}",
         f"FROM debian:bookworm-slim\n{BY_PATTERN.format('/bin/*')}", ("debian-slim",), UNSAFE),
    Case("a static program of Go", GO, STATIC, f"FROM golang:1.22\n{PLACED}", f"FROM alpine:3.22\n{PLACED}", SMALL, SAFE),
    Case("nothing needs cgo", GO, PLAIN, f"FROM golang:1.22\n{PLACED}", f"FROM alpine:3.22\n{PLACED}", SMALL, SAFE, STATIC),
    Case("on another variant of the image", GO, STATIC, f"FROM golang:alpine\n{PLACED}", f"FROM alpine:3.22\n{PLACED}", SMALL, SAFE),
    Case(
        "a directory that only the old image sets, and nothing in the file counts on",
        GO,
        STATIC,
        f"FROM golang:1.22 AS run\n{SERVER}",
        f"FROM alpine:3.22 AS run\n{SERVER}",
        SMALL,
        UNSAFE,
    ),
    Case(
        "... and where something does",
        GO,
        STATIC,
        'FROM golang:1.22\nCOPY --from=build /app/server .\nCMD ["./server"]\n',
        'FROM alpine:3.22\nWORKDIR /go\nCOPY --from=build /app/server .\nCMD ["./server"]\n',
        SMALL,
        SAFE,
    ),
    Case(
        "the whole directory of the build",
        GO,
        STATIC,
        'FROM golang:1.22\nWORKDIR /app\nCOPY --from=build /app ./\nENTRYPOINT ["/app/server"]\n',
        'FROM alpine:3.22\nWORKDIR /app\nCOPY --from=build /app ./\nENTRYPOINT ["/app/server"]\n',
        SMALL,
        SAFE,
    ),
    Case(
        "files that the build makes, and the stage takes",
        go('os.ReadFile("list.txt")', imports="os"),
        STATIC.replace("RUN ", "RUN go run ./make list.txt && "),
        f"FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/list.txt ./\n{SERVER}",
        f"FROM alpine:3.22\nWORKDIR /srv\nCOPY --from=build /app/list.txt ./\n{SERVER}",
        SMALL,
        SAFE,
    ),
    Case(
        "a name that only the old image has on PATH",
        GO,
        STATIC,
        'FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/server /go/bin/\nCMD ["server"]\n',
        'FROM alpine:3.22\nENV PATH=/go/bin:$PATH\nWORKDIR /srv\nCOPY --from=build /app/server /go/bin/\nCMD ["server"]\n',
        SMALL,
        SAFE,
    ),
    Case(
        "a variable that only the old image has",
        GO,
        STATIC,
        'FROM golang:1.22\nWORKDIR $GOPATH/run\nCOPY --from=build /app/server .\nCMD ["./server"]\n',
        'FROM alpine:3.22\nENV GOPATH=/go\nWORKDIR $GOPATH/run\nCOPY --from=build /app/server .\nCMD ["./server"]\n',
        SMALL,
        SAFE,
    ),
    Case(
        "what the program asks of its image",
        go('exec.Command("git", "pull").Run(); http.Get("https://example.com")', imports="os/exec net/http"),
        STATIC,
        f"FROM golang:1.22\n{PLACED}",
        f"FROM alpine:3.22\nRUN apk add --no-cache git\n{PLACED}",
        ("alpine", "debian-slim"),
        SAFE,
    ),
    Case(
        "packages of another system: what Alpine has already, and what it calls the same",
        go('http.Get("https://example.com")', imports="net/http"),
        STATIC,
        f"FROM golang:1.22\n{INSTALL.format('ca-certificates git')}{PLACED}",
        f"FROM alpine:3.22\nRUN apk add --no-cache git\n{PLACED}",
        ("alpine",),
        SAFE,
    ),
    Case(
        "a user, and a check that calls a program of the old image",
        GO,
        STATIC,
        f"FROM golang:1.22\nRUN useradd -m app\nUSER app\nHEALTHCHECK CMD curl -f localhost || exit 1\n{PLACED}",
        "FROM alpine:3.22\nRUN apk add --no-cache curl\nRUN adduser -D app\nUSER app\n"
        f"HEALTHCHECK CMD curl -f localhost || exit 1\n{PLACED}",
        ("alpine",),
        SAFE,
    ),
    Case(
        "a check of the program's own",
        GO,
        STATIC,
        f'FROM golang:1.22\nHEALTHCHECK CMD ["/server", "-check"]\n{PLACED}',
        f'FROM alpine:3.22\nHEALTHCHECK CMD ["/server", "-check"]\n{PLACED}',
        SMALL,
        SAFE,
    ),
    Case(
        "a user that Alpine does not have",
        GO,
        STATIC,
        f"FROM golang:1.22\nUSER www-data\n{PLACED}",
        f"FROM debian:bookworm-slim\nUSER www-data\n{PLACED}",
        ("debian-slim",),
        SAFE,
    ),
    Case(
        "an owner and a group of the smallest image",
        GO,
        STATIC,
        'FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build --chown=nobody:nogroup /app/server .\nCMD ["./server"]\n',
        'FROM alpine:3.22\nWORKDIR /srv\nCOPY --from=build --chown=nobody:nogroup /app/server .\nCMD ["./server"]\n',
        ("alpine",),
        SAFE,
    ),
    Case(
        "work along with packages: the same system",
        GO,
        STATIC,
        f"FROM golang:1.22\nRUN apt-get update && apt-get install -y jq && useradd app\nUSER app\n{PLACED}",
        f"FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y jq && useradd app\nUSER app\n{PLACED}",
        ("debian-slim",),
        SAFE,
    ),
    Case(
        "lists of packages that another RUN fetched",
        GO,
        STATIC,
        f"FROM golang:1.22\nRUN apt-get update\nRUN apt-get install -y libopenblas0\n{PLACED}",
        f"FROM debian:bookworm-slim\n{INSTALL.format('libopenblas0')}{PLACED}",
        ("debian-slim",),
        UNSAFE,
    ),
    Case(
        "what is taken away of that which is brought",
        GO,
        STATIC,
        "FROM golang:1.22\nWORKDIR /app\nCOPY --from=build /app .\nRUN rm -rf .git && rm main.go && rm -rf /root/.cache\n"
        'CMD ["./server"]\n',
        "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=build /app .\nRUN rm -rf .git && rm main.go && rm -rf /root/.cache\n"
        'CMD ["./server"]\n',
        ("alpine",),
        SAFE,
    ),
    Case(
        "programs that run in front of it",
        {**GO, "cmd/migrate/main.go": "package main\n\nfunc main() {}\n"},
        f"{STATIC}RUN CGO_ENABLED=0 go build -o migrate ./cmd/migrate\n",
        "FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/server /app/migrate ./\nCMD ./migrate up && exec ./server\n",
        "FROM alpine:3.22\nWORKDIR /srv\nCOPY --from=build /app/server /app/migrate ./\nCMD ./migrate up && exec ./server\n",
        ("alpine", "debian-slim"),
        SAFE,
    ),
    Case(
        "by a pattern, with other files behind it",
        {**GO, "conf/app.yml": ""},
        STATIC,
        'FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/serv* ./\nCOPY --from=build /app/*.yml ./\nCOPY conf ./\nCMD ["./server"]\n',
        'FROM alpine:3.22\nWORKDIR /srv\nCOPY --from=build /app/serv* ./\nCOPY --from=build /app/*.yml ./\nCOPY conf ./\nCMD ["./server"]\n',
        SMALL,
        SAFE,
    ),
    Case(
        "files of the context by a pattern that does not mean the program",
        {**GO, "config.yaml": ""},
        STATIC,
        'FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/server .\nCOPY config.yaml* ./\nCMD ["./server"]\n',
        'FROM alpine:3.22\nWORKDIR /srv\nCOPY --from=build /app/server .\nCOPY config.yaml* ./\nCMD ["./server"]\n',
        SMALL,
        SAFE,
    ),
    Case(
        "a start script, and what it runs",
        {**GO, "entrypoint.sh": SCRIPT},
        STATIC,
        f'FROM golang:1.22\nCOPY entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]\n{PLACED}',
        "FROM alpine:3.22\nRUN apk add --no-cache bash jq\nCOPY entrypoint.sh /\n"
        f'ENTRYPOINT ["/entrypoint.sh"]\n{PLACED}',
        ("alpine", "debian-slim"),
        UNSAFE,
    ),
    Case(
        "a program of an image: the same system",
        GO,
        STATIC,
        f"FROM golang:1.22\nCOPY --from=busybox /bin/wget /usr/local/bin/wget\n{PLACED}",
        f"FROM debian:bookworm-slim\nCOPY --from=busybox /bin/wget /usr/local/bin/wget\n{PLACED}",
        ("debian-slim",),
        UNSAFE,
    ),
    Case(
        "a stage without a name, keywords in lower case",
        None,
        STATIC.replace(" AS build", "").replace("FROM", "from").replace("WORKDIR", "workdir").replace("COPY", "copy").replace("RUN", "run"),
        'from golang:1.22\nworkdir /srv\ncopy --from=0 /app/server /server\ncmd ["/server"]\n',
        'from alpine:3.22\nrun apk add --no-cache tzdata\nworkdir /srv\ncopy --from=0 /app/server /server\ncmd ["/server"]\n',
        SMALL,
        UNSAFE,
    ),
    Case(
        "by way of a third stage",
        GO,
        f"{STATIC}FROM alpine AS out\nCOPY --from=build /app/server /out/server\n",
        'FROM golang:1.22\nWORKDIR /srv\nCOPY --from=out /out .\nCMD ["./server"]\n',
        'FROM alpine:3.22\nWORKDIR /srv\nCOPY --from=out /out .\nCMD ["./server"]\n',
        SMALL,
        SAFE,
    ),
    Case(
        "stages on one another",
        GO,
        "FROM golang:1.22 AS base\nWORKDIR /app\nCOPY go.mod .\nRUN go mod download\n"
        "FROM base AS build\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n",
        f"FROM golang:1.22\n{PLACED}",
        f"FROM alpine:3.22\n{PLACED}",
        SMALL,
        SAFE,
    ),
    Case(
        "cgo: the C library of the builder, and the library behind a development package",
        go("", imports="C"),
        CGO.replace("COPY . .", "RUN apt-get update && apt-get install -y libsqlite3-dev\nCOPY . ."),
        f"FROM golang:1.22\n{PLACED}",
        f"FROM debian:bookworm-slim\n{INSTALL.format('libsqlite3-0')}{PLACED}",
        ("debian-slim",),
        UNSAFE,
    ),
    Case(
        "cgo on Alpine",
        GO,
        MUSL,
        f"FROM golang:1.22-alpine\n{PLACED}",
        f"FROM alpine:3.22\n{PLACED}",
        ("alpine",),
        UNSAFE,
    ),
    Case("a program of Rust", RUST, CARGO_BUILD, f"FROM rust:1.80\n{APP}", f"FROM debian:bookworm-slim\n{APP}",
         ("debian-slim", "distroless-cc"), SAFE),
    Case(
        "a program for musl",
        RUST,
        CARGO_BUILD.replace("--release", "--release --target x86_64-unknown-linux-musl"),
        "FROM rust:1.80-slim\nCOPY --from=build /app/target/x86_64-unknown-linux-musl/release/app /app\nCMD /app --port $PORT\n",
        "FROM alpine:3.22\nCOPY --from=build /app/target/x86_64-unknown-linux-musl/release/app /app\nCMD /app --port $PORT\n",
        ("alpine", "debian-slim"),
        SAFE,
    ),
    Case(
        "a program of C",
        C,
        GCC,
        'FROM gcc:12\nCOPY --from=build /app/app /app\nCMD ["/app"]\n',
        'FROM debian:bookworm-slim\nCOPY --from=build /app/app /app\nCMD ["/app"]\n',
        ("debian-slim", "distroless-base"),
        SAFE,
    ),
    Case(
        "a package that the container is to have, though nothing tells what for",
        C,
        GCC,
        'FROM gcc:12\nRUN apt-get update && apt-get install -y python3\nCOPY --from=build /app/app /app\nCMD ["/app"]\n',
        "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y python3\n"
        'COPY --from=build /app/app /app\nCMD ["/app"]\n',
        ("debian-slim",),
        UNSAFE,
    ),
    Case(
        "... which Alpine may call otherwise",
        GO,
        STATIC,
        f"FROM golang:1.22\nRUN apt-get update && apt-get install -y nodejs\n{PLACED}",
        f"FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y nodejs\n{PLACED}",
        ("debian-slim",),
        SAFE,
    ),
    Case(
        "compilers that are installed and never called",
        GO,
        STATIC,
        f"FROM debian:12\nRUN apt-get update && apt-get install -y build-essential\n{PLACED}",
        f"FROM alpine:3.22\n{PLACED}",
        SMALL,
        SAFE,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_small_image(case: Case) -> None:
    text = case.builder + case.before
    context = context_of(case.context)
    offer = rebase(analyse(text), context, DEFAULT_SETTINGS)
    assert isinstance(offer, Offer), offer
    assert apply(text, offer.default.change.edits) == (case.changed or case.builder) + case.after
    assert tuple(one.name for one in offer.choices) == case.choices
    assert offer.default.change.safety is case.safety, offer.default.change.notes
    assert (case.safety is Safety.SAFE) == (not offer.default.change.notes)
    for one in offer.choices:
        assert rebase(analyse(apply(text, one.change.edits)), context, DEFAULT_SETTINGS) is None


@pytest.mark.parametrize(
    ("title", "context", "text"),
    [
        ("a small image", GO, f"{STATIC}FROM alpine:3.22\n{PLACED}"),
        ("the go command at the start", GO, f'{STATIC}FROM golang:1.22\nCOPY --from=build /app /app\nCMD ["go", "run", "."]\n'),
        ("cargo at the start", RUST, f'{CARGO_BUILD}FROM rust:1.80\nCOPY --from=build /app /app\nCMD ["cargo", "run"]\n'),
        ("the program calls the toolchain", go('exec.Command("go", "list").Run()', imports="os/exec"), f"{STATIC}FROM golang:1.22\n{PLACED}"),
        ("the program reads packages of Go", go("", imports="go/build"), f"{STATIC}FROM golang:1.22\n{PLACED}"),
        ("plugins", go('plugin.Open("x.so")', imports="plugin"), f"{PLAIN}FROM golang:1.22\n{PLACED}"),
        ("the final stage builds, too", GO, f"{STATIC}FROM golang:1.22\nRUN go install example.com/tool@v1\n{PLACED}"),
        ("a RUN that asks the toolchain", GO, f"{STATIC}FROM golang:1.22\nRUN go version\n{PLACED}"),
        ("a RUN that nobody knows", GO, f"{STATIC}FROM golang:1.22\nRUN ./prepare\n{PLACED}"),
        ("a directory of the context that may have another", None, f'{STATIC}FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/server .\nCOPY bin .\nCMD ["./server"]\n'),
        ("a pattern that means the program", {**GO, "server": ""}, f'{STATIC}FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/server .\nCOPY serv* .\nCMD ["./server"]\n'),
        ("a pattern that means a directory", {**GO, "bin/server": ""}, f'{STATIC}FROM golang:1.22\nWORKDIR /srv\nCOPY --from=build /app/server .\nCOPY bin* .\nCMD ["./server"]\n'),
        ("a pattern that is put where the program is", {**GO, "other": ""}, f'{STATIC}FROM golang:1.22\nCOPY --from=build /app/server /server\nCOPY oth* /server\nCMD ["/server"]\n'),
        ("a link to the toolchain", GO, f"{STATIC}FROM golang:1.22\nRUN ln -s /usr/local/go/bin/go /usr/bin/go\n{PLACED}"),
        ("a variable that tells where it is", RUST, f"{CARGO_BUILD}FROM rust:1.80\nENV CARGO_HOME=/cargo\n{APP}"),
        ("a RUN that writes over it", GO, f"{STATIC}FROM golang:1.22\n{SERVER}RUN cp /bin/true /server\n"),
        ("a download", GO, f"{STATIC}FROM golang:1.22\nRUN curl -o /x https://example.com/x\n{PLACED}"),
        ("the context brings what starts", GO, f"{STATIC}FROM golang:1.22\n{SERVER}COPY server /server\n"),
        ("an image that others build on", GO, f"{STATIC}FROM golang:1.22\nONBUILD COPY . .\n{PLACED}"),
        ("nothing starts", GO, f"{STATIC}FROM golang:1.22\nCOPY --from=build /app/server /server\n"),
        ("a shell starts", GO, f'{STATIC}FROM golang:1.22\nCOPY --from=build /app/server /server\nCMD ["bash"]\n'),
        ("another program starts in front of it", GO, f"{STATIC}FROM golang:1.22\nCOPY --from=build /app/server /\nCMD setup && /server\n"),
        ("two programs start", GO, f"{STATIC}FROM golang:1.22\nCOPY --from=build /app/server /\nCMD /server & /other\n"),
        ("a stage that is not for programs", GO, f"FROM node:22 AS build\nRUN npm run build\nFROM golang:1.22\n{PLACED}"),
        ("a program of another image", GO, 'FROM golang:1.22\nCOPY --from=caddy /usr/bin/caddy /caddy\nCMD ["/caddy"]\n'),
        ("another C library than it was linked against", go("", imports="C"), f"{CGO}FROM golang:1.22-alpine\n{PLACED}"),
        ("another release of it, with packages of its own", go("", imports="C"),
         f"{CGO}FROM golang:1.22-bullseye\nRUN apt-get update && apt-get install -y libsqlite3-0\n{PLACED}"),
        ("a start script that nobody understands", {**GO, "run.sh": "#!/bin/sh\n$PROGRAM\n"},
         f'{STATIC}FROM golang:1.22\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n{PLACED}'),
    ],
)  # fmt: skip
def test_nothing_to_say(title: str, context: Files | None, text: str) -> None:
    known = context_of(context)
    assert rebase(analyse(text), known, DEFAULT_SETTINGS) is None


@pytest.mark.parametrize(
    ("title", "context", "text", "reason"),
    [
        ("parts of the system", GO, f"{STATIC}FROM golang:1.22\nCOPY --from=build /usr/local /usr/local\n{PLACED}",
         "what `local` needs of the image is not known"),
        ("a library", GO, f"{STATIC}FROM golang:1.22\nCOPY --from=build /usr/lib/libx.so.1 /usr/lib/\n{PLACED}",
         "what `libx.so.1` needs of the image is not known"),
        ("what cgo is told is computed", GO, f"{STATIC.replace('=0', '=$CGO')}FROM golang:1.22\n{PLACED}", "CGO_ENABLED is computed"),
        ("a user of somebody's package", GO, f"{STATIC}FROM golang:1.22\nUSER postgres\n{PLACED}", "has no user `postgres`"),
        ("a check by a program that no package brings", GO, f"{STATIC}FROM golang:1.22\nHEALTHCHECK CMD probe\n{PLACED}",
         "HEALTHCHECK runs `probe`, which alpine:3.22 does not have"),
        ("a check that asks the toolchain", GO, f"{STATIC}FROM golang:1.22\nHEALTHCHECK CMD go version\n{PLACED}",
         "HEALTHCHECK runs `go`, which alpine:3.22 does not have"),
        ("packages that would come by lists of an earlier RUN", GO,
         f"{STATIC}FROM golang:1.22\nRUN apt-get update\nRUN apt-get install -y g++ && useradd app\n{PLACED}",
         "packages are installed along with other work"),
        ("what only the old image has is taken away", GO, f"{STATIC}FROM golang:1.22\nRUN rm /usr/include/zlib.h\n{PLACED}",
         "`/usr/include/zlib.h` is not in the runtime stage"),
        ("a crate that nobody knows", {**RUST, "Cargo.lock": 'version = 4\n[[package]]\nname = "app"\ndependencies = ["odd-sys"]\n'
         '[[package]]\nname = "odd-sys"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n'},
         f"{CARGO_BUILD}FROM rust:1.80\n{APP}", "what the crate `odd-sys` needs when it runs is not known"),
        ("a development package that nobody knows", go("", imports="C"),
         f"{CGO.replace('COPY . .', 'RUN apt-get install -y libodd-dev')}COPY . .\nFROM golang:1.22\n{PLACED}",
         "what a program needs of `libodd-dev` when it runs is not known"),
    ],
)  # fmt: skip
def test_no_image_is_known(title: str, context: Files, text: str, reason: str) -> None:
    found = why_not(text, context)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("title", "context", "text", "is_offered"),
    [
        ("sources that were read", GO, f"{STATIC}FROM golang:1.22\n{SERVER}", True),
        ("others may start the toolchain", None, f"{STATIC}FROM golang:1.22\n{SERVER}", False),
        ("... a service does not", None, f"{STATIC}FROM golang:1.22\nEXPOSE 80\n{SERVER}", True),
        ("... nor what is asked for its health", None, f"{STATIC}FROM golang:1.22\nHEALTHCHECK CMD /server -check\n{SERVER}", True),
        ("a program that starts what it is told", go("exec.Command(os.Args[1]).Run()", imports="os os/exec"),
         f"{STATIC}FROM golang:1.22\nEXPOSE 80\n{SERVER}", False),
        ("a toolchain that is completed", GO, f"{STATIC}FROM golang:1.22-alpine\nRUN apk add --no-cache build-base\n{SERVER}", False),
        ("sources from elsewhere", GO, f"{STATIC.replace('COPY . .', 'RUN git clone https://example.com/x .')}FROM golang:1.22\n{SERVER}", False),
    ],
)  # fmt: skip
def test_where_it_is_likely(title: str, context: Files | None, text: str, is_offered: bool) -> None:
    known = context_of(context)
    found = rebase(analyse(text), known, DEFAULT_SETTINGS, assumes=False)
    assert isinstance(found, Offer) is is_offered, found
    assert isinstance(rebase(analyse(text), known, DEFAULT_SETTINGS), Offer)
