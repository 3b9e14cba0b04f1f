"""A way to the page of each rule that reports something at the selection, for clients that open addresses."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionKind, Command

from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import OPEN_PAGE, QUICK_FIX
from dockwright.lsp.diagnostics import diagnostic


def offer(ask: Ask) -> Iterator[CodeAction]:
    """Only in the menu that the user opens: there is nothing to repair about it."""
    if not (ask.abilities.opens_pages and ask.invoked and ask.wants(QUICK_FIX)):
        return
    for name, one in {one.rule.name: one for one in ask.diagnostics()}.items():
        title = f"Open the documentation of `{name}`"
        yield CodeAction(
            title,
            kind=CodeActionKind.QuickFix,
            diagnostics=[diagnostic(ask.analysis, one)],
            command=Command(title, OPEN_PAGE, arguments=[name]),
        )
