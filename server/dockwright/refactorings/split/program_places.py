"""Where the new image has a program that is called by an absolute path: `/usr/bin/tini` is `/sbin/tini` on Alpine."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from posixpath import basename, dirname, normpath

from dockwright.knowledge.base_images import DEFAULT_PATH
from dockwright.knowledge.table import words
from dockwright.refactorings.split.model import Base

_IN_BIN = words(
    "ash base64 bash cat chgrp chmod chown cp date dd df dmesg echo egrep false fgrep getopt grep gunzip gzip hostname ionice "
    "kill link ln login ls lzop mkdir mknod mktemp more mount mountpoint mv netstat nice pidof ping printenv ps pwd rev rm rmdir "
    "sed setpriv sh sleep stat stty su sync tar touch true umount uname usleep watch zcat"
)
_IN_SBIN = words("tini su-exec ip ifconfig apk ldconfig")
"""Alpine's own places; all other programs of packages are in /usr/bin there, where Debian has every program in both.
Source: the packages busybox, bash, tini, su-exec, iproute2 of Alpine 3.22. Date: 2026-11."""

_IN_LOCAL = words(
    "node npm npx yarn yarnpkg corepack bun deno python python3 pip pip3 ruby gem bundle bundler rake php composer"
)
"""What official images of languages have below /usr/local, the small ones as the full ones."""


def placed_of(started: Iterable[str], foreign: Collection[str]) -> tuple[str, ...]:
    """Those of the programs that are started by an absolute path and are the system's: `foreign` are the names of these."""
    return tuple(one for one in dict.fromkeys(started) if one.startswith("/") and basename(one) in foreign)


def is_at(path: str, base: Base, old: str) -> bool:
    """Whether the base has a program that it has by name at an absolute path, where the image of the system `old` had it."""
    directory, name = dirname(normpath(path)), basename(normpath(path))
    if directory.startswith("/usr/local"):
        return name in _IN_LOCAL and name in base.programs
    if directory not in DEFAULT_PATH.split(":"):
        return False
    if base.os != "alpine" or old == "alpine":
        return True
    return directory == ("/bin" if name in _IN_BIN else "/sbin" if name in _IN_SBIN else "/usr/bin")
