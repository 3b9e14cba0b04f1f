"""A hover, and the place that is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.syntax import Instruction
from dockwright.text import Span
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.semantics import SemanticModel


class Hover(NamedTuple):
    """Markdown about a stretch of the text."""

    span: Span
    text: str


class Spot(NamedTuple):
    """A place in an instruction (that of a trigger, when it is in one)."""

    model: SemanticModel
    context: BuildContext
    offset: int
    instruction: Instruction

    @property
    def source(self) -> str:
        return self.model.dockerfile.text

    def line_of(self, offset: int) -> int:
        """The line of an offset as people count, from one."""
        return self.model.dockerfile.lines.line(offset) + 1
