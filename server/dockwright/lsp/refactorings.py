"""Refactorings: every choice of every assist at the selection, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionDisabled, CodeActionKind

from dockwright.assist import Assist, Change, Refusal
from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import REWRITE
from dockwright.lsp.edits import can_make, workspace_edit
from dockwright.lsp.quick_fixes import title
from dockwright.rule import Fix, Safety


def offer(ask: Ask) -> Iterator[CodeAction]:
    if not ask.wants(REWRITE):
        return
    from dockwright.assists import ASSISTS

    analysis = ask.analysis
    for assist in ASSISTS:
        answer = assist.run(analysis.model, analysis.context, analysis.profile.settings, ask.selection)
        if isinstance(answer, Refusal):
            yield from _refused(ask, assist, answer)
        elif answer is not None:
            yield from (_action(ask, one.change) for one in answer.choices if _is_offered(ask, one.change))


def _action(ask: Ask, change: Change) -> CodeAction:
    return CodeAction(
        title=title(change.title, change.safety),
        kind=CodeActionKind.RefactorRewrite,
        edit=workspace_edit(ask.analysis, change.edits, change.files, ask.abilities),
    )


def _is_offered(ask: Ask, change: Change) -> bool:
    return (
        change.safety > Safety.DISPLAY
        and can_make(ask.analysis, change.files, ask.abilities)
        and ask.analysis.proves(Fix.of(change))
    )


def _refused(ask: Ask, assist: Assist, refusal: Refusal) -> Iterator[CodeAction]:
    """A disabled action that tells the reason, where the user could have expected the refactoring."""
    if ask.abilities.disables_actions and (ask.names(REWRITE) or (ask.invoked and ask.touches(refusal.span))):
        yield CodeAction(
            title=assist.summary.rstrip("."),
            kind=CodeActionKind.RefactorRewrite,
            disabled=CodeActionDisabled(refusal.reason),
        )
