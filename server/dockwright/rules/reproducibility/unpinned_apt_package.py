from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._packages import installation, unpinned
from dockwright.shell import Command

VALUED = MANAGERS["apt-get"].valued_flags


@rule(
    "unpinned-apt-package",
    on=Command,
    commands=("apt-get", "apt", "aptitude"),
    severity=Severity.INFO,
    aliases=("DL3008",),
    default=False,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get install -y curl git=1:2.39.5-0+deb12u2 nano\n",
            marked=("curl", "nano"),
        ),
        Invalid("FROM debian:12\nRUN apt-get install -y -t bookworm-backports curl\n", marked=("curl",)),
        Invalid("FROM ubuntu:24.04\nRUN sudo apt install -y curl\n", marked=("curl",)),
        Invalid("FROM debian:12\nRUN apt-get install -y $PACKAGES\n", marked=("$PACKAGES",), settings=HADOLINT),
        Invalid("FROM debian:12\nRUN apt-get $OPTIONS install curl\n", marked=("curl",), settings=HADOLINT),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get install -y curl=7.88.1-10+deb12u8\n",
        "FROM debian:12\nRUN apt-get install -y curl/bookworm-backports ./tool.deb\n",
        "FROM debian:12\nRUN apt-get install -y --no-install-recommends -c /etc/apt/own.conf $PACKAGES\n",
        "FROM debian:12\nRUN apt-get install -y nano-\n",
        "FROM debian:12\nRUN apt-get remove -y curl\n",
        Valid("FROM ubuntu:24.04\nRUN sudo apt-get install curl\n", settings=HADOLINT, title="hidden from hadolint"),
    ),
)
def unpinned_apt_package(command: Command, settings: Settings) -> Iterator[Finding]:
    """A Debian or Ubuntu package is installed without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and nobody sees what has changed. `curl=7.88.1-10+deb12u8` names the
    version; a snapshot of the archive names them all at once.

    The rule is off unless it is asked for: the archives drop old versions when they publish new ones, so that a pinned
    version breaks the build some weeks later, and keeps security updates out until then.

    ## References
    - https://docs.docker.com/build/building/best-practices/#version-pinning
    - https://snapshot.debian.org/
    """
    if is_hidden(command, settings) or (is_hadolint(settings) and command.name != "apt-get"):
        return
    call = installation(command, ("install",), VALUED, settings)
    if call is not None:
        yield from unpinned(call.packages, _is_pinned, settings)


def _is_pinned(package: str) -> bool:
    """`name=version`, `name/release`, a file; `name-` removes the package."""
    return "=" in package or "/" in package or package.endswith((".deb", "-"))
