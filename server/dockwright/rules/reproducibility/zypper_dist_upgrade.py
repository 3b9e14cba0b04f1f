from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Invalid, Settings, Severity, rule
from dockwright.rules._confirmation import first_operand
from dockwright.rules._hadolint import is_hidden
from dockwright.shell import Command

VALUED = MANAGERS["zypper"].valued_flags - {"n"}


@rule(
    "zypper-dist-upgrade",
    on=Command,
    commands=("zypper",),
    severity=Severity.INFO,
    aliases=("DL3035",),
    default=False,
    invalid=(
        Invalid("FROM opensuse/leap:15.6\nRUN zypper -n dist-upgrade\n", marked=("dist-upgrade",)),
        Invalid("FROM opensuse/leap:15.6\nRUN zypper --non-interactive dup --from repo-oss\n", marked=("dup",)),
    ),
    valid=(
        "FROM opensuse/leap:15.6\nRUN zypper -n update\n",
        "FROM opensuse/leap:15.6\nRUN zypper -n install dup\n",
    ),
)
def zypper_dist_upgrade(command: Command, settings: Settings) -> Iterator[Finding]:
    """The whole distribution is upgraded within the build.

    ## Why is this bad?
    The image is no longer the release that `FROM` names, it is another one on each day, and every changed file is in it
    twice. Take a newer base image. openSUSE Tumbleweed has no other way to update: hence the rule is off unless it is asked
    for.

    ## References
    - https://en.opensuse.org/SDB:System_upgrade
    """
    word = first_operand(command, ("dist-upgrade", "dup"), VALUED, settings)
    if word is not None and not is_hidden(command, settings):
        yield Finding(word.span, f"`zypper {word.value}` turns the image into another release")
