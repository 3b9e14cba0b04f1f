"""What a terminal does with characters: their width, the ones that must not reach it, colours."""

from __future__ import annotations

from dockwright.rule import Severity

TAB_WIDTH = 4
RESET, BOLD, DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
GREEN, CYAN = "\x1b[32m", "\x1b[36m"
SEVERITY_COLORS = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.INFO: "\x1b[1;34m",
    Severity.STYLE: "\x1b[1;35m",
}


def paint(text: str, color: str, on: bool) -> str:
    return f"{color}{text}{RESET}" if on and text else text


def printable(text: str) -> str:
    """The text with a visible sign for each character that would steer the terminal or cannot be encoded."""
    return text if text.isprintable() else "".join(map(_sign, text))


def cells(text: str) -> int:
    """How many columns of a terminal a printable text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def head(text: str, most: int) -> str:
    """As many of the first characters as there is room for, in columns."""
    if text.isascii():
        return text[: max(0, most)]
    taken = 0
    for place, character in enumerate(text):
        taken += _width(character)
        if taken > most:
            return text[:place]
    return text


def tail(text: str, most: int) -> str:
    """As many of the last characters."""
    return head(text[::-1], most)[::-1]


def shown(text: str, column: int = 0, encoding: str = "utf-8") -> str:
    """A part of a line, printable and in an encoding, as it looks when it starts `column` cells behind a tab stop."""
    first, *rest = (encodable(printable(part), encoding) for part in text.split("\t"))
    for part in rest:
        first += " " * (TAB_WIDTH - (column + cells(first)) % TAB_WIDTH) + part
    return first


def encodable(text: str, encoding: str) -> str:
    """The text with an escape for each character that an encoding lacks."""
    return text if text.isascii() else text.encode(encoding, "backslashreplace").decode(encoding)


def _sign(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def _width(character: str) -> int:
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
