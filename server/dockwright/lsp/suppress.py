"""Ways to silence the rules at the selection: here, or in the whole file."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionKind

from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import QUICK_FIX
from dockwright.lsp.diagnostics import diagnostic
from dockwright.lsp.edits import workspace_edit
from dockwright.text import Edit


def offer(ask: Ask) -> Iterator[CodeAction]:
    if not ask.wants(QUICK_FIX):
        return
    from dockwright.ide.suppress import ignore_here, ignore_in_file

    dockerfile = ask.analysis.model.dockerfile
    here = {one.rule.name: one for one in ask.diagnostics()}
    for name, one in here.items():
        edit = ignore_here(dockerfile, one.span.start, name)
        if edit is not None:
            yield _action(ask, f"Ignore `{name}` here", edit, name)
    for name in here:
        yield _action(ask, f"Ignore `{name}` in this file", ignore_in_file(dockerfile, name), name)


def _action(ask: Ask, title: str, edit: Edit, name: str) -> CodeAction:
    return CodeAction(
        title=title,
        kind=CodeActionKind.QuickFix,
        diagnostics=[diagnostic(ask.analysis, one) for one in ask.diagnostics() if one.rule.name == name],
        edit=workspace_edit(ask.analysis, (edit,), (), ask.abilities),
    )
