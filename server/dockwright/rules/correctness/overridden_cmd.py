from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, rule
from dockwright.rules._overridden import overridden
from dockwright.semantics import Stage
from dockwright.syntax import Cmd


@rule(
    "overridden-cmd",
    on=Stage,
    needs="CMD",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    aliases=("MultipleInstructionsDisallowed", "DL4003"),
    tags=("unnecessary",),
    invalid=(
        Invalid('FROM alpine:3.20\nCMD ["a"]\nCMD ["b"]\n', 'FROM alpine:3.20\nCMD ["b"]\n', marked=("CMD",)),
        Invalid("FROM alpine:3.20\nCMD a\nRUN x\nCMD b\nCMD c\n", "FROM alpine:3.20\nRUN x\nCMD c\n"),
        Invalid(
            'FROM alpine:3.20\nCMD ["a"]\nCMD ["b"]\nCMD ["c"]\n',
            'FROM alpine:3.20\nCMD ["c"]\n',
            settings=Settings(preset="hadolint"),
            marked=("CMD", "CMD"),
        ),
        Invalid("FROM alpine:3.20\ncmd a\nCMD []\n", "FROM alpine:3.20\nCMD []\n"),
        Invalid(
            'FROM alpine:3.20\nCMD ["a", \\\n  # why b\n  "b"]\nCMD ["c"]\n',
            'FROM alpine:3.20\n  # why b\nCMD ["c"]\n',
            title="comments inside it stay",
        ),
        Invalid(
            'FROM alpine:3.20\nCMD mkdir /data\nCOPY a /data\nCMD ["a"]\n',
            'FROM alpine:3.20\nRUN mkdir /data\nCOPY a /data\nCMD ["a"]\n',
            marked=("CMD",),
            title="it was to be a RUN",
        ),
    ),
    valid=(
        'FROM alpine:3.20\nENTRYPOINT ["a"]\nCMD ["b"]\n',
        'FROM alpine:3.20 AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\n',
        'FROM alpine:3.20\nONBUILD CMD ["a"]\nCMD ["b"]\n',
    ),
)
def overridden_cmd(stage: Stage, settings: Settings) -> Iterator[Finding]:
    """A later `CMD` of the stage replaces this one.

    ## Why is this bad?
    Only the last one of a stage counts. The earlier one looks as if it ran.

    What prepares the image, such as `CMD chmod +x /start.sh`, was to be a `RUN`.

    ## Fix safety
    To remove what has no effect is safe. Where it was to prepare the image, both fixes are to be chosen by hand: `RUN` in its place, or
    none.

    ## References
    - https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
    """
    yield from overridden(stage, Cmd, settings)
