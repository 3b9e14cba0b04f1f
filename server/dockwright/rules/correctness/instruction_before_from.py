from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.rules._problems import problem_findings
from dockwright.syntax import Dockerfile


@rule(
    "instruction-before-from",
    on=Dockerfile,
    severity=Severity.ERROR,
    presets=("hadolint", "buildkit"),
    aliases=("DL3061",),
    invalid=(
        Invalid("LABEL a=b\nFROM alpine:3.20\n", marked=("LABEL",)),
        Invalid("ARG V=1\nENV V=$V\nFROM alpine:$V\n", marked=("ENV",)),
        Invalid('MAINTAINER "Jo"\nFROM alpine:3.20\n', marked=("MAINTAINER",)),
    ),
    valid=(
        "ARG V=3.20\nFROM alpine:$V\n",
        "# a comment\n\nFROM alpine:3.20\nLABEL a=b\n",
        "# syntax=docker/dockerfile:1\nARG V=3.20\nARG W\nFROM alpine:$V\n",
    ),
)
def instruction_before_from(dockerfile: Dockerfile) -> Iterator[Finding]:
    """An instruction stands before the first `FROM`.

    ## Why is this bad?
    The file does not build: before the first stage there is nothing that an instruction could change. Only `ARG` may stand
    there, for the names of base images.

    ## References
    - https://docs.docker.com/reference/dockerfile/#from
    """
    yield from problem_findings(dockerfile, "instruction-before-from")
