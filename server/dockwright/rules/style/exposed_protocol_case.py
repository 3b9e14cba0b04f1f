from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import Expose
from dockwright.text import Span


@rule(
    "exposed-protocol-case",
    on=Expose,
    severity=Severity.STYLE,
    fix=FixAvailability.ALWAYS,
    aliases=("ExposeProtoCasing",),
    invalid=(
        Invalid("FROM alpine:3.20\nEXPOSE 53/UDP 80\n", "FROM alpine:3.20\nEXPOSE 53/udp 80\n", marked=("UDP",)),
        Invalid("FROM alpine:3.20\nEXPOSE $PORT/Tcp\n", "FROM alpine:3.20\nEXPOSE $PORT/tcp\n"),
    ),
    valid=("FROM alpine:3.20\nEXPOSE 53/udp 80/tcp 90\n", "FROM alpine:3.20\nEXPOSE 80/$PROTO\n"),
)
def exposed_protocol_case(expose: Expose) -> Iterator[Finding]:
    """The protocol of a port is in capital letters.

    ## Why is this bad?
    The image keeps it in lower case; a search for `53/udp` does not find `53/UDP`.

    ## References
    - https://docs.docker.com/reference/build-checks/expose-proto-casing/
    """
    text = expose.dockerfile.text
    for port in expose.ports:
        written = port.span.of(text)
        slash = written.rfind("/")
        protocol = written[slash + 1 :]
        if slash < 0 or not protocol.isalpha() or protocol.islower():
            continue
        span = Span(port.span.start + slash + 1, port.span.end)
        fix = Fix.replace(f"Write `{protocol.lower()}`", span, protocol.lower())
        yield Finding(span, f"the protocol `{protocol}` should be in lower case", (fix,))
