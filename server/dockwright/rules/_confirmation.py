"""Package managers that ask whether to go on, in a build in which nobody answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dockwright.rule import Finding, Fix, Settings
from dockwright.rules._hadolint import from_action, is_hadolint, is_hidden
from dockwright.shell import Command, ShellWord

_WRITING = frozenset({"yes", "echo", "printf"})
RPM_INSTALLING = frozenset({"install", "groupinstall", "localinstall"})
RPM_ASKING = RPM_INSTALLING | {
    "reinstall", "update", "upgrade", "remove", "erase", "autoremove", "downgrade", "distro-sync"
}  # fmt: skip
"""Subcommands of yum and dnf that ask whether to go on."""

_KINDS = frozenset({"module", "group", "groups"})  # of what yum and dnf install besides packages


def asks(command: Command, word: ShellWord, flag: str, offset: int) -> Iterator[Finding]:
    """The finding at the subcommand; its fix adds the flag at an offset."""
    fixes: tuple[Fix, ...] = ()
    if not command.script.is_exec:
        fixes = (Fix.insert(f"Add `{flag}`", offset, f" {flag}"),)
    yield Finding(word.span, f"`{command.name} {word.value}` may ask a question that nobody answers", fixes)


def is_answered(command: Command) -> bool:
    """Whether `yes` or `echo` writes the answer into a pipe before the command, or a file is its input."""
    if command.in_pipeline and any(
        other.name in _WRITING and other.next_operator == "|" for other in command.script.commands
    ):
        return True
    return any(one.operator.startswith("<") for one in command.redirections)


def is_configured(command: Command, *settings: str) -> bool:
    """Whether one of the settings is written anywhere before the command: into its configuration."""
    dockerfile = command.instruction.dockerfile
    return any(dockerfile.mentions_before(setting, command.span.start) for setting in settings)


def rpm_asks(
    command: Command, subcommands: Collection[str], valued: Collection[str], settings: Settings
) -> Iterator[Finding]:
    """The finding of yum or dnf at one of these subcommands, which ask; hadolint knows only those that install."""
    word = _rpm_operand(command, RPM_INSTALLING if is_hadolint(settings) else subcommands, valued, settings)
    if word is None or is_hidden(command, settings) or command.has_flag("y", "assumeyes"):
        return
    if not is_hadolint(settings) and (
        command.has_flag("assumeno", "downloadonly") or is_answered(command) or is_configured(command, "assumeyes")
    ):
        return
    yield from asks(command, word, "-y", word.span.end)


def first_operand(
    command: Command, subcommands: Collection[str], valued: Collection[str], settings: Settings
) -> ShellWord | None:
    """The subcommand's word when it is one of these."""
    operands = from_action(command.operands(valued), settings)
    return operands[0] if operands and operands[0].value in subcommands else None


def _rpm_operand(
    command: Command, subcommands: Collection[str], valued: Collection[str], settings: Settings
) -> ShellWord | None:
    """The subcommand's word of yum or dnf, behind `module` or `group` too."""
    operands = from_action(command.operands(valued), settings)
    if operands and operands[0].value in _KINDS:
        operands = operands[1:]
    return operands[0] if operands and operands[0].value in subcommands else None
