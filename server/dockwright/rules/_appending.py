"""Adding a command to a RUN in the layout that is already there."""

from __future__ import annotations

from dockwright.shell import Script
from dockwright.syntax import Instruction
from dockwright.text import Edit, Span


def append_command(instruction: Instruction, script: Script, command: str) -> Edit | None:
    """The edit that adds `&& command` behind the last one, or None where the RUN is no plain `&&` chain.

    A RUN of several lines gets a further line, indented as its last one, with `&&` where its neighbours have it.
    """
    if not script.is_and_chain or script.is_exec or script.has_errors or instruction.heredocs or not script.top_level:
        return None
    dockerfile = instruction.dockerfile
    text = dockerfile.text
    written = text[instruction.span.start : script.end]
    if "\n" not in written:
        return Edit(Span(script.end, script.end), f" && {command}")
    line_start = text.rfind("\n", 0, script.end) + 1
    last_line = text[line_start : script.end]
    indent = last_line[: len(last_line) - len(last_line.lstrip(" \t"))]
    breaking = f"{dockerfile.escape}{dockerfile.newline}{indent}"
    if _leads_lines(written):
        return Edit(Span(script.end, script.end), f" {breaking}&& {command}")
    return Edit(Span(script.end, script.end), f" && {breaking}{command}")


def _leads_lines(written: str) -> bool:
    """Whether `&&` stands at the beginning of lines rather than at their ends."""
    lines = written.split("\n")
    leading = sum(line.lstrip().startswith("&&") for line in lines[1:])
    trailing = sum(line.rstrip().rstrip("\\`").rstrip().endswith("&&") for line in lines[:-1])
    return leading >= trailing
