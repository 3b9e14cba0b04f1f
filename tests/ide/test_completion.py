"""Completion: what is offered at the cursor `‸`, in order, and the text once it is chosen."""

from __future__ import annotations

import time

import pytest
from marked import GO_PROJECT, chosen, completions, labels
from marks import at_cursor

from dockwright.context import UNKNOWN, MemoryContext
from dockwright.ide.completion import complete
from dockwright.knowledge.instructions import KEYWORDS
from dockwright.lint import analyse
from dockwright.semantics import SemanticModel
from dockwright.syntax.flags import FLAGS, MOUNT_KEYS, MOUNT_TYPES

WINDOWS = "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n"

FIRST = [
    # instructions
    ("# about\n‸", "FROM ARG"),
    ("ARG A\n‸", "ARG FROM"),
    ("FROM alpine\n‸", "WORKDIR RUN COPY ENV ARG LABEL"),
    ("FROM alpine\nWORKDIR /x\n‸", "COPY RUN WORKDIR"),
    ("FROM alpine\nEXPOSE 80\n# about\n‸\nRUN x", "CMD ENTRYPOINT HEALTHCHECK"),
    ("FROM alpine\n  R‸", "RUN WORKDIR ARG FROM"),
    ("from alpine\n‸", "workdir run"),
    ("FROM alpine\nONBUILD ‸", "RUN COPY WORKDIR"),
    # FROM
    ("FROM alpine AS one\nFROM one AS two\nFROM ‸", "two one alpine debian"),
    ("FROM gol‸", "golang"),
    ("FROM gcr.io/‸", "gcr.io/distroless/static-debian12"),
    ("FROM golang AS one\nFROM ‸", "one gcr.io/distroless/static-debian12 scratch alpine"),
    ("FROM node AS one\nFROM ‸", "one node nginx"),
    ("FROM --platform=$‸ a", "BUILDPLATFORM TARGETPLATFORM"),
    ("FROM golang:‸", "1.26 1.26-alpine"),
    ("FROM docker.io/library/golang:1‸", "1 1.26"),
    ("FROM alpine ‸", "AS"),
    ("from alpine ‸", "as"),
    ("FROM --platform=‸ alpine", "$BUILDPLATFORM $TARGETPLATFORM linux/amd64"),
    # flags
    ("FROM a\nCOPY --‸", "--from --chown --chmod --link --parents --exclude"),
    ("FROM a\nCOPY --link --‸ x y", "--from --chown --chmod --parents --exclude"),
    ("FROM a\nCOPY --‸ --link --chmod=1 x y", "--from --chown --parents --exclude"),
    ("FROM a\nONBUILD COPY --‸ \\\n  --link x y", "--from --chown --chmod --parents --exclude"),
    ("FROM a\nADD --‸", "--chown --chmod --link --checksum --keep-git-dir --unpack --exclude"),
    ("FROM a\nRUN --mount=type=ssh --‸", "--mount --network --security --device"),
    ("FROM a\nRUN --network=‸", "default none host"),
    ("FROM a\nRUN --security=‸", "sandbox insecure"),
    ("FROM a\nCOPY --link=‸", "true false"),
    ("FROM a AS b\nFROM c\nCOPY --from=‸ x y", "b ghcr.io/astral-sh/uv composer"),
    ("FROM a AS b\nFROM c AS later\nCOPY --from=b ‸", "/app/ /etc/"),
    ("FROM a\nCOPY --chmod=‸", "755 644"),
    ("FROM node\nCOPY --chown=‸", "node root nobody"),
    ("FROM node\nCOPY --chown=node:‸", "node root"),
    ("FROM a\nHEALTHCHECK ‸", "CMD NONE --interval --timeout"),
    ("FROM a\nHEALTHCHECK --interval=‸", "5s 10s"),
    ("FROM a\nADD --checksum=‸", "sha256:"),
    # mounts
    ("FROM a\nRUN --mount=‸", "type target source from"),
    ("FROM a\nRUN --mount=type=‸ x", "bind cache tmpfs secret ssh"),
    ("FROM a\nRUN --mount=type=tmpfs,‸ x", "target source readonly readwrite size"),
    ("FROM a\nRUN --mount=type=cache,dst=/x,‸ x", "source from id sharing"),
    ("FROM a\nRUN --mount=type=cache,sharing=‸ x", "shared private locked"),
    ("FROM a\nRUN --mount=type=secret,required=‸ x", "true false"),
    ("FROM golang\nRUN --mount=type=cache,target=‸ x", "/go/pkg/mod /root/.cache/go-build /var/cache/apt"),
    ("FROM a AS b\nFROM c\nRUN --mount=from=‸ x", "b ghcr.io/astral-sh/uv"),
    # variables
    ("ARG A=1\nFROM $‸", "A TARGETPLATFORM TARGETOS"),
    ("FROM a\nARG B=2\nENV C=3\nCOPY ${‸", "B C"),
    ("FROM a\nENV C=3\nWORKDIR /x/$‸/y", "C"),
    ("FROM a\nRUN echo $‸", "ALL_PROXY FTP_PROXY"),
    ("FROM a\nARG V\nRUN --mount=target=/x/$‸ y", "V"),
    ("ARG VERSION=1\nFROM a\nARG ‸", "VERSION TARGETPLATFORM TARGETOS"),
    # USER, EXPOSE, STOPSIGNAL, SHELL, LABEL, WORKDIR
    ("FROM a\nRUN groupadd staff && useradd -r -s /bin/sh app\nUSER ‸", "app root nobody"),
    ("FROM a\nRUN groupadd staff && useradd -r app\nUSER app:‸", "staff app root"),
    ("FROM nginx\nEXPOSE ‸", "80 22"),
    ("FROM a\nEXPOSE 53/‸", "sctp tcp udp"),
    ("FROM a\nSTOPSIGNAL ‸", "SIGHUP SIGINT SIGQUIT SIGKILL"),
    ("FROM a\nSHELL ‸", '["/bin/bash",·"-o",·"pipefail",·"-c"]'),
    (f'{WINDOWS}SHELL ["‸', '["powershell",·"-Command",·"$ErrorActionPreference·=·\'Stop\';"]'),
    (f"{WINDOWS}WORKDIR ‸", "C:/app C:/src"),
    (f"{WINDOWS}USER ‸", "ContainerUser ContainerAdministrator"),
    ('FROM a\nSHELL ["/bin/a‸', '["/bin/ash",·"-eo",·"pipefail",·"-c"]'),
    ("FROM a\nLABEL ‸", "org.opencontainers.image.title"),
    ("FROM a\nLABEL a=b org.‸", "org.opencontainers.image.title"),
    ("FROM a\nWORKDIR ‸", "/app /src /work"),
    # inside RUN
    ("FROM alpine\nRUN ‸", "apk pip"),
    ("FROM debian\nRUN apt-get ‸", "update install upgrade"),
    ("FROM debian\nRUN apt-get update && apt-get install ‸", "--no-install-recommends -y"),
    ("FROM debian\nRUN apt-get install -y ‸", "--no-install-recommends --allow-downgrades"),
    ("FROM debian\nRUN sudo DEBIAN_FRONTEND=x apt-get \\\n  # why\n  ‸", "update install"),
    ("FROM python\nRUN python3 -m pip install -‸", "--no-cache-dir -r"),
    ("FROM python\nRUN --mount=type=cache,target=/x pip ‸", "install wheel"),
    ("FROM node\nRUN <<EOF\nset -e\nnpm ci ‸\nEOF\n", "--omit=dev --ignore-scripts"),
    ("FROM node\nRUN <<EOF\n‸", "EOF npm"),
    ("FROM node\nRUN <<EOF\nset -e\nn‸", "npm node"),
    ("FROM node\nRUN <<-EOF\n\tEO‸", "EOF"),
    ("FROM a\nCOPY <<A <<B /x/\na\nA\n\n‸", "B"),
    ("FROM maven\nRUN mvn -B package ‸", "dependency:go-offline"),
    ("FROM node\nHEALTHCHECK CMD ‸", "curl wget node npm"),
    ('FROM node\nHEALTHCHECK CMD ["cu‸', "curl"),
    ("FROM node\nRUN apt-get update && mk‸", "mkdir"),
    ("FROM python\nRUN python3 -m ‸", "pip uv"),
    ("FROM a\nRUN rm -rf ./x && ‸", "pip uv"),
    ("FROM debian\nONBUILD RUN apt-get ‸", "update install"),
    # what a container starts
    ("FROM node\nCMD ‸", "node npm"),
    ('FROM node\nCMD ["‸"]', "node npm"),
    ('FROM node\nCMD ["npm", "‸"]', "ci install run"),
    ("FROM nginx\nENTRYPOINT ‸", "/docker-entrypoint.sh nginx"),
    (
        'FROM golang AS b\nRUN go build -o /out/app .\nFROM alpine\nCOPY --from=b /out/app /usr/bin/\nCMD ["‸"]',
        "/usr/bin/app",
    ),
    # ENV
    ("FROM python\nENV ‸", "PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE"),
    ("FROM python\nENV PYTHONUNBUFFERED=1\nENV ‸", "PYTHONDONTWRITEBYTECODE"),
    ("FROM node\nENV A=1 NODE_‸", "NODE_ENV NODE_OPTIONS"),
    ("FROM alpine\nENV ‸", "PATH LANG TZ PORT"),
    ("FROM node\nENV NODE_ENV=‸", "production"),
    # comments
    ("# ‸", "syntax escape check dockwright:·ignore"),
    ("# syntax=x\n# ‸", "escape check dockwright:·ignore"),
    ("FROM a\n# ‸", "dockwright:·ignore dockwright:·ignore-file hadolint·ignore"),
    ("# syntax=‸", "docker/dockerfile:1"),
    ("# escape=‸", "\\ `"),
    ("# check=‸", "skip= error=true"),
    ("# check=skip=StageNameCasing,‸", "ConsistentInstructionCasing CopyIgnoredFile"),
    ("FROM a\n# dockwright: ignore[‸]\nRUN x", "account-option-of-other-system"),
    ("FROM a\n# dockwright: ignore-file[x, add‸", "add-instead-of-copy"),
    ("FROM a\n# hadolint global ignore=DL3000,‸", "DL1000"),
]


