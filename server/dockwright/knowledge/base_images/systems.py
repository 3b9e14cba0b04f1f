"""Operating systems as base images, and which release a tag of theirs means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockwright.knowledge.base_images.image import NOTABLE_PROGRAMS, BaseImage, Family
from dockwright.knowledge.distributions import DISTRIBUTIONS, UNKNOWN_DEBIAN, UNKNOWN_UBUNTU


def _os(family: str, **fields: Any) -> Family:
    return Family(BaseImage(family, kind="os", **fields), shell_command=True)


FAMILIES: tuple[Family, ...] = (
    Family(BaseImage("scratch", kind="empty", os="scratch", libc="none", has_shell=False)),
    _os("alpine"),
    _os("debian"),
    _os("ubuntu", account=""),
    _os("busybox"),
    _os("fedora"),
    _os("centos", is_deprecated=True, successor="almalinux"),
    _os("quay.io/centos/centos"),
    _os("rockylinux", is_deprecated=True, successor="rockylinux/rockylinux"),
    _os("rockylinux/rockylinux"),
    _os("almalinux"),
    _os("oraclelinux"),
    _os("amazonlinux"),
    _os("public.ecr.aws/amazonlinux/amazonlinux"),
    _os("archlinux"),
    _os("archlinux/archlinux"),
    _os("opensuse/leap"),
    _os("opensuse/tumbleweed"),
    _os("photon"),
    _os("mcr.microsoft.com/windows/nanoserver"),
    _os("mcr.microsoft.com/windows/servercore"),
    _os("microsoft/nanoserver", is_deprecated=True, successor="mcr.microsoft.com/windows/nanoserver"),
    _os("microsoft/windowsservercore", is_deprecated=True, successor="mcr.microsoft.com/windows/servercore"),
    _os("buildpack-deps", unsure=NOTABLE_PROGRAMS),
)  # fmt: skip

OS_OF_FAMILY: Mapping[str, str] = {
    "alpine": "alpine",
    "almalinux": "alma",
    "amazonlinux": "amazon",
    "archlinux": "arch",
    "archlinux/archlinux": "arch",
    "busybox": "busybox",
    "buildpack-deps": "debian",
    "centos": "centos",
    "debian": "debian",
    "fedora": "fedora",
    "oraclelinux": "oracle",
    "public.ecr.aws/amazonlinux/amazonlinux": "amazon",
    "quay.io/centos/centos": "centos",
    "rockylinux": "rocky",
    "rockylinux/rockylinux": "rocky",
    "ubuntu": "ubuntu",
}
RELEASE_OF_FAMILY: Mapping[str, str] = {
    "mcr.microsoft.com/windows/nanoserver": "nanoserver",
    "mcr.microsoft.com/windows/servercore": "windowsservercore",
    "microsoft/nanoserver": "nanoserver",
    "microsoft/windowsservercore": "windowsservercore",
    "opensuse/leap": "leap",
    "opensuse/tumbleweed": "tumbleweed",
    "photon": "photon",
    "scratch": "scratch",
}
SUITES = {
    ("debian", "stable"): UNKNOWN_DEBIAN,
    ("debian", "oldstable"): UNKNOWN_DEBIAN,
    ("debian", "testing"): UNKNOWN_DEBIAN,
    ("debian", "unstable"): DISTRIBUTIONS["sid"],
    ("ubuntu", "rolling"): UNKNOWN_UBUNTU,
    ("ubuntu", "devel"): UNKNOWN_UBUNTU,
    ("alpine", "edge"): DISTRIBUTIONS["alpineedge"],
}
FIRST_COMMAND = {"debian": ("bash",), "ubuntu": ("/bin/bash",), "alpine": ("/bin/sh",), "busybox": ("sh",),
                  "arch": ("/usr/bin/bash",), "scratch": (), "windows": ()}  # fmt: skip
