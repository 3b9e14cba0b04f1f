"""Files and directories that images of a system have by themselves, so that a program may count on them without bringing them.

Source: the packages base-files, base-passwd, netbase, media-types, libc-bin and login of Debian 12 and 13, the package alpine-baselayout
of Alpine 3.22, and the layers of distroless/static-debian12. Date: 2026-11.
"""

from __future__ import annotations

from posixpath import dirname

from dockwright.knowledge.table import words

_PLACES = ("/usr/", "/lib/", "/lib64/", "/bin/", "/sbin/", "/opt/")
"""Where an image has files of its own."""

_SETTINGS = words(
    "adduser.conf apt bash.bashrc bash_completion.d debian_version default deluser.conf environment ethertypes fonts gai.conf "
    "gitconfig host.conf inputrc issue ld.so.cache ld.so.conf ld.so.conf.d locale.alias locale.conf locale.gen localtime login.defs "
    "machine-id magic mailcap mime.types motd mtab networks nsswitch.conf os-release perl profile profile.d protocols python3 rpc "
    "security services shadow shells skel subgid subuid terminfo timezone xattr.conf"
)
"""What they have in /etc, in one system or another. Hosts, its name and its resolver are the engine's, and in every container."""

ACCOUNTS = ("/etc/passwd", "/etc/group")

_DIRECTORIES = words(
    "/home /media /mnt /opt /root /run /srv /var /var/cache /var/lib /var/lock /var/log /var/mail /var/opt /var/run /var/spool /var/tmp "
    "/usr /usr/local /usr/local/bin /usr/local/etc /usr/local/lib /usr/local/share /usr/share /usr/lib /usr/bin /etc/ssl /etc/opt /tmp"
)
"""Directories of every system. An image from `scratch` has none of them."""

_MADE_BY_INSTALLATION = words(
    "/media /mnt /opt /srv /etc/opt /var/opt /var/mail /usr/local /usr/local/bin /usr/local/etc /usr/local/lib /usr/local/share"
)
"""Those that a script of Debian's base-files makes, so that distroless images, which run none, do not have them."""


def is_of_image(path: str) -> bool:
    """Whether a file at an absolute path is likely one that the image has by itself."""
    name = path.removeprefix("/etc/").partition("/")[0] if path.startswith("/etc/") else ""
    return path.startswith(_PLACES) or name in _SETTINGS


def missing_directory(path: str, system: str) -> str:
    """The directory of every other system that a path is, or lies right in, and an image of this one does not have; "" for others."""
    lacks = {"scratch": _DIRECTORIES, "distroless": _MADE_BY_INSTALLATION}.get(system, frozenset())
    return next((one for one in (path, dirname(path)) if one in lacks), "")
