from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Copy


@rule(
    "whole-root-copied",
    on=Copy,
    severity=Severity.WARNING,
    aliases=("DL3067",),
    invalid=(
        Invalid("FROM debian:12 AS build\nRUN make\nFROM debian:12\nCOPY --from=build / /\n", marked=("/",)),
        Invalid('FROM debian:12 AS build\nFROM alpine:3.20\nCOPY --from=build ["/", "/"]\n'),
    ),
    valid=(
        "FROM debian:12 AS build\nFROM scratch\nCOPY --from=build / /\n",
        "FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /out /\n",
        "FROM debian:12\nCOPY / /\n",
    ),
)
def whole_root_copied(copy: Copy, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The whole file system of another stage is copied over this one.

    ## Why is this bad?
    Everything that the builder stage holds, compilers and caches too, lies in one layer on top of the base image, whose
    own files are there a second time. Copy what is needed. On top of `scratch` it is a way to flatten an image, and fine.

    ## References
    - https://docs.docker.com/build/building/multi-stage/
    """
    if copy.from_ is None or copy.destination is None or copy.destination.value != "/":
        return
    stage = model.stage_of(copy)
    scratch = stage is not None and stage.root_image is not None and stage.root_image.repository == "scratch"
    if scratch and settings.preset != "hadolint":
        return
    for source in copy.sources:
        if source.value == "/":
            yield Finding(source.span, "the whole file system of another stage is copied")
