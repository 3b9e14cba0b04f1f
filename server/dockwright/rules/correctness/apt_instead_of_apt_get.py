from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Settings, Severity, rule
from dockwright.rules._hadolint import is_hidden
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, Script
from dockwright.text import Edit, Span

VALUED = MANAGERS["apt-get"].valued_flags
SAME = frozenset(
    ["install", "reinstall", "update", "remove", "purge", "autoremove", "autopurge", "clean", "autoclean", "source",
     "build-dep", "download", "changelog"]
)  # fmt: skip
CACHE = frozenset({"show", "search", "policy", "showsrc", "depends", "rdepends", "madison"})


@rule(
    "apt-instead-of-apt-get",
    on=Command,
    commands=("apt",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3027",),
    invalid=(
        Invalid(
            "FROM ubuntu:24.04\nRUN apt update && apt install -y curl\n",
            "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y curl\n",
            marked=("apt",),
        ),
        Invalid(
            "FROM ubuntu:24.04\nRUN apt upgrade -y && apt -y full-upgrade\n",
            "FROM ubuntu:24.04\nRUN apt-get upgrade --with-new-pkgs -y && apt-get -y dist-upgrade\n",
        ),
        Invalid("FROM ubuntu:24.04\nRUN apt policy curl\n", "FROM ubuntu:24.04\nRUN apt-cache policy curl\n"),
        Invalid("FROM ubuntu:24.04\nRUN apt list --installed\n"),
        Invalid(
            "FROM ubuntu:24.04\nRUN apt show curl | grep Version > /version\n", title="apt-cache prints other things"
        ),
        Invalid("FROM ubuntu:24.04\nRUN apt update && apt edit-sources\n", title="one of them has no other form"),
        Invalid('FROM ubuntu:24.04\nRUN ["apt", "update"]\n'),
    ),
    valid=(
        "FROM ubuntu:24.04\nRUN apt-get update\n",
        "FROM ubuntu:24.04\nRUN apt-get install -y apt\n",
        "FROM ubuntu:24.04\nRUN apt-key list && apt-cache show apt\n",
    ),
)
def apt_instead_of_apt_get(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`apt` is made for people at a terminal; scripts call `apt-get`.

    ## Why is this bad?
    Options and output of `apt` may change between versions, and it says so in each build: "apt does not have a stable CLI
    interface. Use with caution in scripts". `apt-get` and `apt-cache` do the same and keep their interface.

    ## References
    - https://manpages.debian.org/bookworm/apt/apt.8.en.html
    """
    calls = model.keep((_calls, settings.preset, command.script), lambda: _calls(command.script, settings))
    if not calls or calls[0] is not command:
        return
    related = tuple(Related(one.name_span, "here too") for one in calls[1:])
    yield Finding(command.name_span, "`apt` is not meant for scripts", _fixes(calls), related)


def _calls(script: Script, settings: Settings) -> list[Command]:
    return [one for one in script.commands if one.name == "apt" and not is_hidden(one, settings)]


def _fixes(calls: list[Command]) -> tuple[Fix, ...]:
    """All of a RUN in their lasting form."""
    edits = [_edits(one) for one in calls]
    return (Fix(f"Write `{edits[0][0].text}`", tuple(chain.from_iterable(edits))),) if all(edits) else ()


def _edits(command: Command) -> list[Edit]:
    """What makes the command one of apt-get or apt-cache; nothing where they have none like it."""
    operands = command.operands(VALUED)
    place = command.name_span
    written = place.of(command.instruction.dockerfile.text)
    if command.script.is_exec or not operands or not written.endswith("apt"):
        return []
    word = operands[0]
    name = Span(place.end - 3, place.end)
    if word.value in CACHE:  # which prints other things
        is_read = command.in_pipeline or command.in_substitution or command.redirections
        return [] if is_read and word.value != "policy" else [Edit(name, "apt-cache")]
    if word.value == "full-upgrade":
        return [Edit(name, "apt-get"), Edit(word.span, "dist-upgrade")]
    if word.value == "upgrade":
        return [Edit(name, "apt-get"), Edit(Span(word.span.end, word.span.end), " --with-new-pkgs")]
    return [Edit(name, "apt-get")] if word.value in SAME else []
