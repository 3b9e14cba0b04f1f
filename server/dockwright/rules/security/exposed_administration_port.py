from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.ports import ADMINISTRATION
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.syntax import Expose
from dockwright.text import whole_number

_PORTS = lazy_pattern(r"(?i)([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/tcp)?")


@rule(
    "exposed-administration-port",
    on=Expose,
    severity=Severity.WARNING,
    default=False,
    invalid=(
        Invalid("FROM alpine:3.20\nEXPOSE 22\n", marked=("22",)),
        Invalid("FROM alpine:3.20\nEXPOSE 80 22/tcp 443\n", marked=("22/tcp",)),
        Invalid("FROM alpine:3.20\nEXPOSE 20-25\n", marked=("20-25",), title="in a range"),
        Invalid("FROM alpine:3.20\nEXPOSE 5900 80\n", marked=("5900",)),
    ),
    valid=(
        "FROM alpine:3.20\nEXPOSE 80 2222 8022\n",
        "FROM alpine:3.20\nEXPOSE 22/udp\n",
        "FROM alpine:3.20\nEXPOSE $PORT\n",
        "FROM alpine:3.20\nEXPOSE 1024-65535\n",
    ),
)
def exposed_administration_port(expose: Expose) -> Iterator[Finding]:
    """A port is exposed on which people log in: SSH, Telnet, a remote desktop.

    ## Why is this bad?
    Whoever wants to look into a container has `docker exec`. A login server in the image is a second program to start, to
    update and to guard, with keys or passwords that are the same in every container. An image that is to be such a server
    has every reason to expose the port; hence the rule is off by default.

    A range counts when it is at most a hundred ports wide.

    ## References
    - https://docs.docker.com/reference/cli/docker/container/exec/
    """
    for port in expose.ports:
        match = _PORTS.fullmatch(port.value)
        if match is None:
            continue
        first = whole_number(match[1])
        name = ADMINISTRATION.get(first) if match[2] is None else _first_name(first, whole_number(match[2]))
        if name is not None:
            yield Finding(port.span, f"`{port.value}` opens a way to log in: {name}")


def _first_name(first: int, last: int) -> str | None:
    """Of a range, unless it is too wide."""
    names = (name for number, name in ADMINISTRATION.items() if first <= number <= last < first + 100)
    return next(names, None)
