"""Whether a script minds that one of its commands fails."""

from __future__ import annotations

from dockwright.shell import Command


def may_fail(command: Command) -> bool:
    """Whether the script goes on when the command fails: `npm ci || npm install`, `if npm ci; then`."""
    if not command.is_top_level:
        return True
    if "||" not in command.instruction.text:
        return False
    chain = command.script.top_level
    for index in range(chain.index(command), len(chain)):
        if chain[index].next_operator == "||":
            answer = chain[index + 1 : index + 2]  # none: a group
            return not answer or answer[0].name not in ("exit", "false")
        if chain[index].next_operator not in ("&&", "|"):
            break
    return False
