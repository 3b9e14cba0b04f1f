from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.rules._hadolint import is_hidden
from dockwright.rules._packages import installation, unpinned
from dockwright.shell import Command

VALUED = MANAGERS["zypper"].valued_flags - {"n"}


@rule(
    "unpinned-zypper-package",
    on=Command,
    commands=("zypper",),
    severity=Severity.INFO,
    aliases=("DL3037",),
    default=False,
    invalid=(
        Invalid("FROM opensuse/leap:15.6\nRUN zypper -n install curl git=2.43.0\n", marked=("curl",)),
        Invalid("FROM opensuse/leap:15.6\nRUN zypper in -y --from repo-oss curl\n", marked=("curl",)),
        Invalid("FROM opensuse/leap:15.6\nRUN zypper --non-interactive in nano 'vim>9'\n", marked=("nano",)),
    ),
    valid=(
        "FROM opensuse/leap:15.6\nRUN zypper -n install curl=8.6.0 'git>=2.43'\n",
        "FROM opensuse/leap:15.6\nRUN zypper -n install ./tool.rpm $NAME\n",
        "FROM opensuse/leap:15.6\nRUN zypper -n refresh\n",
    ),
)
def unpinned_zypper_package(command: Command, settings: Settings) -> Iterator[Finding]:
    """A package is installed with zypper without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and nobody sees what has changed. `curl=8.6.0` names the version.

    The rule is off unless it is asked for: repositories drop old versions, so that a pinned one breaks the build some time
    later, and keeps security updates out until then.

    ## References
    - https://en.opensuse.org/SDB:Zypper_manual
    """
    call = installation(command, ("install", "in"), VALUED, settings)
    if call is not None and not is_hidden(command, settings):
        yield from unpinned(call.packages, _is_pinned, settings)


def _is_pinned(package: str) -> bool:
    return package.endswith(".rpm") or any(mark in package for mark in "=<>")
