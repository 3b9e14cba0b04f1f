from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.shell import Command

ASKING = frozenset({"install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "remove", "purge", "autoremove"})


@rule(
    "apt-get-without-yes",
    on=Command,
    commands=("apt-get", "apt", "aptitude"),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3014",),
    invalid=(
        Invalid(
            "FROM debian:12\nRUN apt-get install curl\n",
            "FROM debian:12\nRUN apt-get install -y curl\n",
            marked=("install",),
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update && apt-get -q upgrade\n",
            "FROM debian:12\nRUN apt-get update && apt-get -q upgrade -y\n",
        ),
        Invalid('FROM debian:12\nRUN ["apt-get", "install", "curl"]\n'),
    ),
    valid=(
        "FROM debian:12\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get -yq install curl\n",
        "FROM debian:12\nRUN apt-get install --yes curl\n",
        "FROM debian:12\nRUN apt-get install --assume-yes curl\n",
        "FROM debian:12\nRUN apt-get -qq install curl\n",
        "FROM debian:12\nRUN apt-get -q=2 install curl\n",
        "FROM debian:12\nRUN yes | apt-get install curl\n",
        "FROM debian:12\nRUN apt-get -o APT::Get::Assume-Yes=true install curl\n",
        "FROM debian:12\nRUN apt-get install --dry-run curl\n",
        "FROM debian:12\nRUN apt-get update\n",
    ),
)
def apt_get_without_yes(command: Command) -> Iterator[Finding]:
    """`apt-get` will ask whether to go on, and nobody is there to answer.

    ## Why is this bad?
    When a package brings others along, `apt-get` asks for confirmation. A build has no terminal: the answer is no, and the
    build stops. It may work today, as long as nothing else is to be installed.

    ## References
    - https://manpages.debian.org/bookworm/apt/apt-get.8.en.html
    """
    if command.subcommand not in ASKING or _says_yes(command):
        return
    word = next(word for word in command.operands() if word.value == command.subcommand)
    fixes: tuple[Fix, ...] = ()
    if not command.script.is_exec:
        fixes = (Fix.insert("Add `-y`", word.span.end, " -y"),)
    yield Finding(word.span, f"`{command.name} {command.subcommand}` may ask a question that nobody answers", fixes)


def _says_yes(command: Command) -> bool:
    if command.has_flag(
        "y", "yes", "assume-yes", "force-yes", "s", "dry-run", "simulate", "just-print", "no-act", "recon"
    ):
        return True
    if command.has_flag("print-uris", "d", "download-only") and command.has_flag("print-uris"):
        return True
    quiet = sum(2 if flag.value == "2" else 1 for flag in command.flags if flag.name in ("q", "quiet"))
    if quiet >= 2 or (command.in_pipeline and _answered(command)):
        return True
    text = command.instruction.dockerfile.text[: command.span.end]
    return "Assume-Yes" in text or "assume-yes" in text.replace("--assume-yes", "")


def _answered(command: Command) -> bool:
    """Whether `yes` or `echo` writes the answer into a pipe before the command."""
    return any(
        other.name in ("yes", "echo", "printf") and other.next_operator == "|" for other in command.script.commands
    )
