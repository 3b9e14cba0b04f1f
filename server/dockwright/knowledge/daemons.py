"""Programs that go to the background when they are started, and what keeps them from it.

Source: the manual page of each; of cron those of BusyBox, cronie and Debian. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.values import NamedTuple


class Daemon(NamedTuple):
    """A program that leaves the foreground unless it is told not to."""

    stays: str  # letters of flags with which it stays, or does something else than to serve
    flag: str  # with which it stays
    long: tuple[str, ...] = ()  # the same for long flags


DAEMONS: Mapping[str, Daemon] = {
    "crond": Daemon("fdnxhV", "-f"),
    "cron": Daemon("fnxhV", "-f"),
    "dnsmasq": Daemon("kdvw", "-k", ("--no-daemon", "--keep-in-foreground", "--test", "--version", "--help")),
    "named": Daemon("fgvVh", "-f"),
    "proftpd": Daemon("ntvlh", "-n", ("--nodaemon", "--configtest", "--version", "--help")),
    "rsyslogd": Daemon("nvN", "-n"),
    "squid": Daemon("NzkvhX", "-N", ("--foreground", "--version", "--help")),
    "sshd": Daemon("DditTGV", "-D"),
    "varnishd": Daemon("FdCVx?", "-F"),
}

RETURNING: Mapping[str, str] = {
    "apachectl": "", "apache2ctl": "", "catalina.sh": "run", "forever": "", "neo4j": "console", "pg_ctl": "", "pm2": "",
    "postfix": "start-fg", "rc-service": "", "service": "", "zkServer.sh": "start-foreground",
}  # fmt: skip
"""Programs whose `start` returns, with the word that does not."""

DETACHING: Mapping[str, tuple[str, ...]] = {
    "celery": ("-D", "--detach"), "elasticsearch": ("-d", "--daemonize"), "gunicorn": ("-D", "--daemon"), "haproxy": ("-D",),
    "kafka-server-start.sh": ("-daemon",), "memcached": ("-d", "--daemon"), "mongod": ("--fork",), "mysqld": ("--daemonize",),
    "php-fpm": ("-D", "--daemonize"), "puma": ("-d", "--daemon"), "rabbitmq-server": ("-detached",), "rackup": ("-D", "--daemonize"),
    "thin": ("-d", "--daemonize"), "unicorn": ("-D", "--daemonize"), "uwsgi": ("-d", "--daemonize"),
}  # fmt: skip
"""Programs that stay unless one of these flags is there."""