@pytest.mark.parametrize(("marked", "first"), FIRST)
def test_what_comes_first(marked: str, first: str) -> None:
    expected = [word.replace("·", " ") for word in first.split()]
    assert labels(marked)[: len(expected)] == expected


@pytest.mark.parametrize(
    "marked",
    [
        "FROM alpine AS x y ‸",
        "FROM alpine AS ‸",
        "‸  FROM alpine",
        "FROM alpine\n# nothing to say ‸",
        "FROM alpine\nRUN echo '‸",
        "FROM alpine\nRUN make ‸",
        "FROM python\nRUN pip install --upgrade pip‸",
        "FROM node\nRUN npm i‸",
        "FROM node\nRUN npm install -s‸",
        "FROM debian:stable‸",
        "FROM debian\nCOPY unison-install.sh /\nVOLUME /unison‸",
        "FROM debian\nRUN if ls; then ls; fi‸",
        "FROM debian\nCOPY app.deb /app/\nWORKDIR /app\nRUN chown app‸",
        "FROM alpine\nCOPY <<EOF /x\n‸\nEOF\n",
        "FROM alpine\nCOPY <<EOF /x\na ‸",
        "FROM node\nRUN <<EOF\n\tEO‸",
        "FROM alpine\nCOPY <<EOF /x\n‸ a",
        "FROM alpine\nRUN --nothing=‸ x",
        "FROM alpine\nENV KEY ‸",
        "FROM alpine\nENV KEY=‸",
        "FROM alpine\nENTRYPOINT ‸",
        "FROM nothing-like-it‸",
        "ARG V=22\nFROM ${V}-‸",
        "ARG V=22\nFROM node:${V}-no-such‸",
        "ARG V=22\nFROM nothing-like-it:${V}-‸",
        'FROM a\nENV A=1\nCMD ["$‸',
        "FROM a\nENV A=1\nENV B='$‸",
        "FROM a\nENV A=1\nRUN awk '{ print $‸",
        "FROM a\nENV A=1\nCOPY <<'EOF' /x\n$‸\nEOF\n",
        "FROM a\nARG A=1\nCMD echo $‸",
        "FROM alpine\nNOTHING ‸",
        "FROM alpine\nLABEL a=‸",
        "FROM alpine@‸",
        "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN apk ‸",
        "FROM a\nCOPY \\$‸ x",
        "FROM a\nRUN apt-get ins\\\n‸tall",
        "FROM a\nRUN <<‸ /x",
        "FROM a\nONBUILD RUN <<‸",
        "FROM a\n# done‸",
        "FROM a\n# ignore‸",
        "FROM a\nCMD <<‸",
    ],
)
def test_nothing_is_offered(marked: str) -> None:
    assert labels(marked) == []


