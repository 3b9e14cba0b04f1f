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
    leading = _leading_indent(written)
    if leading is not None:
        breaking = f"{dockerfile.escape}{dockerfile.newline}{leading}"
        return Edit(Span(script.end, script.end), f" {breaking}&& {command}")
    breaking = f"{dockerfile.escape}{dockerfile.newline}{_indent(written.rsplit(chr(10), 1)[-1])}"
    if _ends_lines(written):
        return Edit(Span(script.end, script.end), f" && {breaking}{command}")
    return Edit(Span(script.end, script.end), f" {breaking}&& {command}")


def _leading_indent(written: str) -> str | None:
    """The indentation of the lines that begin with `&&`, None when most of them end with it."""
    lines = written.split("\n")
    leading = [line for line in lines[1:] if line.lstrip().startswith("&&")]
    if not leading or len(leading) < _trailing(lines):
        return None
    return _indent(leading[-1])


def _ends_lines(written: str) -> bool:
    return _trailing(written.split("\n")) > 0


def _trailing(lines: list[str]) -> int:
    return sum(line.rstrip().rstrip("\\`").rstrip().endswith("&&") for line in lines[:-1])


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
