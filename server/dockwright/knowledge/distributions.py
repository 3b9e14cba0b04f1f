"""Operating system releases as found in image tags: C library, package manager, support.

Source: the distributions' release pages and their images' own /etc/os-release. Date: 2026-11.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple

APT_IMAGE_PROGRAMS = words("sh bash perl apt-get apt dpkg tar gzip sed grep find")
UBUNTU_PROGRAMS = APT_IMAGE_PROGRAMS | {"ps"}
BUSYBOX_PROGRAMS = words(
    "sh wget nc ps vi ping nslookup unzip tar gzip sed grep find awk less top hexdump traceroute xargs"
)
ALPINE_PROGRAMS = BUSYBOX_PROGRAMS | {"apk"}
RPM_IMAGE_PROGRAMS = words("sh bash curl rpm sed grep find")


class Distribution(NamedTuple):
    """One release of an operating system."""

    os: str  # debian, ubuntu, alpine, rhel, fedora, ...
    release: str  # the word tags use: bookworm, noble, 3.22, ubi9
    version: str  # the number: 12, 24.04, 3.22
    libc: str  # glibc, musl, uclibc, none
    libc_version: str  # "2.36"; "" where it is not one number
    package_manager: str  # the program name; "" without one
    programs: frozenset[str]  # programs of the bare image that a Dockerfile may use
    compressed_mb: int  # download size of the bare image, amd64
    size_mb: int  # unpacked
    end_of_life: str  # year and month when free security support ends; "" while unknown or rolling


def _debian(release: str, version: str, libc: str, end: str) -> Distribution:
    return Distribution("debian", release, version, "glibc", libc, "apt-get", APT_IMAGE_PROGRAMS, 48, 117, end)


def _ubuntu(release: str, version: str, libc: str, end: str) -> Distribution:
    return Distribution("ubuntu", release, version, "glibc", libc, "apt-get", UBUNTU_PROGRAMS, 29, 78, end)


def _alpine(version: str, end: str) -> Distribution:
    return Distribution("alpine", version, version, "musl", "", "apk", ALPINE_PROGRAMS, 4, 8, end)


def _rpm(os: str, release: str, version: str, libc: str, manager: str, size: int, end: str) -> Distribution:
    return Distribution(
        os, release, version, "glibc", libc, manager, RPM_IMAGE_PROGRAMS | {manager}, size // 3, size, end
    )


_RELEASES = (
    _debian("wheezy", "7", "2.13", "2018-05"),
    _debian("jessie", "8", "2.19", "2020-06"),
    _debian("stretch", "9", "2.24", "2022-06"),
    _debian("buster", "10", "2.28", "2024-06"),
    _debian("bullseye", "11", "2.31", "2026-08"),
    _debian("bookworm", "12", "2.36", "2028-06"),
    _debian("trixie", "13", "2.41", "2030-06"),
    _debian("forky", "14", "", ""),
    _debian("sid", "", "", ""),
    _ubuntu("precise", "12.04", "2.15", "2017-04"),
    _ubuntu("trusty", "14.04", "2.19", "2019-04"),
    _ubuntu("xenial", "16.04", "2.23", "2021-04"),
    _ubuntu("bionic", "18.04", "2.27", "2023-05"),
    _ubuntu("focal", "20.04", "2.31", "2025-05"),
    *(
        _ubuntu(release, version, libc, end)
        for release, version, libc, end in (
            ("yakkety", "16.10", "2.24", "2017-07"), ("zesty", "17.04", "2.24", "2018-01"), ("artful", "17.10", "2.26", "2018-07"),
            ("cosmic", "18.10", "2.28", "2019-07"), ("disco", "19.04", "2.29", "2020-01"), ("eoan", "19.10", "2.30", "2020-07"),
            ("groovy", "20.10", "2.32", "2021-07"), ("hirsute", "21.04", "2.33", "2022-01"), ("impish", "21.10", "2.34", "2022-07"),
            ("kinetic", "22.10", "2.36", "2023-07"), ("lunar", "23.04", "2.37", "2024-01"), ("mantic", "23.10", "2.38", "2024-07"),
            ("oracular", "24.10", "2.40", "2025-07"),
        )
    ),
    _ubuntu("jammy", "22.04", "2.35", "2027-04"),
    _ubuntu("noble", "24.04", "2.39", "2029-04"),
    _ubuntu("plucky", "25.04", "2.41", "2026-01"),
    _ubuntu("questing", "25.10", "2.42", "2026-07"),
    _ubuntu("resolute", "26.04", "2.43", "2031-04"),
    *(
        _alpine(version, end)
        for version, end in (
            ("3.1", "2016-11"), ("3.2", "2017-05"), ("3.3", "2017-11"), ("3.4", "2018-05"), ("3.5", "2018-11"),
            ("3.6", "2019-05"), ("3.7", "2019-11"), ("3.8", "2020-05"), ("3.9", "2020-11"), ("3.10", "2021-05"),
            ("3.11", "2021-11"), ("3.12", "2022-05"), ("3.13", "2022-11"), ("3.14", "2023-05"), ("3.15", "2023-11"),
            ("3.16", "2024-05"), ("3.17", "2024-11"), ("3.18", "2025-05"), ("3.19", "2025-11"), ("3.20", "2026-04"),
            ("3.21", "2026-11"), ("3.22", "2027-05"), ("3.23", "2027-11"), ("edge", ""),
        )
    ),
    _rpm("rhel", "ubi7", "7", "2.17", "yum", 210, "2024-06"),
    _rpm("rhel", "ubi8", "8", "2.28", "dnf", 210, "2029-05"),
    _rpm("rhel", "ubi9", "9", "2.34", "dnf", 215, "2032-05"),
    _rpm("rhel", "ubi10", "10", "2.39", "dnf", 215, "2035-05"),
    _rpm("centos", "centos6", "6", "2.12", "yum", 195, "2020-11"),
    _rpm("centos", "centos7", "7", "2.17", "yum", 204, "2024-06"),
    _rpm("centos", "centos8", "8", "2.28", "dnf", 231, "2021-12"),
    _rpm("centos", "stream8", "8", "2.28", "dnf", 240, "2024-05"),
    _rpm("centos", "stream9", "9", "2.34", "dnf", 160, "2027-05"),
    _rpm("centos", "stream10", "10", "2.39", "dnf", 160, "2030-01"),
    _rpm("rocky", "rockylinux8", "8", "2.28", "dnf", 200, "2029-05"),
    _rpm("rocky", "rockylinux9", "9", "2.34", "dnf", 176, "2032-05"),
    _rpm("rocky", "rockylinux10", "10", "2.39", "dnf", 180, "2035-05"),
    _rpm("alma", "almalinux8", "8", "2.28", "dnf", 190, "2029-05"),
    _rpm("alma", "almalinux9", "9", "2.34", "dnf", 180, "2032-05"),
    _rpm("alma", "almalinux10", "10", "2.39", "dnf", 190, "2035-05"),
    _rpm("oracle", "oraclelinux7", "7", "2.17", "yum", 230, "2024-12"),
    _rpm("oracle", "oraclelinux8", "8", "2.28", "dnf", 240, "2029-07"),
    _rpm("oracle", "oraclelinux9", "9", "2.34", "dnf", 240, "2032-06"),
    _rpm("oracle", "oraclelinux10", "10", "2.39", "dnf", 240, "2035-06"),
    _rpm("amazon", "al1", "2018.03", "2.17", "yum", 170, "2023-12"),
    _rpm("amazon", "al2", "2", "2.26", "yum", 165, "2026-06"),
    _rpm("amazon", "al2023", "2023", "2.34", "dnf", 150, "2029-06"),
    _rpm("fedora", "fedora", "", "", "dnf", 165, ""),
    _rpm("azurelinux", "cbl-mariner2.0", "2.0", "2.35", "tdnf", 85, "2025-07"),
    _rpm("azurelinux", "azurelinux3.0", "3.0", "2.38", "tdnf", 90, "2027-07"),
    _rpm("photon", "photon", "", "", "tdnf", 40, ""),
    _rpm("opensuse", "leap", "", "", "zypper", 110, ""),
    _rpm("opensuse", "tumbleweed", "", "", "zypper", 95, ""),
    Distribution("arch", "arch", "", "glibc", "", "pacman", words("sh bash curl pacman"), 140, 430, ""),
    Distribution("busybox", "busybox", "", "", "", "", BUSYBOX_PROGRAMS, 2, 4, ""),
    Distribution("wolfi", "wolfi", "", "glibc", "", "apk", words("sh apk"), 6, 15, ""),
    Distribution("scratch", "scratch", "", "none", "", "", frozenset(), 0, 0, ""),
    Distribution("windows", "nanoserver", "", "none", "", "", words("cmd curl tar"), 120, 300, ""),
    Distribution("windows", "windowsservercore", "", "none", "", "", words("cmd powershell curl tar"), 1800, 4800, ""),
    Distribution("nixos", "nixos", "", "glibc", "", "nix-env", words("sh bash nix-env"), 160, 500, ""),
)  # fmt: skip

DISTRIBUTIONS: dict[str, Distribution] = {
    f"alpine{row.release}" if row.os == "alpine" else row.release: row for row in _RELEASES
}
"""By the word an image tag uses: bookworm, noble, alpine3.22, ubi9."""

ARCHIVED = words("wheezy jessie stretch buster")
"""Releases of Debian that its mirrors hold no longer: `apt-get update` finds nothing unless the sources name the archive."""

UNKNOWN_ALPINE = Distribution("alpine", "", "", "musl", "", "apk", ALPINE_PROGRAMS, 4, 8, "")
UNKNOWN_DEBIAN = Distribution("debian", "", "", "glibc", "", "apt-get", APT_IMAGE_PROGRAMS, 48, 117, "")
UNKNOWN_UBUNTU = Distribution("ubuntu", "", "", "glibc", "", "apt-get", UBUNTU_PROGRAMS, 29, 78, "")

LATEST: dict[str, Distribution] = {
    "alpine": UNKNOWN_ALPINE,
    "debian": DISTRIBUTIONS["trixie"],
    "ubuntu": DISTRIBUTIONS["resolute"],
    "rhel": DISTRIBUTIONS["ubi9"],
    "centos": DISTRIBUTIONS["centos8"],
    "rocky": DISTRIBUTIONS["rockylinux9"],
    "alma": DISTRIBUTIONS["almalinux10"],
    "oracle": DISTRIBUTIONS["oraclelinux9"],
    "amazon": DISTRIBUTIONS["al2023"],
    "fedora": DISTRIBUTIONS["fedora"],
    "busybox": DISTRIBUTIONS["busybox"],
    "arch": DISTRIBUTIONS["arch"],
}
"""What an OS image's tag `latest` is; a release of "" where it moves more often than this table."""

