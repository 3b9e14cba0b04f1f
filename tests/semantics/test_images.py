"""Image names: how they fall into parts, what is no name, and which names mean the same image."""

from __future__ import annotations

import pytest

from dockwright.semantics import ImageName

DIGEST = "sha256:" + "a1" * 32


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest"),
    [
        ("golang", "docker.io", "golang", None, None),
        ("golang:1.22-alpine", "docker.io", "golang", "1.22-alpine", None),
        ("library/golang", "docker.io", "golang", None, None),
        ("docker.io/library/golang:1", "docker.io", "golang", "1", None),
        ("index.docker.io/library/golang", "docker.io", "golang", None, None),
        ("bitnami/node:20", "docker.io", "bitnami/node", "20", None),
        ("ghcr.io/team/app/api:v1.2", "ghcr.io", "team/app/api", "v1.2", None),
        ("localhost/app", "localhost", "app", None, None),
        ("localhost:5000/app", "localhost:5000", "app", None, None),
        ("registry.example.org:5000/team/app", "registry.example.org:5000", "team/app", None, None),
        (f"debian@{DIGEST}", "docker.io", "debian", None, DIGEST),
        (f"debian:12@{DIGEST}", "docker.io", "debian", "12", DIGEST),
        ("a__b.c-d--e", "docker.io", "a__b.c-d--e", None, None),
        ("REGISTRY/app", "REGISTRY", "app", None, None),
        ("golang:${VERSION}", "docker.io", "golang", "${VERSION}", None),
        ("${REGISTRY:-docker.io}/golang:1", "docker.io", "${REGISTRY:-docker.io}/golang", "1", None),
        ("golang:${VERSION:-1.22}-alpine", "docker.io", "golang", "${VERSION:-1.22}-alpine", None),
        ("app@$DIGEST", "docker.io", "app", None, "$DIGEST"),
    ],
)
def test_parts(text: str, registry: str, repository: str, tag: str | None, digest: str | None) -> None:
    name = ImageName.parse(text)
    assert name is not None
    assert (name.registry, name.repository, name.tag, name.digest) == (registry, repository, tag, digest)


@pytest.mark.parametrize(
    "text",
    [
        "", ":", "golang:", ":1.22", "Golang", "team/App", "a//b", "-a", "a_", "a..b", "a:b:c", "golang:1 2",
        "golang@", "golang@sha256:abc", "golang@1.22", "golang:-x", "a/", "/a", "golang:" + "x" * 129,
    ],
)  # fmt: skip
def test_no_name(text: str) -> None:
    assert ImageName.parse(text) is None


def test_spans_point_into_the_text() -> None:
    text = f"docker.io/library/golang:1.22-alpine@{DIGEST}"
    name = ImageName.parse(text)
    assert name is not None
    assert name.registry_span is not None
    assert name.tag_span is not None
    assert name.digest_span is not None
    assert name.registry_span.of(text) == "docker.io"
    assert name.repository_span.of(text) == "library/golang"
    assert name.name_span.of(text) == name.name == "golang"
    assert name.tag_span.of(text) == "1.22-alpine"
    assert name.digest_span.of(text) == DIGEST


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("golang:1.22", "golang"),
        ("docker.io/library/golang", "golang"),
        ("public.ecr.aws/docker/library/golang", "golang"),
        ("public.ecr.aws/docker/golang", "public.ecr.aws/docker/golang"),
        ("mirror.gcr.io/library/golang", "golang"),
        ("mirror.gcr.io/oven/bun", "oven/bun"),
        ("registry.docker.com/library/ruby", "ruby"),
        ("docker.m.daocloud.io/library/golang", "golang"),
        ("docker.m.daocloud.io/arm64v8/golang", "golang"),
        ("m.daocloud.io/docker.io/library/golang", "golang"),
        ("m.daocloud.io/ghcr.io/astral-sh/uv", "ghcr.io/astral-sh/uv"),
        ("gcr.m.daocloud.io/distroless/static-debian12", "gcr.io/distroless/static-debian12"),
        ("registry.example.org/proxy/library/golang", "registry.example.org/proxy/library/golang"),
        ("arm64v8/golang", "golang"),
        ("registry.gitlab.com/group/dependency_proxy/containers/library/golang", "golang"),
        ("registry.gitlab.com/group/dependency_proxy/containers/bitnami/node", "bitnami/node"),
        ("gcr.io/distroless/static-debian12", "gcr.io/distroless/static-debian12"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/sdk"),
        ("registry.example.org/golang", "registry.example.org/golang"),
        ("team/golang", "team/golang"),
    ],
)
def test_family(text: str, family: str) -> None:
    name = ImageName.parse(text)
    assert name is not None
    assert name.family == family


@pytest.mark.parametrize(
    ("tag", "version", "numbers", "variants"),
    [
        ("1.22", "1.22", (1, 22), ()),
        ("3.12.1-slim-bookworm", "3.12.1", (3, 12, 1), ("slim", "bookworm")),
        ("v2.1-alpine3.20", "v2.1", (2, 1), ("alpine3.20",)),
        ("lts-alpine", None, (), ("lts", "alpine")),
        ("latest", None, (), ()),
        ("alpine", None, (), ("alpine",)),
        ("8u412-b08-jre", "8u412", (8, 412), ("b08", "jre")),
        ("jdk17", None, (), ("jdk17",)),
        ("${VERSION:-1}-slim", None, (), ("${VERSION:-1}", "slim")),
        ("noble-20240101", None, (), ("noble", "20240101")),
    ],
)
def test_tag(tag: str, version: str | None, numbers: tuple[int, ...], variants: tuple[str, ...]) -> None:
    name = ImageName.parse(f"image:{tag}")
    assert name is not None
    assert (name.version, name.version_numbers, name.variants) == (version, numbers, variants)


def test_changed_names_keep_what_was_written() -> None:
    name = ImageName.parse(f"docker.io/library/golang:1.22@{DIGEST}")
    assert name is not None
    assert name.with_tag("1.23-alpine") == "docker.io/library/golang:1.23-alpine"
