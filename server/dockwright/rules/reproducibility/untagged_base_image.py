from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.base_images import facts
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, rule
from dockwright.semantics import ImageName, Stage

_NAME_AND_VERSION = lazy_pattern(r"([a-z]+)-?(\d[\w.-]*)")


@rule(
    "untagged-base-image",
    on=Stage,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    uncovers=("*",),  # nobody knew the image before
    aliases=("DL3006",),
    invalid=(
        Invalid("FROM debian\n", marked=("debian",)),
        Invalid(
            "FROM debian AS build\nFROM --platform=$BUILDPLATFORM alpine\nCOPY --from=build /a /a\n",
            marked=("debian", "alpine"),
        ),
        Invalid("FROM registry.example.org:5000/team/app\n", marked=("registry.example.org:5000/team/app",)),
        Invalid(
            "FROM python3.13-slim AS build\n",
            "FROM python:3.13-slim AS build\n",
            marked=("python3.13-slim",),
            title="no colon",
        ),
        Invalid("FROM acme/python3\nFROM tool2\n", title="who knows what these are"),
    ),
    valid=(
        "FROM debian:12\n",
        "FROM debian :12\n",
        "FROM scratch\n",
        "FROM debian:12 AS base\nFROM base\n",
        "FROM debian@sha256:e83913597ca9deb9d699316a9a9d806c2a87ed61195ac66ae0a8ac55089a84b9\n",
        "ARG BASE=debian:12\nFROM $BASE\n",
        "ARG TAG\nFROM debian:$TAG\n",
        "FROM image-of-${ARCH}\n",
        "FROM gcr.io/distroless/static-debian12\n",
    ),
)
def untagged_base_image(stage: Stage, settings: Settings) -> Iterator[Finding]:
    """The base image has no tag, so every build may get another one.

    ## Why is this bad?
    Without a tag the registry hands out whatever `latest` is that day: the next major release arrives unasked, and two
    machines build different images from one file.

    The distroless images have no version tags; those that name their Debian release are as fixed as they can be without a
    digest, and only hadolint's preset reports them.

    ## Fix safety
    The fix puts in the colon that is missing in `python3.13`: a guess, as there may be an image of that name.

    ## References
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    """
    if stage.from_ is None or stage.from_.image is None or stage.base_stage is not None:
        return
    word = stage.from_.image
    image = stage.base
    if word.variables or image is None or image.repository == "scratch":
        return
    if image.family.startswith("gcr.io/distroless/") and "-debian" in image.name and settings.preset != "hadolint":
        return
    if image.tag is None and image.digest is None:
        if any(one.raw.startswith((":", "@")) for one in stage.from_.words[1:2]):
            return  # the tag is there, behind a blank
        meant = _meant(image)
        if meant is None or word.raw != word.value:
            yield Finding(word.span, f"`{word.value}` has no tag")
            return
        fix = Fix.replace(f"Change to `{meant}`", word.span, meant, Safety.UNSAFE)
        yield Finding(word.span, f"`{word.value}` has no tag; did you mean `{meant}`?", (fix,))


def _meant(image: ImageName) -> str | None:
    """The image and the tag of a name in which the colon is missing."""
    found = _NAME_AND_VERSION.fullmatch(image.text)
    if found is None or facts(image.family) is not None or facts(found[1]) is None:
        return None
    return f"{found[1]}:{found[2]}"
