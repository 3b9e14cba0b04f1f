from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._confirmation import RPM_ASKING, rpm_asks
from dockwright.rules._hadolint import HADOLINT
from dockwright.shell import Command


@rule(
    "dnf-without-yes",
    on=Command,
    commands=("dnf", "microdnf", "dnf5", "tdnf"),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3038",),
    invalid=(
        Invalid(
            "FROM fedora:41\nRUN dnf install curl\n", "FROM fedora:41\nRUN dnf install -y curl\n", marked=("install",)
        ),
        Invalid("FROM fedora:41\nRUN dnf -q update && true\n", "FROM fedora:41\nRUN dnf -q update -y && true\n"),
        Invalid(
            "FROM fedora:41\nRUN dnf group install development-tools\n",
            "FROM fedora:41\nRUN dnf group install -y development-tools\n",
            marked=("install",),
        ),
        Invalid('FROM fedora:41\nRUN ["dnf", "install", "curl"]\n'),
    ),
    valid=(
        "FROM fedora:41\nRUN dnf install -y curl && dnf -y update && dnf --assumeyes remove curl\n",
        "FROM fedora:41\nRUN dnf -yq install curl && dnf install --assumeno curl\n",
        "FROM fedora:41\nRUN yes | dnf install curl\n",
        "FROM fedora:41\nRUN echo assumeyes=1 >> /etc/dnf.conf && dnf install curl\n",
        "FROM fedora:41\nRUN dnf clean all && dnf makecache\n",
        Valid("FROM fedora:41\nRUN dnf update\n", settings=HADOLINT, title="hadolint knows of install only"),
    ),
)
def dnf_without_yes(command: Command, settings: Settings) -> Iterator[Finding]:
    """`dnf` will ask whether to go on, and nobody is there to answer.

    ## Why is this bad?
    dnf asks for confirmation before it installs or removes anything. A build has no terminal: the answer is no, and the
    build stops.

    ## References
    - https://dnf.readthedocs.io/en/latest/command_ref.html
    """
    yield from rpm_asks(command, RPM_ASKING | {"in"}, MANAGERS["dnf"].valued_flags, settings)
