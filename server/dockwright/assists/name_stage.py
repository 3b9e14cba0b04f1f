from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span


@assist(
    "name-stage",
    is_light=True,
    examples=(
        Example(
            "FROM golang:1.24‸\nRUN go build -o /app\nFROM alpine\nCOPY --from=0 /app /app\nCOPY --from=0 /etc/passwd /etc/\n",
            "FROM golang:1.24 AS builder\nRUN go build -o /app\nFROM alpine\nCOPY --from=builder /app /app\n"
            "COPY --from=builder /etc/passwd /etc/\n",
        ),
        Example(
            "FROM alpine:3.22\nRUN a\nFROM alpine:3.22 AS stage-0\nFROM scratch\n‸COPY --from=0 /a /a\n",
            "FROM alpine:3.22 AS stage-0-2\nRUN a\nFROM alpine:3.22 AS stage-0\nFROM scratch\nCOPY --from=stage-0-2 /a /a\n",
            title="from where it is counted, by a name that is free",
        ),
        Example(
            "FROM golang:1.24\nFROM rust:1 AS tools\nFROM node:22\nFROM alpine\nCOPY --from=0 /a /a\nCOPY --from=1 /b /b\n"
            "COPY --from=2 /c /c\n",
            "FROM golang:1.24 AS builder\nFROM rust:1 AS tools\nFROM node:22 AS builder-2\nFROM alpine\n"
            "COPY --from=builder /a /a\nCOPY --from=tools /b /b\nCOPY --from=builder-2 /c /c\n",
            title="the whole file",
        ),
        Example(
            "FROM alpine AS a\nFROM alpine AS a\nFROM scratch\nCOPY --from=0 ‸/a /a\n",
            reason="another stage is called `a` as well",
        ),
        Example("FROM alpine‸ AS a\nFROM scratch\nCOPY --from=a /a /a\n", title="it has a name"),
        Example("FROM alpine\nFROM alpine‸\nRUN a\n", title="the final stage needs none"),
        Example("FROM alpine\nFROM alpine\nONBUILD COPY --from=0 /a /a\n", title="the stages of another file"),
    ),
)
def name_stage(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Give a stage a name, and use it instead of its number.

    Offered at a `FROM` without a name and at a `COPY --from=0`; without a selection for every stage that is counted. A stage
    with a toolchain is called `builder`, others by their number; choose a better one with a rename.
    """
    from dockwright.refactorings.stage_names import name_stages

    return name_stages(model, selection)