_BY_WORD: dict[str, Distribution] = {
    **DISTRIBUTIONS,
    "alpine": UNKNOWN_ALPINE,
    "debian": UNKNOWN_DEBIAN,
    "ubuntu": UNKNOWN_UBUNTU,
    "amazonlinux": DISTRIBUTIONS["al2"],
    "ol7": DISTRIBUTIONS["oraclelinux7"],
    "ol8": DISTRIBUTIONS["oraclelinux8"],
    "ol9": DISTRIBUTIONS["oraclelinux9"],
    "ol10": DISTRIBUTIONS["oraclelinux10"],
    "oracle": DISTRIBUTIONS["oraclelinux8"],
    "oraclelinux": DISTRIBUTIONS["oraclelinux8"],
    "centos": DISTRIBUTIONS["centos7"],
    "mariner2.0": DISTRIBUTIONS["cbl-mariner2.0"],
    "ubi": DISTRIBUTIONS["ubi9"],
}

_BY_VERSION: dict[tuple[str, str], Distribution] = {(row.os, row.version): row for row in _RELEASES if row.version}
_OS_AND_VERSION = re.compile(
    r"(alpine|ubuntu|debian|centos|rockylinux|almalinux|oraclelinux|ubi|fedora)-?(\d+(?:\.\d+)*)\Z"
)
_OS_OF_WORD = {"rockylinux": "rocky", "almalinux": "alma", "oraclelinux": "oracle", "ubi": "rhel"}


@lru_cache(maxsize=512)
def distribution_of_word(word: str) -> Distribution | None:
    """The release a word of an image tag names: `bookworm`, `alpine3.20`, `ubuntu22.04`, `debian12`, `ubi9`."""
    found = _BY_WORD.get(word)
    if found is not None:
        return found
    match = _OS_AND_VERSION.match(word)
    if match is None:
        return None
    return distribution_of_version(_OS_OF_WORD.get(match[1], match[1]), match[2])


def distribution_of_version(os: str, version: str) -> Distribution | None:
    """The release with this version number, ("alpine", "3.20.3") is 3.20; one newer than the table keeps its number."""
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        found = _BY_VERSION.get((os, ".".join(parts[:length])))
        if found is not None:
            return found
    latest = LATEST.get(os)
    return latest._replace(release=version, version=version, libc_version="", end_of_life="") if latest else None
