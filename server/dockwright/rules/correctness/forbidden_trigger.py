from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import PROBLEMS, Finding, Invalid, Severity, rule
from dockwright.rules._problems import problem_findings
from dockwright.syntax import Dockerfile


@rule(
    "forbidden-trigger",
    on=Dockerfile,
    needs=PROBLEMS,
    severity=Severity.ERROR,
    presets=("hadolint", "buildkit"),
    aliases=("DL3043",),
    invalid=(
        Invalid("FROM alpine:3.20\nONBUILD FROM alpine:3.20\n", marked=("FROM",)),
        Invalid("FROM alpine:3.20\nONBUILD ONBUILD RUN x\n", marked=("ONBUILD",)),
        Invalid("FROM alpine:3.20\nonbuild maintainer Jo\n", marked=("maintainer",)),
    ),
    valid=(
        "FROM alpine:3.20\nONBUILD RUN x\n",
        "FROM alpine:3.20\nONBUILD COPY . /app\n",
        'FROM alpine:3.20\nONBUILD LABEL maintainer="Jo"\n',
    ),
)
def forbidden_trigger(dockerfile: Dockerfile) -> Iterator[Finding]:
    """`ONBUILD` is followed by an instruction that cannot wait for another build.

    ## Why is this bad?
    The file does not build: `ONBUILD` puts off any instruction but `FROM`, `MAINTAINER` and itself.

    ## References
    - https://docs.docker.com/reference/dockerfile/#onbuild
    """
    yield from problem_findings(dockerfile, "onbuild-trigger")
