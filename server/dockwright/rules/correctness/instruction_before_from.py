from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import PROBLEMS, Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.rules._problems import problem_findings
from dockwright.syntax import Arg, Dockerfile, From, Unknown


@rule(
    "instruction-before-from",
    on=Dockerfile,
    needs=PROBLEMS,
    severity=Severity.ERROR,
    presets=("hadolint", "buildkit"),
    aliases=("DL3061",),
    invalid=(
        Invalid("LABEL a=b\nFROM alpine:3.20\n", marked=("LABEL",)),
        Invalid("ARG V=1\nENV V=$V\nFROM alpine:$V\n", marked=("ENV",)),
        Invalid("LABEL a=b\nRUN c\nFROM alpine:3.20\n", marked=("LABEL",), title="the builder stops at the first"),
        Invalid(
            "LABEL a=b\nARG C\nONBUILD RUN d\nFROM alpine:3.20\nRUN e\n",
            settings=HADOLINT,
            marked=("LABEL", "ONBUILD"),
            title="hadolint reports each",
        ),
        Invalid('MAINTAINER "Jo"\nFROM alpine:3.20\n', marked=("MAINTAINER",)),
    ),
    valid=(
        "ARG V=3.20\nFROM alpine:$V\n",
        "# a comment\n\nFROM alpine:3.20\nLABEL a=b\n",
        Valid("WORKDIRR /app\nFROM alpine:3.20\n", title="no instruction at all"),
        "# syntax=docker/dockerfile:1\nARG V=3.20\nARG W\nFROM alpine:$V\n",
    ),
)
def instruction_before_from(dockerfile: Dockerfile, settings: Settings) -> Iterator[Finding]:
    """An instruction stands before the first `FROM`.

    ## Why is this bad?
    The file does not build: before the first stage there is nothing that an instruction could change. Only `ARG` may stand
    there, for the names of base images.

    ## References
    - https://docs.docker.com/reference/dockerfile/#from
    """
    for first in problem_findings(dockerfile, "instruction-before-from"):
        yield first
        if is_hadolint(settings):
            yield from _others(dockerfile, first)


def _others(dockerfile: Dockerfile, first: Finding) -> Iterator[Finding]:
    """The instructions between the first one and FROM, which the builder does not come to."""
    for instruction in dockerfile.instructions:
        if isinstance(instruction, From):
            return
        if instruction.keyword_span.start > first.span.start and not isinstance(instruction, (Arg, Unknown)):
            message = f"`{instruction.keyword}` stands before the first `FROM`"
            yield Finding(instruction.keyword_span, message)
