from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Settings, Severity, rule
from dockwright.rules._hadolint import is_hidden
from dockwright.shell import Command
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
            marked=("apt", "apt"),
        ),
        Invalid(
            "FROM ubuntu:24.04\nRUN apt upgrade -y && apt -y full-upgrade\n",
            "FROM ubuntu:24.04\nRUN apt-get upgrade --with-new-pkgs -y && apt-get -y dist-upgrade\n",
        ),
        Invalid("FROM ubuntu:24.04\nRUN apt policy curl\n", "FROM ubuntu:24.04\nRUN apt-cache policy curl\n"),
        Invalid("FROM ubuntu:24.04\nRUN apt list --installed\n"),
        Invalid('FROM ubuntu:24.04\nRUN ["apt", "update"]\n'),
    ),
    valid=(
        "FROM ubuntu:24.04\nRUN apt-get update\n",
        "FROM ubuntu:24.04\nRUN apt-get install -y apt\n",
        "FROM ubuntu:24.04\nRUN apt-key list && apt-cache show apt\n",
    ),
)
def apt_instead_of_apt_get(command: Command, settings: Settings) -> Iterator[Finding]:
    """`apt` is made for people at a terminal; scripts call `apt-get`.

    ## Why is this bad?
    Options and output of `apt` may change between versions, and it says so in each build: "apt does not have a stable CLI
    interface. Use with caution in scripts". `apt-get` and `apt-cache` do the same and keep their interface.

    ## References
    - https://manpages.debian.org/bookworm/apt/apt.8.en.html
    """
    if not is_hidden(command, settings):
        yield Finding(command.name_span, "`apt` is not meant for scripts", _fixes(command))


def _fixes(command: Command) -> tuple[Fix, ...]:
    operands = command.operands(VALUED)
    place = command.name_span
    written = place.of(command.instruction.dockerfile.text)
    if command.script.is_exec or not operands or not written.endswith("apt"):
        return ()
    word = operands[0]
    name = Span(place.end - 3, place.end)
    if word.value in CACHE:
        return (Fix.replace("Write `apt-cache`", name, "apt-cache"),)
    edits = [Edit(name, "apt-get")]
    if word.value == "full-upgrade":
        edits.append(Edit(word.span, "dist-upgrade"))
    elif word.value == "upgrade":
        edits.append(Edit(Span(word.span.end, word.span.end), " --with-new-pkgs"))
    elif word.value not in SAME:
        return ()
    return (Fix("Write `apt-get`", tuple(edits)),)
