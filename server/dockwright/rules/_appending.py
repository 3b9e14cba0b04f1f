"""Adding a command to a RUN in the layout that is already there."""

from __future__ import annotations

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
    if "\n" not in written:
        return Edit(Span(script.end, script.end), f" && {command}")
    leading = leading_indent(written)
    if leading is not None:
        breaking = f"{dockerfile.escape}{dockerfile.newline}{leading}"
        return Edit(Span(script.end, script.end), f" {breaking}&& {command}")
    breaking = f"{dockerfile.escape}{dockerfile.newline}{_indent(written.rsplit(chr(10), 1)[-1])}"
    if _ends_lines(written):
        return Edit(Span(script.end, script.end), f" && {breaking}{command}")
    return Edit(Span(script.end, script.end), f" {breaking}&& {command}")


def with_sudo_of(command: Command, text: str) -> str:
    """The text of a command that does its work as another does: behind `sudo` where that stands behind it."""
    return f"sudo {text}" if any(prefix.name == "sudo" for prefix in command.prefixes) else text


def _ends_lines(written: str) -> bool:
    return trailing(written.split("\n")) > 0


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
