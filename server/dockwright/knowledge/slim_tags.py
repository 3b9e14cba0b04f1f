"""The small variant of an interpreter's official image, and what only the full one holds.

Source: the tag lists and Dockerfiles of Docker's official images python, node, ruby, pypy and perl, and of buildpack-deps.
Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dockwright.knowledge.table import words
from dockwright.knowledge.uv_images import beneath

RELEASES = words("stretch buster bullseye bookworm trixie")
"""Debian releases that all of these images had a small variant for."""

_SLIM_BEFORE_RELEASE: Mapping[str, bool] = {"python": True, "ruby": True, "pypy": True, "perl": True, "node": False}
"""Whether the word stands in front of the release: python:3.13-slim-trixie, but node:24-trixie-slim."""

FAMILIES = frozenset(_SLIM_BEFORE_RELEASE)
"""Images of interpreters that have a small variant."""

_VERSION = re.compile(r"\d+(?:\.\d+){0,2}\Z")
_NAMES: Mapping[str, frozenset[str]] = {
    "node": words("lts current latest argon boron carbon dubnium erbium fermium gallium hydrogen iron jod krypton")
}
_VARIABLE = re.compile(r"\$(?:\w+|\{\w+\})\Z")

BUILDPACK_ONLY = words(
    """
    autoconf autoheader automake autoreconf bzr c++ cc convert cpp curl curl-config dpkg-buildpackage file g++ gcc git
    gpg gpg-agent hg icu-config identify ld m4 magick make mogrify mysql_config patch pg_config pkg-config pkgconf ps
    pkill pgrep top free scp sftp ssh ssh-keygen ssh-keyscan svn unzip wget xml2-config xslt-config xz as ar nm objdump
    strip ranlib mariadb_config python3-config
    """
)
"""Programs of the full images that the small ones lack."""


def slim_tag(family: str, tag: str | None, written: str | None = None) -> str | None:
    """The tag of the small variant; None where there is none, or where the tag says something that is not understood.

    `written`: the same tag as it stands in the file, perhaps with a variable for the version; the answer is written alike.
    """
    if (below := beneath(family, tag)) is not None and below[0] in FAMILIES:
        return f"{tag if written is None else written}-slim" if slim_tag(*below) is not None else None
    if family not in FAMILIES:
        return None
    if tag is None or tag == "latest":
        return "slim" if written in (None, "latest") else None
    head, *rest = tag.split("-")
    start, *others = (tag if written is None else written).split("-")
    is_version = bool(_VERSION.match(head)) or head in _NAMES.get(family, ())
    if not is_version or rest != others or (start != head and not _VARIABLE.match(start)):
        return None
    if not rest:
        return f"{start}-slim"
    if len(rest) != 1 or rest[0] not in RELEASES:
        return None
    return f"{start}-slim-{rest[0]}" if _SLIM_BEFORE_RELEASE[family] else f"{start}-{rest[0]}-slim"