CHOSEN = [
    # the word under the cursor is replaced, no more and no less
    ("FR‸", "FROM", "FROM "),
    ("FROM a\nC‸ x y", "COPY", "FROM a\nCOPY x y"),
    ("FROM a\nco‸py x y", "COPY", "FROM a\nCOPY x y"),
    ("from a\nCO‸", "copy", "from a\ncopy "),
    ("FROM alp‸ine AS x", "alpine", "FROM alpine: AS x"),
    ("FROM alp‸:3.22", "alpine", "FROM alpine:3.22"),
    ("FROM alpine:3‸.19 AS x", "3.22", "FROM alpine:3.22 AS x"),
    ("FROM a AS b\nFROM c\nCOPY --from=‸ x y", "b", "FROM a AS b\nFROM c\nCOPY --from=b x y"),
    ("FROM a AS b\nFROM c\nCOPY --from=b‸uild x y", "b", "FROM a AS b\nFROM c\nCOPY --from=b x y"),
    ("FROM a\nCOPY --ch‸=x y z", "--chown", "FROM a\nCOPY --chown=x y z"),
    ("FROM a\nCOPY --li‸ y z", "--link", "FROM a\nCOPY --link y z"),
    ("FROM a\nRUN --mount=type=t‸cache,target=/x y", "tmpfs", "FROM a\nRUN --mount=type=tmpfs,target=/x y"),
    ("FROM a\nRUN --mount=tar‸,type=cache y", "target", "FROM a\nRUN --mount=target=,type=cache y"),
    ("ARG V=22\nFROM node:${V}-al‸ AS b\n", "-alpine", "ARG V=22\nFROM node:${V}-alpine AS b\n"),
    ("ARG V=22.4.1\nFROM node:$V-‸\n", "-slim", "ARG V=22.4.1\nFROM node:$V-slim\n"),
    ("ARG V\nFROM node:${V}-s‸x\n", "-slim", "ARG V\nFROM node:${V}-slim\n"),
    ("FROM a\nENV NAME=1\nRUN echo $NA‸", "NAME", "FROM a\nENV NAME=1\nRUN echo $NAME"),
    ("FROM a\nENV NAME=1\nRUN echo ${NA‸", "NAME", "FROM a\nENV NAME=1\nRUN echo ${NAME}"),
    ("FROM a\nENV NAME=1\nRUN echo ${NA‸ME:-x}", "NAME", "FROM a\nENV NAME=1\nRUN echo ${NAME:-x}"),
    ("FROM a\nEXPOSE 80‸", "8080", "FROM a\nEXPOSE 8080"),
    ("FROM a\nEXPOSE 53/‸", "udp", "FROM a\nEXPOSE 53/udp"),
    ("FROM a\nSTOPSIGNAL SIG‸", "SIGQUIT", "FROM a\nSTOPSIGNAL SIGQUIT"),
    ('FROM a\nSHELL ["‸"]', '["/bin/sh", "-c"]', 'FROM a\nSHELL ["/bin/sh", "-c"]'),
    ("FROM alpine\nRUN apk add no-c‸ curl", "--no-cache", "FROM alpine\nRUN apk add --no-cache curl"),
    ("FROM debian\nCOPY app.deb /app/\nWORKDIR /app\nRUN chown app app‸", "app.deb", "FROM debian\nCOPY app.deb /app/\nWORKDIR /app\nRUN chown app app.deb"),
    ("FROM debian\nRUN apt-get inst‸ curl", "install", "FROM debian\nRUN apt-get install curl"),
    ("FROM debian\nRUN apt-get install --no‸ curl", "--no-install-recommends",
     "FROM debian\nRUN apt-get install --no-install-recommends curl"),
    ("FROM a\n# dockwright: ignore[x, ad‸]", "add-instead-of-copy",
     "FROM a\n# dockwright: ignore[x, add-instead-of-copy]"),
    ("# syn‸", "syntax", "# syntax="),
    ("FROM a\nRUN <<‸\nRUN x\n", "<<EOF", "FROM a\nRUN <<EOF\nset -e\nEOF\nRUN x\n"),
    ("FROM a\r\nRUN --mount=type=ssh ‸\r\n", "<<EOF", "FROM a\r\nRUN --mount=type=ssh <<EOF\r\nset -e\r\nEOF\r\n"),
    ("FROM a\nCOPY <‸", "<<EOF", "FROM a\nCOPY <<EOF /path\n\nEOF"),
    ("FROM a\r\nCOPY <<'END' /x\r\nx\r\n‸\r\n", "END", "FROM a\r\nCOPY <<'END' /x\r\nx\r\nEND\r\n"),
    ("FROM a\nRUN <<-EOF\n\tE‸\n", "EOF", "FROM a\nRUN <<-EOF\n\tEOF\n"),
    ('FROM a\nLABEL "org.opencontainers.image.ti‸"=x', "org.opencontainers.image.title",
     'FROM a\nLABEL "org.opencontainers.image.title"=x'),
    ("FROM a\nHEALTHCHECK N‸", "NONE", "FROM a\nHEALTHCHECK NONE"),
    ("FROM 😀\nUSER R‸", "root", "FROM 😀\nUSER root"),
    ("FROM a\r\nUS‸\r\n", "USER", "FROM a\r\nUSER \r\n"),
    ("\ufeffFR‸", "FROM", "\ufeffFROM "),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "label", "after"), CHOSEN)
