"""Adding a command to a RUN in the layout that is already there."""

from __future__ import annotations

from functools import lru_cache

from dockwright.refactorings.runs.join import leading_indent, trailing
from dockwright.shell import Command, Script
from dockwright.syntax import Instruction
from dockwright.text import Edit, Span


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


def with_sudo_of(command: Command, text: str) -> str:
    """The text of a command that does its work as another does: behind `sudo` where that stands behind it."""
    return f"sudo {text}" if any(prefix.name == "sudo" for prefix in command.prefixes) else text


def _ends_lines(written: str) -> bool:
    return trailing(written.split("\n")) > 0


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
