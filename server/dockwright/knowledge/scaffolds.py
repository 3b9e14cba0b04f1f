"""Whole Dockerfiles to begin with: two stages, dependencies before sources, caches mounted, not root in the end.

Source: our own rules, which find nothing in them (a test says so), and `image_tags` for the versions. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.values import NamedTuple


class Scaffold(NamedTuple):
    """A file to begin with. It fits where one of `evidence` is in the context; the first that fits is the best."""

    name: str
    title: str
    evidence: tuple[str, ...]
    text: str


SCAFFOLDS: tuple[Scaffold, ...] = (
    Scaffold(
        "go", "Go: static binary on distroless", ("go.mod",),
        """\
# syntax=docker/dockerfile:1

FROM --platform=$BUILDPLATFORM golang:1.25 AS build
WORKDIR /src
RUN --mount=type=cache,target=/go/pkg/mod \\
    --mount=type=bind,source=go.mod,target=go.mod \\
    --mount=type=bind,source=go.sum,target=go.sum \\
    go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod \\
    --mount=type=cache,target=/root/.cache/go-build \\
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /usr/local/bin/app
ENTRYPOINT ["/usr/local/bin/app"]
""",
    ),
    Scaffold(
        "node-pnpm", "Node with pnpm: production dependencies on slim", ("pnpm-lock.yaml",),
        """\
# syntax=docker/dockerfile:1

FROM node:24-slim AS base
ENV PNPM_HOME=/pnpm PATH=/pnpm:$PATH
RUN corepack enable
WORKDIR /app
COPY package.json pnpm-lock.yaml ./

FROM base AS dependencies
RUN --mount=type=cache,target=/pnpm/store pnpm install --frozen-lockfile --prod

FROM base AS build
RUN --mount=type=cache,target=/pnpm/store pnpm install --frozen-lockfile
COPY . .
RUN pnpm run build

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
USER node
CMD ["node", "dist/index.js"]
""",
    ),
    Scaffold(
        "node-yarn", "Node with Yarn: production dependencies on slim", ("yarn.lock",),
        """\
# syntax=docker/dockerfile:1

FROM node:24-slim AS base
WORKDIR /app
COPY package.json yarn.lock ./

FROM base AS dependencies
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn,sharing=locked \\
    yarn install --frozen-lockfile --production

FROM base AS build
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn,sharing=locked \\
    yarn install --frozen-lockfile
COPY . .
RUN yarn run build

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
USER node
CMD ["node", "dist/index.js"]
""",
    ),
    Scaffold(
        "node", "Node with npm: production dependencies on slim", ("package-lock.json", "package.json"),
        """\
# syntax=docker/dockerfile:1

FROM node:24-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev

FROM base AS build
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
USER node
CMD ["node", "dist/index.js"]
""",
    ),
    Scaffold(
        "python-uv", "Python with uv: virtual environment on slim", ("uv.lock",),
        """\
# syntax=docker/dockerfile:1

FROM python:3.13-slim AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache/uv \\
    --mount=type=bind,source=uv.lock,target=uv.lock \\
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \\
    uv sync --locked --no-dev --no-install-project
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv \\
    uv sync --locked --no-dev --no-editable

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 app
WORKDIR /app
COPY --from=build /app/.venv ./.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
USER app
CMD ["python", "-m", "app"]
""",
    ),
    Scaffold(
        "python", "Python with pip: virtual environment on slim", ("requirements.txt", "pyproject.toml", "setup.py"),
        """\
# syntax=docker/dockerfile:1

FROM python:3.13-slim AS build
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 app
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1
USER app
CMD ["python", "-m", "app"]
""",
    ),
    Scaffold(
        "java-maven", "Java with Maven: jar on a JRE", ("pom.xml",),
        """\
# syntax=docker/dockerfile:1

FROM maven:3-eclipse-temurin-21 AS build
WORKDIR /src
COPY pom.xml .
RUN --mount=type=cache,target=/root/.m2,sharing=locked mvn -B dependency:go-offline
COPY src ./src
RUN --mount=type=cache,target=/root/.m2,sharing=locked mvn -B -DskipTests package

