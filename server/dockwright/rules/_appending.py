"""Adding a command to a RUN in the layout that is already there."""

from __future__ import annotations

from functools import lru_cache

from dockwright.refactorings.runs.join import leading_indent, trailing
from dockwright.shell import Command, Script
from dockwright.syntax import Instruction
from dockwright.text import Edit, Span

_SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
_USER_SWITCHES = frozenset(("sudo", "doas", "gosu", "su-exec", "fakeroot"))


def append_command(instruction: Instruction, script: Script, command: str) -> Edit | None:
    """The edit that adds `&& command` behind the last one, or None where the RUN is no plain `&&` chain.

    A RUN of several lines gets a further line, indented as its last one, with `&&` where its neighbours have it.
    """
    if not script.is_and_chain or script.is_exec or script.has_errors or instruction.heredocs or not script.top_level:
        return None
    last = script.top_level[-1]
    if last.name in ("exit", "return") or any(prefix.name == "exec" for prefix in last.prefixes):
        return None  # nothing behind it would run
    dockerfile = instruction.dockerfile
    text = dockerfile.text
    written = text[instruction.span.start : script.end]
    joint = _joint(written, f"{dockerfile.escape}{dockerfile.newline}") if "\n" in written else " && "
    return Edit(Span(script.end, script.end), joint + command)


@lru_cache(maxsize=4)
def _joint(written: str, line_break: str) -> str:
    """What leads from the last command to one more in a RUN of several lines; asked for each of its commands."""
    leading = leading_indent(written)
    if leading is not None:
        return f" {line_break}{leading}&& "
    breaking = line_break + _indent(written.rsplit("\n", 1)[-1])
    return f" && {breaking}" if _ends_lines(written) else f" {breaking}&& "


def append_alike(command: Command, text: str) -> Edit | None:
    """The edit that adds a command to the RUN of another one, for the same user; None where nobody can tell how.

    It goes behind `sudo` where the other one does: itself, or the shell that it is given to in `sudo sh -c '...'`.
    """
    script = command.script
    holder = command
    if command.is_nested:
        holder = next((one for one in script.top_level if one.span.covers(command.span)), command)
        if holder is command or holder.name not in _SHELLS:
            return None
    switches = {prefix.name for prefix in (*holder.prefixes, *command.prefixes)} & _USER_SWITCHES
    if not switches <= {"sudo"}:
        return None
    return append_command(command.instruction, script, f"sudo {text}" if switches else text)


def takes_away(command: Command, program: str) -> bool:
    """Whether a command behind this one in its RUN may take a program away, or what the program is told by."""
    commands = command.script.commands
    behind = commands[commands.index(command) + 1 :]
    return any(
        one.name.startswith(f"{program}-") or any(program in word.value for word in one.arguments) for one in behind
    )


def _ends_lines(written: str) -> bool:
    return trailing(written.split("\n")) > 0


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
