"""The registry of the new image: that of the old one, where it has the official images of Docker Hub."""

from __future__ import annotations

import pytest
from splitting import GO, offer_of

from contexts import context_of
from dockwright.assist import Offer
from dockwright.lint import analyse
from dockwright.refactorings.rebase import rebase
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.text import apply

BUILD = "WORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n"
START = 'CMD ["/app"]\n'


@pytest.mark.parametrize(
    ("title", "image", "small"),
    [
        ("no registry", "golang:1.24", "alpine:3.22"),
        ("the full name", "docker.io/library/golang:1.24", "docker.io/library/alpine:3.22"),
        ("... without the namespace", "docker.io/golang:1.24", "docker.io/alpine:3.22"),
        ("a mirror", "public.ecr.aws/docker/library/golang:1.24", "public.ecr.aws/docker/library/alpine:3.22"),
        ("another one", "docker.m.daocloud.io/library/golang:1.24-alpine", "docker.m.daocloud.io/library/alpine:3.22"),
        ("one that has what is asked for most", "mirror.gcr.io/library/golang:1.24", "mirror.gcr.io/library/alpine:3.22"),
        ("one that has a few images alone", "mcr.microsoft.com/mirror/docker/library/golang:1.24", "alpine:3.22"),
        ("a proxy of GitLab", "git.example.org/a/dependency_proxy/containers/golang:1.24", "git.example.org/a/dependency_proxy/containers/alpine:3.22"),
        ("a variable for it", "${REGISTRY}/golang:1.24", "${REGISTRY}/alpine:3.22"),
        ("a variable for all of it", "${IMAGE:-docker.io/library/golang:1.24}", "alpine:3.22"),
        ("another architecture", "arm64v8/golang:1.24", "alpine:3.22"),
        ("an image that is not official", "mcr.microsoft.com/devcontainers/go:1-1.24-bookworm", "alpine:3.22"),
    ],
)  # fmt: skip
def test_small_image(title: str, image: str, small: str) -> None:
    above = "ARG REGISTRY=mirror.gcr.io/library\n"
    text = f"{above}FROM {image}\n{BUILD}{START}"
    offer = offer_of(text, GO)
    start = f"WORKDIR /src\nCOPY --from=builder /app /app\n{START}"
    assert apply(text, offer.default.change.edits) == f"{above}FROM {image} AS builder\n{BUILD}\nFROM {small}\n{start}"
    second = f"WORKDIR /\nCOPY --from=build /app /app\n{START}"
    text = f"{above}FROM {image} AS build\n{BUILD}FROM {image}\n{second}"
    found = rebase(analyse(text), context_of(GO), DEFAULT_SETTINGS)
    assert isinstance(found, Offer), found
    assert apply(text, found.default.change.edits) == f"{above}FROM {image} AS build\n{BUILD}FROM {small}\n{second}"


@pytest.mark.parametrize(
    ("registry", "runtime"),
    [
        ("public.ecr.aws/docker/library/", "public.ecr.aws/docker/library/eclipse-temurin:21-jre-noble"),
        ("mirror.gcr.io/library/", "eclipse-temurin:21-jre-noble"),
    ],
)
def test_a_runtime_that_a_mirror_may_not_have(registry: str, runtime: str) -> None:
    pom = "<project><groupId>g</groupId><artifactId>app</artifactId><version>1</version></project>"
    text = f'FROM {registry}maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/app-1.jar"]\n'
    offer = offer_of(text, {"pom.xml": pom, "src/main/java/A.java": ""})
    assert f"\nFROM {runtime}\n" in apply(text, offer.default.change.edits)


def test_images_of_other_registries_keep_their_names() -> None:
    text = f"FROM docker.m.daocloud.io/library/golang:1.24\n{BUILD}{START}"
    offer = offer_of(text, GO)
    change = next(one.change for one in offer.choices if one.name == "distroless-static")
    assert "\nFROM gcr.io/distroless/static-debian12\n" in apply(text, change.edits)
