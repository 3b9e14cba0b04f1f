"""What tags of well-known images stand for."""

from __future__ import annotations

import pytest

from dockwright.knowledge.base_images import DEFAULT_PATH, BaseImage, facts, may_be_archived
from dockwright.knowledge.base_images.listed import ALIASES, families
from dockwright.knowledge.distributions import DISTRIBUTIONS, distribution_of_version, distribution_of_word

FAMILIES = {row.image.family: row for row in families()}


def known(family: str, tag: str | None = None) -> BaseImage:
    found = facts(family, tag)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("image", "os", "release", "libc", "package_manager"),
    [
        # distributions, by name, number, suite, date
        ("debian:bookworm-slim", "debian", "bookworm", "glibc", "apt-get"),
        ("debian:12.5", "debian", "bookworm", "glibc", "apt-get"),
        ("debian:bookworm-20250101", "debian", "bookworm", "glibc", "apt-get"),
        ("debian:sid", "debian", "sid", "glibc", "apt-get"),
        ("debian:stable-slim", "debian", "", "glibc", "apt-get"),
        ("ubuntu:22.04", "ubuntu", "jammy", "glibc", "apt-get"),
        ("ubuntu:noble-20240101", "ubuntu", "noble", "glibc", "apt-get"),
        ("ubuntu:rolling", "ubuntu", "", "glibc", "apt-get"),
        ("ubuntu:30.04", "ubuntu", "30.04", "glibc", "apt-get"),
        ("alpine", "alpine", "", "musl", "apk"),
        ("alpine:3.20.3", "alpine", "3.20", "musl", "apk"),
        ("alpine:3", "alpine", "3", "musl", "apk"),
        ("alpine:edge", "alpine", "edge", "musl", "apk"),
        ("centos:7", "centos", "centos7", "glibc", "yum"),
        ("centos:centos7.9.2009", "centos", "centos7", "glibc", "yum"),
        ("quay.io/centos/centos:stream9", "centos", "stream9", "glibc", "dnf"),
        ("rockylinux/rockylinux:9-minimal", "rocky", "rockylinux9", "glibc", "microdnf"),
        ("amazonlinux:2", "amazon", "al2", "glibc", "yum"),
        ("amazonlinux:2023", "amazon", "al2023", "glibc", "dnf"),
        ("fedora:41", "fedora", "41", "glibc", "dnf"),
        ("archlinux:base-devel", "arch", "arch", "glibc", "pacman"),
        ("busybox:musl", "busybox", "busybox", "", ""),
        ("scratch", "scratch", "scratch", "none", ""),
        ("registry.access.redhat.com/ubi9/ubi-minimal:9.4", "rhel", "ubi9", "glibc", "microdnf"),
        ("registry.access.redhat.com/ubi8", "rhel", "ubi8", "glibc", "dnf"),
        ("registry.access.redhat.com/ubi9-micro", "rhel", "ubi9", "glibc", ""),
        # languages: the release is named, or the version's default
        ("golang:1.22", "debian", "bookworm", "glibc", "apt-get"),
        ("golang:1.25", "debian", "trixie", "glibc", "apt-get"),
        ("golang:1.18", "debian", "bullseye", "glibc", "apt-get"),
        ("golang", "debian", "trixie", "glibc", "apt-get"),
        ("golang:1.22-alpine3.19", "alpine", "3.19", "musl", "apk"),
        ("golang:1.22-bullseye", "debian", "bullseye", "glibc", "apt-get"),
        ("golang:1.22-windowsservercore-ltsc2022", "windows", "windowsservercore", "none", ""),
        (
            "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2019",
            "windows",
            "windowsservercore",
            "none",
            "",
        ),
        ("mcr.microsoft.com/dotnet/framework/aspnet:4.8", "windows", "windowsservercore", "none", ""),
        ("mcr.microsoft.com/windows:20H2", "windows", "windowsservercore", "none", ""),
        ("plugins/base:windows-1809", "windows", "windowsservercore", "none", ""),
        ("mcr.microsoft.com/powershell:lts-nanoserver-1809", "windows", "nanoserver", "none", ""),
        ("node:20-slim", "debian", "bookworm", "glibc", "apt-get"),
        ("node:lts-alpine", "alpine", "", "musl", "apk"),
        ("node:16", "debian", "buster", "glibc", "apt-get"),
        ("python:3.12-slim-bookworm", "debian", "bookworm", "glibc", "apt-get"),
        ("python:3.8", "debian", "bookworm", "glibc", "apt-get"),
        ("ghcr.io/astral-sh/uv", "scratch", "scratch", "none", ""),
        ("ghcr.io/astral-sh/uv:0.9", "scratch", "scratch", "none", ""),
        ("ghcr.io/astral-sh/uv:alpine3.22", "alpine", "3.22", "musl", "apk"),
        ("ghcr.io/astral-sh/uv:0.9.2-trixie", "debian", "trixie", "glibc", "apt-get"),
        ("ghcr.io/astral-sh/uv:debian-slim", "debian", "", "glibc", "apt-get"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "debian", "bookworm", "glibc", "apt-get"),
        ("astral/uv:0.9-python3.13-alpine", "alpine", "", "musl", "apk"),
        ("python:3", "debian", "trixie", "glibc", "apt-get"),
        ("python:3.6", "debian", "bullseye", "glibc", "apt-get"),
        # a tag of three numbers stays with the release of its time, which is not always known
        ("python:3.7.4", "debian", "buster", "glibc", "apt-get"),
        ("python:3.9.1-slim", "debian", "buster", "glibc", "apt-get"),
        ("python:3.6.5", "debian", "", "glibc", "apt-get"),
        ("python:2.7.13", "debian", "", "glibc", "apt-get"),
        ("python:2.7", "debian", "buster", "glibc", "apt-get"),
        ("php:8.2.5-apache", "debian", "bullseye", "glibc", "apt-get"),
        ("php:8.2.7-fpm", "debian", "bookworm", "glibc", "apt-get"),
        ("php:8.0-apache", "debian", "bullseye", "glibc", "apt-get"),
        ("php:7.4.3", "debian", "buster", "glibc", "apt-get"),
        ("php:7.4", "debian", "bullseye", "glibc", "apt-get"),
        ("php:7.3.7-apache", "debian", "", "glibc", "apt-get"),
        ("php:7.1.30", "debian", "", "glibc", "apt-get"),
        ("php:7.0", "debian", "stretch", "glibc", "apt-get"),
        ("php:5", "debian", "stretch", "glibc", "apt-get"),
        ("php:8.4.10-cli", "debian", "bookworm", "glibc", "apt-get"),
        ("php:8", "debian", "trixie", "glibc", "apt-get"),
        ("node:18.12.0", "debian", "bullseye", "glibc", "apt-get"),
        ("node:18.16.0", "debian", "", "glibc", "apt-get"),
        ("node:18.20.4", "debian", "bookworm", "glibc", "apt-get"),
        ("node:18", "debian", "bookworm", "glibc", "apt-get"),
        ("node:19", "debian", "bullseye", "glibc", "apt-get"),
        ("node:14.17.0", "debian", "stretch", "glibc", "apt-get"),
        ("node:14", "debian", "buster", "glibc", "apt-get"),
        ("node:12.22.1-slim", "debian", "stretch", "glibc", "apt-get"),
        ("node:8.9.4", "debian", "jessie", "glibc", "apt-get"),
        ("golang:1.20.3", "debian", "bullseye", "glibc", "apt-get"),
        ("golang:1.20", "debian", "bookworm", "glibc", "apt-get"),
        ("golang:1.16.5", "debian", "buster", "glibc", "apt-get"),
        ("golang:1.12", "debian", "", "glibc", "apt-get"),
        ("golang:1.24.1", "debian", "bookworm", "glibc", "apt-get"),
        ("rust:1.70", "debian", "", "glibc", "apt-get"),
        ("rust:1.54.0", "debian", "", "glibc", "apt-get"),
        ("elixir:1.14.3", "debian", "bullseye", "glibc", "apt-get"),
        ("elixir:1.15.0", "debian", "", "glibc", "apt-get"),
        ("erlang:22.1", "debian", "stretch", "glibc", "apt-get"),
        ("erlang:22", "debian", "buster", "glibc", "apt-get"),
        ("nginx:1.25.0", "debian", "", "glibc", "apt-get"),
        ("nginx:1.24", "debian", "bullseye", "glibc", "apt-get"),
        ("node:carbon", "debian", "stretch", "glibc", "apt-get"),
        ("node:iron", "debian", "bookworm", "glibc", "apt-get"),
        ("oven/bun", "debian", "", "glibc", "apt-get"),
        ("oven/bun:1.3-slim", "debian", "", "glibc", "apt-get"),
        ("oven/bun:canary-alpine", "alpine", "", "musl", "apk"),
        ("oven/bun:1-distroless", "distroless", "", "glibc", ""),
        ("hexpm/elixir:1.18.4-erlang-27.3.4-debian-bookworm-20250428-slim", "debian", "bookworm", "glibc", "apt-get"),
        ("hexpm/elixir:1.18.4-erlang-27.3.4-ubuntu-noble-20250404", "ubuntu", "noble", "glibc", "apt-get"),
        ("hexpm/elixir:1.18.4-erlang-27.3.4-alpine-3.21.3", "alpine", "3.21", "musl", "apk"),
        ("hexpm/elixir:1.18.4-erlang-27.3.4", "", "", "", ""),
        ("hexpm/erlang:27.3.4-alpine-3.21.3", "alpine", "3.21", "musl", "apk"),
        ("rust:1.82-slim", "debian", "bookworm", "glibc", "apt-get"),
        ("ruby:3.1", "debian", "bookworm", "glibc", "apt-get"),
        ("ruby:3.4", "debian", "trixie", "glibc", "apt-get"),
        ("ruby:3.4.2", "debian", "bookworm", "glibc", "apt-get"),
        ("ruby:3.2.9", "debian", "", "glibc", "apt-get"),
        ("ruby:2.6.4", "debian", "buster", "glibc", "apt-get"),
        ("ruby:2.4.2", "debian", "jessie", "glibc", "apt-get"),
        ("ruby:2", "debian", "bullseye", "glibc", "apt-get"),
        ("php:8.3-fpm-alpine", "alpine", "", "musl", "apk"),
        ("eclipse-temurin:21-jre", "ubuntu", "resolute", "glibc", "apt-get"),
        ("eclipse-temurin:21-jre-noble", "ubuntu", "noble", "glibc", "apt-get"),
        # Gradle stands on the Ubuntu of its time, and on an older one for old versions of Java
        ("gradle:8-jdk17", "ubuntu", "noble", "glibc", "apt-get"),
        ("gradle:8.5-jdk17", "ubuntu", "jammy", "glibc", "apt-get"),
        ("gradle:8-jdk11", "ubuntu", "jammy", "glibc", "apt-get"),
        ("gradle:9", "ubuntu", "resolute", "glibc", "apt-get"),
        ("gradle:7.2-jdk11", "", "", "", ""),
        ("eclipse-temurin:21-jre-ubi9-minimal", "rhel", "ubi9", "glibc", "microdnf"),
        ("openjdk:17-jdk", "oracle", "oraclelinux8", "glibc", "dnf"),
        ("openjdk:17-slim", "debian", "bullseye", "glibc", "apt-get"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "debian", "bookworm", "glibc", "apt-get"),
        ("mcr.microsoft.com/dotnet/sdk:10.0", "ubuntu", "noble", "glibc", "apt-get"),
        ("mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", "ubuntu", "jammy", "glibc", ""),
        ("mcr.microsoft.com/dotnet/core/sdk:3.1", "debian", "buster", "glibc", "apt-get"),
        ("nvidia/cuda:12.4.1-devel-ubuntu22.04", "ubuntu", "jammy", "glibc", "apt-get"),
        ("nvidia/cuda:12.4.1-base-rockylinux9", "rocky", "rockylinux9", "glibc", "dnf"),
        ("gcr.io/distroless/static-debian12:nonroot", "distroless", "bookworm", "none", ""),
        ("gcr.io/distroless/cc-debian13", "distroless", "trixie", "glibc", ""),
        ("cgr.dev/chainguard/static:latest", "wolfi", "wolfi", "glibc", ""),
        ("cgr.dev/chainguard/go:latest-dev", "wolfi", "wolfi", "glibc", "apk"),
    ],
)
def test_system(image: str, os: str, release: str, libc: str, package_manager: str) -> None:
    family, _, tag = image.partition(":")
    it = known(family, tag or None)
    assert (it.os, it.release, it.libc, it.package_manager) == (os, release, libc, package_manager)


