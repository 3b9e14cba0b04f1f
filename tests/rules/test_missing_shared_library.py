"""When copied programs load a library that the image lacks, and when nobody can tell."""

from __future__ import annotations

import pytest
from rule_running import marked

DISTROLESS = "gcr.io/distroless/base-debian12"
APT = "RUN apt-get update && apt-get install -y "
APK = "RUN apk add --no-cache "
GCC_S = "COPY --from=build /lib/x86_64-linux-gnu/libgcc_s.so.1 /lib/x86_64-linux-gnu/"


def stages(builder: str, steps: str, runtime: str, copied: str) -> str:
    return f'FROM {builder} AS build\nWORKDIR /src\n{steps}\nFROM {runtime}\n{copied}\nCMD ["/app"]\n'


def taken(path: str) -> str:
    return f"COPY --from=build {path} /app"


RUST = ("rust:1-bookworm", "RUN cargo build --release")
CPP = "RUN g++ -O2 -o /a a.cpp"
RELEASE = "/src/_build/prod/rel/shop"

REPORTED = [
    ("a program of a package", stages("debian:12", APT + "jq", "debian:12-slim", taken("/usr/bin/jq"))),
    ("on distroless", stages("node:22", APT + "curl", DISTROLESS, taken("/usr/bin/curl"))),
    ("on distroless with the libraries of C++", stages("debian:12", "RUN true", "gcr.io/distroless/cc-debian12", taken("/bin/bash"))),
    ("another package is installed", stages("ubuntu:24.04", APT + "rsync", "ubuntu:24.04", f"{APT}tini\n{taken('/usr/bin/rsync')}")),
    ("in a slim image of a language", stages("debian:12", APT + "ffmpeg", "python:3.12-slim", f"RUN pip install flask\n{taken('/usr/bin/ffmpeg')}")),
    ("on Alpine", stages("alpine:3.22", APK + "ffmpeg", "alpine:3.22", taken("/usr/bin/ffmpeg"))),
    ("Rust", stages(*RUST, DISTROLESS, taken("/src/target/release/app"))),
    ("Rust, in a directory", stages(*RUST, f"{DISTROLESS}\nWORKDIR /", "COPY --from=build /src/target/release /")),
    ("C++ on distroless", stages("gcc:12", CPP, DISTROLESS, taken("/a"))),
    ("C++ on Alpine", stages("alpine:3.22", f"{APK}g++\n{CPP}", "alpine:3.22", taken("/a"))),
    ("Node of an image", "FROM alpine:3.22\nCOPY --from=node:22-alpine /usr/local/bin/node /usr/bin/\nCMD [\"node\"]\n"),
    ("Node on distroless", stages("node:22-slim", "RUN npm ci", DISTROLESS, taken("/usr/local/bin/node"))),
    ("a release of Elixir", stages("elixir:1.18-otp-27-alpine", "RUN mix release", "alpine:3.22", f"{APK}openssl ncurses\n{taken(RELEASE)}")),
    ("Elixir of Hex", stages("hexpm/elixir:1.18.2-erlang-27.2-alpine-3.21.2", "RUN mix release", "alpine:3.21.2", taken(RELEASE))),
    ("a release of Erlang", stages("erlang:27-alpine", "RUN rebar3 as prod release", "alpine:3.22", taken(RELEASE + "/"))),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in REPORTED], ids=[case[0] for case in REPORTED])
def test_reported(text: str) -> None:
    assert len(marked("missing-shared-library", text)) == 1


SILENT = [
    ("its library is copied", stages(*RUST, DISTROLESS, f"{GCC_S}\n{taken('/src/target/release/app')}")),
    ("a directory of libraries is copied", stages("debian:12", APT + "jq", "debian:12-slim", f"COPY --from=build /usr/lib /usr/lib\n{taken('/usr/bin/jq')}")),
    ("the package is installed, too", stages("debian:12", APT + "jq", "debian:12-slim", f"{APT}jq\n{taken('/usr/bin/jq')}")),
    ("a package that may bring it", stages("debian:12", APT + "curl", "debian:12-slim", f"{APT}git\n{taken('/usr/bin/curl')}")),
    ("an interpreter needs it, too", stages("debian:12", APT + "sqlite3", "python:3.12-slim", taken("/usr/bin/sqlite3"))),
    ("a full image", stages("debian:12", APT + "curl", "node:22", taken("/usr/bin/curl"))),
    ("a script sets it up", stages("debian:12", APT + "curl", "debian:12-slim", f"RUN ./setup.sh\n{taken('/usr/bin/curl')}")),
    ("the program was downloaded", stages("debian:12", "RUN wget -O /usr/bin/jq https://example.org/jq", "debian:12-slim", taken("/usr/bin/jq"))),
    ("the C library is another", stages("debian:12", APT + "jq", "alpine", taken("/usr/bin/jq"))),
    ("a program that loads nothing more", stages("debian:12", APT + "tini", DISTROLESS, taken("/usr/bin/tini"))),
    ("C", stages("gcc:12", "RUN gcc -o /a a.c", DISTROLESS, taken("/a"))),
    ("C++ that brings its own", stages("gcc:12", "RUN g++ -static-libstdc++ -static-libgcc -o /a a.cpp", DISTROLESS, taken("/a"))),
    ("C++ on Debian", stages("gcc:12", CPP, "debian:12-slim", taken("/a"))),
    ("Rust on Debian", stages(*RUST, "debian:12-slim", taken("/src/target/release/app"))),
    ("Rust on Alpine", stages("rust:1-alpine", RUST[1], "alpine", taken("/src/target/release/app"))),
    ("Node with what it needs", stages("node:22-alpine", "RUN npm ci", "alpine", f"{APK}libstdc++\n{taken('/usr/local/bin/node')}")),
    ("a release on Debian", stages("elixir:1.18", "RUN mix release", "debian:12-slim", taken(RELEASE))),
    ("a release without the new Erlang", stages("elixir:1.13-otp-22-alpine", "RUN mix release", "alpine", taken(RELEASE))),
    ("a package with C++", stages("elixir:1.18-alpine", "RUN mix release", "alpine", f"{APK}imagemagick\n{taken(RELEASE)}")),
    ("other files of a build", stages("elixir:1.18-alpine", "RUN mix release", "alpine", taken("/src/_build/prod/lib"))),
    ("nothing starts", "FROM alpine:3.22\nCOPY --from=node:22-alpine /usr/local/bin/node /usr/bin/\n"),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in SILENT], ids=[case[0] for case in SILENT])
def test_silent(text: str) -> None:
    assert marked("missing-shared-library", text) == []
