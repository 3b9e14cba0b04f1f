from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.semantics import ImageName, SemanticModel
from dockwright.syntax import Copy

_LAID_OVER = frozenset({"tonistiigi/xx", "crazymax/goxx", "crazymax/osxcross"})


@rule(
    "whole-root-copied",
    on=Copy,
    severity=Severity.WARNING,
    aliases=("DL3067",),
    invalid=(
        Invalid("FROM debian:12 AS build\nRUN make\nFROM debian:12\nCOPY --from=build / /\n", marked=("/",)),
        Invalid('FROM debian:12 AS build\nFROM alpine:3.20\nCOPY --from=build ["/", "/"]\n'),
        Invalid("FROM debian:12 AS build\nFROM debian:12\nWORKDIR /\nCOPY --from=build / ./\n", marked=("/",)),
    ),
    valid=(
        "FROM debian:12 AS build\nFROM scratch\nCOPY --from=build / /\n",
        "FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /out /\n",
        "FROM debian:12\nCOPY / /\n",
        "FROM debian:12 AS build\nFROM debian:12\nWORKDIR /rootfs\nCOPY --from=build / .\n",
        Valid("FROM tonistiigi/xx:1.6.1 AS xx\nFROM golang:1.24\nCOPY --from=xx / /\n", title="a handful of scripts"),
        "FROM golang:1.24\nCOPY --from=docker.io/tonistiigi/xx / /\n",
        Valid(
            "FROM scratch AS files\nCOPY root/ /\nFROM debian:12\nCOPY --from=files / /\n",
            title="nothing but what was put there",
        ),
    ),
)
def whole_root_copied(copy: Copy, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The whole file system of another stage is copied over this one.

    ## Why is this bad?
    Everything that the builder stage holds, compilers and caches too, lies in one layer on top of the base image, whose
    own files are there a second time. Copy what is needed. On top of `scratch` it is a way to flatten an image, and fine; so is a
    stage that was begun from `scratch` itself, or an image that is made to be laid over another, such as `tonistiigi/xx`.

    ## References
    - https://docs.docker.com/build/building/multi-stage/
    """
    if copy.from_ is None or copy.destination is None or not _is_root(copy, copy.destination.value, model, settings):
        return
    stage = model.stage_of(copy)
    scratch = stage is not None and stage.root_image is not None and stage.root_image.repository == "scratch"
    if settings.preset != "hadolint" and (scratch or _is_small(copy, model)):
        return
    for source in copy.sources:
        if source.value == "/":
            yield Finding(source.span, "the whole file system of another stage is copied")


def _is_root(copy: Copy, destination: str, model: SemanticModel, settings: Settings) -> bool:
    if settings.preset == "hadolint" or not destination.startswith("."):
        return destination == "/"
    return model.state_before(copy).resolve(destination) == "/"


def _is_small(copy: Copy, model: SemanticModel) -> bool:
    """Whether the source has no system of its own: it began from nothing, or is an image of tools to be laid over another."""
    stage = model.stage_of(copy)
    references = stage.references if stage is not None else ()
    source = next((one.stage for one in references if one.instruction is copy), None)
    image = source.root_image if source is not None else _named(copy)
    return image is not None and (image.repository in _LAID_OVER or image.repository == "scratch")


def _named(copy: Copy) -> ImageName | None:
    word = copy.from_.value if copy.from_ is not None else None
    return ImageName.parse(word.value) if word is not None else None
