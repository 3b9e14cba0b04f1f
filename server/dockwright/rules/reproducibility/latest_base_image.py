from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.semantics import Stage


@rule(
    "latest-base-image",
    on=Stage,
    severity=Severity.WARNING,
    aliases=("DL3007",),
    invalid=(
        Invalid("FROM debian:latest\n", marked=("debian:latest",)),
        Invalid("FROM ghcr.io/team/app:latest AS base\n", marked=("ghcr.io/team/app:latest",)),
        Invalid("ARG TAG=latest\nFROM debian:$TAG\n", marked=("debian:$TAG",)),
    ),
    valid=(
        "FROM debian:12\n",
        "FROM gcr.io/distroless/static-debian12:latest@sha256:e83913597ca9deb9d699316a9a9d806c2a87ed61195ac66ae0a8ac55089a84b9\n",
        "FROM debian\n",
        "ARG TAG\nFROM debian:$TAG\n",
        "FROM debian:latest-backports\n",
        Valid("ARG TAG=latest\nFROM debian:$TAG\n", settings=HADOLINT),
    ),
)
def latest_base_image(stage: Stage, settings: Settings) -> Iterator[Finding]:
    """The base image's tag is `latest`, so every build may get another one.

    ## Why is this bad?
    `latest` moves: the next major release arrives unasked, and two machines build different images from one file.

    ## References
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    """
    if stage.from_ is None or stage.from_.image is None or stage.base_stage is not None:
        return
    image = stage.base
    if is_hadolint(settings) and not stage.from_.image.value.endswith(":latest"):
        return  # it expands no variables
    if image is not None and image.tag == "latest" and image.digest is None:
        yield Finding(stage.from_.image.span, "the tag `latest` moves")
