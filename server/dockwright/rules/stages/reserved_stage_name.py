from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.syntax import From

RESERVED = frozenset({"scratch", "context"})


@rule(
    "reserved-stage-name",
    on=From,
    severity=Severity.WARNING,
    aliases=("ReservedStageName", "DL3063"),
    invalid=(
        Invalid("FROM alpine:3.20 AS scratch\n", marked=("scratch",)),
        Invalid("FROM alpine:3.20 AS Context\n", marked=("Context",)),
    ),
    valid=("FROM alpine:3.20 AS base\n", "FROM scratch AS base\n", "FROM scratch\n"),
)
def reserved_stage_name(instruction: From) -> Iterator[Finding]:
    """A stage has a name that means something else to the builder.

    ## Why is this bad?
    `scratch` is the empty image and `context` the files that are sent to the builder. A stage of that name cannot be
    referred to, or hides what others expect.

    ## References
    - https://docs.docker.com/reference/build-checks/reserved-stage-name/
    """
    alias = instruction.alias
    if alias is not None and alias.value.lower() in RESERVED:
        yield Finding(alias.span, f"`{alias.value}` is reserved and should not name a stage")
