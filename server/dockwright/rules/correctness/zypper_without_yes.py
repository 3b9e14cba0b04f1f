from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._confirmation import asks, first_operand, is_answered
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.shell import Command

INSTALLING = frozenset({"install", "in", "remove", "rm", "source-install", "si", "patch"})
ASKING = INSTALLING | {"update", "up", "dist-upgrade", "dup"}
VALUED = MANAGERS["zypper"].valued_flags - {"n"}


@rule(
    "zypper-without-yes",
    on=Command,
    commands=("zypper",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3034",),
    invalid=(
        Invalid(
            "FROM opensuse/leap:15.6\nRUN zypper install curl\n",
            "FROM opensuse/leap:15.6\nRUN zypper -n install curl\n",
            marked=("install",),
        ),
        Invalid(
            "FROM opensuse/leap:15.6\nRUN zypper ref && zypper up\n",
            "FROM opensuse/leap:15.6\nRUN zypper ref && zypper -n up\n",
        ),
        Invalid('FROM opensuse/leap:15.6\nRUN ["zypper", "in", "curl"]\n'),
    ),
    valid=(
        "FROM opensuse/leap:15.6\nRUN zypper -n install curl && zypper in -y git\n",
        "FROM opensuse/leap:15.6\nRUN zypper --non-interactive in curl && zypper rm --no-confirm git\n",
        "FROM opensuse/leap:15.6\nRUN zypper refresh && zypper clean -a\n",
        Valid("FROM opensuse/leap:15.6\nRUN zypper up\n", settings=HADOLINT, title="not asked for by hadolint"),
    ),
)
def zypper_without_yes(command: Command, settings: Settings) -> Iterator[Finding]:
    """`zypper` will ask whether to go on, and nobody is there to answer.

    ## Why is this bad?
    zypper asks for confirmation before it installs or removes anything. A build has no terminal, and the build stops.
    With `-n` (`--non-interactive`) zypper asks nothing.

    ## References
    - https://en.opensuse.org/SDB:Zypper_manual
    """
    word = first_operand(command, INSTALLING if is_hadolint(settings) else ASKING, VALUED, settings)
    if word is None or is_hidden(command, settings):
        return
    if command.has_flag("n", "non-interactive", "y", "no-confirm") or (
        not is_hadolint(settings) and is_answered(command)
    ):
        return
    yield from asks(command, word, "-n", command.name_span.end)
