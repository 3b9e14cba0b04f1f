"""Whose files a builder makes."""

from __future__ import annotations

from dockwright.semantics import SemanticModel
from dockwright.syntax import Instruction, Run


def builder_of(model: SemanticModel, last: Instruction, build: Run) -> str:
    """The user that builds and is still in effect at the end of the builder, as --chown has it; "" for root."""
    state = model.state_after(last)
    user = model.state_before(build).user or ""
    if state.is_root is not False or not user or user != state.user:
        return ""
    return f"{user}:{user}" if user in ("node", "bun") else user