def test_what_is_chosen(marked: str, label: str, after: str) -> None:
    assert chosen(marked, label) == after


@pytest.mark.parametrize("marked", ["#‸", "# ‸", "FROM a\n#‸", "FROM a\n# ‸\nRUN x", "# syntax=x\n#‸\n"])
def test_a_comment_is_typed_in_peace(marked: str) -> None:
    """A list that came with the blank would take the line break for its answer."""
    model, offset = at_cursor(marked)
    assert complete(model, UNKNOWN, offset, is_asked=False).items == ()
    assert complete(model, UNKNOWN, offset).items


@pytest.mark.parametrize(
    "marked",
    [
        "FROM alpine‸",
        "FROM node:22-alpine‸",
        "FROM python:3‸",
        "FROM alpine:3‸",
        "FROM debian:13‸",
        "FROM php:8.4‸",
        "FROM eclipse-temurin:21‸",
        "FROM maven:3‸",
        "# syntax=docker/dockerfile:1‸",
        "FROM a\nWORKDIR /usr‸",
        "FROM a\nRUN mkdir /workspace\nWORKDIR /work‸",
        "FROM a\nWORKDIR /usr/‸",
        "FROM a\nCOPY . .‸",
        "FROM a\nCOPY go.mod ./‸",
        "FROM a\nCOPY go.mod /usr/bin/‸",
        "FROM a\nCOPY go.mod main.go‸",
        "FROM a\nEXPOSE 80‸",
        "FROM a\nUSER root‸",
        "FROM a\nSTOPSIGNAL SIGTERM‸",
        "FROM a\nHEALTHCHECK NONE‸",
        "FROM node\nRUN npm ci‸",
        "FROM node\nRUN rm -rf cmd‸",
        "FROM node\nRUN ls /usr/‸",
        "FROM a\nRUN <<EOF\nset‸",
        "FROM a\nRUN <<EOF\nset -e\nEOF‸",
        "FROM a\nRUN for i in *; do x; done‸",
        "FROM a\nUSER 1000‸",
    ],
)
def test_a_line_that_may_end_here(marked: str) -> None:
    """An editor takes a line break for the choice of what is offered by itself."""
    model, offset = at_cursor(marked)
    assert complete(model, GO_PROJECT, offset, is_asked=False).items == ()


