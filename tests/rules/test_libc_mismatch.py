"""When copied programs and packages are tied to a C library that the image lacks, and when nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rule_running import fixed, marked

from contexts import context_of

GO_MOD = "module example.org/app\n\ngo 1.24\n"


def go(imported: str) -> dict[str, str]:
    return {"go.mod": GO_MOD, "main.go": f'package main\n\nimport "{imported}"\n\nfunc main() {{}}\n'}


def stages(builder: str, steps: str, runtime: str, copied: str) -> str:
    return f'FROM {builder} AS build\nWORKDIR /src\nCOPY . .\n{steps}\nFROM {runtime}\n{copied}\nCMD ["/app"]\n'


GRAAL = "ghcr.io/graalvm/graalvm-community:21"
GRADLE = {"build.gradle": "plugins { id 'org.graalvm.buildtools.native' version '0.10.3' }\n", "settings.gradle": ""}
COMPILED = "COPY --from=build /src/build/native/nativeCompile/app /app"
POM = {"pom.xml": "<project/>"}
GO_COPY = "COPY --from=build /src/app /app"
RUST_COPY = "COPY --from=build /src/target/release/app /app"

REPORTED: list[tuple[str, str, Mapping[str, str] | None]] = [
    ("a resolver of names", stages("golang:1.24", "RUN go build -o app", "alpine:3.22", GO_COPY), go("net")),
    ("the program by its file", stages("golang:1.24", "RUN go build -o app main.go", "alpine", GO_COPY), go("net/http")),
    ("users of the system", stages("golang:1.24", "RUN go build -o app .", "scratch", GO_COPY), go("os/user")),
    ("C", stages("golang:1.24", "RUN go build -o app .", "alpine:3.22", GO_COPY), go("C")),
    ("a module with C", stages("golang:1.24", "RUN go build -o app", "alpine:3.22", GO_COPY), go("github.com/mattn/go-sqlite3")),
    ("an own package", stages("golang:1.24", "RUN go build -o app .", "alpine:3.22", GO_COPY),
     {**go("example.org/app/web"), "web/web.go": 'package web\n\nimport "net/http"\n'}),
    ("a compiler on Alpine", stages("golang:1.24-alpine", "RUN apk add gcc musl-dev\nRUN go build -o app", "debian:12", GO_COPY), go("net")),
    ("moved afterwards", stages("golang:1.24", "RUN go build -o app . && mv app /usr/bin/app", "alpine", "COPY --from=build /usr/bin/app /app"), go("net")),
    ("a directory with the program that starts", stages("rust:1", "RUN cargo build --release", "alpine:3.22", "COPY --from=build /src/target/release /"), None),
    ("Go compiles its own packages", stages("golang:1.22-bookworm", "RUN go build -o app", "debian:11", GO_COPY), go("net")),
    ("native code of Java", stages(GRAAL, "RUN ./gradlew nativeCompile", "alpine:3.22", COMPILED), GRADLE),
    ("native code of Java on an older system", stages(GRAAL, "RUN ./gradlew :nativeCompile", "debian:11", COMPILED), GRADLE),
    ("native code by Maven", stages(GRAAL, "RUN mvn -Pnative native:compile", "scratch", "COPY --from=build /src/target/app /app"), POM),
    ("native code of Quarkus", stages(GRAAL, "RUN ./mvnw package -Dnative", "alpine", "COPY --from=build /src/target/app-1.0-runner /app"), POM),
    ("installed", stages("rust:1", "RUN cargo install --path . --root /out", "alpine:3.22", "COPY --from=build /out/bin/app /app"), None),
    ("through a third stage", "FROM rust:1 AS build\nWORKDIR /src\nRUN cargo build --release\nFROM debian:12 AS mid\n"
     "COPY --from=build /src/target/release/app /out/app\nFROM alpine:3.22\nCOPY --from=mid /out/app /app\nCMD [\"/app\"]\n", None),
    ("distroless without a C library", stages("rust:1", "RUN cargo build --release", "gcr.io/distroless/static-debian12", RUST_COPY), None),
    ("the JDK of an image", "FROM alpine:3.22\nCOPY --from=eclipse-temurin:21 /opt/java/openjdk /jdk\nCMD [\"/jdk/bin/java\"]\n", None),
    ("all of an interpreter", "FROM alpine:3.22\nCOPY --from=python:3.13 /usr/local /usr/local\nCMD [\"python3\"]\n", None),
    ("the other way round", "FROM debian:12\nCOPY --from=node:22-alpine /usr/local/bin/node /usr/local/bin/node\nCMD [\"node\"]\n", None),
    ("packages of a requirements file", "FROM python:3.13 AS build\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nFROM python:3.13-alpine\n"
     "COPY --from=build /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages\nCMD [\"python3\"]\n",
     {"requirements.txt": "flask==3.0\nnumpy>=2\n"}),
    ("an environment that is activated", "FROM python:3.13 AS build\nRUN python3 -m venv /v && . /v/bin/activate && pip install pandas==2.2\n"
     "FROM python:3.13-alpine\nCOPY --from=build /v /v\nCMD [\"/v/bin/python\"]\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files"), [case[1:] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(text: str, files: Mapping[str, str] | None) -> None:
    context = context_of(files)
    assert len(marked("libc-mismatch", text, context=context)) == 1


SILENT: list[tuple[str, str, Mapping[str, str] | None]] = [
    ("native code on an image with glibc", stages(GRAAL, "RUN ./gradlew nativeCompile", "debian:12", COMPILED), GRADLE),
    ("native code with another library of C", stages(GRAAL, "RUN ./gradlew nativeCompile", "alpine", f"RUN apk add gcompat\n{COMPILED}"), GRADLE),
    ("native code without a library", stages(GRAAL, "RUN ./gradlew nativeCompile", "alpine", COMPILED),
     {**GRADLE, "build.gradle": "graalvmNative { binaries { main { buildArgs.add('--static') } } }\n"}),
    ("native code, told by the command", stages(GRAAL, "RUN mvn native:compile -DbuildArgs=--static", "scratch", "COPY --from=build /src/target/app /app"), POM),
    ("native code of which no file is known", stages(GRAAL, "RUN ./gradlew nativeCompile", "alpine", COMPILED), None),
    ("classes beside native code", stages(GRAAL, "RUN mvn native:compile", "alpine", "COPY --from=build /src/target/classes /app"), POM),
    ("a jar of Quarkus", stages(GRAAL, "RUN ./mvnw package -Dnative", "alpine", "COPY --from=build /src/target/app-1.0-runner.jar /app"), POM),
    ("pure Go", stages("golang:1.24", "RUN go build -o app", "alpine:3.22", GO_COPY), go("net/url")),
    ("cgo is off for the stage", stages("golang:1.24", "ENV CGO_ENABLED=0\nRUN go build -o app", "alpine:3.22", GO_COPY), go("net")),
    ("cgo is off for the script", stages("golang:1.24", "RUN export CGO_ENABLED=0 && go build -o app", "alpine", GO_COPY), go("net")),
    ("cgo is off for the user", stages("golang:1.24", "RUN go env -w CGO_ENABLED=0\nRUN go build -o app", "alpine", GO_COPY), go("net")),
    ("cgo is an argument", stages("golang:1.24", "ARG CGO_ENABLED\nRUN go build -o app", "alpine", GO_COPY), go("net")),
    ("another system", stages("golang:1.24", "RUN GOARCH=arm64 go build -o app", "alpine:3.22", GO_COPY), go("net")),
    ("the resolver of Go", stages("golang:1.24", "RUN go build -tags netgo,osusergo -o app", "alpine", GO_COPY), go("net")),
    ("linked statically", stages("golang:1.24", "RUN go build -ldflags '-extldflags \"-static\"' -o app", "alpine", GO_COPY), go("net")),
    ("only the tests", stages("golang:1.24", "RUN go build -o app", "alpine:3.22", GO_COPY),
     {**go("fmt"), "main_test.go": 'package main\n\nimport "net/http"\n'}),
    ("another program of the module", stages("golang:1.24", "RUN go build -o app ./cmd/a", "alpine:3.22", GO_COPY),
     {"go.mod": GO_MOD, "cmd/a/main.go": 'package main\n\nimport "fmt"\n', "cmd/b/main.go": 'package main\n\nimport "net"\n'}),
    ("a later build without cgo", stages("golang:1.24", "RUN go build -o app\nRUN CGO_ENABLED=0 go build -o app", "alpine", GO_COPY), go("net")),
    ("another file", stages("golang:1.24", "RUN go build -o app", "alpine:3.22", "COPY --from=build /src/web /web"), go("net")),
    ("a branch", stages("rust:1", "RUN if [ -n \"$X\" ]; then cargo build --release; else ./build.sh; fi", "alpine", RUST_COPY), None),
    ("settings of cargo", stages("rust:1", "RUN cargo build --release", "alpine:3.22", RUST_COPY),
     {".cargo/config.toml": "[build]\ntarget = 'x86_64-unknown-linux-musl'\n"}),
    ("a static runtime of C", stages("rust:1", "ENV RUSTFLAGS='-C target-feature=+crt-static'\nRUN cargo build --release", "alpine", RUST_COPY), None),
    ("another target", stages("rust:1", "ENV CARGO_BUILD_TARGET=x86_64-unknown-linux-musl\nRUN cargo build --release", "alpine", RUST_COPY), None),
    ("an unknown base", stages("example.org/rust", "RUN cargo build --release", "alpine:3.22", RUST_COPY), None),
    ("an unknown runtime", stages("rust:1", "RUN cargo build --release", "example.org/base", RUST_COPY), None),
    ("a library of the application", stages("gcc:14", "RUN gcc -shared -o app x.c", "alpine:3.22", GO_COPY), None),
    ("flags that are computed", stages("gcc:14", "RUN gcc $FLAGS -o app x.c", "alpine:3.22", GO_COPY), None),
    ("libraries are copied", stages("rust:1", "RUN cargo build --release", "scratch", f"{RUST_COPY}\nCOPY --from=build /lib64/ /lib64/"), None),
    ("a tree of the system is copied", stages("rust:1", "RUN cargo build --release", "scratch", f"{RUST_COPY}\nCOPY --from=build /rootfs/ /"), None),
    ("a loader is installed", stages("rust:1", "RUN cargo build --release", "alpine:3.22", f"RUN apk add libc6-compat\n{RUST_COPY}"), None),
    ("nothing starts", "FROM rust:1 AS build\nRUN cargo build --release\nFROM scratch\nCOPY --from=build /target/release/app /\n", None),
    ("both glibc are new", stages("rust:1-trixie", "RUN cargo build --release", "debian:12", RUST_COPY), None),
    ("Go came with its own packages compiled", stages("golang:1.19-bookworm", "RUN go build -o app", "debian:11", GO_COPY), go("net")),
    ("both glibc are old", stages("rust:1-bullseye", "RUN cargo build --release", "debian:10", RUST_COPY), None),
    ("a program of Go's in an image", "FROM alpine:3.22\nCOPY --from=golang:1.24 /usr/local/go /usr/local/go\nCMD [\"go\"]\n", None),
    ("a script of an image", "FROM alpine:3.22\nCOPY --from=composer:2 /usr/bin/composer /usr/bin/composer\nCMD [\"x\"]\n", None),
    ("another environment", "FROM python:3.13 AS build\nRUN pip install numpy\nRUN python -m venv /v\nFROM python:3.13-alpine\n"
     "COPY --from=build /v /v\nCMD [\"/v/bin/python\"]\n", None),
    ("packages are installed again", "FROM python:3.13 AS build\nRUN pip install numpy\nFROM python:3.13-alpine\n"
     "COPY --from=build /usr/local/lib /usr/local/lib\nRUN pip install --force-reinstall numpy\nCMD [\"python\"]\n", None),
    ("tini that is linked statically", stages("debian:12", "RUN apt-get install -y tini", "scratch", "COPY --from=build /usr/bin/tini-static /tini"), None),
    ("a static program by its usual name", stages("debian:12", "RUN apt-get install -y busybox-static", "scratch", "COPY --from=build /bin/busybox /bin/sh"), None),
    ("a program that was downloaded", stages("debian:12", "RUN curl -Lo /usr/bin/jq https://example.org/jq", "alpine", "COPY --from=build /usr/bin/jq /jq"), None),
    ("a program from somewhere", stages("debian:12", "RUN ./tools.sh", "alpine", "COPY --from=build /usr/bin/jq /jq"), None),
    ("a program of another place", stages("debian:12", "RUN apt-get install -y jq", "alpine", "COPY --from=build /usr/local/bin/jq /jq"), None),
    ("a program of an unknown image", "FROM scratch\nCOPY --from=example.org/tools /bin/busybox /bin/sh\nCMD [\"/app\"]\n", None),
    ("busybox of its own image", "FROM scratch\nCOPY --from=busybox:musl /bin/busybox /bin/sh\nCMD [\"/app\"]\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(text: str, files: Mapping[str, str] | None) -> None:
    context = context_of(files)
    assert marked("libc-mismatch", text, context=context) == []


def test_the_base_that_is_named_by_a_variable_stays() -> None:
    text = "ARG BASE=alpine:3.22\n" + stages("rust:1", "RUN cargo build --release", "$BASE", RUST_COPY)
    assert marked("libc-mismatch", text) == ["/src/target/release/app"]
    assert fixed("libc-mismatch", text) == text
