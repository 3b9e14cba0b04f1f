from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS
from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.semantics import ImageName, SemanticModel
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.syntax import From


@rule(
    "invalid-default-argument-in-from",
    on=From,
    needs="$",
    severity=Severity.WARNING,
    aliases=("InvalidDefaultArgInFrom",),
    invalid=(
        Invalid("ARG BASE\nFROM $BASE\n", marked=("$BASE",)),
        Invalid("ARG TAG\nFROM debian:${TAG}\n", marked=("debian:${TAG}",)),
    ),
    valid=(
        "ARG TAG=12\nFROM debian:$TAG\n",
        "ARG TAG\nFROM debian:${TAG:-12}\n",
        "ARG VARIANT\nFROM debian:12${VARIANT}\n",
        "FROM debian:12\n",
    ),
)
def invalid_default_argument_in_from(instruction: From, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """Without `--build-arg` the image name in `FROM` is not valid.

    ## Why is this bad?
    With all arguments at their defaults there is no image to build on, so a plain `docker build .` stops. Give the `ARG` a
    default that works.

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
        yield Finding(image.span, f"with the defaults of its arguments `{image.raw}` is no valid image name")
