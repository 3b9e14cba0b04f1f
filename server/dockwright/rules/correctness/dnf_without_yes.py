from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._confirmation import RPM_ASKING, rpm_asks
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.semantics import SemanticModel
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
        Invalid(
            "FROM registry.access.redhat.com/ubi9/ubi-minimal:9.5\nRUN microdnf install tar\n",
            "FROM registry.access.redhat.com/ubi9/ubi-minimal:9.5\nRUN microdnf install -y tar\n",
        ),
        Invalid(
            "FROM registry.access.redhat.com/ubi8/ubi-minimal\nRUN microdnf install tar\n",
            "FROM registry.access.redhat.com/ubi8/ubi-minimal\nRUN microdnf install -y tar\n",
            settings=HADOLINT,
        ),
    ),
    valid=(
        "FROM fedora:41\nRUN dnf install -y curl && dnf -y update && dnf --assumeyes remove curl\n",
        "FROM fedora:41\nRUN dnf -yq install curl && dnf install --assumeno curl\n",
        "FROM fedora:41\nRUN yes | dnf install curl\n",
        "FROM fedora:41\nRUN echo assumeyes=1 >> /etc/dnf.conf && dnf install curl\n",
        "FROM fedora:41\nRUN dnf clean all && dnf makecache\n",
        Valid(
            "FROM registry.access.redhat.com/ubi8/ubi-minimal:8.8\nRUN microdnf install tar\n",
            title="the microdnf of Enterprise Linux 8 never asks",
        ),
        Valid("FROM fedora:41\nRUN dnf update\n", settings=HADOLINT, title="hadolint knows of install only"),
    ),
)
def dnf_without_yes(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`dnf` will ask whether to go on, and nobody is there to answer.

    ## Why is this bad?
    dnf asks for confirmation before it installs or removes anything. A build has no terminal: the answer is no, and the
    build stops. The microdnf of Enterprise Linux 7 and 8 takes yes for granted.

    ## References
    - https://dnf.readthedocs.io/en/latest/command_ref.html
    """
    if command.name == "microdnf" and not is_hadolint(settings):
        stage = model.stage_of(command.instruction)
        facts = stage.facts if stage is not None else None
        if facts is not None and re.fullmatch(r"[a-z]+[78]", facts.release):
            return
    yield from rpm_asks(command, RPM_ASKING | {"in"}, MANAGERS["dnf"].valued_flags, settings)
