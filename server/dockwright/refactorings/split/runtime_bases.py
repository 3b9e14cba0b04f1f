"""The images a runtime stage can start from, and which release of them fits the builder.

Source: the images' own documentation and tag lists. Date: 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.base_images import facts as facts_of
from dockwright.knowledge.distributions import ALPINE_PROGRAMS, APT_IMAGE_PROGRAMS, DISTRIBUTIONS, LATEST
from dockwright.knowledge.slim_tags import slim_tag
from dockwright.knowledge.uv_images import beneath
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.model import Base, Obstacle
from dockwright.semantics import ImageName, Stage

_BUSYBOX = frozenset(
    ["sh", "ash", "cat", "echo", "printf", "cp", "mv", "rm", "ln", "ls", "mkdir", "rmdir", "touch", "chmod", "chown", "chgrp", "head", "tail", "sort", "uniq", "wc", "cut", "tr", "date", "sleep", "true", "false", "test", "[", "expr", "seq", "env", "id", "whoami", "hostname", "uname", "basename", "dirname", "realpath", "readlink", "find", "grep", "egrep", "sed", "awk", "xargs", "tar", "gzip", "gunzip", "unzip", "wget", "nc", "ping", "ps", "kill", "pgrep", "pkill", "top", "df", "du", "mount", "umount", "adduser", "addgroup", "su", "vi", "less", "mktemp", "md5sum", "sha256sum", "base64", "od", "hexdump", "timeout", "nproc", "stat", "tee", "yes", "pwd", "sync", "time", "nice", "nohup", "diff", "cmp", "comm", "dd", "install", "which", "strings", "clear", "free", "uptime", "sha1sum", "sha512sum", "cksum", "setsid", "nslookup", "netstat", "ip", "ifconfig", "route", "traceroute", "killall", "watch", "xxd", "bc", "dc", "tac", "rev", "shuf", "split", "paste", "fold", "nl", "more", "zcat", "bzip2", "bunzip2", "unxz", "xzcat", "logger", "getopt", "stty", "tty", "who", "chroot", "dos2unix", "unix2dos"]
)  # fmt: skip
_COREUTILS = frozenset(
    ["sh", "dash", "bash", "cat", "echo", "printf", "cp", "mv", "rm", "ln", "ls", "mkdir", "rmdir", "touch", "chmod", "chown", "chgrp", "head", "tail", "sort", "uniq", "wc", "cut", "tr", "date", "sleep", "true", "false", "test", "[", "expr", "seq", "env", "id", "whoami", "hostname", "uname", "basename", "dirname", "realpath", "readlink", "find", "grep", "egrep", "sed", "xargs", "tar", "gzip", "gunzip", "mktemp", "md5sum", "sha256sum", "base64", "od", "timeout", "nproc", "stat", "tee", "yes", "pwd", "sync", "nice", "nohup", "su", "useradd", "groupadd", "perl", "awk", "mawk", "df", "du", "install", "diff", "cmp", "comm", "dd", "which", "sha1sum", "sha512sum", "cksum", "setsid", "tac", "shuf", "split", "paste", "fold", "nl", "more", "zcat", "getopt", "stty", "tty", "who", "chroot"]
)  # fmt: skip

ALPINE_RELEASE = "3.22"
"""A current release: supported until May 2027."""

DISTROLESS_RELEASES = ("12", "13")
"""Debian versions that distroless images are made of."""

_ALPINE_ACCOUNTS = frozenset({"root", "nobody"})  # bin and daemon have other numbers than Debian's
_DEBIAN_ACCOUNTS = frozenset(
    {"root", "bin", "daemon", "nobody", "www-data", "games", "mail", "man", "news", "proxy", "backup", "sys", "sync"}
)
_DISTROLESS_ACCOUNTS = frozenset({"root", "nobody", "nonroot"})


def alpine(release: str = "") -> Base:
    """Alpine of a release, else a current one."""
    return Base(
        "alpine", f"alpine:{release or ALPINE_RELEASE}", "alpine", has_shell=True, has_certificates=True,
        accounts=_ALPINE_ACCOUNTS, programs=ALPINE_PROGRAMS | _BUSYBOX,
    )  # fmt: skip


def debian_slim(release: str = "") -> Base:
    """Debian's small image of a release, else of the stable one."""
    return Base(
        "debian-slim", f"debian:{release or LATEST['debian'].release}-slim", "debian", has_shell=True,
        accounts=_DEBIAN_ACCOUNTS, programs=APT_IMAGE_PROGRAMS | _COREUTILS, release=release,
    )  # fmt: skip


def system(stage: Stage, facts: BaseImage) -> Base | None:
    """The system that a stage starts from, without what is installed there; None where which release it is is not known."""
    if facts.os == "alpine" and facts.family == "alpine":
        return alpine()._replace(image=image_of(stage))
    if facts.os == "ubuntu" and facts.family == "ubuntu":
        return debian_slim()._replace(name="ubuntu", image=image_of(stage), os="ubuntu")
    return debian_slim(facts.release) if facts.os == "debian" and facts.release else None


