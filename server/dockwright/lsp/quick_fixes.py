"""Quick fixes: the proven fixes of the diagnostics at the selection, those preferred first."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionKind

from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import QUICK_FIX
from dockwright.lsp.diagnostics import diagnostic
from dockwright.lsp.edits import can_make, workspace_edit
from dockwright.rule import Fix, Safety

REVIEW = "(review)"
"""Said behind the title of a change that may alter the image in ways its rule is not about."""


def title(text: str, safety: Safety) -> str:
    return text if safety >= Safety.SAFE else f"{text} {REVIEW}"


def offer(ask: Ask) -> Iterator[CodeAction]:
    if ask.wants(QUICK_FIX):
        yield from sorted(_actions(ask), key=lambda action: not action.is_preferred)


def _actions(ask: Ask) -> Iterator[CodeAction]:
    for one in ask.diagnostics():
        reported = diagnostic(ask.analysis, one)
        fixes = [fix for fix in one.fixes if _is_offered(ask, fix) and ask.analysis.proves(fix, one.rule)]
        for fix in fixes:
            yield CodeAction(
                title=title(fix.title, fix.safety),
                kind=CodeActionKind.QuickFix,
                diagnostics=[reported],
                is_preferred=fix is fixes[0],
                edit=workspace_edit(ask.analysis, fix.edits, fix.files, ask.abilities),
            )


def _is_offered(ask: Ask, fix: Fix) -> bool:
    return fix.safety > Safety.DISPLAY and can_make(ask.analysis, fix.files, ask.abilities)
