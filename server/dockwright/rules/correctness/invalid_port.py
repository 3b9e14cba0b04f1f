from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, FixAvailability, Invalid, Severity, rule
from dockwright.rules._problems import problem_findings
from dockwright.syntax import Dockerfile


@rule(
    "invalid-port",
    on=Dockerfile,
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    presets=("hadolint", "buildkit"),
    aliases=("DL3011",),
    invalid=(
        Invalid("FROM alpine:3.20\nEXPOSE 70000\n", marked=("70000",)),
        Invalid("FROM alpine:3.20\nEXPOSE 80 8010-8000\n", marked=("8010-8000",)),
        Invalid("FROM alpine:3.20\nEXPOSE 53/upd\n", "FROM alpine:3.20\nEXPOSE 53/udp\n", marked=("53/upd",)),
    ),
    valid=(
        "FROM alpine:3.20\nEXPOSE 65535\n",
        "FROM alpine:3.20\nEXPOSE 8000-8010/tcp\n",
        "FROM alpine:3.20\nEXPOSE $PORT\n",
    ),
)
def invalid_port(dockerfile: Dockerfile) -> Iterator[Finding]:
    """`EXPOSE` names a port that does not exist.

    ## Why is this bad?
    The file does not build: a port is a number up to 65535, or a range that begins with the smaller one, and its protocol is
    `tcp`, `udp` or `sctp`.

    ## Fix safety
    The nearest known protocol is a guess at what was meant, so it is offered one by one and never applied in bulk.

    ## References
    - https://docs.docker.com/reference/dockerfile/#expose
    """
    yield from problem_findings(dockerfile, "invalid-port")
