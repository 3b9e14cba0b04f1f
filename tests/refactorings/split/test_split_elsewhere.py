"""What a split says of a build in an image of which no toolchain is known: nothing moves, the reason names the build."""

from __future__ import annotations

import pytest

from dockwright.lint import analyse
from dockwright.refactorings.split.elsewhere import reason

CASES = [
    ("FROM tomcat:9\nCOPY . .\nRUN apt-get install -y maven && mvn -B clean package\n", "mvn -B clean package", "maven:3-eclipse-temurin-21"),
    ("FROM debian:13\nCOPY . .\nRUN ./gradlew build -x test\nCMD java -jar a.jar\n", "./gradlew build -x test", "gradle:8-jdk21"),
    ("FROM ubuntu:24.04\nRUN apt-get install dotnet-sdk-8.0\nRUN dotnet publish -o /app\n", "dotnet publish -o /app", "mcr.microsoft.com/dotnet/sdk"),
]  # fmt: skip

REASONS = [
    (
        "FROM fedora:41\nRUN dnf install -y java-21-openjdk-devel maven\nCOPY . .\nRUN mvn package\n",
        "with what `dnf` installs there",
    ),
    ("FROM fedora:41\nRUN dnf install -y git\nCOPY . .\nRUN ./mvnw package\n", "of which no toolchain is known"),
    ("FROM payara/server-full:6\nCOPY . .\nRUN ./mvnw package\n", "of which no toolchain is known"),
    (
        "FROM nikolaik/python-nodejs:python3.12-nodejs20\nCOPY . .\nRUN npm ci && npm run build && pip install .\nCMD python app.py\n",
        "let a stage on `node:20` do what `npm` does, and one on `python:3.12-slim` take what that writes",
    ),
    ("FROM nikolaik/python-nodejs:latest\nCOPY . .\nRUN yarn build\nCMD python app.py\n", "one on `python:3-slim`"),
    (
        "FROM golang AS base-amd64\nFROM golang AS base-arm64\nFROM base-${TARGETARCH}\nCOPY . .\nRUN go build -o app\n",
        "builds on `base-amd64` or `base-arm64`, as each build chooses",
    ),
    (
        "FROM alpine:3.22\nRUN apk add hugo\nCOPY . .\nRUN hugo --minify\nCMD httpd\n",
        "copy `public` to an image of nginx",
    ),
    ('FROM klakegg/hugo\nCOPY . .\nCMD ["hugo", "server"]\n', "the pages that `hugo` makes need it no longer"),
    ("FROM debian\nCOPY . .\nRUN jekyll build\nCMD nginx\n", "copy `_site`"),
    ("FROM cimg/go:1.22\nCOPY . .\nRUN go build -o app\n", "of which no toolchain is known"),
    ("FROM fedora:41\nRUN dnf install -y cargo\nRUN cargo build --release\n", "an image like `rust:1`"),
    (
        "FROM registry.example.com/proxy/library/golang:1.24\nCOPY . .\nRUN go build -o app\n",
        "whether `registry.example.com/proxy/library/golang:1.24` is the `golang` of Docker Hub is not known: build in a stage on it",
    ),
]


@pytest.mark.parametrize(("text", "part"), REASONS)
def test_reason_tells_where_the_tools_come_from(text: str, part: str) -> None:
    found = reason(analyse(text))
    assert found is not None
    assert part in found.reason


SILENT = [
    "FROM tomcat:9\nRUN mvn --version\n",
    "FROM tomcat:9\nRUN apt-get install -y maven\n",
    "FROM alpine:3.22\nRUN apk add dotnet8-sdk\nCMD dotnet app.dll\n",
    "FROM maven:3 AS b\nRUN mvn package\nFROM tomcat:9\nCOPY --from=b /target/a.war /usr/local/tomcat/webapps/\n",
    "FROM nikolaik/python-nodejs:python3.12-nodejs20\nCOPY . .\nRUN pip install .\nCMD python app.py\n",
    "FROM cimg/go:1.22\nRUN go test ./...\n",
    "FROM alpine:3.22\nCOPY . .\nRUN apk add go && go build -o /app && apk del go\n",
    "FROM registry.example.com/proxy/library/golang:1.24\nRUN go version\n",
    "FROM tomcat:9 AS base\nRUN mvn package\nFROM base\n",
]


@pytest.mark.parametrize(("text", "place", "image"), CASES)
def test_reason_names_the_build_and_an_image_for_it(text: str, place: str, image: str) -> None:
    found = reason(analyse(text))
    assert found is not None
    assert found.span.of(text) == place
    assert f"`{image}`" in found.reason


@pytest.mark.parametrize("text", SILENT)
def test_where_nothing_is_built_nothing_is_said(text: str) -> None:
    assert reason(analyse(text)) is None
