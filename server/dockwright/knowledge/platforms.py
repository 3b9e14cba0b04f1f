"""Names the builder defines by itself: build arguments, platforms, signals, reserved words.

Source: the Dockerfile reference and BuildKit's platform arguments; signals of Linux. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

PLATFORM_ARGUMENTS: frozenset[str] = words(
    "TARGETPLATFORM TARGETOS TARGETOSVERSION TARGETARCH TARGETVARIANT TARGETSTAGE "
    "BUILDPLATFORM BUILDOS BUILDOSVERSION BUILDARCH BUILDVARIANT"
)
"""Global build arguments that BuildKit sets: usable in FROM at once, in a stage after an ARG of that name."""

PROXY_ARGUMENTS: frozenset[str] = words(
    "HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy NO_PROXY no_proxy ALL_PROXY all_proxy"
)
"""Build arguments every RUN sees without an ARG; they are not part of the cache key and not expanded elsewhere."""

BUILDKIT_ARGUMENTS: frozenset[str] = words(
    "BUILDKIT_BUILD_NAME BUILDKIT_CACHE_MOUNT_NS BUILDKIT_CONTEXT_KEEP_GIT_DIR BUILDKIT_DOCKERFILE_CHECK "
    "BUILDKIT_INLINE_CACHE BUILDKIT_MULTI_PLATFORM BUILDKIT_SANDBOX_HOSTNAME BUILDKIT_SBOM_SCAN_CONTEXT "
    "BUILDKIT_SBOM_SCAN_STAGE BUILDKIT_SYNTAX SOURCE_DATE_EPOCH"
)
"""Build arguments that steer BuildKit."""

PREDEFINED_ARGUMENTS: frozenset[str] = PLATFORM_ARGUMENTS | PROXY_ARGUMENTS | BUILDKIT_ARGUMENTS

OPERATING_SYSTEMS: frozenset[str] = words(
    "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows"
)
ARCHITECTURES: frozenset[str] = words(
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 "
    "ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
)
ARCHITECTURE_ALIASES: Mapping[str, str] = {
    "aarch64": "arm64", "armel": "arm/v6", "armhf": "arm/v7", "i386": "386", "x86_64": "amd64", "x86-64": "amd64",
}  # fmt: skip
"""Spellings that BuildKit normalises."""

SIGNALS: Mapping[str, int] = {
    "ABRT": 6, "ALRM": 14, "BUS": 7, "CHLD": 17, "CLD": 17, "CONT": 18, "FPE": 8, "HUP": 1, "ILL": 4, "INT": 2,
    "IO": 29, "IOT": 6, "KILL": 9, "PIPE": 13, "POLL": 29, "PROF": 27, "PWR": 30, "QUIT": 3, "SEGV": 11,
    "STKFLT": 16, "STOP": 19, "SYS": 31, "TERM": 15, "TRAP": 5, "TSTP": 20, "TTIN": 21, "TTOU": 22, "URG": 23,
    "USR1": 10, "USR2": 12, "VTALRM": 26, "WINCH": 28, "XCPU": 24, "XFSZ": 25,
    "RTMIN": 34, **{f"RTMIN+{number}": 34 + number for number in range(1, 16)},
    **{f"RTMAX-{number}": 64 - number for number in range(14, 0, -1)}, "RTMAX": 64,
}  # fmt: skip
"""STOPSIGNAL's names, without SIG, with their numbers on Linux."""

PROTOCOLS: frozenset[str] = words("tcp udp sctp")