@pytest.mark.parametrize("family", ["team/app", "ghcr.io/team/golang", "", "gcr.io/distroless/nothing", "ubi9"])
def test_unknown_images(family: str) -> None:
    assert facts(family, "1") is None


def test_images_of_circleci_start_as_their_own_user() -> None:
    image = known("cimg/node", "22.22.0")
    assert (image.user, image.workdir, image.os) == ("circleci", "/home/circleci/project", "ubuntu")
    assert "pipefail" in image.shell


@pytest.mark.parametrize("tag", ["x86_64-pc-windows-gnu", "windows", "windows-gnu", "1.0-windows"])
def test_images_for_windows_are_not_of_windows(tag: str) -> None:
    assert facts("team/cross", tag) is None


@pytest.mark.parametrize(
    ("image", "has_shell"),
    [
        ("scratch", False),
        ("gcr.io/distroless/base", False),
        ("gcr.io/distroless/base:debug", True),
        ("gcr.io/distroless/java21-debian12:debug-nonroot", True),
        ("mcr.microsoft.com/dotnet/runtime:9.0-noble-chiseled-extra", False),
        ("mcr.microsoft.com/dotnet/runtime:9.0-noble", True),
        ("cgr.dev/chainguard/nginx", False),
        ("cgr.dev/chainguard/nginx:latest-dev", True),
        ("oven/bun:distroless", False),
        ("alpine", True),
        ("busybox", True),
    ],
)
def test_has_a_shell(image: str, has_shell: bool) -> None:
    family, _, tag = image.partition(":")
    assert known(family, tag or None).has_shell is has_shell


