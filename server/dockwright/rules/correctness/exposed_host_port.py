from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import Expose

_MAPPING = lazy_pattern(r".*:([0-9]+(?:-[0-9]+)?(?:/[A-Za-z]+)?)")


@rule(
    "exposed-host-port",
    on=Expose,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("ExposeInvalidFormat",),
    invalid=(
        Invalid("FROM alpine:3.20\nEXPOSE 8080:80\n", "FROM alpine:3.20\nEXPOSE 80\n", marked=("8080:80",)),
        Invalid("FROM alpine:3.20\nEXPOSE 1.2.3.4:80:80/tcp\n", "FROM alpine:3.20\nEXPOSE 80/tcp\n"),
        Invalid("FROM alpine:3.20\nEXPOSE 127.0.0.1::80\n", "FROM alpine:3.20\nEXPOSE 80\n"),
        Invalid("FROM alpine:3.20\nEXPOSE ::1:80:80\n", "FROM alpine:3.20\nEXPOSE 80\n", title="version 6 of IP"),
        Invalid("FROM alpine:3.20\nEXPOSE localhost:80:80\n", "FROM alpine:3.20\nEXPOSE 80\n", title="no address"),
        Invalid("FROM alpine:3.20\nEXPOSE $HOST:80\n", title="a variable in it"),
    ),
    valid=("FROM alpine:3.20\nEXPOSE 80 443/tcp 8000-8010\n", "FROM alpine:3.20\nEXPOSE ${PORT:-80}\n"),
)
def exposed_host_port(expose: Expose) -> Iterator[Finding]:
    """`EXPOSE` names a port of the host, which only `docker run -p` can.

    ## Why is this bad?
    `EXPOSE` says on which port the container listens. The builder drops an address or host port before it without a word
    today, and will stop at it tomorrow.

    ## References
    - https://docs.docker.com/reference/build-checks/expose-invalid-format/
    """
    for port in expose.ports:
        plain = port.value
        for variable in port.variables:
            plain = plain.replace(variable.span.of(expose.dockerfile.text), "")
        if ":" not in plain:
            continue
        match = _MAPPING.fullmatch(port.value)
        fixes = (Fix.replace(f"Write `{match[1]}`", port.span, match[1]),) if match and not port.variables else ()
        yield Finding(port.span, "`EXPOSE` takes ports of the container only", fixes)
