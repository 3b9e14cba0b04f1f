"""Quick fixes: the proven fixes of the diagnostics at the selection, those preferred first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol.types import CodeAction, CodeActionKind

from dockwright.lsp.ask import Ask
from dockwright.lsp.capabilities import QUICK_FIX
from dockwright.lsp.diagnostics import diagnostic
from dockwright.lsp.edits import can_make, workspace_edit
from dockwright.rule import Fix, Safety

if TYPE_CHECKING:
    from dockwright.lint import Diagnostic

REVIEW = "(review)"
"""Said behind the title of a change that may alter the image in ways its rule is not about."""


def title(text: str, safety: Safety) -> str:
    from dockwright.lint import told

    return told(text) if safety >= Safety.SAFE else f"{told(text)} {REVIEW}"


def offer(ask: Ask) -> Iterator[CodeAction]:
    if ask.wants(QUICK_FIX):
        yield from sorted(_actions(ask), key=lambda action: not action.is_preferred)


def _actions(ask: Ask) -> Iterator[CodeAction]:
    """One action for each fix; a fix that mends several diagnostics is offered once, for all of them.

    Those of one title are told apart by their lines.
    """
    mended: dict[Fix, list[Diagnostic]] = {}
    preferred: set[Fix] = set()
    offered = [(one, [fix for fix in one.fixes if _is_offered(ask, fix)]) for one in ask.diagnostics()]
    ask.analysis.prove_all((fix, one.rule) for one, fixes in offered for fix in fixes)
    for one, fixes in offered:
        fixes = [fix for fix in fixes if ask.analysis.proves(fix, one.rule)]
        preferred.update(fixes[:1])
        for fix in fixes:
            mended.setdefault(fix, []).append(one)
    shared = Counter(fix.title for fix in mended)
    for fix, diagnostics in mended.items():
        line = ask.analysis.converter.position(diagnostics[0].span.start).line + 1
        place = f" in line {line}" if shared[fix.title] > 1 else ""
        yield CodeAction(
            title=title(fix.title + place, fix.safety),
            kind=CodeActionKind.QuickFix,
            diagnostics=[diagnostic(ask.analysis, one) for one in diagnostics],
            is_preferred=fix in preferred,
            edit=workspace_edit(ask.analysis, fix.edits, fix.files, ask.abilities),
        )


def _is_offered(ask: Ask, fix: Fix) -> bool:
    return fix.safety > Safety.DISPLAY and can_make(ask.analysis, fix.files, ask.abilities)
