"""What an editor does with the edits that it gets, worked out in the most obvious way, in UTF-16."""

from __future__ import annotations

from typing import Any

from client import Message


def apply_edits(text: str, edits: list[Message]) -> str:
    """The text after edits whose positions count UTF-16 units in lines that end at "\\n" or "\\r\\n"."""
    for edit in sorted(edits, key=lambda edit: _key(edit["range"]["start"]), reverse=True):
        start, end = (_offset(text, edit["range"][side]) for side in ("start", "end"))
        text = text[:start] + edit["newText"] + text[end:]
    return text


def edits_of(action: Message, uri: str) -> list[Message]:
    """The edits of one document in an action."""
    edit = action["edit"]
    if "changes" in edit:
        return edit["changes"][uri]
    return [
        one
        for part in edit["documentChanges"]
        if part.get("textDocument", {}).get("uri") == uri
        for one in part["edits"]
    ]


def at(text: str, word: str) -> Message:
    """The range of the first occurrence of a word."""
    start = text.index(word)
    return {"start": position(text, start), "end": position(text, start + len(word))}


def position(text: str, offset: int) -> Message:
    line = text.count("\n", 0, offset)
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return {"line": line, "character": len(before.encode("utf-16-le", "surrogatepass")) // 2}


def words_at(text: str, range_: Message) -> str:
    """The characters in a range."""
    return text[_offset(text, range_["start"]) : _offset(text, range_["end"])]


def _key(position: Message) -> tuple[int, int]:
    return position["line"], position["character"]


def _offset(text: str, position: Any) -> int:
    lines = text.split("\n")
    before = sum(len(line) + 1 for line in lines[: position["line"]])
    line = lines[position["line"]]
    for index in range(len(line) + 1):
        if len(line[:index].encode("utf-16-le", "surrogatepass")) // 2 == position["character"]:
            return before + index
    raise AssertionError(f"no such position: {position}")
