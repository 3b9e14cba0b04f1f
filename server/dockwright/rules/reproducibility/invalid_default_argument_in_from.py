from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS
from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.semantics import ImageName, SemanticModel
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.syntax import From
from dockwright.syntax.values import reference_fault


@rule(
    "invalid-default-argument-in-from",
    on=From,
    needs="$",
    severity=Severity.WARNING,
    aliases=("InvalidDefaultArgInFrom",),
    invalid=(
        Invalid("ARG BASE\nFROM $BASE\n", marked=("$BASE",)),
        Invalid("ARG TAG\nFROM debian:${TAG}\n", marked=("debian:${TAG}",)),
        Invalid("ARG BASE=Debian:12\nFROM $BASE\n", marked=("$BASE",), title="a default that is no image"),
    ),
    valid=(
        "ARG TAG=12\nFROM debian:$TAG\n",
        "ARG TAG\nFROM debian:${TAG:-12}\n",
        "ARG VARIANT\nFROM debian:12${VARIANT}\n",
        "FROM debian:12\n",
        "ARG BASE=Build\nFROM debian:12 AS build\nFROM $BASE\n",
    ),
)
def invalid_default_argument_in_from(instruction: From, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """Without `--build-arg` the image name in `FROM` is not valid.

    ## Why is this bad?
    With all arguments at their defaults there is no image to build on, so a plain `docker build .` stops. Give the `ARG` a
    default that works. A default that is none and yet not empty, `ARG BASE=Debian:12`, is an error: nobody means it.

    ## References
    - https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/
    """
    image = instruction.image
    if image is None or not image.variables:
        return
    values = model.global_values
    if any(one.name in PLATFORM_ARGUMENTS for one in image.variables):
        return
    if any(one.name not in values for one in image.variables) and settings.preset != "buildkit":
        return  # undefined-argument-in-from says it
    try:
        known = {key: value or "" for key, value in values.items()}
        name = expand(image.raw, known, escape=instruction.escape, complete=True)
    except ExpansionError:
        return
    if name is not None and ImageName.parse(name) is None:
        message = f"with the defaults of its arguments `{image.raw}` is no valid image name"
        is_meant = all(values.get(one.name) for one in image.variables) and settings.preset != "buildkit"
        if is_meant and model.stage_named(name) is not None:
            return  # undefined-stage says it
        fault = reference_fault(name) if is_meant else None
        if fault is not None:
            yield Finding(image.span, f"`{image.raw}` is `{name}`, which {fault}", severity=Severity.ERROR)
        else:
            yield Finding(image.span, message)
