"""The little XML that two formats need: elements with attributes, and text that any XML 1.0 reader accepts."""

from __future__ import annotations

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def element(name: str, attributes: dict[str, object], content: str = "") -> str:
    """One element. `content` is XML already."""
    listed = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{listed}>{content}</{name}>" if content else f"<{name}{listed}/>"


def lines(parts: list[str], depth: int) -> str:
    """Parts below one another, indented, inside an element at `depth`."""
    indent = "\n" + "  " * (depth + 1)
    return indent + indent.join(parts) + "\n" + "  " * depth if parts else ""


def escape(text: str) -> str:
    """Text for an attribute or an element. What cannot be seen is written in numbers, and what XML 1.0 has no way to write
    becomes U+FFFD."""
    return "".join(ENTITIES.get(one) or _written(one) for one in text)


def _written(character: str) -> str:
    if not _is_allowed(character):
        return "\N{REPLACEMENT CHARACTER}"
    return character if character.isprintable() else f"&#{ord(character)};"


def _is_allowed(character: str) -> bool:
    return " " <= character < "\ud800" or "\ue000" <= character <= "\ufffd" or character >= "\U00010000"
