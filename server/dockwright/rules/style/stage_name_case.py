from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.semantics import Stage
from dockwright.text import Edit


@rule(
    "stage-name-case",
    on=Stage,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("StageNameCasing",),
    invalid=(
        Invalid(
            "FROM golang:1.24 AS Build\nRUN go build\nFROM alpine:3.20\nCOPY --from=Build /a /a\nCOPY --from=build /b /b\n",
            "FROM golang:1.24 AS build\nRUN go build\nFROM alpine:3.20\nCOPY --from=build /a /a\nCOPY --from=build /b /b\n",
            marked=("Build",),
        ),
        Invalid(
            "FROM alpine:3.20 AS Base\nFROM alpine:3.20\nRUN --mount=from=BASE,target=/b ls /b\n",
            "FROM alpine:3.20 AS base\nFROM alpine:3.20\nRUN --mount=from=base,target=/b ls /b\n",
        ),
        Invalid(
            "FROM alpine:3.20 AS Base\nFROM Base\n",
            "FROM alpine:3.20 AS base\nFROM base\n",
            title="FROM looks the name up as it is written, and fails",
        ),
        Invalid(
            'FROM alpine:3.20 AS Base\nFROM alpine:3.20\nCOPY --from="BASE" /a /a\nCOPY --from=BA\\\nSE --link /b /b\n'
            'RUN --mount=type=bind,"from=Base",target=/b ls /b\nONBUILD COPY --from=bASE /c /c\n',
            'FROM alpine:3.20 AS base\nFROM alpine:3.20\nCOPY --from="base" /a /a\nCOPY --from=ba\\\nse --link /b /b\n'
            'RUN --mount=type=bind,"from=base",target=/b ls /b\nONBUILD COPY --from=base /c /c\n',
            title="References however they are written",
        ),
        Invalid(
            "ARG Base=build\nFROM alpine:3.20 AS Build\nFROM ${Base}\n",
            "ARG Base=build\nFROM alpine:3.20 AS build\nFROM ${Base}\n",
            title="a variable keeps its name",
        ),
    ),
    valid=(
        "FROM alpine:3.20 AS base\nFROM base\n",
        "FROM alpine:3.20\n",
        "FROM alpine:3.20 AS base-2_x.y\n",
    ),
)
def stage_name_case(stage: Stage) -> Iterator[Finding]:
    """A stage name has capital letters, which the builder lowers.

    ## Why is this bad?
    The builder keeps stage names in lower case. `--from` finds them in any case, but `FROM Base` after `AS Base` is taken
    for an image and stops the build.

    The fix lowers the name and every reference to it.

    ## References
    - https://docs.docker.com/reference/build-checks/stage-name-casing/
    """
    alias = stage.from_.alias if stage.from_ is not None else None
    if alias is None or alias.value == alias.value.lower() or alias.variables:
        return
    text = stage.model.dockerfile.text
    spans = [alias.span, *(one.span for one in stage.referenced_by)]
    spans += [one.span for one in stage.model.unresolved if one.reason == "case" and one.text.lower() == stage.name]
    written = [(span, span.of(text)) for span in spans]
    edits = tuple(Edit(span, word.lower()) for span, word in written if word != word.lower() and "$" not in word)
    yield Finding(
        alias.span, f"the builder knows this stage as `{stage.name}`", (Fix("Write it in lower case", edits),)
    )
