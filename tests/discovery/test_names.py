"""Which names are those of Dockerfiles."""

from __future__ import annotations

import pytest

from dockwright.discovery import is_dockerfile_name


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "dockerfile",
        "DOCKERFILE",
        "Containerfile",
        "Dockerfile.dev",
        "Dockerfile-dev",
        "Dockerfile_dev",
        "Dockerfile.test",
        "Dockerfile.ubuntu-22.04",
        "Containerfile.prod",
        "dev.Dockerfile",
        "app.dockerfile",
        "app.containerfile",
        "Dockerfile.go",  # a Dockerfile for Go
        "Dockerfile.txt",
    ],
)
def test_a_dockerfile(name: str) -> None:
    assert is_dockerfile_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore",
        "app.Dockerfile.dockerignore",
        "Dockerfile.j2",
        "Dockerfile.prod.jinja2",
        "Dockerfile.tmpl",
        "Dockerfile.in",
        "build.Dockerfile.in",
        "Dockerfile.template",
        "Dockerfile-template",
        "Dockerfile.erb",
        "Dockerfile.md",
        "Dockerfile.json",
        "Dockerfile.sh",
        "Dockerfile.orig",
        "Dockerfile.swp",
        "Dockerfile~",
        "Dockerfile.dev~",
        "dockerfile.go",  # a program about Dockerfiles
        "dockerfile.py",
        "Dockerfiles",
        "MyDockerfile",
        "docker-compose.yml",
        ".dockerignore",
        "Makefile",
        "",
    ],
)
def test_no_dockerfile(name: str) -> None:
    assert not is_dockerfile_name(name)
