from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.builders import AS_BUILDAH
from dockwright.knowledge.platforms import PLATFORM_ARGUMENTS
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.semantics import ImageName, SemanticModel
from dockwright.semantics.expansion import ExpansionError, expand
from dockwright.syntax import From, Word
from dockwright.syntax.values import platform_fault, reference_fault


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
        Invalid("ARG TARGET\nFROM --platform=$TARGET debian:12\n", marked=("$TARGET",)),
        Invalid("ARG ARCH\nFROM --platform=linux/$ARCH debian:12\n", marked=("linux/$ARCH",)),
        Invalid("ARG TARGET=linus\nFROM --platform=$TARGET debian:12\n", marked=("$TARGET",)),
        Invalid(
            "ARG BUILDPLATFORM=\nFROM --platform=$BUILDPLATFORM debian:12\n", title="it hides what the builder sets"
        ),
    ),
    valid=(
        "ARG TAG=12\nFROM debian:$TAG\n",
        "ARG TAG\nFROM debian:${TAG:-12}\n",
        "ARG VARIANT\nFROM debian:12${VARIANT}\n",
        "FROM debian:12\n",
        Valid("ARG TARGET\nFROM --platform=$TARGET debian:12\n", settings=Settings(builder="either")),
        "ARG BUILDPLATFORM\nFROM --platform=$BUILDPLATFORM debian:12\n",
        "ARG TARGET\nFROM --platform=${TARGET:-linux/arm64} debian:12\n",
        "ARG ARCH=arm64\nFROM --platform=linux/$ARCH debian:12\n",
        "ARG BASE=Build\nFROM debian:12 AS build\nFROM $BASE\n",
    ),
)
def invalid_default_argument_in_from(instruction: From, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """Without `--build-arg` the image or platform in `FROM` is not valid.

    ## Why is this bad?
    With all arguments at their defaults there is no image to build on, so a plain `docker build .` stops. Give the `ARG` a
    default that works. A default that is none and yet not empty, `ARG BASE=Debian:12`, is an error: nobody means it.

    The same is so with `FROM --platform=$PLATFORM`. What the builder sets itself, `BUILDPLATFORM` and its like, is declared
    without a default: `ARG BUILDPLATFORM=` hides its value.

    ## References
    - https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/
    """
    image = instruction.image
    if image is not None and (name := _expanded(image, instruction, model, settings)) is not None:
        yield from _of_image(image, name, model, settings)
    platform = instruction.platform
    word = platform.value if platform is not None and settings.preset != "buildkit" else None
    if word is not None and (name := _expanded(word, instruction, model, settings)) is not None:
        yield from _of_platform(word, name, model, settings)


def _expanded(word: Word, instruction: From, model: SemanticModel, settings: Settings) -> str | None:
    """The word with the defaults of its arguments; None without any, and where another rule or nobody knows their values."""
    values = model.global_values
    if not word.variables or any(
        one.name in PLATFORM_ARGUMENTS and values.get(one.name) is None for one in word.variables
    ):
        return None
    if any(one.name not in values for one in word.variables) and settings.preset != "buildkit":
        return None  # undefined-argument-in-from says it
    try:
        known = {key: value or "" for key, value in values.items()}
        return expand(word.raw, known, escape=instruction.escape, complete=True)
    except ExpansionError:
        return None


def _is_meant(word: Word, model: SemanticModel) -> bool:
    """Whether each variable has a value of its own: then it is no gap that is to be filled."""
    return all(model.global_values.get(one.name) for one in word.variables)


def _of_image(image: Word, name: str, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    if ImageName.parse(name) is not None:
        return
    is_meant = _is_meant(image, model) and settings.preset != "buildkit"
    if is_meant and model.stage_named(name) is not None:
        return  # undefined-stage says it
    fault = reference_fault(name) if is_meant else None
    if fault is not None:
        yield Finding(image.span, f"`{image.raw}` is `{name}`, which {fault}", severity=Severity.ERROR)
    else:
        yield Finding(image.span, f"with the defaults of its arguments `{image.raw}` is no valid image name")


def _of_platform(word: Word, name: str, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    fault = platform_fault(name)
    if fault is not None and _is_meant(word, model):
        yield Finding(word.span, f"`{word.raw}` is `{name}`, which {fault}", severity=Severity.ERROR)
    elif fault is not None and settings.builder not in AS_BUILDAH:
        yield Finding(
            word.span, f"with the defaults of its arguments `{word.raw}` is {'no platform' if name else 'empty'}"
        )
