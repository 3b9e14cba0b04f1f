"""textDocument/hover: the page of the rule that reports something at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import Hover, HoverParams, MarkupContent, MarkupKind

from dockwright.output.urls import rule_url

if TYPE_CHECKING:
    from dockwright.lsp.session import Server
    from dockwright.rule import Rule


def hover(server: Server, params: HoverParams) -> Hover | None:
    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    offset = analysis.converter.offset(params.position)
    found = [one for one in analysis.report.diagnostics if one.span.contains(offset)]
    if not found:
        return None
    narrowest = min((one.span for one in found), key=lambda span: span.end - span.start)
    pages = {one.rule.name: _page(one.rule) for one in found}
    kind = MarkupKind.Markdown if server.abilities.reads_markdown else MarkupKind.PlainText
    return Hover(MarkupContent(kind, "\n\n---\n\n".join(pages.values())), analysis.converter.range(narrowest))


def _page(rule: Rule) -> str:
    """The rule's documentation, with a link to where it stands in full."""
    lines = [line.removeprefix("    ") for line in rule.docstring.strip().split("\n")]
    return "\n".join([f"**[{rule.name}]({rule_url(rule.name)})**: {lines[0]}", *lines[1:]]).rstrip()
