"""The edits that silence a rule: for one instruction, or for the whole file. An existing comment takes the name in."""

from __future__ import annotations

from dockwright.suppressions import Suppression, Suppressions
from dockwright.syntax import Dockerfile, Instruction
from dockwright.text import Edit, Span


def ignore_here(dockerfile: Dockerfile, offset: int, rule: str) -> Edit | None:
    """Silence a rule for the instruction at an offset; None outside of every instruction."""
    instruction = _instruction(dockerfile, offset)
    if instruction is None:
        return None
    for suppression in reversed(Suppressions(dockerfile).names):
        if suppression.form == "dockwright" and suppression.scope == instruction.span:
            return _another_name(dockerfile, suppression, rule)
    start = instruction.span.start
    line = max(int(dockerfile.bom), dockerfile.text.rfind("\n", 0, start) + 1)
    indentation = dockerfile.text[line:start]
    return Edit(Span(start, start), f"# dockwright: ignore[{rule}]{dockerfile.newline}{indentation}")


def ignore_in_file(dockerfile: Dockerfile, rule: str) -> Edit:
    """Silence a rule for the whole file: below the parser directives, which must stay on top."""
    for suppression in reversed(Suppressions(dockerfile).names):
        if suppression.form == "dockwright" and "ignore-file" in suppression.comment.of(dockerfile.text):
            return _another_name(dockerfile, suppression, rule)
    comment = f"# dockwright: ignore-file[{rule}]"
    if not dockerfile.directives:
        start = int(dockerfile.bom)
        return Edit(Span(start, start), comment + dockerfile.newline)
    last = dockerfile.directives[-1].span.end
    line_end = dockerfile.text.find("\n", last)
    if line_end < 0:
        return Edit(Span(last, last), dockerfile.newline + comment)
    return Edit(Span(line_end + 1, line_end + 1), comment + dockerfile.newline)


def _instruction(dockerfile: Dockerfile, offset: int) -> Instruction | None:
    """The instruction on the lines of an offset; never the trigger inside another."""
    return next((one for one in dockerfile.instructions if one.span.contains(offset)), None)


def _another_name(dockerfile: Dockerfile, suppression: Suppression, rule: str) -> Edit:
    """Put one more name behind the last in the comment of a suppression."""
    end = dockerfile.text.find("]", suppression.span.end)
    return Edit(Span(end, end), f", {rule}")
