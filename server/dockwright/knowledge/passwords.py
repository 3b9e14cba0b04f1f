"""How programs are given a password as an argument.

Source: the manuals of the programs and their `--help`; read in 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

PASSWORD_FLAGS: Mapping[str, tuple[str, ...]] = {
    "ansible-vault": ("--vault-password",),
    "az": ("-p", "--password"),
    "buildah": ("-p", "--password"),
    "docker": ("-p", "--password"),
    "drush": ("--account-pass",),
    "helm": ("-p", "--password"),
    "keytool": ("-storepass", "-keypass", "-srcstorepass", "-deststorepass", "-new"),
    "mongo": ("-p", "--password"),
    "mongosh": ("-p", "--password"),
    "podman": ("-p", "--password"),
    "redis-cli": ("-a", "--pass"),
    "sqlcmd": ("-P",),
    "sshpass": ("-p",),
    "svn": ("--password",),
    "unzip": ("-P",),
    "wget": ("--password", "--http-password", "--ftp-password", "--proxy-password"),
    "wp": ("--admin_password", "--dbpass", "--user_pass"),
    "x11vnc": ("-passwd", "-storepasswd"),
    "zip": ("-P", "--password"),
}
"""Flags whose value is a password, by program."""

ONLY_WITH: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("az", "buildah", "docker", "helm", "podman"), words("login")),
}
"""Programs whose flags mean that only where one of these words is among the arguments."""

ATTACHED_FLAGS: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    ("mariadb", "mariadb-admin", "mariadb-dump", "mysql", "mysqladmin", "mysqldump"), ("-p", "--password=")
)
"""Flags that a password follows within their word; with a blank behind them the program asks for it."""

SETTINGS: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "aws": (("configure", "set"), words("aws_secret_access_key aws_session_token")),
}
"""Subcommands whose next operands are the name of a setting, one of these, and a secret."""

LOGIN_FLAGS: Mapping[str, tuple[str, ...]] = {
    "curl": ("-u", "--user", "-U", "--proxy-user"),
    "http": ("-a", "--auth"),
    "https": ("-a", "--auth"),
}
"""Flags whose value is a user and a password, with a colon between."""

VARIABLES: frozenset[str] = words("MYSQL_PWD PGPASSWORD REDISCLI_AUTH SSHPASS")
"""Variables of the environment that programs take a password from, beside those whose names tell of it."""

NO_SECRET: frozenset[str] = words("changeit")
"""What everybody has: the password of Java's own certificates."""
