from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from dockwright.knowledge.base_images import BaseImage, facts
from dockwright.knowledge.table import words
from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.rules._failures import may_fail
from dockwright.rules._programs import NODE_TOOLS, lacks_tool_of_node, may_be_brought, may_bring
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

_SYSTEM = words("bash curl wget git gcc make ssh python3")
"""Programs of which the tables know for certain whether an image of Docker's has them; none had one and lost it."""

_BARE = words("alpine debian httpd nginx ubuntu")
"""Images in which no language but the system's Perl is installed."""

_OF_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "bundle": ("ruby", "bundler"),
    "cargo": ("cargo", "rust"),
    "composer": ("composer",),
    "corepack": ("corepack", "node"),
    "dotnet": ("dotnet",),
    "gem": ("ruby",),
    "go": ("go",),
    "java": ("java", "jdk", "jre", "maven", "gradle", "ant"),
    "mvn": ("maven",),
    "node": ("node",),
    "npm": ("npm", "node"),
    "npx": ("npm", "node"),
    "pip": ("pip", "python"),
    "pip3": ("pip", "python"),
    "yarn": ("yarn", "node"),
}
"""Programs that images of other languages and of the system alone lack, and what the names of packages with them hold."""

_PLAIN = _BARE | words("eclipse-temurin elixir golang node openjdk php python redis ruby rust")
"""Images that have no tools of another system."""

_SURE = _PLAIN | words("almalinux centos fedora mariadb perl postgres")
"""Images whose programs are known well enough to say that the build stops."""

_OF_OTHER_SYSTEMS: Mapping[str, frozenset[str]] = {
    "alpine": words("apt-get groupadd useradd usermod"),
    "debian": words("apk"),
    "ubuntu": words("apk"),
}
"""Programs that a system lacks, and that people bring along from another."""

_SINCE_TRIXIE = frozenset(("addgroup", "adduser"))
"""Programs that Debian's images have no longer. Source: https://github.com/debuerreotype/docker-debian-artifacts. Date: 2026-11."""

_WITHOUT_APT_KEY = words("trixie forky plucky questing resolute")
"""Releases of Debian and Ubuntu whose apt has no `apt-key`. Source: the files of the package apt. Date: 2026-11."""

_WITHOUT_COREPACK = (25,)
"""The first version of Node whose images have no corepack. Source: the README of docker-node. Date: 2026-11."""

_OF_SDK = words("build clean list new nuget pack publish restore run test tool workload")
_SDK = ("dotnet",)
"""Subcommands of `dotnet` that only the SDK has, and what the names of packages with it hold.
Source: https://learn.microsoft.com/dotnet/core/tools/. Date: 2026-11."""

_MANIFESTS = (".json", ".lock", "rc")
"""How files go on that are called after a program."""

_INSTEAD = {"apk": "apt-get", "apt-get": "apk", "groupadd": "addgroup", "useradd": "adduser"}

_BROUGHT_BY = {
    **_OF_LANGUAGES,
    "addgroup": ("adduser",),
    "adduser": ("adduser",),
    "apt-get": ("apt",),
    "apt-key": (),
    "groupadd": ("shadow",),
    "useradd": ("shadow",),
    "usermod": ("shadow",),
}