@pytest.mark.parametrize(
    ("image", "workdir", "user", "entrypoint", "cmd"),
    [
        ("golang:1", "/go", "", (), ("bash",)),
        ("golang:1-alpine", "/go", "", (), ("/bin/sh",)),
        ("node:20", "/", "", ("docker-entrypoint.sh",), ("node",)),
        ("python:3", "/", "", (), ("python3",)),
        ("php:8", "/", "", ("docker-php-entrypoint",), ("php", "-a")),
        (
            "dunglas/frankenphp:1-php8.4-alpine",
            "/app",
            "",
            ("docker-php-entrypoint",),
            ("--config", "/etc/frankenphp/Caddyfile", "--adapter", "caddyfile"),
        ),
        ("php:8-apache", "/var/www/html", "", ("docker-php-entrypoint",), ("apache2-foreground",)),
        ("php:8-fpm-alpine", "/var/www/html", "", ("docker-php-entrypoint",), ("php-fpm",)),
        ("nginx", "/", "", ("/docker-entrypoint.sh",), ("nginx", "-g", "daemon off;")),
        ("nginxinc/nginx-unprivileged", "/", "101", ("/docker-entrypoint.sh",), ("nginx", "-g", "daemon off;")),
        ("eclipse-temurin:17", "/", "", ("/__cacert_entrypoint.sh",), ("jshell",)),
        ("eclipse-temurin:8", "/", "", ("/__cacert_entrypoint.sh",), ("/bin/bash",)),
        ("eclipse-temurin:17-jre", "/", "", ("/__cacert_entrypoint.sh",), ()),
        ("gradle:8-jdk17", "/home/gradle", "", (), ("gradle",)),
        ("mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled", "/", "1654", (), ()),
        ("gcr.io/distroless/static", "/", "", (), ()),
        ("gcr.io/distroless/static:nonroot", "/home/nonroot", "65532", (), ()),
        ("gcr.io/distroless/nodejs22-debian12", "/", "", ("/nodejs/bin/node",), ()),
        ("registry.access.redhat.com/ubi9/nodejs-20", "/opt/app-root/src", "1001", (), ()),
        ("oven/bun:1", "/home/bun/app", "", ("/usr/local/bin/docker-entrypoint.sh",), ("/usr/local/bin/bun",)),
        ("oven/bun:1-distroless", "/", "", ("/usr/local/bin/bun",), ()),
        ("hexpm/elixir:1.18.4-erlang-27.3.4-debian-bookworm-20250428-slim", "/", "", (), ("bash",)),
        ("hexpm/elixir:1.18.4-erlang-27.3.4-alpine-3.21.3", "/", "", (), ("/bin/sh",)),
        ("redis:7", "/data", "", ("docker-entrypoint.sh",), ("redis-server",)),
        ("scratch", "/", "", (), ()),
    ],
)
def test_configuration(image: str, workdir: str, user: str, entrypoint: tuple[str, ...], cmd: tuple[str, ...]) -> None:
    family, _, tag = image.partition(":")
    it = known(family, tag or None)
    assert (it.workdir, it.user, it.entrypoint, it.cmd) == (workdir, user, entrypoint, cmd)


