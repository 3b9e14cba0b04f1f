"""Go that is installed on an image of a system: what is built leaves it behind, as on the image of Go."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import obstacle_of, offer_of

from dockwright.lint import analyse
from dockwright.refactorings.split import candidate
from dockwright.rule import Safety
from dockwright.text import apply

Files = Mapping[str, str]

GO = {"go.mod": "module example.com/app\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n"}
CGO = {**GO, "main.go": 'package main\n\nimport "C"\n\nfunc main() {}\n'}
APK = "RUN apk add --no-cache go {}\n"
APT = "RUN apt-get update && apt-get install -y golang {}\n"
BUILD = "WORKDIR /src\nCOPY . .\nRUN {}go build -o app .\n"
STATIC = BUILD.format("CGO_ENABLED=0 ")
START = 'CMD ["./app"]\n'
TAKEN = f"WORKDIR /src\nCOPY --from=builder /src/app ./\n{START}"
ARCHIVE = "RUN curl -fsSL https://go.dev/dl/go1.22.1.linux-amd64.tar.gz | tar -C /usr/local -xz\nENV PATH=$PATH:/usr/local/go/bin\n"


@pytest.mark.parametrize(
    ("title", "files", "image", "above", "after", "choices"),
    [
        ("the package of Alpine", GO, "alpine:3.20", APK.format("git"), f"FROM alpine:3.20\n{TAKEN}", ("alpine", "distroless-static")),
        ("... of Debian", GO, "debian:12", APT.format(""), f"FROM alpine:3.22\n{TAKEN}", ("alpine", "distroless-static")),
        ("... of Ubuntu, of a version", GO, "ubuntu:24.04", APT.format("").replace("golang", "golang-1.22-go"),
         f"FROM alpine:3.22\n{TAKEN}", ("alpine", "distroless-static")),
        ("the archive of Go", GO, "debian:12", ARCHIVE, f"FROM alpine:3.22\n{TAKEN}", ("alpine", "distroless-static")),
        ("packages that the container may need", GO, "debian:12", APT.format("ffmpeg"),
         "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*\n"
         f"{TAKEN}", ("debian-slim",)),
    ],
)  # fmt: skip
def test_static_program(title: str, files: Files, image: str, above: str, after: str, choices: tuple[str, ...]) -> None:
    text = f"FROM {image}\n{above}{STATIC}{START}"
    offer = offer_of(text, files)
    assert apply(text, offer.default.change.edits) == f"FROM {image} AS builder\n{above}{STATIC}\n{after}"
    assert tuple(one.name for one in offer.choices) == choices


@pytest.mark.parametrize(
    ("image", "above", "small"),
    [
        ("alpine:3.20", APK.format("gcc musl-dev"), "alpine:3.20"),
        ("debian:12", APT.format("gcc"), "debian:bookworm-slim"),
        ("ubuntu:24.04", APT.format("gcc"), "ubuntu:24.04"),
    ],
)
def test_the_c_library_stays_that_of_the_system(image: str, above: str, small: str) -> None:
    text = f"FROM {image}\n{above}{BUILD.format('')}{START}"
    offer = offer_of(text, CGO)
    assert [one.change.safety for one in offer.choices] == [Safety.UNSAFE]
    assert apply(text, offer.default.change.edits).endswith(f"\n\nFROM {small}\n{TAKEN}")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("taken away again", f"FROM alpine:3.20\nCOPY . .\nRUN apk add go && go build -o /app && apk del go\n{START}"),
        ("never called", f"FROM alpine:3.20\n{APK.format('')}COPY . .\n{START}"),
        ("from before modules", f"FROM debian:stretch\n{APT.format('')}{STATIC}{START}"),
        ("of another system", f"FROM fedora:41\nRUN dnf install -y golang\n{STATIC}{START}"),
        ("of unknown origin", f"FROM debian:12\nCOPY go /opt/go\nENV PATH=$PATH:/opt/go/bin\n{STATIC}{START}"),
        ("the archive is taken away again", f"FROM debian:12\nCOPY . .\n{ARCHIVE.replace('-xz', '-xz && /usr/local/go/bin/go build && rm -rf /usr/local/go')}{START}"),
    ],
)  # fmt: skip
def test_no_toolchain_that_stays(title: str, text: str) -> None:
    assert candidate(analyse(text)) is None


@pytest.mark.parametrize(
    ("title", "files", "text", "reason"),
    [
        ("the toolchain starts", GO, f'FROM alpine:3.20\n{APK.format("")}{STATIC}CMD ["go", "run", "."]\n', "the container runs the Go toolchain"),
        ("what starts is not built", GO, f'FROM alpine:3.20\n{APK.format("")}{STATIC}CMD ["./other"]\n', "`./other` is not what the build makes"),
        ("a development package that nobody knows", CGO, f"FROM debian:12\n{APT.format('gcc libodd-dev')}{BUILD.format('')}{START}",
         "what a program needs of `libodd-dev` when it runs is not known"),
        ("what follows is not known", GO, f"FROM alpine:3.20\n{APK.format('')}{STATIC}RUN ./app init\n{START}", "what `app` leaves behind is not known"),
    ],
)  # fmt: skip
def test_refusal(title: str, files: Files, text: str, reason: str) -> None:
    found = obstacle_of(text, files)
    assert reason in found.reason


def test_nothing_is_proven_without_sources() -> None:
    found = offer_of(f"FROM alpine:3.20\n{APK.format('')}{STATIC}{START}", None)
    assert all(one.change.safety is Safety.UNSAFE for one in found.choices)
