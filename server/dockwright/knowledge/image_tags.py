"""Base images worth offering, and their tags, the best choice first.

Source: release schedules and naming schemes of the images as commonly documented, written down by hand and not compared
with a registry. Date: 2026-11. Tags out of support are left out where that is known; newer ones than these may exist.
"""

from __future__ import annotations

from collections.abc import Mapping


def _tags(versions: str, suffixes: str) -> tuple[str, ...]:
    """Every version with every suffix, version by version; `-` is no suffix."""
    return tuple(
        version if suffix == "-" else f"{version}-{suffix}"
        for version in versions.split()
        for suffix in suffixes.split()
    )


_JAVA = "25 21 17 11 8"
_DOTNET = "10.0 9.0 8.0"
_DISTROLESS = ("nonroot", "latest", "debug", "debug-nonroot")

TAGS: Mapping[str, tuple[str, ...]] = {
    "alpine": ("3.23", "3.22", "3.21", "latest", "edge"),
    "debian": ("trixie-slim", "trixie", "bookworm-slim", "bookworm", "13-slim", "12-slim", "stable-slim", "latest"),
    "ubuntu": ("26.04", "24.04", "22.04", "resolute", "noble", "jammy", "latest"),
    "busybox": ("musl", "glibc", "uclibc", "latest", "stable"),
    "scratch": (),
    "fedora": ("43", "42", "latest"),
    "almalinux": ("10", "10-minimal", "9", "9-minimal", "8"),
    "rockylinux/rockylinux": ("10", "10-minimal", "9", "9-minimal", "8"),
    "amazonlinux": ("2023", "2023-minimal"),
    "archlinux": ("base", "base-devel", "latest"),
    "buildpack-deps": ("trixie", "trixie-scm", "trixie-curl", "bookworm", "noble"),
    "golang": (*_tags("1.26 1.25", "- alpine bookworm trixie"), "1", "latest"),
    "node": (*_tags("24 22", "slim - alpine bookworm-slim bookworm"), "lts-slim", "lts", "lts-alpine", "latest"),
    "python": (*_tags("3.14 3.13 3.12 3.11", "slim - alpine slim-bookworm bookworm"), "3-slim", "latest"),
    "rust": (*_tags("1 1.91 1.90", "- slim alpine bookworm slim-bookworm"), "latest"),
    "ruby": _tags("3.4 3.3", "slim - alpine slim-bookworm"),
    "php": _tags("8.4 8.3", "cli fpm apache cli-alpine fpm-alpine"),
    "composer": ("2", "latest"),
    "perl": _tags("5.42 5.40", "- slim"),
    "eclipse-temurin": _tags(_JAVA, "jdk jre jdk-alpine jre-alpine jdk-noble jre-noble"),
    "amazoncorretto": _tags(_JAVA, "- alpine al2023"),
    "maven": _tags("3", "eclipse-temurin-25 eclipse-temurin-21 eclipse-temurin-17 eclipse-temurin-21-alpine"),
    "gradle": ("9-jdk25", "9-jdk21", "8-jdk21", "8-jdk17", "jdk21", "jdk21-alpine", "jdk17"),
    "tomcat": _tags("11.0 10.1 9.0", "jre21-temurin jdk21-temurin"),
    "elixir": _tags("1.19 1.18", "- slim alpine"),
    "erlang": _tags("28 27", "- slim alpine"),
    "haskell": _tags("9", "- slim"),
    "swift": _tags("6.2 6.1", "- slim noble"),
    "dart": ("stable", "3"),
    "gcc": ("15", "14", "13"),
    "oven/bun": _tags("1", "- slim alpine"),
    "denoland/deno": ("alpine", "debian", "distroless", "latest"),
    "nginx": ("stable", "stable-alpine", "mainline", "alpine", "alpine-slim", "latest"),
    "nginxinc/nginx-unprivileged": ("stable-alpine", "stable", "alpine", "latest"),
    "httpd": ("2.4", "2.4-alpine"),
    "caddy": ("2", "2-alpine", "2-builder"),
    "haproxy": ("3.2", "3.2-alpine", "lts-alpine"),
    "traefik": ("v3", "latest"),
    "postgres": _tags("18 17 16", "- alpine bookworm"),
    "mysql": ("8.4", "lts", "latest"),
    "mariadb": ("11.8", "lts", "latest"),
    "mongo": ("8", "7"),
    "redis": ("8", "8-alpine", "7", "7-alpine"),
    "valkey/valkey": ("9", "8", "8-alpine"),
    "rabbitmq": ("4", "4-management", "4-alpine"),
    "memcached": ("1", "1-alpine"),
    "docker": ("cli", "dind", "latest"),
    "ghcr.io/astral-sh/uv": ("latest", "python3.13-trixie-slim", "python3.12-bookworm-slim", "python3.13-alpine"),
    "gcr.io/distroless/static-debian12": _DISTROLESS,
    "gcr.io/distroless/base-debian12": _DISTROLESS,
    "gcr.io/distroless/cc-debian12": _DISTROLESS,
    "gcr.io/distroless/python3-debian12": _DISTROLESS,
    "gcr.io/distroless/nodejs22-debian12": _DISTROLESS,
    "gcr.io/distroless/java21-debian12": _DISTROLESS,
    "cgr.dev/chainguard/static": ("latest", "latest-glibc"),
    "cgr.dev/chainguard/wolfi-base": ("latest",),
    "mcr.microsoft.com/dotnet/sdk": _tags(_DOTNET, "- alpine noble"),
    "mcr.microsoft.com/dotnet/aspnet": _tags(_DOTNET, "- alpine noble noble-chiseled"),
    "mcr.microsoft.com/dotnet/runtime": _tags(_DOTNET, "- alpine noble noble-chiseled"),
    "mcr.microsoft.com/dotnet/runtime-deps": _tags(_DOTNET, "- alpine noble noble-chiseled"),
    "registry.access.redhat.com/ubi9/ubi": ("latest",),
    "registry.access.redhat.com/ubi9/ubi-minimal": ("latest",),
    "registry.access.redhat.com/ubi9/ubi-micro": ("latest",),
    "nvidia/cuda": ("13.0.1-runtime-ubuntu24.04", "13.0.1-base-ubuntu24.04", "13.0.1-devel-ubuntu24.04"),
    "jenkins/jenkins": ("lts-jdk21", "lts"),
}
"""By the name one writes in FROM; the order is the order of offering."""

