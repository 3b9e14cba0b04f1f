from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden, mount_contains
from dockwright.rules._rpm_cache import cache_left_behind, hadolint_cache_left_behind
from dockwright.semantics import SemanticModel
from dockwright.shell import Command

FETCHING = frozenset({"install", "in", "upgrade", "up", "upgrade-minimal", "up-min", "reinstall", "rei"})  # hadolint's


@rule(
    "dnf-cache-left-behind",
    on=Command,
    commands=("dnf", "microdnf", "dnf5", "tdnf"),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3040",),
    invalid=(
        Invalid(
            "FROM fedora:41\nRUN dnf install -y curl\n",
            "FROM fedora:41\nRUN dnf install -y curl && dnf clean all\n",
            marked=("install",),
        ),
        Invalid(
            "FROM fedora:41\nRUN dnf -y update \\\n && dnf clean all \\\n && dnf -y install curl\n",
            "FROM fedora:41\nRUN dnf -y update \\\n && dnf clean all \\\n && dnf -y install curl \\\n && dnf clean all\n",
            title="cleaned too early",
        ),
        Invalid("FROM fedora:41\nRUN dnf install -y curl; echo done\n", title="not an && chain"),
        Invalid(
            "FROM fedora:41\nRUN microdnf install -y curl && rpm -e microdnf\n", title="there is no microdnf any more"
        ),
        Invalid(
            "FROM fedora:41\nRUN dnf install -y curl\nRUN dnf -C list\n",
            "FROM fedora:41\nRUN dnf install -y curl && dnf clean all\nRUN dnf -C list\n",
            title="a later RUN wants the lists",
        ),
    ),
    valid=(
        "FROM fedora:41\nRUN dnf install -y curl && dnf clean all\n",
        "FROM fedora:41\nRUN dnf install -y curl && rm -rf /var/cache/dnf\n",
        "FROM fedora:41\nRUN --mount=type=cache,target=/var/cache/dnf dnf install -y curl\n",
        "FROM fedora:41\nRUN dnf remove -y curl\n",
        "FROM fedora:41\nRUN dnf --installroot /r install -y curl && dnf --installroot /r clean all\n",
        "FROM fedora:41\nRUN dnf --installroot=/r install -y curl && rm -rf /r/var/cache/* /r/var/log/dnf*\n",
        "FROM fedora:41 AS build\nRUN dnf install -y gcc\nFROM fedora:41\nCOPY --from=build /a /a\n",
        Valid("FROM fedora:41\nRUN dnf install -y curl && rm -rf /tmp/x\n", settings=HADOLINT, title="any rm will do"),
    ),
)
def dnf_cache_left_behind(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The package lists that dnf fetched stay in the layer.

    ## Why is this bad?
    The lists of all packages take 50 to 200 MB, and nothing reads them once the packages are installed. Removing them in a
    later `RUN` does not help: the layer with them is already written.

    Only layers of the image that is shipped count: a builder stage may leave them.

    ## Fix safety
    `dnf clean all` at the end of the same `RUN` is safe when the RUN is a plain `&&` chain. Where a later `RUN` works with
    the lists (`dnf -C`) the fix asks for a look.

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    """
    if not is_hadolint(settings):
        yield from cache_left_behind(command, model, settings)
    elif (
        command.name in ("dnf", "microdnf")
        and not is_hidden(command, settings)
        and not mount_contains(command.instruction, "/libdnf5")
    ):
        yield from hadolint_cache_left_behind(command, model, FETCHING, "/var/cache/libdnf5*")