@pytest.mark.parametrize(
    "marked",
    [
        "FROM alp‸",
        "FROM node:‸",
        "FROM python:3.‸",
        "FROM ubuntu:24‸",
        "FROM mcr.microsoft.com/dotnet/sdk:9‸",
        "FROM ghcr.io/astral-sh/uv:python3.13‸",
        "FROM ghcr.io/‸",
        "FROM a\nRUN‸",
        "FROM a\nCOPY cmd/‸",
        "FROM a\nCOPY --fr‸",
        'FROM a\nCMD ["/usr/‸',
        "FROM a\nWORKDIR ‸",
        "FROM a\nEXPOSE 8‸",
        "FROM a\nRUN --mount=source=cmd/‸",
    ],
)
def test_a_line_that_goes_on(marked: str) -> None:
    model, offset = at_cursor(marked)
    assert complete(model, GO_PROJECT, offset, is_asked=False).items


def test_a_tag_that_is_typed_stays_the_first() -> None:
    """Who asks sees how it may go on; Enter is for what is typed."""
    assert labels("FROM python:3‸")[:2] == ["3", "3.14-slim"]
    assert labels("FROM eclipse-temurin:21‸")[:2] == ["21", "21-jdk"]
    assert chosen("FROM nginx‸", "nginx") == "FROM nginx"


