"""textDocument/completion and completionItem/resolve: what may be typed here, the likeliest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import (
    Command,
    CompletionItem,
    CompletionItemKind,
    CompletionItemTag,
    CompletionList,
    CompletionParams,
    CompletionTriggerKind,
    InsertTextFormat,
    InsertTextMode,
    TextEdit,
)

from dockwright.lsp.capabilities import TRIGGER_SUGGEST
from dockwright.lsp.plain_text import content

if TYPE_CHECKING:
    from dockwright.ide.completion import Completion
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.capabilities import Abilities
    from dockwright.lsp.session import Server

_KINDS = {
    "keyword": CompletionItemKind.Keyword,
    "flag": CompletionItemKind.Property,
    "value": CompletionItemKind.Value,
    "stage": CompletionItemKind.Module,
    "variable": CompletionItemKind.Variable,
    "image": CompletionItemKind.Class,
    "file": CompletionItemKind.File,
    "folder": CompletionItemKind.Folder,
    "user": CompletionItemKind.Constant,
    "command": CompletionItemKind.Function,
    "property": CompletionItemKind.Field,
    "rule": CompletionItemKind.Reference,
    "snippet": CompletionItemKind.Snippet,
}


def completion(server: Server, params: CompletionParams) -> CompletionList | None:
    from dockwright.ide.completion import complete

    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    offset = analysis.converter.offset(params.position)

    def reported() -> frozenset[str]:
        return frozenset(one.rule.name for one in analysis.report.diagnostics)

    context = params.context
    is_asked = context is None or context.trigger_kind is CompletionTriggerKind.Invoked
    found = complete(analysis.model, analysis.context_around(offset), offset, reported, is_asked=is_asked)
    items = [_item(analysis, server.abilities, *one) for one in enumerate(found.items)]
    if (
        is_asked
        or not server.abilities.retriggers_completion
        or [one.kind == "command" for one in found.items] != [False]
    ):
        # To be asked again: with the next letter there may be nothing to choose any more.
        return CompletionList(bool(items), items)
    _close_when_typed(items[0])
    return CompletionList(False, items)


def _close_when_typed(item: CompletionItem) -> None:
    """Let the editor close the list as soon as its only word is typed to its end.

    VS Code shows a list that is to be asked for again as it was until there is an answer; on a busy machine a line break comes
    first, and takes the row. A list that is not, it sifts by itself, at once: so the last letter is one that does not fit.
    """
    word = (item.filter_text or item.label).rstrip("/: ")
    item.filter_text = word[:-1] or None


def resolve(server: Server, item: CompletionItem) -> CompletionItem:
    """The item with its documentation."""
    from dockwright.ide.topics import page

    topic = item.data
    if isinstance(topic, (list, tuple)) and all(isinstance(word, str) for word in topic):
        text = page(tuple(topic))
        if text is not None:
            item.documentation = content(_without(text, item.detail), server.abilities.documents_in_markdown)
    return item


def _without(text: str, detail: str | None) -> str:
    """The text without the line that an editor shows above it."""
    said = f"{(detail or '').rstrip('.')}."
    lines = text.split("\n")
    if said not in lines:
        return text
    at = lines.index(said)
    return "\n".join(lines[:at] + lines[at + 1 + (lines[at + 1 : at + 2] == [""]) :]).rstrip("\n")


def _item(analysis: Analysis, abilities: Abilities, index: int, one: Completion) -> CompletionItem:
    is_snippet = one.snippet is not None and abilities.completes_snippets
    text = one.snippet if is_snippet and one.snippet is not None else one.text
    deprecated = [CompletionItemTag.Deprecated] if one.is_deprecated and abilities.tags_completions else None
    return CompletionItem(
        label=one.label,
        kind=_KINDS[one.kind],
        detail=one.detail or None,
        tags=deprecated,
        sort_text=f"{index:04}",
        filter_text=one.text[:-1]
        if one.text.endswith("]")
        else None,  # a whole list is typed: editors ask only behind words
        text_edit=TextEdit(analysis.converter.range(one.span), text),
        insert_text_format=InsertTextFormat.Snippet if is_snippet else InsertTextFormat.PlainText,
        insert_text_mode=InsertTextMode.AsIs if "\n" in text else None,
        command=Command("Suggest", TRIGGER_SUGGEST) if one.retriggers and abilities.retriggers_completion else None,
        data=list(one.topic) or None,
    )
