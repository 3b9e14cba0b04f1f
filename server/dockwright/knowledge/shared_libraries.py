"""Programs of distributions and of official images that load shared libraries, and images that have few of these.

Source: the packages' dependencies in Debian 11 to 13, Ubuntu 22.04 to 26.04 and Alpine 3.18 to 3.22; the README of distroless;
https://github.com/docker-library/official-images for Node. Date: 2026-11. A library is named without its version where that differs
from release to release.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.table import words

SYSTEMS = words("alpine debian ubuntu")
"""Systems whose programs are known here."""

SYSTEM_DIRECTORIES = words("/bin /sbin /usr/bin /usr/sbin")
"""Where packages of a distribution put programs."""

DYNAMIC = words(
    """
    aria2c awk bash busybox bzip2 cat chmod chown cp curl date dig dumb-init echo env envsubst expr ffmpeg ffprobe file find free gawk git
    gpg grep gs gunzip gzip head hostname htop id iconv ip iperf3 iptables jq kill less ln ls lsof make mkdir mktemp mv nc ncat nginx nslookup
    openssl patch pdfinfo pdftoppm pdftotext perl pgrep ping pkill printf ps pwd qpdf readlink realpath redis-cli redis-server rm rmdir
    rsync sed seq sh sleep socat sort sox sqlite3 ssh ssh-keygen ssh-keyscan stat strace su-exec tail tar tee telnet tesseract test timeout
    tini top touch tr tree true uname unzip wc wget which whoami xargs xz zip zstd
    """
)
"""Programs that the packages of the distributions above link dynamically against the C library, in every release. Those that are scripts
in one of them (`psql`, `convert`) or written in Go are not here."""

_ANYWHERE = {
    "curl": "libcurl.so.4",
    "ffmpeg": "libavformat",
    "ffprobe": "libavformat",
    "gs": "libgs",
    "jq": "libjq.so.1",
    "pdfinfo": "libpoppler",
    "pdftoppm": "libpoppler",
    "pdftotext": "libpoppler",
    "qpdf": "libqpdf",
    "rsync": "libpopt.so.0",
    "sox": "libsox",
    "sqlite3": "libsqlite3.so.0",
    "tesseract": "libtesseract",
}

LOADED: Mapping[str, Mapping[str, str]] = {
    "debian": {**_ANYWHERE, "wget": "libpsl.so.5"},
    "alpine": {**_ANYWHERE, "bash": "libreadline.so.8", "envsubst": "libintl.so.8", "git": "libpcre2-8.so.0"},
    "distroless": {
        **_ANYWHERE,
        "bash": "libtinfo.so.6",
        "wget": "libpsl.so.5",
        "zip": "libbz2.so.1.0",
        "unzip": "libbz2.so.1.0",
        **dict.fromkeys(("cp", "id", "ls", "mkdir", "mv", "stat"), "libselinux.so.1"),
    },
}
"""By the kind of a bare image: a library that it lacks, for each program of the distribution that loads one."""

_SLIM = words("node python ruby")
OF_INTERPRETERS = words("libsqlite3.so.0 libxml2")
"""Libraries that a slim image of a language may have."""

CPP = "libstdc++.so.6"
UNWINDING = "libgcc_s.so.1"

INTERPRETERS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "node": {"/usr/local/bin/node": {"alpine": CPP, "distroless": CPP}},
    "oven/bun": {"/usr/local/bin/bun": {"alpine": CPP}},
    "php": {"/usr/local/bin/php": {"alpine": "libxml2", "debian": "libxml2", "distroless": "libxml2"}},
}
"""By the family of an official image: its program, and the library that a bare image of each kind lacks for it."""

PACKAGES: Mapping[str, Mapping[str, str]] = {
    CPP: {"alpine": "libstdc++"},
    UNWINDING: {"alpine": "libgcc"},
    "libxml2": {"alpine": "libxml2", "debian": "libxml2"},
}
"""The package that has a library, where the program comes from no package itself."""


def bareness(image: BaseImage) -> str:
    """The kind of an image that has little more than its C library: alpine, debian, debian-slim, distroless or distroless-cc; "" for
    others.

    distroless/cc has the libraries of a C++ compiler in addition, the slim image of a language what its interpreter needs.
    """
    if image.family == "alpine":
        return "alpine"
    if image.family in ("debian", "ubuntu"):
        return "debian"
    if image.family in _SLIM and image.variant == "slim" and image.os == "debian":
        return "debian-slim"
    name = image.family.removeprefix("gcr.io/distroless/").partition("-")[0] if "distroless/" in image.family else ""
    return {"base": "distroless", "cc": "distroless-cc"}.get(name, "")
