from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Transfer

_BASE = "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\n"


@rule(
    "tidy-without-sources",
    on=Command,
    commands=("go",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{_BASE}RUN go mod tidy\nCOPY . .\nRUN go build -o /app\n",
            f"{_BASE}RUN go mod download\nCOPY . .\nRUN go build -o /app\n",
            marked=("tidy",),
        ),
        Invalid(
            "FROM golang:1.24-alpine AS base\nRUN apk add --no-cache git\nFROM base\nWORKDIR /src\nCOPY go.* ./\n"
            "RUN go mod tidy && go mod verify\nCOPY . .\nRUN go build\n",
            "FROM golang:1.24-alpine AS base\nRUN apk add --no-cache git\nFROM base\nWORKDIR /src\nCOPY go.* ./\n"
            "RUN go mod download && go mod verify\nCOPY . .\nRUN go build\n",
        ),
        Invalid(
            f"{_BASE}RUN go mod tidy\nCOPY . /src\nRUN go build -o /app\n",
            f"{_BASE}RUN go mod download\nCOPY . /src\nRUN go build -o /app\n",
            context={
                "go.mod": "module a\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n",
                "go.sum": "",
                "main.go": "package main\n",
            },
            title="proven by the context",
        ),
        Invalid(f"{_BASE}RUN go mod tidy -v\nCOPY . .\nRUN go build\n", title="flags of its own"),
    ),
    valid=(
        f"{_BASE}RUN go mod download\nCOPY . .\nRUN go mod tidy && go build\n",
        f"{_BASE}COPY main.go ./\nRUN go mod tidy\n",
        f"{_BASE}COPY --from=gen /src/api ./api\nRUN go mod tidy\n",
        f"{_BASE}RUN echo 'package main' > main.go && go mod tidy\n",
        f"{_BASE}RUN echo 'package main' > /src/main.go && go mod tidy\n",
        f"{_BASE}RUN ./generate.sh && go mod tidy\n",
        f"{_BASE}RUN --mount=type=bind,target=. go mod tidy\n",
        "FROM golang:1.24\nWORKDIR /src\nRUN git clone https://example.org/a . && go mod tidy\n",
        "FROM golang:1.24\nWORKDIR /src\nCOPY go.mod* main* ./\nRUN go mod tidy\n",
    ),
)
def tidy_without_sources(command: Command, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """`go mod tidy` runs before the sources are there, and downloads nothing.

    ## Why is this bad?
    `go mod tidy` looks for imports. Without a single source file it finds none, takes every module out of go.mod, and downloads
    nothing: the layer that was to keep the modules is empty, and each build after an edit downloads all of them. `go mod download` goes by
    go.mod itself.

    ## Fix safety
    The fix is safe where the build context is known, and proves that the build downloads the same modules. Else look whether they are
    vendored, or private: `go mod download` fetches every module of go.mod.

    ## References
    - https://go.dev/ref/mod#go-mod-tidy
    - https://go.dev/ref/mod#go-mod-download
    """
    if command.subcommand != "mod" or " tidy" not in command.instruction.text:
        return
    from dockwright.refactorings.tidying import tidies_nothing

    stage = model.stage_of(command.instruction)
    if stage is None or not tidies_nothing(stage, command):
        return
    word = command.arguments[1]
    safety = Safety.SAFE if any(_is_proven(model, context, one) for one in stage.of(Transfer)) else Safety.UNSAFE
    fixes = (Fix.replace("Run `go mod download`", word.span, "download", safety),)
    message = "`go mod tidy` finds no sources yet: it empties go.mod and downloads nothing"
    yield Finding(word.span, message, fixes if len(command.arguments) == 2 else ())


def _is_proven(model: SemanticModel, context: BuildContext, copy: Transfer) -> bool:
    """Whether a download of the modules in front of the sources is proven to do what the build does."""
    from dockwright.refactorings.hints import may_bring_sources
    from dockwright.refactorings.reorder import answer

    found = answer(model, context, copy) if may_bring_sources(copy, context) else None
    plan = found.plan if found is not None else None
    return (
        plan is not None
        and plan.safety is Safety.SAFE
        and any(one.restore.ecosystem == "go" for one in plan.candidates)
    )
