from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import SEVERAL_STAGES, Finding, Invalid, Related, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Dockerfile


@rule(
    "duplicate-stage-name",
    on=Dockerfile,
    needs=SEVERAL_STAGES,
    severity=Severity.ERROR,
    aliases=("DL3024", "DuplicateStageName"),
    invalid=(
        Invalid("FROM alpine:3.20 AS base\nFROM debian:12 AS base\n", marked=("base",)),
        Invalid("FROM alpine:3.20 AS Base\nFROM debian:12 AS base\nFROM base AS BASE\n", marked=("base", "BASE")),
    ),
    valid=("FROM alpine:3.20 AS base\nFROM base AS final\n", "FROM alpine:3.20\nFROM debian:12\n"),
)
def duplicate_stage_name(dockerfile: Dockerfile, model: SemanticModel) -> Iterator[Finding]:
    """Two stages have the same name.

    ## Why is this bad?
    A reference takes the last stage of that name above it, which is seldom the one that was meant.

    ## References
    - https://docs.docker.com/reference/build-checks/duplicate-stage-name/
    """
    if len(model.stages) < 2:
        return
    seen: dict[str, Related] = {}
    for stage in model.stages:
        alias = stage.from_.alias if stage.from_ is not None else None
        if alias is None or stage.name is None:
            continue
        if stage.name in seen:
            yield Finding(alias.span, f"another stage is called `{stage.name}` already", related=(seen[stage.name],))
        seen.setdefault(stage.name, Related(alias.span, "the first stage of this name"))
