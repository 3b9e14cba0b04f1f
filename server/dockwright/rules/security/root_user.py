from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.semantics import Stage
from dockwright.syntax import User

HADOLINT = Settings(preset="hadolint")


@rule(
    "root-user",
    on=Stage,
    severity=Severity.WARNING,
    aliases=("DL3002",),
    invalid=(
        Invalid("FROM debian:12\nUSER app\nUSER root\n", marked=("root",)),
        Invalid("FROM debian:12\nUSER 0:0\n", marked=("0:0",)),
        Invalid(
            "FROM debian:12 AS build\nUSER root\nFROM alpine:3.20\n", settings=HADOLINT, title="as hadolint counts"
        ),
    ),
    valid=(
        "FROM debian:12\nUSER root\nUSER app\n",
        "FROM debian:12\nRUN id\n",
        Valid("FROM debian:12 AS build\nUSER root\nFROM alpine:3.20\nUSER 1000\n", title="a builder may be root"),
        "FROM debian:12\nUSER $NAME\n",
    ),
)
def root_user(stage: Stage, settings: Settings) -> Iterator[Finding]:
    """The last `USER` of the image is root, so the program runs as root.

    ## Why is this bad?
    Whoever takes over the program has root's rights in the container, and with a mounted directory or a fault of the kernel
    on the host. Switch back to an account without rights once the last step that needs root is done.

    A builder stage may be root: nothing of it starts.

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    last = stage.last(User)
    if last is None or last.user is None:
        return
    if not stage.is_target and settings.preset != "hadolint":
        return
    if last.user.raw.split(":")[0] in ("root", "0"):
        yield Finding(last.user.span, "the program will run as root")
