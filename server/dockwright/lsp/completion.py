"""textDocument/completion and completionItem/resolve: what may be typed here, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
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
from dockwright.patterns import lazy_pattern

if TYPE_CHECKING:
    from dockwright.ide.completion import Completion
    from dockwright.lsp.analysis import Analysis
    from dockwright.lsp.capabilities import Abilities
    from dockwright.lsp.session import Server

_MOST_SIFTED = 40  # pairs of words are compared
_NUMBER = lazy_pattern(r"\d+(?:\.\d+)?")
_SYMBOL = lazy_pattern(r"[\w$%&*+/<>|-]*\Z")
"""What dockerfile-mode takes for one."""

_LONGEST_SYMBOL = 200
_FREELY_TYPED = frozenset({"image", "user"})
"""Kinds of words beside which people type what is in no list; of commands even a single one may fit that."""

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
    from dockwright.ide.completion import complete, shorter_tags

    analysis = server.analysis(params.text_document.uri)
    if analysis is None:
        return None
    offset = analysis.converter.offset(params.position)

    def reported() -> frozenset[str]:
        return frozenset(one.rule.name for one in analysis.report.diagnostics)

    context = params.context
    is_asked = context is None or context.trigger_kind is CompletionTriggerKind.Invoked
    found = complete(analysis.model, analysis.context_around(offset), offset, reported, is_asked=is_asked)
    if not server.abilities.completes_lines:
        found = found._replace(items=tuple(_in_one_line(found.items)))
    items = [_item(analysis, server.abilities, *one) for one in enumerate(found.items)]
    if server.abilities.replaces_symbols:
        for item, one in zip(items, found.items, strict=True):
            item.label = _rest_of_symbol(analysis.document.text, one.span.start, offset) + one.label
    if is_asked or not server.abilities.retriggers_completion or not _may_be_sifted(found.items):
        # To be asked again: with the next letter there may be nothing to choose any more.
        return CompletionList(bool(items), items)
    words = [_word(one.filter_text or one.label) for one in items]
    ends = [*words, *chain.from_iterable(map(shorter_tags, found.items))]
    texts = [_until_typed(word, ends, _typed(analysis, item, offset)) for item, word in zip(items, words, strict=True)]
    if not all(texts):  # one letter is such a word
        return CompletionList(True, items)
    for item, text in zip(items, texts, strict=True):
        item.filter_text = text
    return CompletionList(False, items)


def _in_one_line(offers: Sequence[Completion]) -> Iterator[Completion]:
    """The offers without line breaks: of a here-document only its beginning, and no whole files."""
    for one in offers:
        if "\n" not in one.text:
            yield one
        elif one.text.startswith(one.label):
            yield one._replace(text=one.label, snippet=None)


def _may_be_sifted(offers: Sequence[Completion]) -> bool:
    """Whether the editor is to sift a list by itself and to close it as soon as one of the words is typed to its end.

    VS Code shows a list that is to be asked for again as it was until there is an answer; on a busy machine a line break comes
    first, and takes a row. A list that is not, it sifts at once. When that leaves nothing it asks anew, as if somebody had wanted
    to know, unless a number is typed: so none of the other words may be found in what is left of another one.
    """
    kinds = {one.kind for one in offers}
    if "command" in kinds or (len(offers) > 1 and kinds & _FREELY_TYPED) or not 0 < len(offers) <= _MOST_SIFTED:
        return False
    words = [_word(one.label) for one in offers]
    numbers = [one for one in words if _NUMBER.fullmatch(one)]
    left = [_until_typed(word, [word, *numbers], "") if numbers else word[:-1] for word in words]
    return all(left) and not any(
        one != two and _fits(one.lower(), rest.lower())
        for two, rest in zip(words, left, strict=True)
        for one in words
        if len(one) <= len(rest)
    )


def _typed(analysis: Analysis, item: CompletionItem, offset: int) -> str:
    """What is typed of an item already."""
    assert isinstance(item.text_edit, TextEdit)
    return analysis.document.text[analysis.converter.offset(item.text_edit.range.start) : offset]


def _until_typed(word: str, words: Sequence[str], typed: str) -> str:
    """As much of a word as may be typed before one of the words is there as a whole: `3.1` of `3.13-slim` beside `3.13`.

    Where more is typed, the editor finds nothing to offer, and Enter is a line break. Behind the whole word it asks again.
    """
    ends = [_end_of(one, word) for one in words if not _fits(one.lower(), typed.lower())]
    return word[: min((end for end in ends if end is not None), default=len(word)) - 1]


def _end_of(typed: str, word: str) -> int | None:
    """Where in a word the last letter is of what is typed, as an editor finds it; None when it does not."""
    place = 0
    for letter in typed.lower():
        place = word.lower().find(letter, place) + 1
        if place == 0:
            return None
    return place


def _word(label: str) -> str:
    """What is typed of a label: not the sign of what may follow."""
    return label.rstrip("/: ")


def _fits(typed: str, word: str) -> bool:
    """Whether an editor finds what is typed in a word: its letters in this order."""
    letters = iter(word)
    return all(letter in letters for letter in typed)


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


def _rest_of_symbol(text: str, start: int, offset: int) -> str:
    """What stands in front of the word that is typed from `start` on, and belongs to the symbol at `offset` all the same.

    Eglot sifts by that symbol, puts a label in its place and then makes the edit as if the label had begun with it.
    """
    typed = _SYMBOL.search(text, max(start, offset - _LONGEST_SYMBOL), offset)
    if typed is None or typed.start() > start:
        return ""
    rest = _SYMBOL.search(text, max(0, start - _LONGEST_SYMBOL), start)
    return rest[0] if rest is not None else ""