def distroless_static() -> Base:
    """No C library and no shell: certificates, time zones, a few users, /tmp. Its release does not matter."""
    return _distroless("static", "12")


def distroless_base(release: str) -> Base | None:
    """glibc and nothing else, of the builder's Debian release; None where there is no such image."""
    version = DISTRIBUTIONS[release].version if release in DISTRIBUTIONS else ""
    return _distroless("base", version) if version in DISTROLESS_RELEASES else None


def distroless_cc(release: str) -> Base | None:
    """glibc, libgcc and libstdc++ of the builder's Debian release."""
    version = DISTRIBUTIONS[release].version if release in DISTRIBUTIONS else ""
    return _distroless("cc", version) if version in DISTROLESS_RELEASES else None


def _distroless(kind: str, version: str) -> Base:
    return Base(
        f"distroless-{kind}", f"gcr.io/distroless/{kind}-debian{version}", "distroless", has_certificates=True,
        has_zones=True, accounts=_DISTROLESS_ACCOUNTS,
    )  # fmt: skip


def scratch() -> Base:
    """Nothing at all."""
    return Base("scratch", "scratch", "scratch", has_temporary=False, has_accounts=False)


def interpreter(image: str, small: BaseImage, full: BaseImage) -> Base:
    """An interpreter without compilers: `small` is what is known of the image, `full` of the one that built."""
    is_alpine = small.os == "alpine"
    return Base(
        "alpine" if is_alpine else "slim", image, full.os, has_shell=True, has_certificates=True, has_zones=True,
        accounts=_ALPINE_ACCOUNTS if is_alpine else _DEBIAN_ACCOUNTS,
        programs=small.programs | (_BUSYBOX if is_alpine else _COREUTILS),
        release=full.release,
    )  # fmt: skip


def small_interpreter(stage: Stage, facts: BaseImage) -> Base | Obstacle:
    """The small image of the interpreter's version and release; the image itself where it is small already.

    Images that uv was added to give way to what they stand on.
    """
    image, written = stage.base, ImageName.parse(image_of(stage))
    if image is None or written is None:
        return Obstacle("the tag of the base image is computed", stage.base_span)
    unknown = Obstacle(f"which small image belongs to `{image_of(stage)}` is not known", stage.base_span)
    below, stated = beneath(image.family, image.tag), beneath(image.family, written.tag)
    tag: str | None
    stated_tag: str | None
    if below is not None:
        if stated is None or image.digest is not None:
            return unknown
        name = family = below[0]
        tag, stated_tag = below[1], stated[1]
    elif facts.variant != "full":
        return interpreter(image_of(stage), facts, facts)
    else:
        name, family, tag = written.text[: written.repository_span.end], facts.family, image.tag
        stated_tag = written.tag
    if facts.variant == "full":
        tag, stated_tag = slim_tag(family, tag), slim_tag(family, tag, stated_tag)
    if tag is None or stated_tag is None or image.digest is not None or "$" in name:
        return unknown
    small = facts_of(family, tag)
    assert small is not None
    return interpreter(f"{name}:{stated_tag}", small, facts)


def nginx(is_rootless: bool) -> Base:
    """The web server for static files; `is_rootless`: the variant whose processes all run without root."""
    image = "nginxinc/nginx-unprivileged:alpine" if is_rootless else "nginx:alpine"
    return Base(
        "nginx", image, "alpine", has_shell=True, has_certificates=True, programs=ALPINE_PROGRAMS | _BUSYBOX | {"curl"},
        is_rootless=is_rootless,
    )  # fmt: skip


def jre(image: str, facts: BaseImage, note: str) -> Base:
    """Java without compiler: eclipse-temurin's, on Ubuntu or Alpine, with certificates and time zones."""
    is_alpine = facts.os == "alpine"
    return Base(
        "jre", image, facts.os, has_shell=True, has_certificates=True, has_zones=True,
        accounts=_ALPINE_ACCOUNTS if is_alpine else _DEBIAN_ACCOUNTS,
        programs=facts.programs | {"java", "keytool"} | (_BUSYBOX if is_alpine else _COREUTILS),
        note=note,
    )  # fmt: skip


def distroless_java(major: int, release: str) -> Base:
    """Java and glibc without a shell."""
    return Base(
        "distroless-java", f"gcr.io/distroless/java{major}-debian{release}", "distroless", has_certificates=True,
        has_zones=True, accounts=_DISTROLESS_ACCOUNTS, programs=frozenset({"java"}),
        note="the image has no shell to look around with, and libraries for graphics and fonts are few",
    )  # fmt: skip