def test_a_dot_as_the_destination() -> None:
    model, offset = at_cursor("FROM a\nCOPY cmd ‸")
    asked, not_asked = (complete(model, GO_PROJECT, offset, is_asked=is_asked).items for is_asked in (True, False))
    assert [one.label for one in asked if one.label.startswith(".")] == ["./", ".dockerignore"]
    assert [one for one in asked if "." not in one.label] == list(not_asked)


def test_what_begins_like_one_of_ours_is_offered_all_the_same() -> None:
    model, offset = at_cursor("FROM a\n# dockwright:‸")
    found = complete(model, UNKNOWN, offset, is_asked=False).items
    assert [one.label for one in found] == ["dockwright: ignore", "dockwright: ignore-file"]


# Files

PATHS = [
    ("FROM a\nCOPY ‸", ["go.mod", ".", "cmd/", "docs/", "main.go", ".dockerignore"]),
    ("FROM a\nCOPY cmd/‸ /x", ["tool/"]),
    ("FROM a\nCOPY ./cmd/to‸ /x", ["tool/"]),
    ('FROM a\nCOPY ["cmd/‸", "/x"]', ["tool/"]),
    ("FROM a\nADD https://example.org/‸", []),
    ("FROM a\nCOPY --exclude=cmd/‸ . .", ["tool/"]),
    ("FROM a\nRUN --mount=type=bind,source=cmd/‸ x", ["tool/"]),
    ("FROM a\nCOPY secret/‸ .", []),
    # in a stage: what has been copied, written and made there
    ("FROM scratch AS b\nCOPY . /app\nFROM c\nCOPY --from=b /app/cmd/‸", ["tool/"]),
    ("FROM scratch AS b\nCOPY go.mod /app/\nFROM c\nCOPY --from=0 /app/‸", ["go.mod"]),
    ("FROM golang AS b\nRUN go build -o /out/app .\nFROM c\nCOPY --from=b /out/‸", ["app"]),
    ("FROM golang AS b\nRUN go build -o /out/app .\nFROM c\nRUN --mount=from=b,source=/out/‸ x", ["app"]),
    ("FROM a\nCOPY go.mod /app/\nWORKDIR /app/‸", ["go.mod"]),
    ("FROM golang\nRUN go build -o /srv/app .\nENTRYPOINT [\"/srv/‸\"]", ["app"]),
    ("FROM a AS b\nCOPY go.mod /app/\nFROM c\nCOPY --from=nothing /app/‸", []),
    # what is copied already is not offered again, and manifests are like other files then
    ("FROM a\nCOPY go.mod main.go ‸", ["./", "cmd/", "docs/", ".dockerignore"]),
    ("FROM a\nCOPY . .\nCOPY ‸", ["cmd/", "docs/", "go.mod", "main.go", ".dockerignore"]),
    # what the instruction itself writes is no offer
    ("FROM a\nCOPY go.mod /et‸", ["etc/"]),
    ("FROM a\nWORKDIR /us‸", ["usr/"]),
    ("FROM a\nCOPY . /opt/‸", []),
    # where the base image looks
    ("FROM caddy:2\nCOPY go.mod /etc/‸", ["ssl/"]),
    ("FROM caddy:2\nCOPY docs ‸", ["./", "/srv/", "/usr/share/caddy/", "/etc/caddy/Caddyfile", "go.mod", "cmd/", "main.go",
                                    ".dockerignore"]),
    # in commands
    ("FROM a\nWORKDIR /src\nCOPY . .\nRUN chmod +x ‸", ["cmd/", "docs/", "go.mod", "main.go", ".dockerignore"]),
    ("FROM golang\nWORKDIR /src\nCOPY . .\nRUN go vet ./cmd/‸", ["tool/"]),
    ("FROM golang\nWORKDIR /src\nCOPY cmd .\nRUN ./to‸", ["tool/"]),
    ("FROM python\nWORKDIR /x\nCOPY go.mod ./\nRUN pip install -r ‸", ["go.mod"]),
    ("FROM golang AS b\nRUN go build -o /out/app .\nFROM c\nCOPY --from=b /out/app /bin/x\nENTRYPOINT [\"/bin/‸", ["x"]),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), PATHS)
