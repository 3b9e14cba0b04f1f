"""What a client asks for when it asks for code actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.lsp.analysis import Analysis
from dockwright.lsp.capabilities import Abilities
from dockwright.text import Span
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.lint import Diagnostic


class Ask(NamedTuple):
    """A selection in a document, and the kinds of actions wanted there (None: whatever there is)."""

    analysis: Analysis
    abilities: Abilities
    selection: Span
    only: tuple[str, ...] | None
    invoked: bool  # the user asks for the menu, the editor does not just move the light bulb
    named: frozenset[tuple[str, Span]] = frozenset()  # diagnostics that the client asks about: rule, place

    def wants(self, kind: str) -> bool:
        return self.only is None or any(not one or kind == one or kind.startswith(f"{one}.") for one in self.only)

    def names(self, kind: str) -> bool:
        """Whether the kind, or one above it, is asked for by name."""
        return self.only is not None and self.wants(kind)

    def touches(self, span: Span) -> bool:
        return span.start <= self.selection.end and self.selection.start <= span.end

    def diagnostics(self) -> Iterator[Diagnostic]:
        """The diagnostics at the selection; then those that the client means, too, as Neovim does all of the line.

        Where there are none and the user asks, those of the line: what is said about it is often all that an editor shows,
        and not at which word (Helix), and VS Code looks there as well.
        """
        found = self.analysis.report.diagnostics
        here = [one for one in found if self.touches(one.span)]
        if self.named:
            here += [one for one in found if (one.rule.name, one.span) in self.named and not self.touches(one.span)]
        if not here and self.invoked:
            start, end = self._lines()
            here = [one for one in found if one.span.start <= end and start <= one.span.end]
        return iter(here)

    def _lines(self) -> Span:
        """The selection and the rest of the lines that it begins and ends in."""
        text = self.analysis.document.text
        end = text.find("\n", self.selection.end)
        return Span(text.rfind("\n", 0, self.selection.start) + 1, len(text) if end < 0 else end)
