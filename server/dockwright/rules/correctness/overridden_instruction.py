from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Severity, rule
from dockwright.semantics import Stage
from dockwright.syntax import Cmd, Entrypoint, Healthcheck, Instruction


@rule(
    "overridden-instruction",
    on=Stage,
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    aliases=("MultipleInstructionsDisallowed", "DL4003", "DL4004", "DL3012"),
    tags=("unnecessary",),
    invalid=(
        Invalid('FROM alpine:3.20\nCMD ["a"]\nCMD ["b"]\n', 'FROM alpine:3.20\nCMD ["b"]\n', marked=("CMD",)),
        Invalid(
            'FROM alpine:3.20\nENTRYPOINT ["a"]\nRUN x\nENTRYPOINT ["b"]\n',
            'FROM alpine:3.20\nRUN x\nENTRYPOINT ["b"]\n',
        ),
        Invalid("FROM alpine:3.20\nHEALTHCHECK CMD a\nHEALTHCHECK NONE\n", "FROM alpine:3.20\nHEALTHCHECK NONE\n"),
    ),
    valid=(
        'FROM alpine:3.20\nENTRYPOINT ["a"]\nCMD ["b"]\n',
        'FROM alpine:3.20 AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\n',
        'FROM alpine:3.20\nONBUILD CMD ["a"]\nCMD ["b"]\n',
    ),
)
def overridden_instruction(stage: Stage) -> Iterator[Finding]:
    """A later `CMD`, `ENTRYPOINT` or `HEALTHCHECK` of the stage replaces this one.

    ## Why is this bad?
    Only the last one of a stage counts. The earlier one looks as if it ran.

    ## References
    - https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
    """
    kinds: dict[type, list[Instruction]] = {}
    for instruction in stage.instructions:
        if isinstance(instruction, Cmd | Entrypoint | Healthcheck):
            kinds.setdefault(type(instruction), []).append(instruction)
    for found in kinds.values():
        last = found[-1]
        for one in found[:-1]:
            related = Related(last.keyword_span, "this one counts")
            fix = Fix.delete(f"Remove this `{one.keyword}`", one.line_span)
            yield Finding(one.keyword_span, f"a later `{one.keyword}` replaces this one", (fix,), (related,))