@pytest.mark.parametrize(
    ("image", "program", "provided"),
    [
        ("golang:1", "git", True),
        ("golang:1", "gcc", True),
        ("node:24-slim", "yarn", True),
        ("node:26", "yarn", None),
        ("node:lts-alpine", "yarn", None),
        ("oven/bun:1-slim", "bunx", True),
        ("hexpm/elixir:1.18.4-erlang-27.3.4-alpine-3.21.3", "mix", True),
        ("hexpm/elixir:1.18.4-erlang-27.3.4-debian-bookworm-20250428", "git", False),
        ("golang:1-alpine", "git", False),
        ("golang:1-alpine", "go", True),
        ("node:20", "python3", True),
        ("node:20-slim", "python3", False),
        ("node:20-slim", "npm", True),
        ("alpine", "wget", True),
        ("alpine", "curl", False),
        ("alpine", "bash", False),
        ("debian:12", "bash", True),
        ("debian:12", "curl", False),
        ("debian:12", "ps", False),
        ("ubuntu:22.04", "ps", True),
        ("debian:12", "some-unusual-program", None),
        ("scratch", "bash", False),
        ("golang:1-nanoserver", "git", None),
        ("rockylinux:9", "python3", None),
        ("rockylinux:9-minimal", "python3", False),
        ("amazonlinux:2023", "python3", None),
        ("node:8", "python", None),
        ("tomcat:10", "curl", True),
        ("wordpress:6", "curl", True),
        ("wordpress:6", "git", False),
        ("postgres:16-alpine", "bash", True),
        ("rabbitmq:4-alpine", "bash", True),
        ("mongo:7", "jq", None),
        ("mongo:7", "curl", False),
        ("openjdk:8-jre", "wget", None),
        ("openjdk:11-jre-slim", "wget", False),
        ("maven:3-eclipse-temurin-21", "wget", None),
        ("azul/zulu-openjdk:17", "bash", None),
        ("buildpack-deps:bookworm", "curl", None),
        ("cimg/node:20.0", "git", None),
        ("registry.access.redhat.com/ubi9/python-312", "python3", None),
        ("registry.access.redhat.com/ubi9/ubi-minimal", "git", False),
        ("cgr.dev/chainguard/python:latest-dev", "python", None),
        ("denoland/deno:distroless", "bash", False),
    ],
)
def test_programs(image: str, program: str, provided: bool | None) -> None:
    family, _, tag = image.partition(":")
    assert known(family, tag or None).provides(program) is provided