WHOLE_VERSIONS = frozenset(
    {
        "ubuntu",
        "nvidia/cuda",
        "ghcr.io/astral-sh/uv",
        "mcr.microsoft.com/dotnet/sdk",
        "mcr.microsoft.com/dotnet/aspnet",
        "mcr.microsoft.com/dotnet/runtime",
        "mcr.microsoft.com/dotnet/runtime-deps",
    }
)
"""Images of which no part of a version is a tag; of all others `3` is one where there is `3.14`, and `21` where there is `21-jdk`."""

RUNTIMES: Mapping[str, tuple[str, ...]] = {
    "go": ("gcr.io/distroless/static-debian12", "scratch", "alpine", "debian"),
    "rust": ("gcr.io/distroless/cc-debian12", "debian", "alpine", "scratch"),
    "c": ("debian", "alpine", "gcr.io/distroless/cc-debian12"),
    "haskell": ("debian", "gcr.io/distroless/cc-debian12"),
    "swift": ("swift", "debian"),
    "dart": ("scratch", "debian"),
    "java": ("eclipse-temurin", "gcr.io/distroless/java21-debian12", "amazoncorretto", "tomcat"),
    "dotnet": (
        "mcr.microsoft.com/dotnet/aspnet",
        "mcr.microsoft.com/dotnet/runtime",
        "mcr.microsoft.com/dotnet/runtime-deps",
    ),
    "node": ("node", "nginx", "gcr.io/distroless/nodejs22-debian12", "nginxinc/nginx-unprivileged"),
    "python": ("python", "gcr.io/distroless/python3-debian12", "debian"),
    "elixir": ("debian", "alpine", "elixir"),
    "php": ("php", "nginx"),
    "ruby": ("ruby",),
}
"""What a stage mostly starts from when one above it has built a program of the ecosystem; the best choice first."""

COPIED_FROM = ("ghcr.io/astral-sh/uv", "composer", "busybox", "docker", "oven/bun", "nginx")
"""Images that `COPY --from` mostly takes single programs from."""

DESTINATIONS: Mapping[str, tuple[str, ...]] = {
    "nginx": (
        "/usr/share/nginx/html/",
        "/etc/nginx/conf.d/default.conf",
        "/etc/nginx/nginx.conf",
        "/etc/nginx/templates/",
    ),
    "nginxinc/nginx-unprivileged": (
        "/usr/share/nginx/html/",
        "/etc/nginx/conf.d/default.conf",
        "/etc/nginx/templates/",
    ),
    "httpd": ("/usr/local/apache2/htdocs/", "/usr/local/apache2/conf/httpd.conf"),
    "caddy": ("/srv/", "/usr/share/caddy/", "/etc/caddy/Caddyfile"),
    "haproxy": ("/usr/local/etc/haproxy/haproxy.cfg",),
    "traefik": ("/etc/traefik/traefik.yml",),
    "php": ("/var/www/html/", "/usr/local/etc/php/conf.d/"),
    "tomcat": ("/usr/local/tomcat/webapps/",),
    "postgres": ("/docker-entrypoint-initdb.d/",),
    "mysql": ("/docker-entrypoint-initdb.d/", "/etc/mysql/conf.d/"),
    "mariadb": ("/docker-entrypoint-initdb.d/", "/etc/mysql/conf.d/"),
    "mongo": ("/docker-entrypoint-initdb.d/",),
    "redis": ("/usr/local/etc/redis/redis.conf",),
    "rabbitmq": ("/etc/rabbitmq/conf.d/",),
}
"""Where images look for what one copies into them, by their family. Source: their pages at Docker Hub."""
