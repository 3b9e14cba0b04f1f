from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hidden
from dockwright.shell import Command


@rule(
    "pointless-command",
    on=Command,
    commands=("free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim"),
    severity=Severity.INFO,
    aliases=("DL3001",),
    default=False,
    invalid=(
        Invalid("FROM debian:12\nRUN service nginx start\n", marked=("service",)),
        Invalid("FROM debian:12\nRUN ps aux && free -m\n", marked=("ps", "free")),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get install -y vim ssh\n",
        'FROM debian:12\nCMD ["top"]\n',
        Valid("FROM debian:12\nRUN sudo service nginx start\n", settings=HADOLINT),
    ),
)
def pointless_command(command: Command, settings: Settings) -> Iterator[Finding]:
    """A command has no lasting effect in a build, or nobody to look at it.

    ## Why is this bad?
    A build keeps files, not processes: a service that `RUN` starts is gone when the `RUN` ends, nothing is mounted after
    it, and nobody watches `top`. Start services with `CMD` or `ENTRYPOINT`.

    The rule is off unless it is asked for: to start a database for the length of one `RUN`, to fill it, makes sense.

    ## References
    - https://docs.docker.com/engine/containers/multi-service_container/
    """
    if not is_hidden(command, settings):
        yield Finding(command.name_span, f"`{command.name}` has no lasting effect in a build")