@pytest.mark.parametrize(
    ("image", "account"),
    [
        ("mcr.microsoft.com/dotnet/aspnet:8.0", "app"),
        ("mcr.microsoft.com/dotnet/sdk:9.0-alpine", "app"),
        ("mcr.microsoft.com/dotnet/runtime", "app"),
        ("mcr.microsoft.com/dotnet/sdk:6.0", ""),
        ("mcr.microsoft.com/dotnet/core/aspnet:3.1-buster-slim", ""),
        ("gradle:jdk17", "gradle"),
    ],
)
def test_accounts(image: str, account: str) -> None:
    family, _, tag = image.partition(":")
    assert known(family, tag or None).account == account


@pytest.mark.parametrize(
    ("big", "small"),
    [
        ("node:20", "node:20-slim"),
        ("node:20-slim", "node:20-alpine"),
        ("python:3.12", "python:3.12-slim"),
        ("golang:1.22", "golang:1.22-alpine"),
        ("eclipse-temurin:21", "eclipse-temurin:21-jre"),
        ("eclipse-temurin:21-jre", "eclipse-temurin:21-jre-alpine"),
        ("debian:12", "debian:12-slim"),
        ("debian:12-slim", "alpine:3.20"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/aspnet:8.0"),
        ("gcr.io/distroless/cc", "gcr.io/distroless/base"),
        ("gcr.io/distroless/base", "gcr.io/distroless/static"),
    ],
)
def test_sizes_order_images(big: str, small: str) -> None:
    larger, smaller = (known(*image.partition(":")[::2]) for image in (big, small))
    assert larger.size_mb > smaller.size_mb > 0
    assert larger.compressed_mb > smaller.compressed_mb > 0


def test_variants_change_the_kind() -> None:
    assert known("eclipse-temurin", "21").is_toolchain
    assert known("eclipse-temurin", "21-jre").kind == "runtime"
    assert known("openjdk", "8-jre8-alpine").kind == "runtime"
    assert known("microsoft/dotnet", "2.1-sdk").is_toolchain
    assert known("microsoft/dotnet").is_toolchain
    assert known("microsoft/dotnet", "1.0.1-core").kind == "runtime"
    assert known("microsoft/dotnet", "2.1-runtime").kind == "runtime"
    assert known("golang", "1.9-onbuild").has_onbuild


def test_environment() -> None:
    go = known("golang", "1.22")
    assert go.env["GOPATH"] == "/go"
    assert go.env["GOLANG_VERSION"] is None
    assert go.env["PATH"] == f"/go/bin:/usr/local/go/bin:{DEFAULT_PATH}"
    assert known("alpine").env == {"PATH": DEFAULT_PATH}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_row_is_sound(family: str) -> None:
    row = FAMILIES[family]
    starts = [start for start, _ in row.releases]
    assert starts == sorted(starts), "releases ascend"
    for _, word in row.releases:
        assert not word or distribution_of_word(word), f"{word} is in the table of distributions"
    image = known(family)
    assert image.kind in {"os", "toolchain", "runtime", "service", "tool", "empty"}
    assert image.has_shell or not image.programs
    assert not image.successor or image.successor in FAMILIES
    assert all(path.startswith("/") for path in (image.workdir, *image.volumes)) or image.os == "windows"


def test_aliases_lead_somewhere() -> None:
    assert {target for target in ALIASES.values() if target not in FAMILIES} == set()


@pytest.mark.parametrize(
    ("word", "release"),
    [
        ("bookworm", "bookworm"),
        ("alpine3.20", "3.20"),
        ("ubuntu22.04", "jammy"),
        ("debian12", "bookworm"),
        ("ubi9", "ubi9"),
        ("al2023", "al2023"),
        ("alpine", ""),
    ],
)
def test_words_of_tags_that_name_a_release(word: str, release: str) -> None:
    found = distribution_of_word(word)
    assert found is not None
    assert found.release == release


@pytest.mark.parametrize("word", ["slim", "jdk17", "3.12", "fpm", "ltsc2022", "devel", "latest", ""])
def test_words_of_tags_that_name_none(word: str) -> None:
    assert distribution_of_word(word) is None


def test_releases_end_some_day() -> None:
    ends = [row.end_of_life for row in DISTRIBUTIONS.values() if row.end_of_life]
    assert all(len(end) == 7 and end[4] == "-" for end in ends)
    newest = distribution_of_version("debian", "13")
    assert newest is not None
    assert newest.release == "trixie"


@pytest.mark.parametrize(
    ("tag", "below"),
    [
        ("latest-rust-1.85-bookworm", "1.85-bookworm"),
        ("0.1.71-rust-1.88.0-slim-bookworm", "1.88.0-slim-bookworm"),
        ("latest-rust-alpine", "alpine"),
        ("latest-rust-1", "1"),
    ],
)
def test_cargo_chef_is_added_to_an_image_of_rust(tag: str, below: str) -> None:
    image, rust = known("lukemathwalker/cargo-chef", tag), known("rust", below)
    assert image._replace(env=rust.env, programs=image.programs - {"cargo-chef"}) == rust
    assert "cargo-chef" in image.programs


@pytest.mark.parametrize("tag", [None, "latest"])
def test_what_cargo_chef_stands_on_without_a_version_is_not_known(tag: str | None) -> None:
    assert facts("lukemathwalker/cargo-chef", tag) is None


def test_uv_is_added_to_the_image_beneath() -> None:
    image = known("ghcr.io/astral-sh/uv", "0.9-python3.12-bookworm-slim")
    assert (image.family, image.version, image.variant, image.cmd) == (
        "python",
        (3, 12),
        "slim",
        ("/usr/local/bin/uv",),
    )
    assert {"uv", "uvx", "python"} <= image.programs
    assert image.size_mb > known("python", "3.12-slim-bookworm").size_mb


@pytest.mark.parametrize(
    ("family", "tag", "is_archived"),
    [
        ("python", "3.7-slim-buster", True),
        ("python", "3.6.3", True),
        ("python", "3.12.11", False),
        ("ruby", "2.6.3", True),
        ("ruby", "3.2.2", False),
        ("ruby", "3.4.2", False),
        ("debian", "stable-slim", False),
        ("alpine", "3.9", False),
    ],
)
def test_a_release_may_be_archived(family: str, tag: str, is_archived: bool) -> None:
    assert may_be_archived(known(family, tag)) is is_archived


@pytest.mark.parametrize(
    ("image", "user", "workdir"),
    [
        ("public.ecr.aws/lambda/nodejs", "", "/var/task"),
        ("amazon/aws-lambda-python", "", "/var/task"),
        ("jupyter/scipy-notebook", "1000", "/home/jovyan"),
        ("quay.io/jupyter/base-notebook", "1000", "/home/jovyan"),
        ("apache/airflow", "airflow", "/opt/airflow"),
        ("apache/superset", "superset", "/app"),
        ("mambaorg/micromamba", "mambauser", "/tmp"),
    ],
)
def test_images_that_are_derived_from(image: str, user: str, workdir: str) -> None:
    found = known(image, "1")
    assert (found.user, found.workdir) == (user, workdir)


@pytest.mark.parametrize(
    ("tag", "version", "release"),
    [
        ("1-1.24-bookworm", (1, 24), "bookworm"),
        ("1.24-bookworm", (1, 24), "bookworm"),
        ("dev-1.24-bullseye", (1, 24), "bullseye"),
        ("0.203.0-1.16", (1, 16), ""),
        ("1.24", (1, 24), ""),
    ],
)
def test_images_for_development_stand_on_official_ones(tag: str, version: tuple[int, ...], release: str) -> None:
    image = facts("mcr.microsoft.com/devcontainers/go", tag)
    assert image is not None
    assert (image.ecosystem, image.version, image.release, image.workdir) == ("go", version, release, "/go")
    assert image.family == "mcr.microsoft.com/devcontainers/go"
    assert image.provides("zsh") is not False
    assert not image.env_is_complete


@pytest.mark.parametrize(
    ("name", "tag"), [("base", "ubuntu"), ("go", None), ("rust", "1-1-bookworm"), ("universal", "2")]
)
def test_images_for_development_that_are_not_known(name: str, tag: str | None) -> None:
    assert facts(f"mcr.microsoft.com/devcontainers/{name}", tag) is None
