from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._start_scripts import start_script
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.state import means_root
from dockwright.syntax import Cmd, Entrypoint, User

HADOLINT = Settings(preset="hadolint")
_SWITCH = lazy_pattern(r"\b(?:gosu|su-exec|setpriv|runuser|chpst|s6-setuidgid|setuidgid|s6-overlay)\b")
_OF_ROOT = frozenset(("su", "init", "systemd", "sshd", "cron", "crond", "dockerd"))
"""Programs that start others as who they should be, and need root for that."""


@rule(
    "root-user",
    on=Stage,
    needs="USER",
    severity=Severity.WARNING,
    aliases=("DL3002",),
    invalid=(
        Invalid("FROM debian:12\nUSER app\nUSER root\n", marked=("root",)),
        Invalid("FROM debian:12\nUSER 00:1000\n", marked=("00:1000",), title="another way to write the number"),
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
        Valid(
            'FROM alpine:3.20\nRUN apk add --no-cache su-exec\nCOPY start.sh /\nUSER root\nENTRYPOINT ["/start.sh"]\n',
            title="what is installed hands over to another account",
        ),
        'FROM debian:12\nUSER root\nENTRYPOINT ["/bin/sh", "-c", "chown -R app /data && exec su app -c /run.sh"]\n',
        'FROM fedora:43\nUSER root\nRUN dnf -y install systemd && dnf clean all\nENTRYPOINT ["/usr/sbin/init"]\n',
        'FROM debian:12\nUSER root\nCMD ["/usr/sbin/sshd", "-D"]\n',
        'FROM debian:12\nUSER root\nCMD ["su", "-", "app", "-c", "/run.sh"]\n',
        Valid(
            'FROM debian:12\nCOPY start.sh /\nUSER root\nENTRYPOINT ["/start.sh", "server"]\n',
            context={"start.sh": '#!/bin/sh\nchown app /data\nexec setpriv --reuid=app -- "$@"\n'},
            title="the start script does so",
        ),
    ),
)
def root_user(stage: Stage, model: SemanticModel, context: BuildContext, settings: Settings) -> Iterator[Finding]:
    """The last `USER` of the image is root, so the program runs as root.

    ## Why is this bad?
    Whoever takes over the program has root's rights in the container, and with a mounted directory or a fault of the kernel
    on the host. Switch back to an account without rights once the last step that needs root is done.

    A builder stage may be root: nothing of it starts. Nor is anything said where a program such as `gosu` or `su-exec` hands over
    to another account once the container has started, or where systemd, cron or sshd does, which are nothing without root.

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    last = stage.last(User)
    if last is None or last.user is None:
        return
    if not stage.is_target and settings.preset != "hadolint":
        return
    is_root = means_root(last.user.raw) and settings.preset != "hadolint"
    if not is_root and last.user.raw.split(":")[0] not in ("root", "0"):
        return
    if settings.preset == "hadolint" or not _hands_over(stage, model, context):
        yield Finding(last.user.span, "the program will run as root")


def _hands_over(stage: Stage, model: SemanticModel, context: BuildContext) -> bool:
    """Whether the container starts as root and gives the program to another account."""
    texts = (one.text for level in stage.lineage for one in level.instructions if not isinstance(one, User))
    if any(_SWITCH.search(text) for text in texts):
        return True
    start = stage.effective(Entrypoint) or stage.effective(Cmd)
    if start is not None and any(one.name in _OF_ROOT for one in model.commands(start)):
        return True
    script = start_script(model, stage, start, context) if start is not None else None
    return script is not None and _SWITCH.search(script.text) is not None