def test_paths(marked: str, expected: list[str]) -> None:
    assert [one for one in labels(marked, GO_PROJECT) if not one.startswith("--")] == expected


@pytest.mark.parametrize(
    ("marked", "label", "after"),
    [
        ("FROM a\nCOPY cm‸ /x", "cmd/", "FROM a\nCOPY cmd/ /x"),
        ("FROM a\nCOPY c‸md/tool /x", "cmd/", "FROM a\nCOPY cmd/tool /x"),
        ("FROM a\nCOPY docs/‸ /x", "a page.md", "FROM a\nCOPY docs/a\\ page.md /x"),
        ("FROM a\nCOPY go.mod ‸", "./", "FROM a\nCOPY go.mod ./"),
    ],
)
def test_choosing_a_path(marked: str, label: str, after: str) -> None:
    assert chosen(marked, label, GO_PROJECT) == after


NODE_PROJECT = MemoryContext(
    {
        "web/package.json": '{"scripts": {"build": "tsc", "start": "node ."}}',
        "web/Makefile": "all: x\nx:\n\ttouch x\n.PHONY: all\n%.o: %.c\n",
        "package.json": '{"scripts": {"other": "x"}}',
    }
)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("FROM node\nWORKDIR /x\nCOPY web .\nRUN npm run ‸", ["build", "start"]),
        ("FROM node\nWORKDIR /x\nCOPY web/package.json ./\nRUN npm run bu‸", ["build"]),
        ('FROM node\nWORKDIR /x\nCOPY . .\nCMD ["npm", "run", "‸"]', ["other"]),
        ("FROM node\nWORKDIR /x\nCOPY web .\nRUN make ‸", ["all", "x"]),
    ],
)
def test_names_that_the_project_gives(marked: str, expected: list[str]) -> None:
    assert labels(marked, NODE_PROJECT)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("files", "first"), [({"go.mod": ""}, "golang"), ({"uv.lock": "", "pyproject.toml": ""}, "python"), ({}, "alpine")]
)
def test_an_image_for_the_project(files: dict[str, str], first: str) -> None:
    assert labels("FROM ‸", MemoryContext(files))[0] == first


