"""Cache mounts: where they are offered, where they go, and what goes with them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from contexts import context_of
from dockwright.lint import analyse
from dockwright.refactorings.cache_mounts import Offer, offer, uses_buildkit
from dockwright.text import apply, disjoint

Files = Mapping[str, str] | None
SCRIPT = {"package.json": '{"dependencies": {"x": "1"}, "scripts": {"postinstall": "node build.js"}}'}


def offers(text: str, files: Files = None, *, always: bool = False) -> list[Offer]:
    model = analyse(text)
    context = context_of(files)
    found = (offer(model, context, command, always=always) for command in model.all_commands())
    return [one for one in found if one is not None]


def mounted(text: str, files: Files = None, *, always: bool = False) -> str:
    edits = [edit for one in offers(text, files, always=always) for edit in one.edits]
    assert edits
    assert disjoint(edits)
    return apply(text, edits)


# Projects that no other order of instructions helps: credentials, a gem or package that is the project itself.
PHP: Files = {"composer.json": '{"require": {"a/b": "1"}}', "composer.lock": "{}", "auth.json": "{}"}
RUBY: Files = {"Gemfile": 'gem "app", path: "."\n', "Gemfile.lock": "", "app.gemspec": ""}
MIX: Files = {"mix.exs": 'def deps, do: [{:tool, path: tool()}, {:jason, "1"}]\n', "mix.lock": ""}
VCPKG: Files = {"vcpkg.json": '{"dependencies": ["fmt"]}', "vcpkg/vcpkg": ""}

LOCAL: Files = {
    "pyproject.toml": '[tool.poetry.dependencies]\nours = {path = "ours"}\n',
    "poetry.lock": "",
    "ours/a.py": "",
}

CHANGES: list[tuple[str, Files, str, str]] = [
    ("npm's variable in capital letters", SCRIPT, "FROM node:20\nENV NPM_CONFIG_CACHE=/c\nCOPY . .\nRUN npm ci\n", "RUN --mount=type=cache,target=/c npm ci\n"),
    ("bun's cache is emptied", SCRIPT, "FROM oven/bun:1\nCOPY . .\nRUN bun install && bun pm cache rm && bun pm ls\n", "target=/root/.bun/install/cache bun install && bun pm ls\n"),
    ("composer's other word", PHP, "FROM composer:2\nCOPY . .\nRUN composer install && composer clearcache\n", "target=/tmp/cache composer install\n"),
    ("Go", None, "FROM golang:1.24\nCOPY . .\nRUN go build\n", "RUN --mount=type=cache,target=/root/.cache/go-build go build"),
    ("exec form", None, 'FROM golang:1.24\nCOPY . .\nRUN ["go", "build"]\n', 'RUN --mount=type=cache,target=/root/.cache/go-build ["go", "build"]'),
    ("GOCACHE", None, "FROM golang:1.24\nENV GOCACHE=/cache\nCOPY . .\nRUN go build\n", "--mount=type=cache,target=/cache go build"),
    ("another flag", None, "FROM golang:1.24\nCOPY . .\nRUN --network=none go build\n", "RUN --network=none --mount=type=cache,target=/root/.cache/go-build go build"),
    ("a heredoc", None, "FROM golang:1.24\nCOPY . .\nRUN <<EOF\ngo build\nEOF\n", "RUN --mount=type=cache,target=/root/.cache/go-build <<EOF\ngo build\nEOF"),
    ("single files", None, "FROM golang:1.24\nCOPY *.go ./\nRUN go build\n", "RUN --mount=type=cache,target=/root/.cache/go-build go build"),
    ("directories of Go", None, "FROM golang:1.24\nCOPY cmd internal/ ./\nRUN go build\n", "RUN --mount=type=cache,target=/root/.cache/go-build go build"),
    ("backtick", None, "# escape=`\nFROM golang:1.24\nCOPY . .\nRUN go vet `\n && go build\n", "RUN --mount=type=cache,target=/root/.cache/go-build `\n    go vet `\n && go build"),
    ("copied in the stage below", None, "FROM golang:1.24 AS src\nCOPY . .\nFROM src\nRUN go build\n", "RUN --mount=type=cache,target=/root/.cache/go-build go build"),
    ("on the line of RUN", None, "FROM golang:1.24\nCOPY . .\nRUN \\\n  # all of it\n  go build\n", "RUN --mount=type=cache,target=/root/.cache/go-build \\\n  # all of it\n  go build\n"),
    ("yarn 1", {**SCRIPT, "yarn.lock": ""}, "FROM node:20\nCOPY . .\nRUN yarn && yarn cache clean\n", "RUN --mount=type=cache,target=/usr/local/share/.cache/yarn,sharing=locked yarn\n"),
    ("yarn berry", {**SCRIPT, ".yarnrc.yml": "nodeLinker: node-modules\n"}, "FROM node:20\nCOPY . .\nRUN yarn install\n", "target=/root/.yarn/berry/cache yarn install"),
    ("part of a removal", None, "FROM python:3.12\nCOPY . .\nRUN pip install . && rm -rf /root/.cache /tmp/*\n", "pip install . && rm -rf /tmp/*"),
    ("removal of another user's", SCRIPT, "FROM node:20\nUSER node\nCOPY . .\nRUN npm ci && rm -rf ~/.npm\n", "uid=1000,gid=1000 npm ci\n"),
    ("removal with braces", None, "FROM golang:1.24\nCOPY . .\nRUN go build && rm -rf \"${HOME}\"/.cache/go-build /tmp/*.log\n", "go build && rm -rf /tmp/*.log\n"),
    ("removal in the middle", None, "FROM python:3.12\nCOPY . .\nRUN pip install . && rm -rf ~/.cache/pip && ./check\n", "pip install . && ./check"),
    ("cargo", None, "FROM rust:1\nCOPY . .\nRUN cargo build --release\n", "RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \\\n    --mount=type=cache,target=/usr/local/cargo/git,sharing=locked \\\n    cargo build --release"),
    ("dotnet", None, "FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nRUN dotnet publish\n", "RUN --mount=type=cache,target=/root/.nuget/packages,sharing=locked dotnet publish"),
    ("gradle", None, "FROM gradle:8\nCOPY . .\nRUN gradle build\n", "gradle build"),
    ("Gradle's wrapper has been fetched", None, "FROM eclipse-temurin:21\nCOPY gradle* .\nRUN ./gradlew --version\nCOPY . .\nRUN ./gradlew bootJar\n", "target=/root/.gradle/caches,sharing=locked ./gradlew bootJar"),
    ("Maven", None, "FROM maven:3\nCOPY . .\nRUN mvn package\n", "target=/root/.m2/repository,sharing=locked mvn package"),
    ("sbt keeps its settings", None, "FROM sbtscala/scala-sbt:1\nCOPY . .\nRUN sbt stage\n", "target=/root/.sbt/boot,sharing=locked \\\n    sbt stage"),
    ("composer", PHP, "FROM php:8.3-cli\nCOPY . .\nRUN composer install --no-cache && composer clear-cache\n", "RUN --mount=type=cache,target=/root/.composer/cache composer install\n"),
    ("composer's own image has another home", PHP, "FROM composer:2\nCOPY . .\nRUN composer install\n", "target=/tmp/cache composer install"),
    ("composer's home is set", PHP, "FROM php:8.3-cli\nENV COMPOSER_HOME=/composer\nCOPY . .\nRUN composer install\n", "target=/composer/cache composer"),
    ("bundler keeps gems beside those that are installed", RUBY, "FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN bundle install -j4 && rm -rf /usr/local/bundle/cache/*.gem\n", "target=/usr/local/bundle/cache,sharing=locked \\\n    bundle install -j4\n"),
    ("mix", MIX, "FROM elixir:1.18\nWORKDIR /app\nCOPY . .\nRUN mix deps.get && mix compile\n", "RUN --mount=type=cache,target=/root/.hex/packages mix deps.get && mix compile\n"),
    ("vcpkg keeps what it built", VCPKG, "FROM debian:13\nWORKDIR /app\nCOPY . .\nRUN ./vcpkg/vcpkg install\n", "target=/root/.cache/vcpkg/archives ./vcpkg/vcpkg install"),
    ("poetry, of a project that no order helps", LOCAL, "FROM python:3.12\nCOPY . .\nRUN poetry install\n", "/root/.cache/pypoetry/artifacts"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "before", "part"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_change(files: Files, before: str, part: str) -> None:
    assert part in mounted(before, files)


NOTHING: list[tuple[str, Files, str]] = [
    ("npm is told another place", SCRIPT, "FROM node:20\nCOPY . .\nRUN npm ci --cache /c\n"),
    ("npm is told another place in one word", SCRIPT, "FROM node:20\nCOPY . .\nRUN npm ci --cache=/c\n"),
    ("pip is told another place", None, "FROM python:3.12\nCOPY . .\nRUN pip --cache-dir=/c install .\n"),
    ("Go is told another place", None, "FROM golang:1.24\nCOPY . .\nRUN GOCACHE=/tmp/go go build\n"),
    ("Go is told another place for all that follows", None, "FROM golang:1.24\nCOPY . .\nRUN export HOME=/tmp && go build\n"),
    ("npm is told another place", SCRIPT, "FROM node:20\nCOPY . .\nRUN npm_config_cache=/tmp/npm npm ci\n"),
    ("Maven is told another place", None, "FROM maven:3\nCOPY . .\nRUN mvn -Dmaven.repo.local=/m2 package\n"),
    ("before the sources", None, "FROM python:3.12\nRUN pip install -r /x/requirements.txt\nCOPY . ."),
    ("only manifests are copied", None, "FROM golang:1.24\nCOPY go.mod go.sum ./\nRUN go vet"),
    ("a tool by name", None, "FROM node:20\nCOPY . .\nRUN npm install -g pm2"),
    ("a package by name", None, "FROM node:20\nCOPY . .\nRUN npm install express"),
    ("pip itself", None, "FROM python:3.12\nCOPY . .\nRUN pip install --upgrade pip"),
    ("another order helps", None, "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt"),
    ("a crate without dependencies", {"Cargo.lock": 'version = 4\n\n[[package]]\nname = "app"\n'}, "FROM rust:1\nCOPY . .\nRUN cargo build"),
    ("vendored crates", {"Cargo.lock": 'source = "registry"\n', ".cargo/config.toml": '[source.crates-io]\nreplace-with = "v"\n[source.v]\ndirectory = "vendor"\n'}, "FROM rust:1\nCOPY . .\nRUN cargo build"),
    ("composer keeps nothing", PHP, "FROM php:8.3-cli\nENV COMPOSER_CACHE_DIR=/dev/null\nCOPY . .\nRUN composer install"),
    ("gems in the project", RUBY, "FROM ruby:3.3\nCOPY . .\nRUN bundle config set --local path vendor/bundle && bundle install"),
    ("gems elsewhere", RUBY, "FROM ruby:3.3\nENV BUNDLE_PATH=/gems\nCOPY . .\nRUN bundle install"),
    ("a Ruby that keeps its gems who knows where", RUBY, "FROM debian:13\nCOPY . .\nRUN bundle install"),
    ("another stage copies all gems", RUBY, "FROM ruby:3.3 AS b\nCOPY . .\nRUN bundle install\nFROM ruby:3.3-slim\nCOPY --from=b /usr/local/bundle /usr/local/bundle"),
    ("mix keeps to XDG", MIX, "FROM elixir:1.18\nENV MIX_XDG=1\nCOPY . .\nRUN mix deps.get"),
    ("conan's packages are used where they are kept", None, "FROM debian:13\nCOPY . .\nRUN ./x && conan install ."),
    ("an unknown user", None, "FROM example.org/base\nCOPY . .\nRUN pip install ."),
    ("an unknown home", None, "FROM python:3.12\nUSER app\nCOPY . .\nRUN pip install ."),
    ("an unknown place", None, "FROM python:3.12\nARG X\nENV PIP_CACHE_DIR=$X\nCOPY . .\nRUN pip install ."),
    ("XDG", None, "FROM python:3.12\nENV XDG_CACHE_HOME=/c\nCOPY . .\nRUN pip install ."),
    ("a larger mount", None, "FROM python:3.12\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache pip install ."),
    ("a smaller mount", None, "FROM maven:3\nCOPY . .\nRUN --mount=type=cache,target=/root/.m2/repository/x mvn package"),
    ("a mount by variable", None, "FROM python:3.12\nCOPY . .\nRUN --mount=type=cache,target=$C pip install ."),
    ("Maven twice", None, "FROM maven:3\nCOPY . .\nRUN mvn dependency:resolve\nRUN mvn -o package"),
    ("Maven in the stage below", None, "FROM maven:3 AS d\nCOPY pom.xml .\nRUN mvn dependency:resolve\nFROM d\nCOPY . .\nRUN mvn package"),
    ("Maven at the start", None, "FROM maven:3\nCOPY . .\nRUN mvn package\nCMD mvn spring-boot:run"),
    ("NuGet twice", None, "FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nRUN dotnet restore\nRUN dotnet publish --no-restore"),
    ("the repository is copied", None, "FROM maven:3 AS b\nCOPY . .\nRUN mvn package\nFROM a\nCOPY --from=b /root/.m2 /m2"),
    ("something is copied into it", None, "FROM maven:3\nCOPY . .\nCOPY repo /root/.m2/repository\nRUN mvn package"),
    ("only its version", None, "FROM maven:3\nCOPY . .\nRUN mvn --version"),
    ("yarn without the context", None, "FROM node:20\nCOPY . .\nRUN ./x && yarn"),
    ("Go on another image", None, "FROM debian:12\nCOPY . .\nRUN go build"),
    ("perhaps", None, "FROM golang:1.24\nCOPY . .\nRUN test -d x || go build"),
    ("by somebody else", None, "FROM python:3.12\nCOPY . .\nRUN su app -c 'pip install .'"),
    ("Plug'n'Play starts out of the cache", {**SCRIPT, ".yarnrc.yml": ""}, "FROM node:20\nCOPY . .\nRUN yarn install"),
    ("links into the store", {**SCRIPT, "pnpm-workspace.yaml": "enableGlobalVirtualStore: true\n"}, "FROM node:20\nCOPY . .\nRUN pnpm install"),
    ("packages that an earlier layer has fetched", SCRIPT, "FROM node:20\nRUN npm cache add x\nCOPY . .\nRUN npm ci --offline"),
    ("crates that the base image has", None, "FROM rust:1\nCOPY . .\nRUN cargo build --frozen"),
    ("no network", None, "FROM rust:1\nCOPY . .\nRUN --network=none cargo build"),
    ("links into the cache", None, "FROM python:3.12\nENV UV_LINK_MODE=symlink\nCOPY . .\nRUN uv pip install --system ."),
    ("links by a flag", SCRIPT, "FROM oven/bun:1\nCOPY . .\nRUN bun install --backend=symlink"),
    ("apt", None, "FROM debian:12\nCOPY . .\nRUN apt-get update && apt-get install -y curl"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text"), [case[1:] for case in NOTHING], ids=[case[0] for case in NOTHING])
def test_nothing(files: Files, text: str) -> None:
    assert offers(f"{text}\n", files) == []


@pytest.mark.parametrize(
    "text",
    [
        "FROM python:3.12\nCOPY . .\nRUN pip install . ; rm -rf /root/.cache/pip\n",
        'FROM python:3.12\nCOPY . .\nRUN ["pip", "install", "--no-cache-dir", "."]\n',
        "FROM golang:1.24\nCOPY . .\nRUN go build && rm -rf $(go env GOCACHE)\n",
        "FROM golang:1.24\nCOPY . .\nRUN go build && cd /root && rm -rf .cache\n",
        "FROM golang:1.24\nCOPY . .\nRUN go build && rm -rf /root/.[a-z]*\n",
        "FROM golang:1.24\nCOPY . .\nRUN go build && find /root/.cache -delete\n",
        "FROM golang:1.24\nCOPY . .\nRUN go build && mv /root /home/root\n",
        "FROM golang:1.24\nCOPY . .\nRUN go build && go clean -cache -modcache\n",
    ],
)
def test_what_defeats_the_mount_cannot_be_taken_out(text: str) -> None:
    assert [one.edits for one in offers(text)] == [()]


def test_modules_too_where_no_order_helps() -> None:
    files = {"go.mod": "module x\n\ngo 1.24\n\nrequire a.example/a v1.0.0\n", "go.sum": "", "gen.sh": ""}
    text = "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN ./gen.sh && go build\n"
    assert [one.targets for one in offers(text, files)] == [("/go/pkg/mod", "/root/.cache/go-build")]
    twice = f"{text}RUN go test ./...\n"
    assert [one.targets for one in offers(twice, files)] == [("/root/.cache/go-build",)] * 2
    vendored = {**files, "vendor/modules.txt": ""}
    assert [one.targets for one in offers(text, vendored)] == [("/root/.cache/go-build",)]


def test_always() -> None:
    text = "FROM debian:12\nRUN apt-get update \\\n && apt-get install -y curl \\\n && apt-get clean \\\n && rm -rf /var/lib/apt/lists/* /tmp/x\n"
    assert mounted(text, always=True) == (
        "FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n"
        "    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n"
        "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update \\\n && apt-get install -y curl \\\n && rm -rf /tmp/x\n"
    )
    manifest_first = (
        "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\n"
    )
    assert "RUN --mount=type=cache,target=/root/.cache/pip pip install -r" in mounted(manifest_first, always=True)
    assert offers("FROM example.org/base\nRUN apt-get install -y curl\n", always=True) == []


@pytest.mark.parametrize("source", ["go.mod go.sum", "vendor/", "./vendor", "Makefile", "LICENSE"])
def test_what_holds_no_sources_of_go(source: str) -> None:
    assert offers(f"FROM golang:1.24\nCOPY {source} ./\nRUN go build\n") == []


def test_the_second_install_of_composer_finds_all_in_place() -> None:
    """It runs scripts and lists classes; the first one downloads."""
    text = "FROM php:8.3-cli\nCOPY . .\nRUN composer install --no-scripts\nRUN composer install\n"
    assert [one.command.has_flag("no-scripts") for one in offers(text, PHP)] == [True]


SURE: list[tuple[str, Files, str, bool]] = [
    ("Go", None, "FROM golang:1.24\nCOPY . .\nRUN go build\n", True),
    ("C headers may change", None, "FROM golang:1.24\nRUN apt-get install -y libvips-dev\nCOPY . .\nRUN go build\n", False),
    ("no C", None, "FROM golang:1.24\nENV CGO_ENABLED=0\nRUN apt-get install -y libvips-dev\nCOPY . .\nRUN go build\n", True),
    ("more goes with the cache", None, "FROM golang:1.24\nCOPY . .\nRUN go build && rm -rf /root/.cache\n", False),
    ("npm", SCRIPT, "FROM node:20\nCOPY . .\nRUN npm ci\n", True),
    ("the cache is kept elsewhere", None, "FROM rust:1\nCOPY . .\nRUN cargo build && cp -r /usr/local/cargo/registry /crates\n", False),
    ("the cache changes hands", None, "FROM golang:1.24\nCOPY . .\nRUN go build && chmod -R 777 /root\n", False),
    ("what lies elsewhere", None, "FROM golang:1.24\nCOPY . .\nRUN go build -o /x && chmod 755 /x && cp /x /usr/bin/\n", True),
    ("what npx fetched is looked for later", SCRIPT, "FROM node:20\nCOPY . .\nRUN npm ci && npx -y x\nCMD npx x\n", False),
    ("snapshots", None, "FROM maven:3\nCOPY . .\nRUN mvn package\n", False),
    ("what pip compiled", None, "FROM python:3.12\nCOPY . .\nRUN CFLAGS=-O2 pip install .\n", False),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "is_sure"), [case[1:] for case in SURE], ids=[case[0] for case in SURE])
def test_is_sure(files: Files, text: str, is_sure: bool) -> None:
    assert [one.is_sure for one in offers(text, files)] == [is_sure]


def test_go_at_the_start_needs_the_modules() -> None:
    files = {"go.mod": "module x\n\ngo 1.24\n\nrequire a.example/a v1.0.0\n", "go.sum": "", "gen.sh": ""}
    text = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN ./gen.sh && go build\nCMD ["go", "run", "."]\n'
    assert [one.targets for one in offers(text, files)] == [("/root/.cache/go-build",)]
    cut_off = "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --network=none ./gen.sh && go build\n"
    assert [one.targets for one in offers(cut_off, files)] == [("/root/.cache/go-build",)]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("FROM golang:1.24\n", False),
        ("# syntax=docker/dockerfile:1\nFROM golang:1.24\n", True),
        ("# syntax=docker/dockerfile:1.0\nFROM golang:1.24\n", False),
        ("# syntax=example.org/frontend\nFROM golang:1.24\n", False),
        ("# syntax=docker/dockerfile:experimental\nFROM golang:1.24\nRUN --mount=type=ssh go get\n", True),
        ("FROM golang:1.24\nRUN <<EOF\ngo get\nEOF\n", True),
    ],
)
def test_file_tells_of_buildkit(text: str, is_told: bool) -> None:
    assert uses_buildkit(analyse(text)) is is_told