@rule(
    "missing-build-program",
    on=Stage,
    severity=Severity.WARNING,
    invalid=(
        Invalid("FROM python:3.13-slim\nRUN curl -fsSL https://example.org/a.sh -o /a.sh\n", marked=("curl",)),
        Invalid("FROM alpine:3.22\nRUN git clone https://example.org/a.git\n", marked=("git",)),
        Invalid("FROM nginx:1.29\nWORKDIR /app\nCOPY . .\nRUN npm install && npm run build\n", marked=("npm",)),
        Invalid(
            "FROM ubuntu:24.04\nCOPY requirements.txt .\nRUN apt-get update && apt-get install -y libpq-dev\nRUN pip install -r requirements.txt\n",
            marked=("pip",),
        ),
        Invalid("FROM php:8.3-fpm-alpine\nRUN apk add --no-cache nginx nodejs npm\nWORKDIR /app\nCOPY . .\nRUN composer install --no-dev\n", marked=("composer",)),
        Invalid("FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n", marked=("npm",)),
        Invalid("FROM eclipse-temurin:21-jdk\nCOPY . .\nRUN mvn -B package\n", marked=("mvn",)),
        Invalid("FROM node:25-slim\nRUN corepack enable\n", marked=("corepack",)),
        Invalid("FROM node:26\nWORKDIR /app\nCOPY package.json yarn.lock .yarnrc ./\nRUN yarn install\n", marked=("yarn",)),
        Invalid("FROM debian:13 AS base\nRUN mkdir /a\nFROM base\nRUN wget https://example.org/a\nRUN apt-get install -y wget\n", marked=("wget",)),
        Invalid("FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && tsc -p .\n", marked=("tsc",)),
        Invalid(
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl tini && rm -rf /var/lib/apt/lists/*\nRUN adduser --system app\n",
            marked=("adduser",),
        ),
        Invalid(
            "FROM debian:13\nRUN apt-get update && apt-get install -y gnupg curl\nRUN curl -fsSL https://example.org/key | apt-key add -\n",
            marked=("apt-key",),
        ),
        Invalid("FROM python:3.13-alpine\nRUN useradd -m app\n", marked=("useradd",)),
        Invalid("FROM node:22-alpine\nRUN apt-get update && apt-get install -y git\n", marked=("apt-get",)),
        Invalid("FROM python:3.13-slim\nRUN apk add --no-cache git\n", marked=("apk",)),
        Invalid(
            "FROM mcr.microsoft.com/dotnet/aspnet:8.0 AS build\nWORKDIR /app\nCOPY . .\nRUN dotnet restore\nRUN dotnet publish -o out\n",
            marked=("dotnet",),
        ),
    ),
    valid=(
        "FROM python:3.13-alpine\nRUN apk add --no-cache shadow && useradd -m app\n",
        "FROM python:3.13-slim\nRUN useradd -m app && (which apk && apk add git || apt-get install -y git)\n",
        "FROM python:3.13-slim\nRUN apt-get update && apt-get install -y curl && curl -fsSL https://example.org/a.sh -o /a.sh\n",
        "FROM python:3.13\nRUN curl -fsSL https://example.org/a.sh -o /a.sh\n",
        "FROM example.org/base\nRUN curl -fsSL https://example.org/a.sh -o /a.sh\n",
        "FROM debian:13\nRUN apt-get update && apt-get install -y git-lfs devscripts\nRUN wget https://example.org/a\n",
        "FROM debian:13\nCOPY setup.sh /\nRUN /setup.sh\nRUN wget https://example.org/a\n",
        "FROM debian:13\nCOPY --from=tools /usr/bin/ /usr/bin/\nRUN wget https://example.org/a\n",
        "FROM debian:13\nRUN --mount=from=tools,source=/bin/curl,target=/usr/bin/curl curl https://example.org/a\n",
        "FROM debian:13\nRUN command -v curl && curl https://example.org/a; if [ -x /usr/bin/wget ]; then wget https://example.org/a; fi\n",
        "FROM debian:13\nRUN git --version || apt-get install -y git\n",
        "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y python3-pip nodejs\nRUN pip install a && npm install b\n",
        "FROM ubuntu:24.04\nENV PATH=/opt/node/bin:$PATH\nRUN npm install b\n",
        "FROM node:22\nCOPY . .\nRUN tsc -p . || npx tsc -p .\nRUN --mount=from=x,target=/usr/local/lib npm ci\n",
        "FROM node:22\nCOPY . .\nRUN npm install -g typescript && npm ci && tsc -p . && npx ng build\n",
        "FROM node:22\nENV PATH=/app/node_modules/.bin:$PATH\nRUN npm ci && tsc -p .\n",
        "FROM node:22\nRUN yarn global add typescript\nRUN tsc -p .\n",
        "FROM php:8.3-fpm\nCOPY --from=composer:2 /usr/bin/composer /usr/bin/composer\nCOPY . .\nRUN composer install\n",
        "FROM php:8.3\nRUN curl -sS https://getcomposer.org/installer | php && mv composer.phar /usr/local/bin/composer\nRUN composer install\n",
        "FROM python:3.13\nRUN apt-get update && apt-get install -y nodejs && npm ci\n",
        "FROM python:3.13\nRUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && apt-get install -y nodejs\nRUN npm ci\n",
        "FROM ruby:3.4\nCOPY --from=node:22 /usr/local/bin /usr/local/bin\nRUN npm ci\n",
        "FROM node:24\nRUN corepack enable\nFROM node:lts\nRUN corepack enable && yarn install\n",
        "FROM node:26\nRUN npm install -g corepack@0.34 && corepack enable && yarn install\n",
        "FROM debian:12-slim\nRUN adduser --system app\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y gnupg curl && curl -fsSL https://example.org/key | apt-key add -\n",
        "FROM ubuntu:24.04\nRUN apt-key adv --keyserver example.org --recv-keys 1\n",
        "FROM python:3.13.0-slim\nRUN adduser --system app\n",
        "FROM debian:13-slim@sha256:e83913597ca9deb9d699316a9a9d806c2a87ed61195ac66ae0a8ac55089a84b9\nRUN adduser --system app\n",
        "FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx && adduser --system app\n",
        "FROM debian:13-slim\nRUN apt-get update && apt-get install -y adduser && adduser --system app\n",
        "FROM debian:13\nADD tools.tar.gz /usr/local/\nRUN curl https://example.org/a\n",
        "FROM debian:13\nCOPY packages.txt .\nRUN apt-get update && xargs apt-get install -y < packages.txt\nRUN curl https://example.org/a\n",
        "FROM haskell:9-slim\nRUN curl https://example.org/a\n",
        "FROM scratch\nADD rootfs.tar.gz /\nRUN curl https://example.org/a\n",
        "FROM debian:13\nONBUILD RUN curl https://example.org/a\n",
        "FROM nginx:1.29\nCOPY --from=node:22 / /\nRUN npm install\n",
        "FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nRUN dotnet publish -o out\n",
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nRUN apt-get update && apt-get install -y dotnet-sdk-8.0 && dotnet restore\n",
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nRUN dotnet --info && dotnet app.dll --migrate\n",
    ),
)  # fmt: skip
def missing_build_program(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """A `RUN` starts a program that the image does not have yet.

    ## Why is this bad?
    The build stops with `curl: not found`. The slim and Alpine variants of an image have no `curl`, `git` or `make`, the images of
    Debian and Ubuntu neither these nor `wget`, a web server's image has no `npm`, and an image that runs programs of .NET not the
    SDK that builds them. An image of one language has not the tools of another: no `npm` in `python`, no `composer` in `php`, no `mvn` in
    `eclipse-temurin`; Node's images have no `corepack` since Node 25, and no `yarn` since Node 26. Install it above, or in the same `RUN`,
    or build in a stage on an image that has it.

    Reported are programs of which it is known whether a base image has them, where nothing that the stage runs or copies
    before can have brought them.

    ## References
    - https://docs.docker.com/build/building/best-practices/#from
    """
    image, root = stage.facts, stage.root_image
    if image is not None and image.ecosystem == "dotnet" and image.kind == "runtime" and "dotnet" in stage.programs:
        yield from _without_sdk(model, stage, image)
    if image is None or root is None or image.family not in _SURE:
        return
    lacking = _lacking(root.family, root.tag)
    for run in stage.of(Run) if not lacking.isdisjoint(stage.programs) else ():
        for command in model.commands(run):
            if command.name not in lacking:
                continue
            if command.name in NODE_TOOLS:
                if _is_needed(command) and lacks_tool_of_node(model, stage, command.name, run):
                    message = f"`{command.name}` is in `node_modules/.bin`, where no shell looks: `npx` does"
                    yield Finding(command.name_span, message)
            elif not _may_be_there(model, stage, run, command):
                yield Finding(command.name_span, f"the image has no `{command.name}`{_hint(image, command.name)}")


def _without_sdk(model: SemanticModel, stage: Stage, image: BaseImage) -> Iterator[Finding]:
    """Commands of the SDK of .NET on an image that only runs programs."""
    for run in stage.of(Run):
        for command in model.commands(run):
            if command.name != "dotnet" or command.subcommand not in _OF_SDK or not _is_needed(command):
                continue
            earlier = (one for one in command.script.commands if one.span.start < command.span.start)
            if any(one.name != "dotnet" and may_bring(one, "dotnet", _SDK) for one in earlier):
                return
            if any(mount.option("from") is not None for mount in run.mounts) or may_be_brought(
                model, stage, "dotnet", run, _SDK
            ):
                return
            family = image.family.rpartition("/")[2]
            yield Finding(
                command.name_span, f"`dotnet {command.subcommand}` needs the SDK, which an image of `{family}` lacks"
            )
            return


def _is_needed(command: Command) -> bool:
    """Whether the build stops when the program is not found by its bare name."""
    return _is_bare(command) and not (command.is_conditional or command.script.has_errors or may_fail(command))


def _may_be_there(model: SemanticModel, stage: Stage, run: Run, command: Command) -> bool:
    """Whether the program may be there all the same, or the build goes on without it."""
    root = stage.root_image
    if (command.name in _SINCE_TRIXIE or command.name == "apt-key") and root is not None and root.digest is not None:
        return True  # an image of an earlier day, perhaps
    text = model.dockerfile.text
    others = ("corepack",) if command.name == "yarn" else ()
    if any(_is_mentioned(text, name, stage.span.start, command.span.start) for name in (command.name, *others)):
        return True
    if not _is_needed(command):
        return True
    if any(mount.option("from") is not None for mount in run.mounts):
        return True
    names = _BROUGHT_BY.get(command.name, ())
    earlier = (one for one in command.script.commands if one.span.start < command.span.start)
    if any(may_bring(one, command.name, names) for one in earlier):
        return True
    return may_be_brought(model, stage, command.name, run, names)


def _is_mentioned(text: str, program: str, start: int, end: int) -> bool:
    """Whether a stretch of the file names a program, but for its manifests and settings: `yarn.lock`, `.npmrc`."""
    at = text.find(program, start, end)
    while at >= 0 and text.startswith(_MANIFESTS, at + len(program)):
        at = text.find(program, at + 1, end)
    return at >= 0


def _hint(image: BaseImage, program: str) -> str:
    if image.family == "node":
        if program == "corepack":
            return ", as Node's images have none since Node 25; `npm install -g corepack` brings it"
        if program == "yarn":
            return ", as Node's images have none since Node 26; `npm install -g yarn` brings it"
    if program == "apt-key":
        return f", as {image.os.capitalize()} {image.release.capitalize()} has none; keys go to `/etc/apt/keyrings`"
    if program in _SINCE_TRIXIE:
        return f", as Debian {image.release.capitalize()} has none; it has `{program[3:]}add`"
    instead = _INSTEAD.get(program, "") if program in _OF_OTHER_SYSTEMS.get(image.os, ()) else ""
    return f"; {image.os.capitalize()} has `{instead}`" if instead else " yet"


def _is_bare(command: Command) -> bool:
    """Whether it is run by its name alone."""
    return bool(command.words) and "/" not in command.words[0].value


@lru_cache(maxsize=256)
def _lacking(family: str, tag: str | None) -> frozenset[str]:
    """The programs that the base image is known to come without."""
    image = facts(family, tag)
    if image is None:
        return frozenset()
    return frozenset([one for one in (*_SYSTEM, *_BROUGHT_BY, "apk", *NODE_TOOLS) if _is_missing(image, one)])


def _is_missing(image: BaseImage, program: str) -> bool:
    """Whether the base image is known to come without the program."""
    if program in NODE_TOOLS:
        return image.family == "node"
    if program == "apt-key":
        return image.family in _PLAIN and image.release in _WITHOUT_APT_KEY
    if program in _SINCE_TRIXIE:
        return (
            image.family in _PLAIN
            and image.release == "trixie"
            and (image.family == "debian" or image.variant == "slim")
        )
    others = _OF_OTHER_SYSTEMS.get(image.os)
    if others is not None and program in others:
        return image.family in _PLAIN
    if image.family == "node" and program in ("corepack", "yarn"):
        return image.version >= _WITHOUT_COREPACK and program not in image.programs
    if program in _OF_LANGUAGES:
        return image.family in _PLAIN and program not in image.programs
    return image.os != "scratch" and image.provides(program) is False
