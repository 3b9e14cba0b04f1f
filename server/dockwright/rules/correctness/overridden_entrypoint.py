from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, rule
from dockwright.rules._overridden import overridden
from dockwright.semantics import Stage
from dockwright.syntax import Entrypoint


@rule(
    "overridden-entrypoint",
    on=Stage,
    needs="ENTRYPOINT",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    aliases=("MultipleInstructionsDisallowed", "DL4004"),
    tags=("unnecessary",),
    invalid=(
        Invalid(
            'FROM alpine:3.20\nENTRYPOINT ["a"]\nRUN x\nENTRYPOINT ["b"]\n',
            'FROM alpine:3.20\nRUN x\nENTRYPOINT ["b"]\n',
            marked=("ENTRYPOINT",),
        ),
        Invalid("FROM alpine:3.20\nENTRYPOINT a\nENTRYPOINT []\n", "FROM alpine:3.20\nENTRYPOINT []\n"),
    ),
    valid=(
        'FROM alpine:3.20\nENTRYPOINT ["a"]\nCMD ["b"]\n',
        'FROM alpine:3.20 AS a\nENTRYPOINT ["a"]\nFROM a\nENTRYPOINT ["b"]\n',
        'FROM alpine:3.20\nONBUILD ENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
    ),
)
def overridden_entrypoint(stage: Stage, settings: Settings) -> Iterator[Finding]:
    """A later `ENTRYPOINT` of the stage replaces this one.

    ## Why is this bad?
    Only the last one of a stage counts. The earlier one looks as if it ran.

    ## References
    - https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
    """
    yield from overridden(stage, Entrypoint, settings)
