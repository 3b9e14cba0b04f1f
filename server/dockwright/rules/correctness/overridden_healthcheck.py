from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, rule
from dockwright.rules._overridden import overridden
from dockwright.semantics import Stage
from dockwright.syntax import Healthcheck


@rule(
    "overridden-healthcheck",
    on=Stage,
    needs="HEALTHCHECK",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    aliases=("MultipleInstructionsDisallowed", "DL3012"),
    tags=("unnecessary",),
    invalid=(
        Invalid(
            "FROM alpine:3.20\nHEALTHCHECK CMD a\nHEALTHCHECK NONE\n",
            "FROM alpine:3.20\nHEALTHCHECK NONE\n",
            marked=("HEALTHCHECK",),
        ),
        Invalid(
            "FROM alpine:3.20\nHEALTHCHECK CMD a\nCMD x\nHEALTHCHECK --retries=5 CMD b\n",
            "FROM alpine:3.20\nCMD x\nHEALTHCHECK --retries=5 CMD b\n",
        ),
    ),
    valid=(
        "FROM alpine:3.20\nHEALTHCHECK CMD a\n",
        "FROM alpine:3.20 AS a\nHEALTHCHECK CMD a\nFROM a\nHEALTHCHECK NONE\n",
        "FROM alpine:3.20\nONBUILD HEALTHCHECK CMD a\nHEALTHCHECK CMD b\n",
    ),
)
def overridden_healthcheck(stage: Stage, settings: Settings) -> Iterator[Finding]:
    """A later `HEALTHCHECK` of the stage replaces this one.

    ## Why is this bad?
    Only the last one of a stage counts. The earlier one looks as if it ran.

    ## References
    - https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
    """
    yield from overridden(stage, Healthcheck, settings)
