"""textDocument/hover: what the word at the cursor means, and what the rules say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import Hover, HoverParams

from dockwright.lsp.plain_text import content

if TYPE_CHECKING:
    from dockwright.lsp.session import Server

_RULE = "\n\n---\n\n"


def hover(server: Server, params: HoverParams) -> Hover | None:
    from dockwright.ide.hover import hover as meaning_of
    from dockwright.ide.topics import page

    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    offset = analysis.converter.offset(params.position)
    meaning = meaning_of(analysis.model, analysis.context, offset)
    reported = [one for one in analysis.report.diagnostics if one.span.contains(offset)]
    spans = [one.span for one in reported] if meaning is None else [meaning.span]
    if not spans:
        return None
    texts = [meaning.text] if meaning is not None else []
    rules = dict.fromkeys(one.rule.name for one in reported)
    texts += [text for name in rules if (text := page(("rule", name))) is not None and text not in texts]
    if not texts:
        return None
    narrowest = min(spans, key=lambda span: span.end - span.start)
    return Hover(content(_RULE.join(texts), server.abilities.reads_markdown), analysis.converter.range(narrowest))
