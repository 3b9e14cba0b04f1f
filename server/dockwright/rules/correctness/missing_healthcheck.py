from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Healthcheck


@rule(
    "missing-healthcheck",
    on=Stage,
    severity=Severity.INFO,
    aliases=("DL3057",),
    default=False,
    presets=(),  # hadolint has it switched off
    invalid=(
        Invalid('FROM debian:12\nCMD ["app"]\n', marked=("debian:12",)),
        Invalid('FROM debian:12 AS a\nHEALTHCHECK CMD x\nFROM alpine:3.20\nCMD ["app"]\n', marked=("alpine:3.20",)),
    ),
    valid=(
        'FROM debian:12\nHEALTHCHECK CMD ["app", "--check"]\nCMD ["app"]\n',
        "FROM debian:12\nHEALTHCHECK NONE\n",
        "FROM debian:12 AS a\nHEALTHCHECK CMD x\nFROM a\n",
    ),
)
def missing_healthcheck(stage: Stage, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The image does not say how to tell whether its program works.

    ## Why is this bad?
    Without `HEALTHCHECK` Docker and Compose only know whether the process is there. Kubernetes has probes of its own and
    ignores it, so this rule is switched off unless you ask for it. `HEALTHCHECK NONE` says that it is left out on purpose.

    ## References
    - https://docs.docker.com/reference/dockerfile/#healthcheck
    """
    if stage.from_ is None or stage.from_.image is None:
        return
    if not stage.is_target and settings.preset != "hadolint":
        return
    if "HEALTHCHECK" in model.dockerfile.keywords and any(
        one.last(Healthcheck) is not None for one in (*stage.lineage, *stage.heirs)
    ):
        return
    yield Finding(stage.from_.image.span, "the image has no `HEALTHCHECK`")
