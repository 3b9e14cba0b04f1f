"""Instructions of which only the last one of a stage counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dockwright.knowledge.table import words
from dockwright.rule import Finding, Fix, Related, Safety, Settings
from dockwright.semantics import Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Healthcheck

_PREPARING = words(
    "a2dismod a2enmod a2ensite addgroup adduser apk apt apt-get chgrp chmod chown cp dnf dpkg-reconfigure git groupadd ln "
    "locale-gen mkdir mv pip pip3 rm sed tar touch unzip update-alternatives useradd usermod yum"
)
_INSTALLING = words("bun bundle composer gem npm pnpm yarn")
_INSTALLS = words("add ci i install")


def overridden(stage: Stage, kind: type[Cmd | Entrypoint | Healthcheck], settings: Settings) -> Iterator[Finding]:
    """Every instruction of the kind but the last; hadolint tells it of every one but the first."""
    found = stage.of(kind)
    for one, following in pairwise(found):
        keyword = one.keyword
        fixes = _fixes(one, stage)
        if settings.preset == "hadolint":
            related = Related(one.keyword_span, "this one has no effect")
            yield Finding(following.keyword_span, f"this `{keyword}` replaces an earlier one", fixes, (related,))
        else:
            related = Related(found[-1].keyword_span, "this one counts")
            never = ", so this never runs" if len(fixes) > 1 else ""
            yield Finding(one.keyword_span, f"a later `{keyword}` replaces this one{never}", fixes, (related,))


def _fixes(one: Cmd | Entrypoint | Healthcheck, stage: Stage) -> tuple[Fix, ...]:
    """To remove it, which changes nothing; where it was to prepare the image, that is for its author to say."""
    title = f"Remove the earlier `{one.keyword}`"
    commands = () if isinstance(one, Healthcheck) else stage.model.commands(one)
    if not commands or not all(map(_prepares, commands)):
        return (Fix.remove(title, one),)
    run = Fix.replace("Make it a `RUN`", one.keyword_span, one.cased("RUN"), Safety.UNSAFE)
    return run, Fix.remove(title, one, Safety.UNSAFE)


def _prepares(command: Command) -> bool:
    """Whether a command makes something of the image, and is nothing to start a container with."""
    if command.name in _INSTALLING:
        return command.subcommand in _INSTALLS
    return command.name in _PREPARING