FROM eclipse-temurin:21-jre
RUN useradd --create-home --uid 10001 app
WORKDIR /app
COPY --from=build /src/target/*.jar app.jar
USER app
ENTRYPOINT ["java", "-jar", "app.jar"]
""",
    ),
    Scaffold(
        "java-gradle", "Java with Gradle: jar on a JRE",
        ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"),
        """\
# syntax=docker/dockerfile:1

FROM gradle:9-jdk21 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/home/gradle/.gradle,sharing=locked gradle --no-daemon assemble

FROM eclipse-temurin:21-jre
RUN useradd --create-home --uid 10001 app
WORKDIR /app
COPY --from=build /src/build/libs/*.jar app.jar
USER app
ENTRYPOINT ["java", "-jar", "app.jar"]
""",
    ),
    Scaffold(
        "rust", "Rust: binary on slim", ("Cargo.toml",),
        """\
# syntax=docker/dockerfile:1

FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
# cargo takes sources for unchanged that are older than what the cache holds of another build
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \\
    --mount=type=cache,target=/src/target \\
    find . -path ./target -prune -o -name '*.rs' -exec touch {} + && \\
    cargo install --locked --path . --root /out

FROM debian:bookworm-slim
RUN useradd --create-home --uid 10001 app
COPY --from=build /out/bin/ /usr/local/bin/
USER app
CMD ["app"]
""",
    ),
    Scaffold(
        "dotnet", ".NET: published application on the ASP.NET runtime", ("*.sln", "*.csproj", "*.fsproj"),
        """\
# syntax=docker/dockerfile:1

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages,sharing=locked dotnet publish -c Release -o /out

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /out .
USER app
ENTRYPOINT ["dotnet", "app.dll"]
""",
    ),
    Scaffold(
        "php", "PHP with Composer: Apache", ("composer.json",),
        """\
# syntax=docker/dockerfile:1

FROM composer:2 AS dependencies
WORKDIR /app
COPY composer.json composer.lock ./
RUN --mount=type=cache,target=/root/.composer/cache \\
    composer install --no-dev --no-interaction --no-scripts --no-autoloader --prefer-dist
COPY . .
RUN composer dump-autoload --optimize

FROM php:8.4-apache
WORKDIR /var/www/html
COPY --from=dependencies --chown=www-data:www-data /app .
USER www-data
""",
    ),
    Scaffold(
        "ruby", "Ruby with Bundler: gems on slim", ("Gemfile",),
        """\
# syntax=docker/dockerfile:1

FROM ruby:3.4 AS build
WORKDIR /app
COPY Gemfile Gemfile.lock ./
RUN bundle config set --local without development:test && bundle install --jobs 4
COPY . .

FROM ruby:3.4-slim
RUN useradd --create-home --uid 10001 app
WORKDIR /app
COPY --from=build /usr/local/bundle /usr/local/bundle
COPY --from=build /app .
USER app
CMD ["bundle", "exec", "ruby", "app.rb"]
""",
    ),
    Scaffold(
        "static", "Web site: static files on nginx", ("index.html",),
        """\
# syntax=docker/dockerfile:1

FROM nginxinc/nginx-unprivileged:stable-alpine
COPY . /usr/share/nginx/html
""",
    ),
    Scaffold(
        "generic", "Two stages: build, then only what is needed", (),
        """\
# syntax=docker/dockerfile:1

FROM debian:trixie AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make

FROM debian:trixie-slim
RUN useradd --create-home --uid 10001 app
COPY --from=build /src/app /usr/local/bin/app
USER app
ENTRYPOINT ["/usr/local/bin/app"]
""",
    ),
)  # fmt: skip


def scaffold_named(name: str) -> Scaffold | None:
    return next((one for one in SCAFFOLDS if one.name == name), None)


def evidence() -> Iterator[str]:
    """Every file name that speaks for a scaffold."""
    for scaffold in SCAFFOLDS:
        yield from scaffold.evidence
