from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, Valid, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Dockerfile


@rule(
    "stage-copied-from-itself",
    on=Dockerfile,
    needs="from=",
    severity=Severity.ERROR,
    aliases=("DL3023",),
    invalid=(
        Invalid("FROM alpine:3.22 AS one\nCOPY --from=one /a /b\n", marked=("one",)),
        Invalid("FROM alpine:3.22 AS one\nRUN --mount=from=One,target=/x ls\n", marked=("One",)),
        Invalid("FROM alpine:3.22 AS one\nFROM alpine:3.22 AS two\nCOPY --from=two /a /b\n", marked=("two",)),
    ),
    valid=(
        "FROM alpine:3.22 AS one\nFROM alpine:3.22\nCOPY --from=one /a /b\n",
        "FROM alpine:3.22 AS one\nCOPY --from=nginx:1 /a /b\n",
        "FROM alpine:3.22 AS one\nRUN cp /a /b\n",
        Valid(
            "FROM alpine:3.22 AS one\nONBUILD COPY --from=0 /a /b\nONBUILD RUN --mount=from=one,target=/x ls\n",
            title="a trigger takes from the stages of another build",
        ),
    ),
)
def stage_copied_from_itself(dockerfile: Dockerfile, model: SemanticModel) -> Iterator[Finding]:
    """A stage takes files from itself.

    ## Why is this bad?
    The file does not build: a stage is complete only behind its last instruction. What is in it already can be copied with
    `RUN cp`.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy---from
    """
    for one in model.unresolved:
        if one.reason == "self":
            yield Finding(one.span, "a stage cannot take from itself")
