from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._confirmation import RPM_ASKING, rpm_asks
from dockwright.rules._hadolint import HADOLINT
from dockwright.shell import Command


@rule(
    "yum-without-yes",
    on=Command,
    commands=("yum",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3030",),
    invalid=(
        Invalid(
            "FROM centos:7\nRUN yum install curl\n", "FROM centos:7\nRUN yum install -y curl\n", marked=("install",)
        ),
        Invalid("FROM centos:7\nRUN yum -q update && true\n", "FROM centos:7\nRUN yum -q update -y && true\n"),
        Invalid(
            "FROM centos:7\nRUN yum module install nodejs:18\n",
            "FROM centos:7\nRUN yum module install -y nodejs:18\n",
            marked=("install",),
        ),
        Invalid('FROM centos:7\nRUN ["yum", "install", "curl"]\n'),
    ),
    valid=(
        "FROM centos:7\nRUN yum install -y curl && yum -y update && yum --assumeyes remove curl\n",
        "FROM centos:7\nRUN yum -yq install curl && yum install --assumeno curl\n",
        "FROM centos:7\nRUN yes | yum install curl\n",
        "FROM centos:7\nRUN echo assumeyes=1 >> /etc/yum.conf && yum install curl\n",
        "FROM centos:7\nRUN yum clean all && yum makecache\n",
        Valid("FROM centos:7\nRUN yum update\n", settings=HADOLINT, title="hadolint knows of install only"),
    ),
)
def yum_without_yes(command: Command, settings: Settings) -> Iterator[Finding]:
    """`yum` will ask whether to go on, and nobody is there to answer.

    ## Why is this bad?
    yum asks for confirmation before it installs or removes anything. A build has no terminal: the answer is no, and the
    build stops.

    ## References
    - https://man7.org/linux/man-pages/man8/yum.8.html
    """
    yield from rpm_asks(command, RPM_ASKING, MANAGERS["yum"].valued_flags, settings)
