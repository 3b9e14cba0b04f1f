from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hidden
from dockwright.rules._rpm import unpinned_rpm_packages
from dockwright.semantics import SemanticModel
from dockwright.shell import Command


@rule(
    "unpinned-yum-package",
    on=Command,
    commands=("yum",),
    severity=Severity.INFO,
    aliases=("DL3033",),
    default=False,
    invalid=(
        Invalid("FROM centos:7\nRUN yum install -y curl-7.29.0 git\n", marked=("git",)),
        Invalid("FROM centos:7\nRUN yum -y install --enablerepo epel python3-pip\n", marked=("python3-pip",)),
        Invalid("FROM rockylinux:8\nRUN yum module install -y nodejs\n", marked=("nodejs",)),
    ),
    valid=(
        "FROM centos:7\nRUN yum install -y curl-7.29.0-59.el7 python3-pip-9.0.3\n",
        "FROM centos:7\nRUN yum install -y https://example.org/tool.rpm ./a.rpm @development $NAME\n",
        "FROM rockylinux:8\nRUN yum module install -y nodejs:20\n",
        "FROM centos:7\nRUN yum update -y curl\n",
        Valid("FROM centos:7\nRUN yum install -y rpm-sign-$VERSION\n", settings=HADOLINT),
    ),
)
def unpinned_yum_package(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """A package is installed with yum without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and nobody sees what has changed. `curl-7.29.0` names the version.

    The rule is off unless it is asked for: repositories drop old versions, so that a pinned one breaks the build some time
    later, and keeps security updates out until then.

    ## References
    - https://docs.docker.com/build/building/best-practices/#version-pinning
    """
    if not is_hidden(command, settings):
        yield from unpinned_rpm_packages(command, model, settings)
