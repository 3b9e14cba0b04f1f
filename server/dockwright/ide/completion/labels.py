"""Keys of LABEL."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.ide.completion.item import Completion
from dockwright.ide.cursor import Cursor
from dockwright.knowledge.labels import OCI_LABELS


def labels(cursor: Cursor) -> Iterator[Completion]:
    """The keys of the OCI specification that the instruction does not have yet."""
    is_quoted = cursor.word.startswith('"')
    typed = cursor.word[1:] if is_quoted else cursor.word
    span = cursor.replacing(typed, r"[\w.-]*")
    if span is None or "=" in typed:
        return
    has_value = cursor.text.startswith("=", span.end)
    present = {word.partition("=")[0].strip('"') for word in cursor.words}
    for key, meaning in OCI_LABELS.items():
        if key not in present:
            is_done = has_value or is_quoted
            snippet = None if is_done else f'{key}="${{1}}"'
            yield Completion(key, "property", span, key if is_done else f"{key}=", meaning, ("label", key), snippet)
