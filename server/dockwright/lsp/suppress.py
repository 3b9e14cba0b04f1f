"""Ways to silence the rules at the selection: here, in the whole file, or in the configuration of the project."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionKind, WorkspaceEdit

from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import QUICK_FIX
from dockwright.lsp.diagnostics import diagnostic
from dockwright.lsp.edits import edit_of_file, workspace_edit
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
    if here and ask.invoked:
        yield from _in_configuration(ask, tuple(here))


def _in_configuration(ask: Ask, names: tuple[str, ...]) -> Iterator[CodeAction]:
    """For the whole project, where its configuration is a file of ours, or there is none yet and we may make it."""
    from dockwright.config.ignoring import ignore_in_configuration

    place = ask.analysis.own_configuration
    if place is None or (place[1] is None and not ask.abilities.creates_files):
        return
    path, text = place
    for name in names:
        edit = ignore_in_configuration(text or "", name)
        if edit is not None:
            made = edit_of_file(path, text, edit, ask.abilities)
            yield _offered(ask, f"Ignore `{name}` in `{os.path.basename(path)}`", made, name)


def _action(ask: Ask, title: str, edit: Edit, name: str) -> CodeAction:
    return _offered(ask, title, workspace_edit(ask.analysis, (edit,), (), ask.abilities), name)


def _offered(ask: Ask, title: str, edit: WorkspaceEdit, name: str) -> CodeAction:
    return CodeAction(
        title=title,
        kind=CodeActionKind.QuickFix,
        diagnostics=[diagnostic(ask.analysis, one) for one in ask.diagnostics() if one.rule.name == name],
        edit=edit,
    )
