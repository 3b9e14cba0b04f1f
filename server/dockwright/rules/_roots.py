"""Who needs the rights of root, and where `USER` goes for those who do not."""

from __future__ import annotations

from dockwright.knowledge.table import words
from dockwright.semantics import Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Run, Transfer

OF_ROOT = words(
    "apachectl chown chroot cron crond dockerd gosu httpd init ip iptables modprobe mount nginx ntpd rsyslogd runsv s6-svscan service "
    "sshd su su-exec sudo supervisord sysctl systemctl systemd tcpdump useradd openvpn wg-quick dnsmasq setpriv runuser php-fpm"
)
"""Programs that need the rights of root at the start, or drop them themselves."""


def is_roots(command: Command) -> bool:
    """Whether a command is one of these programs, or is started by one."""
    return command.name in OF_ROOT or any(prefix.name in OF_ROOT for prefix in command.prefixes)


def above_start(stage: Stage, start: Cmd | Entrypoint) -> int | None:
    """The offset above the stage's start command and its comments; None where something else than settings comes below."""
    own = [one for one in (stage.last(Entrypoint), stage.last(Cmd)) if one is not None]
    if start not in own:
        return None
    first = min(own, key=lambda one: one.index)
    if any(one.index > first.index and isinstance(one, (Run, Transfer)) for one in stage.instructions):
        return None
    return first.block_start
