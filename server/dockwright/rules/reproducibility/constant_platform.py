from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.syntax import From
from dockwright.text import Span

ARCHITECTURES = words(
    "386 amd64 x86_64 x86-64 arm arm64 aarch64 armhf armel i386 loong64 mips mipsle mips64 mips64le ppc64 ppc64le "
    "riscv64 s390x wasm"
)
_GIVEN = ("BUILDPLATFORM", "TARGETPLATFORM")
SYSTEMS = frozenset(["linux", "windows", "darwin", "freebsd", "wasip1"])


@rule(
    "constant-platform",
    on=From,
    needs="--platform",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    aliases=("FromPlatformFlagConstDisallowed", "DL3029"),
    default=False,
    invalid=(
        Invalid("FROM --platform=linux/amd64 alpine:3.20\n", "FROM alpine:3.20\n", marked=("linux/amd64",)),
        Invalid("FROM --platform=linux/arm64 alpine:3.20 AS base\n", "FROM alpine:3.20 AS base\n"),
        Invalid(
            "FROM --platform=linux/arm64 alpine:3.20 AS base-arm64\n",
            "FROM alpine:3.20 AS base-arm64\n",
            settings=HADOLINT,
            title="hadolint does not look at the name",
        ),
    ),
    valid=(
        "FROM --platform=$BUILDPLATFORM alpine:3.20\n",
        "FROM --platform=linux/amd64 alpine:3.20 AS base-amd64\n",
        "FROM --platform=linux/amd64 alpine:3.20 AS build_linux\n",
        "FROM --platform=$OWN alpine:3.20\n",
        "FROM alpine:3.20\n",
        Valid("FROM --platform=${TARGETPLATFORM} alpine:3.20\n", settings=HADOLINT),
    ),
)
def constant_platform(instruction: From, settings: Settings) -> Iterator[Finding]:
    """`--platform` names one platform, so the stage is never built for another.

    ## Why is this bad?
    `docker build --platform` cannot change it, and on a machine of another kind the stage runs under emulation. Use
    `$BUILDPLATFORM` for tools that run during the build. A stage whose name holds the platform (`AS base-amd64`) is meant
    to be for that one and is not reported.

    The rule is off unless it is asked for: many images are made for one platform on purpose.

    ## Fix safety
    Without the flag the stage is built for the target platform: check that the base image exists for it.

    ## References
    - https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/
    """
    flag = instruction.platform
    if flag is None:
        return
    value, image, alias = flag.value, instruction.image, instruction.alias
    if value is None or image is None or not value.value:
        return
    if is_hadolint(settings):
        if any(name in value.raw for name in _GIVEN):
            return
    elif value.variables or _is_meant(value.value.lower().split("/"), alias.value.lower() if alias is not None else ""):
        return
    end = image.span.start if len(instruction.flags) == 1 else flag.span.end
    fix = Fix.delete("Remove the flag", Span(flag.span.start, end), Safety.UNSAFE)
    yield Finding(value.span, "the stage can never be built for another platform", (fix,))


def _is_meant(parts: list[str], name: str) -> bool:
    """Whether the name of a stage says its platform, or nobody knows of such a platform."""
    if not (parts[0] in SYSTEMS or parts[0] in ARCHITECTURES):
        return True
    return bool(name) and any(part and part in name for part in _meant(parts))


def _meant(parts: list[str]) -> tuple[str, ...]:
    """The operating system and architecture that a platform stands for."""
    system = parts[0] if parts[0] in SYSTEMS else "linux"
    architecture = parts[1] if len(parts) > 1 else (parts[0] if parts[0] in ARCHITECTURES else "")
    canonical = {
        "x86_64": "amd64",
        "x86-64": "amd64",
        "aarch64": "arm64",
        "i386": "386",
        "armhf": "arm",
        "armel": "arm",
    }
    return system, canonical.get(architecture, architecture)
