"""Refactorings: every choice of every assist at the selection, and what stands in the way of the others."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionDisabled, CodeActionKind

from dockwright.assist import Assist, Change, Offer, Refusal
from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import QUICK_FIX, REWRITE
from dockwright.lsp.edits import can_make, workspace_edit
from dockwright.lsp.quick_fixes import title
from dockwright.rule import Fix, Safety

logger = logging.getLogger(__name__)


def offer(ask: Ask) -> Iterator[CodeAction]:
    if not ask.wants(REWRITE):
        return
    from dockwright.assists import ASSISTS

    for assist in ASSISTS:
        answer = _answer(ask, assist)
        if isinstance(answer, Refusal):
            yield from _refused(ask, assist, answer)
        elif answer is not None:
            yield from _offered(ask, assist, answer)


def _offered(ask: Ask, assist: Assist, answer: Offer) -> Iterator[CodeAction]:
    """The choices that pass the gate; where none does, what stands in the way."""
    changes = [one.change for one in answer.choices if _is_offered(ask, one.change)]
    yield from (_action(ask, one) for one in changes)
    reasons = [] if changes else [ask.analysis.explanation(Fix.of(one.change)) for one in answer.choices]
    if any(reasons):
        yield from _refused(ask, assist, Refusal(next(filter(None, reasons)), answer.span))


def _answer(ask: Ask, assist: Assist) -> Offer | Refusal | None:
    """What an assist says to the selection. One that raises says nothing, and costs no other its say."""
    analysis = ask.analysis
    try:
        return assist.run(analysis.model, analysis.context, analysis.profile.settings, ask.selection)
    except Exception:
        logger.exception("%s failed", assist.name)
        return None


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
        and not _is_quick_fix(ask, Fix.of(change))
        and ask.analysis.proves(Fix.of(change))
    )


def _is_quick_fix(ask: Ask, fix: Fix) -> bool:
    """Whether the same change is offered already, as the fix of a diagnostic, under whatever title."""
    if not ask.wants(QUICK_FIX):
        return False
    change = (fix.edits, fix.files)
    return any((other.edits, other.files) == change for one in ask.diagnostics() for other in one.fixes)


def _refused(ask: Ask, assist: Assist, refusal: Refusal) -> Iterator[CodeAction]:
    """A disabled action that tells the reason, where the user could have expected the refactoring."""
    from dockwright.lint import told

    if ask.abilities.disables_actions and (ask.names(REWRITE) or (ask.invoked and ask.touches(refusal.span))):
        yield CodeAction(
            title=assist.summary.rstrip("."),
            kind=CodeActionKind.RefactorRewrite,
            disabled=CodeActionDisabled(told(refusal.reason)),
        )
