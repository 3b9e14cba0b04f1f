from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.rules._hadolint import is_hidden
from dockwright.rules._rpm import unpinned_rpm_packages
from dockwright.semantics import SemanticModel
from dockwright.shell import Command


@rule(
    "unpinned-dnf-package",
    on=Command,
    commands=("dnf", "microdnf", "dnf5", "tdnf"),
    severity=Severity.INFO,
    aliases=("DL3041",),
    default=False,
    invalid=(
        Invalid("FROM fedora:41\nRUN dnf install -y curl-8.9.1 git\n", marked=("git",)),
        Invalid("FROM registry.access.redhat.com/ubi9-minimal\nRUN microdnf install -y tar\n", marked=("tar",)),
        Invalid("FROM fedora:41\nRUN dnf module install -y nodejs\n", marked=("nodejs",)),
    ),
    valid=(
        "FROM fedora:41\nRUN dnf install -y curl-8.9.1-2.fc41 --setopt install_weak_deps=False\n",
        "FROM fedora:41\nRUN dnf install -y https://example.org/tool.rpm ./a.rpm @development $NAME\n",
        "FROM fedora:41\nRUN dnf module install -y nodejs:20\n",
        "FROM fedora:41\nRUN dnf group install -y development-tools\n",
    ),
)
def unpinned_dnf_package(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """A package is installed with dnf without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and nobody sees what has changed. `curl-8.9.1` names the version.

    The rule is off unless it is asked for: repositories drop old versions, so that a pinned one breaks the build some time
    later, and keeps security updates out until then.

    ## References
    - https://docs.docker.com/build/building/best-practices/#version-pinning
    """
    if not is_hidden(command, settings):
        yield from unpinned_rpm_packages(command, model, settings)
