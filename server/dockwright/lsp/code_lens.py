"""textDocument/codeLens: how the stages hang together, and the refactorings that a click starts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol.types import CodeLens, CodeLensParams, Command

from dockwright.lsp.capabilities import REFACTOR

if TYPE_CHECKING:
    from dockwright.ide.code_lens import Lens
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.session import Server

logger = logging.getLogger(__name__)


def code_lens(server: Server, params: CodeLensParams) -> list[CodeLens] | None:
    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    from dockwright.ide.code_lens import stage_lenses

    def wanted(kind: str) -> bool:
        return server.environment.aid(analysis.document.path, "code-lens", kind) is not False

    lenses = list(stage_lenses(analysis.model, analysis.context)) if wanted("stages") else []
    if wanted("refactorings") and server.abilities.applies_edits:
        lenses += _refactorings(analysis)
    return [
        CodeLens(analysis.converter.range(lens.span), _command(lens, analysis.document.uri))
        for lens in sorted(lenses, key=lambda lens: lens.span)
    ]


def _refactorings(analysis: Analysis) -> tuple[Lens, ...]:
    from dockwright.assists import ASSISTS
    from dockwright.ide.code_lens import refactoring_lenses

    try:
        return refactoring_lenses(analysis.model, analysis.context, analysis.profile.settings, ASSISTS)
    except Exception:
        logger.exception("no refactorings can be offered")
        return ()


def _command(lens: Lens, uri: str) -> Command:
    """What a click does; nothing where there is only something to read."""
    from dockwright.lint import told

    title = told(lens.title)
    if lens.assist is None:
        return Command(title, "")
    return Command(title, REFACTOR, arguments=[uri, lens.assist, lens.choice])
