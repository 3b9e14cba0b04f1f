from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from posixpath import basename

from dockwright.knowledge.distributions import Distribution, distribution_of_version, distribution_of_word
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._failures import may_fail
from dockwright.rules._layers import is_opaque
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Instruction, Run, Transfer

_VERSION = lazy_pattern(r"\d+(?:\.\d+)*")
_SYSTEMS = words("alpine debian ubuntu")
_ON_SYSTEMS = words(
    "buildpack-deps eclipse-temurin elixir erlang gcc golang httpd node openjdk perl php python ruby rust"
)
"""Images that have the sources of their system for packages, and no others."""

_SIGNS_OF_SOURCES = (
    "/etc/ap", "sources.list", "add-apt-repository", "apt-add-repository", "extrepo", ".deb", "dpkg -i", "dpkg --install", "Dir::",
)  # fmt: skip
"""Where one of these stands above, packages may come from elsewhere."""

_ARCHIVES = (".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst")
_SHOWN = 3
_WITH_VERSION = lazy_pattern(
    r"\s(?:lib(?:apache2-mod-php|icu|python3)|g\+\+-|gcc-|gfortran-|openjdk-|php|postgresql-|python3\.|ruby)\S*\d"
)
_APT = words("apt apt-get aptitude")
_MANAGERS = {"alpine": frozenset(("apk",)), "debian": _APT, "ubuntu": _APT}
_NAMES = {"alpine": "Alpine", "debian": "Debian", "ubuntu": "Ubuntu"}