# Scaffolds


@pytest.mark.parametrize(
    ("files", "first"),
    [
        ({"go.mod": ""}, "Go"),
        ({"package.json": "", "package-lock.json": ""}, "Node with npm"),
        ({"package.json": "", "pnpm-lock.yaml": ""}, "Node with pnpm"),
        ({"pyproject.toml": "", "uv.lock": ""}, "Python with uv"),
        ({"requirements.txt": ""}, "Python with pip"),
        ({"pom.xml": ""}, "Java with Maven"),
        ({"build.gradle.kts": ""}, "Java with Gradle"),
        ({"Cargo.toml": ""}, "Rust"),
        ({"app.csproj": ""}, ".NET"),
        ({"Gemfile": ""}, "Ruby"),
        ({"README.md": ""}, "Two stages"),
    ],
)
def test_a_scaffold_for_the_project(files: dict[str, str], first: str) -> None:
    assert labels("‸", MemoryContext(files))[0].startswith(f"Dockerfile: {first}")


def test_a_scaffold_keeps_the_line_breaks() -> None:
    assert "\r\n" in chosen("\r\n‸", labels("\r\n‸", GO_PROJECT)[0], GO_PROJECT)


# Everything there is


@pytest.mark.parametrize("keyword", sorted(FLAGS))
def test_every_flag(keyword: str) -> None:
    offered = labels(f"FROM a\n{keyword} --‸")
    assert offered == [f"--{flag.name}" for flag in FLAGS[keyword]]


@pytest.mark.parametrize("kind", sorted(MOUNT_TYPES))
def test_every_mount_key(kind: str) -> None:
    offered = labels(f"FROM a\nRUN --mount=type={kind},‸ x")
    assert offered == [key.name for key in MOUNT_KEYS if key.name != "type" and (not key.types or kind in key.types)]


def test_every_instruction() -> None:
    assert sorted(labels("FROM a\n‸")) == sorted(KEYWORDS)


def test_reported_rules_come_first() -> None:
    found = completions("FROM a\n# dockwright: ignore[‸]\nRUN x", GO_PROJECT, "unpinned-apt-package")
    assert found[0].label == "unpinned-apt-package"


def test_snippets_have_places_to_fill_in() -> None:
    [copy] = [one for one in completions("FROM a\n‸") if one.label == "COPY"]
    assert copy.snippet == "COPY ${1:source} ${2:destination}"


@pytest.mark.parametrize(
    ("marked", "count", "is_complete"),
    [
        ("FROM a\nCOPY data/‸", 300, False),
        ("FROM a\nCOPY data/x39‸", 11, True),
        ("FROM a\nCOPY few/‸", 1, True),
        ("FROM a AS b\nCOPY data /data\nFROM a\nCOPY --from=b /data/‸", 300, False),
        ("FROM a AS b\nCOPY data /data\nFROM a\nCOPY --from=b /data/x39‸", 11, True),
        ("FROM a\n‸", None, True),
    ],
)
def test_of_very_many_names_an_editor_asks_again(marked: str, count: int | None, is_complete: bool) -> None:
    context = MemoryContext({"few/a": "", **{f"data/x{number}": "" for number in range(400)}})
    found = complete(*_with(context, marked))
    assert found.is_complete is is_complete
    assert count is None or sum(one.kind == "file" for one in found.items) == count


def _with(context: MemoryContext, marked: str) -> tuple[SemanticModel, MemoryContext, int]:
    model, offset = at_cursor(marked)
    return model, context, offset


@pytest.mark.parametrize(
    "line",
    [
        "RUN --mount=type=cache" + ",target=/a" * 20_000,
        "RUN " + "a" * 300_000 + " ",
        'RUN echo "' + '\\"' * 150_000,
        "RUN " + "su " * 50_000 + "-c '$A",
    ],
    ids=lambda line: line[:12],
)
def test_a_very_long_line_is_looked_at_once(line: str) -> None:
    text = f"FROM a\n{line}"
    begin = time.process_time()
    complete(analyse(text), UNKNOWN, len(text))
    assert time.process_time() - begin < 10
