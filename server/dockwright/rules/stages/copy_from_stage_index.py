from __future__ import annotations

from collections.abc import Iterator

from dockwright.refactorings.keyword_case import as_keyword
from dockwright.refactorings.stage_names import free_name
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Copy
from dockwright.text import Edit, Span

_GO = "RUN go build -o /app .\n"


@rule(
    "copy-from-stage-index",
    on=Copy,
    needs="from=",
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"FROM golang:1.24\n{_GO}FROM alpine:3.22\nCOPY --from=0 /app /app\n",
            f"FROM golang:1.24 AS builder\n{_GO}FROM alpine:3.22\nCOPY --from=builder /app /app\n",
            marked=("0",),
        ),
        Invalid(
            f"FROM golang:1.24 AS build\n{_GO}FROM alpine:3.22\nCOPY --from=0 /app /app\n",
            f"FROM golang:1.24 AS build\n{_GO}FROM alpine:3.22\nCOPY --from=build /app /app\n",
            title="the stage has a name",
        ),
        Invalid(
            "from golang:1.24\nfrom alpine:3.22\ncopy --from=0 /app /app\n",
            "from golang:1.24 as builder\nfrom alpine:3.22\ncopy --from=builder /app /app\n",
            title="in the case of the file",
        ),
        Invalid(
            "FROM alpine:3.22\nFROM node:20\nFROM scratch\nCOPY --from=1 /a /a\nCOPY --chown=1 --from=1 /b /b\nCOPY --from=0 /c /c\n",
            "FROM alpine:3.22 AS stage-0\nFROM node:20 AS builder\nFROM scratch\nCOPY --from=builder /a /a\n"
            "COPY --chown=1 --from=builder /b /b\nCOPY --from=stage-0 /c /c\n",
            title="several stages, several copies",
        ),
        Invalid(
            f"FROM golang:1.24 AS a\n{_GO}FROM alpine:3.22 AS a\nFROM scratch\nCOPY --from=0 /app /app\n",
            title="another stage has the same name",
        ),
    ),
    valid=(
        f"FROM golang:1.24 AS build\n{_GO}FROM alpine:3.22\nCOPY --from=build /app /app\n",
        "FROM alpine:3.22\nCOPY --from=nginx:1.28 /etc/nginx /etc/nginx\n",
        "FROM alpine:3.22\nCOPY 0 /0\n",
        "FROM alpine:3.22\nCOPY --from=3 /app /app\n",
        "FROM alpine:3.22\nONBUILD COPY --from=0 /app /app\n",
    ),
)
def copy_from_stage_index(copy: Copy, model: SemanticModel) -> Iterator[Finding]:
    """A stage is referred to by its number.

    ## Why is this bad?
    The number is the stage's place in the file. Another stage above it changes what is copied, or breaks the build, and
    nobody can tell from `--from=0` what is meant. A name stays.

    The fix names the stage, if it has no name, and uses that name everywhere the number stood.

    ## References
    - https://docs.docker.com/build/building/multi-stage/#name-your-build-stages
    """
    flag = copy.from_
    if flag is None or flag.value is None or not flag.value.value.isdecimal():
        return
    stage = model.stage_of(copy)
    found = next((one for one in stage.references if one.instruction is copy), None) if stage is not None else None
    if found is None:
        return
    message = f"`--from={flag.value.value}` counts stages, which breaks when one is added"
    yield Finding(found.span, message, tuple(_fixes(model, found.stage, found.span)))


def _fixes(model: SemanticModel, stage: Stage, span: Span) -> Iterator[Fix]:
    from_ = stage.from_
    if from_ is None or from_.image is None:
        return
    if from_.alias is not None:
        if model.stage_named(from_.alias.value) is stage:
            yield Fix.replace("Use the stage's name", span, from_.alias.value)
        return
    if len(from_.words) > 1:
        return
    name = free_name(model, stage)
    end = from_.image.span.end
    edits = (Edit(Span(end, end), f" {as_keyword(from_)} {name}"), Edit(span, name))
    yield Fix(f"Call the stage `{name}`", edits)
