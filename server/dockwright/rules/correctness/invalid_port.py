from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import PROBLEMS, Finding, FixAvailability, Invalid, Settings, Severity, rule
from dockwright.rules._problems import problem_findings
from dockwright.semantics import SemanticModel
from dockwright.syntax import Dockerfile, Expose
from dockwright.syntax.values import port_fault


@rule(
    "invalid-port",
    on=Dockerfile,
    needs=(PROBLEMS, "EXPOSE"),
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    presets=("hadolint", "buildkit"),
    aliases=("DL3011",),
    invalid=(
        Invalid("FROM alpine:3.20\nEXPOSE 70000\n", marked=("70000",)),
        Invalid("FROM alpine:3.20\nEXPOSE 80 8010-8000\n", marked=("8010-8000",)),
        Invalid("FROM alpine:3.20\nENV PORT=http\nEXPOSE 80 $PORT/tcp\n", marked=("$PORT/tcp",)),
        Invalid("FROM alpine:3.20\nARG PORT=80800\nEXPOSE ${PORT}\n", marked=("${PORT}",)),
        Invalid(
            "FROM alpine:3.20\nEXPOSE 80 443 # both of them\n",
            "FROM alpine:3.20\n# both of them\nEXPOSE 80 443\n",
            marked=("# both of them",),
            title="a comment",
        ),
        Invalid("FROM alpine:3.20\nEXPOSE localhost:80:80\n", marked=("localhost:80:80",), title="no IP address"),
        Invalid("FROM alpine:3.20\nEXPOSE 53/upd\n", "FROM alpine:3.20\nEXPOSE 53/udp\n", marked=("53/upd",)),
    ),
    valid=(
        'FROM alpine:3.20\nENV PORTS="80 443/udp"\nEXPOSE $PORTS\n',
        "FROM alpine:3.20\nENV PORT=\nEXPOSE $PORT\n",
        "FROM alpine:3.20\nENV FIRST=8000\nEXPOSE $FIRST-8010 ${LAST:-9000}\n",
        "FROM alpine:3.20\nEXPOSE 65535\n",
        "FROM alpine:3.20\nEXPOSE 8000-8010/tcp\n",
        "FROM alpine:3.20\nEXPOSE $PORT\n",
    ),
)
def invalid_port(dockerfile: Dockerfile, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`EXPOSE` names a port that does not exist.

    ## Why is this bad?
    The file does not build: a port is a number up to 65535, or a range that begins with the smaller one, and its protocol is
    `tcp`, `udp` or `sctp`. What stands in front of it, for nothing, must be an IP address and a port of the host.

    ## Fix safety
    The nearest known protocol, and that a comment was meant, is a guess, so it is offered one by one and never applied in bulk.

    ## References
    - https://docs.docker.com/reference/dockerfile/#expose
    """
    yield from problem_findings(dockerfile, "invalid-port")
    if settings.preset == "hadolint" or "$" not in dockerfile.text:
        return  # hadolint judges what is written
    for instruction in [one for one in dockerfile.instructions if isinstance(one, Expose)]:
        if "$" in instruction.text:
            yield from _expanded(instruction, model)


def _expanded(instruction: Expose, model: SemanticModel) -> Iterator[Finding]:
    """The ports that are wrong once `ENV` and the defaults of `ARG` are put in. A value with blanks is several ports."""
    for word in instruction.ports:
        value = model.expand(word, instruction) if not word.is_literal else None
        if value is None:
            continue
        for port in value.split():
            if (fault := port_fault(port)) is not None:
                yield Finding(word.span, f"`{word.raw}` is `{port}`, which {fault}")
                break