@rule(
    "package-of-other-release",
    on=Stage,
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get install -y git python-pip\n",
            "FROM debian:12\nRUN apt-get update && apt-get install -y git python3-pip\n",
            marked=("python-pip",),
        ),
        Invalid(
            "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y netcat\n",
            "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y netcat-openbsd\n",
            title="several packages provide it, and apt does not choose",
        ),
        Invalid(
            "FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y openjdk-11-jre-headless\n",
            "FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y openjdk-17-jre-headless\n",
        ),
        Invalid(
            "FROM node:22-trixie AS base\nWORKDIR /app\nCOPY . .\nFROM base\nRUN apt-get update && apt-get install -y postgresql-client-15\n",
            "FROM node:22-trixie AS base\nWORKDIR /app\nCOPY . .\nFROM base\nRUN apt-get update && apt-get install -y postgresql-client-17\n",
        ),
        Invalid("FROM debian:trixie-slim\nRUN apt-get update && apt-get install -y software-properties-common\n"),
        Invalid(
            "FROM debian:bookworm\nRUN apt-get update && apt-get install -y libssl1.1 docker-ce\n",
            "FROM debian:bookworm\nRUN apt-get update && apt-get install -y libssl-dev docker.io\n",
            marked=("libssl1.1", "docker-ce"),
        ),
        Invalid("FROM python:3.12-alpine3.20\nRUN apk add --no-cache python2\n", "FROM python:3.12-alpine3.20\nRUN apk add --no-cache python3\n"),
        Invalid("FROM alpine:3.22.1\nRUN apk add --no-cache php7-fpm\n", marked=("php7-fpm",)),
    ),
    valid=(
        "FROM debian:10\nRUN apt-get update && apt-get install -y python-pip python-dev netcat\n",
        "FROM debian\nRUN apt-get update && apt-get install -y python-pip\n",
        "FROM node:22\nRUN apt-get update && apt-get install -y python2\n",
        "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y python openjdk-8-jdk mysql-client libssl1.1 php7.4-cli python3.9\n",
        "FROM debian:11\nRUN apt-get update && apt-get install -y python libssl1.1 openjdk-11-jdk libgl1-mesa-glx netcat\n",
        "FROM debian:13\nRUN apt-get update && apt-get install -y libasound2 libssl3 libncurses5-dev openjdk-25-jdk\n",
        "FROM example.org/debian:12\nRUN apt-get update && apt-get install -y python-pip\n",
        "FROM debian:12\nADD https://example.org/php.list /etc/apt/sources.list.d/\nRUN apt-get update && apt-get install -y php8.3-cli\n",
        "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y software-properties-common && add-apt-repository ppa:deadsnakes/ppa && "
        "apt-get install -y python3.9\n",
        "FROM debian:12\nRUN curl -fsSL https://example.org/setup | bash -\nRUN apt-get install -y postgresql-16\n",
        "FROM debian:12\nCOPY root /\nRUN apt-get update && apt-get install -y docker-ce\n",
        "FROM debian:12\nRUN apt-get update && (apt-get install -y python-pip || apt-get install -y python3-pip)\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y python-pip || true\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y python3-pip netcat-openbsd php8.2-cli ./python-pip\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y $PACKAGES python-pip= netcat/bookworm && apt-get remove -y python-dev\n",
        "FROM debian:bookworm-backports\nRUN apt-get update && apt-get install -y upx\n",
        "FROM mariadb:11-noble\nRUN apt-get update && apt-get install -y netcat\n",
        "FROM php:8.4-cli-bookworm\nRUN apt-get update && apt-get install -y php8.4-mysql\n",
        "FROM alpine:3.\nRUN apk add --no-cache python2\n",
        "FROM python:3.12-alpine3.\nRUN apk add --no-cache python2\n",
        "FROM debian:.\nRUN apt-get update && apt-get install -y python-pip\n",
        "FROM alpine:3.11\nRUN apk add --no-cache python\n",
        "FROM alpine:3.22\nRUN apk add --no-cache --repository=https://example.org/3.15/community php7\n",
    ),
)  # fmt: skip
def package_of_other_release(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """The release that the base image is of does not have a package of this name.

    ## Why is this bad?
    The build stops with `E: Unable to locate package` or `has no installation candidate`. Every release drops packages, and has one
    version of those that carry it in their names: `python-pip` went with Python 2, `libssl1.1` with OpenSSL 1.1, `openjdk-11-jdk` was in
    Debian 11 and `netcat` is only a name that two packages of Debian 12 provide. Images whose tag names no release get there as well
    when the tag moves on.

    Reported are packages that Dockerfiles are known to install and that are in none of the release's indices (Debian 11 to 13, Ubuntu 16.04 to
    26.04 of the long-term ones, and a few of Alpine), where the tag of the base image names the release (`12-slim`, `3.13-bookworm`, `24.04`,
    `alpine3.22`), and nothing above can have brought other sources of packages.

    ## Fix safety
    The fix installs what the release has in its place, or the version that it has. Check that the rest can do with it: a program for
    Python 2 cannot do with Python 3.

    ## References
    - https://www.debian.org/releases/trixie/release-notes/
    - https://packages.ubuntu.com/
    """
    release = _release(stage)
    if release is None:
        return
    managers = _MANAGERS[release.os]
    for command in () if managers.isdisjoint(stage.programs) else stage.commands:
        if command.name in managers:
            yield from _judge(command, model, stage, release)


def _judge(command: Command, model: SemanticModel, stage: Stage, release: Distribution) -> Iterator[Finding]:
    from dockwright.knowledge.absent_packages import absent, may_lack

    if not may_lack([word.value for word in command.arguments], release.os) and not command.may_hold(_WITH_VERSION):
        return
    found = [
        (word, instead)
        for word in _packages(command)
        if (instead := absent(word.value, release.os, release.version)) is not None
    ]
    if stage.facts is not None and stage.facts.family == "php":
        found = [one for one in found if "php" not in one[0].value]  # its image keeps apt from packages of PHP
    if not found or command.is_conditional or may_fail(command) or _has_other_sources(model, stage, command):
        return
    for word, instead in found:
        message = f"{_NAMES[release.os]} {release.version} has no package `{word.value}`"
        fixes = partial(_fixes, word, instead) if instead and word.raw == word.value else ()
        yield Finding(word.span, message, fixes)


def _fixes(word: ShellWord, instead: tuple[str, ...]) -> tuple[Fix, ...]:
    return tuple(Fix.replace(f"Install `{one}`", word.span, one, Safety.UNSAFE) for one in instead[:_SHOWN])


def _release(stage: Stage) -> Distribution | None:
    """The release that the tag of the base image names, where the image is one with the sources of its system alone."""
    image = stage.root_image
    if image is None or image.tag is None or stage.facts is None:
        return None
    return _release_of(stage.facts.family, image.tag)


@lru_cache(maxsize=256)
def _release_of(family: str, tag: str) -> Distribution | None:
    if family in _SYSTEMS:
        version = tag.partition("-")[0]
        if _VERSION.fullmatch(version):
            return distribution_of_version(family, version)
    elif family not in _ON_SYSTEMS:
        return None
    parts = tag.split("-")
    named = (distribution_of_word(word) for word in parts if "backports" not in parts)
    return next((one for one in named if one is not None and one.version and one.os in _SYSTEMS), None)


def _packages(command: Command) -> Iterator[ShellWord]:
    """What is installed by its bare name."""
    manager = MANAGERS["apk" if command.name == "apk" else "apt-get"]
    operands = command.operands(manager.valued_flags)
    if not operands or operands[0].value not in manager.install or operands[0].value == "build-dep":
        return
    if command.has_flag("repository", "X", "repositories-file", "c", "config-file"):
        return
    for word in operands[1:]:
        if word.is_literal:
            yield word


def _has_other_sources(model: SemanticModel, stage: Stage, command: Command) -> bool:
    """Whether packages may come from elsewhere than the system's own sources."""
    text = model.dockerfile.text
    for one in stage.lineage:
        end = command.span.start if one is stage else one.span.end
        if any(text.find(sign, one.span.start, end) >= 0 for sign in _SIGNS_OF_SOURCES):
            return True
        if any(_may_bring_sources(model, each, end) for each in one.instructions if each.span.start < end):
            return True
    return False


def _may_bring_sources(model: SemanticModel, instruction: Instruction, end: int) -> bool:
    if isinstance(instruction, Transfer):
        return _may_reach_sources(model, instruction)
    if not isinstance(instruction, Run):
        return False
    if model.script(instruction).has_errors:
        return True
    return any(is_opaque(one) for one in model.commands(instruction) if one.span.start < end)


def _may_reach_sources(model: SemanticModel, transfer: Transfer) -> bool:
    """Whether a COPY may put something below `/etc`: by its destination, or with a directory that goes to the root."""
    target = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
    place = model.state_before(transfer).resolve(target) if target is not None else None
    if place is None:
        return True
    names = [basename(word.value.rstrip("/")) for word in transfer.sources]
    may_be_tree = any("." not in name.strip(".") or name.endswith(_ARCHIVES) for name in names)
    return place.startswith("/etc") or (place == "/" and may_be_tree)
