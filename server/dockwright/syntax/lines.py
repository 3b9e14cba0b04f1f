"""Lines as BuildKit sees them: white space, continuations, and the logical line that continued lines make.

BuildKit has two ideas of white space: between words the ASCII blanks, at the ends of a line any Unicode space.
Both differ from Python's, which counts the four ASCII separators (U+001C to U+001F) too.
"""

from __future__ import annotations

import re

from dockwright.patterns import lazy_pattern
from dockwright.text import Excerpt, MappedText

BLANKS = "\t\v\f\r "
INDENT = BLANKS + "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
SPACES = INDENT + "\n"

KEYWORD = re.compile(r"[^\t\v\f\r ]*")


def read_keyword(line: str) -> str:
    """The keyword that a line begins with, as written."""
    match = KEYWORD.match(line)
    return match[0] if match else ""


def upper(keyword: str) -> str:
    """The keyword in upper case; only ASCII letters have one, so that no `ſ` becomes an S and no letter becomes two."""
    if keyword.isascii():
        return keyword.upper()
    return "".join([one.upper() if one.isascii() else one for one in keyword])


def strip(text: str) -> str:
    """The text without the white space at both ends."""
    return text.strip(SPACES)


def continues(line: str, escape: str) -> bool:
    """Whether a line goes on in the next one: a single escape character ends it, blanks may follow."""
    if line[-1:] in " \t\r":
        line = line.rstrip("\r").rstrip(" \t")
    return line[-1:] == escape and line[-2:-1] != escape


def is_comment(line: str) -> bool:
    return line.lstrip(SPACES).startswith("#")


def continuation(escape: str) -> str:
    """The pattern of what joins a line to the next one, with the blank lines and the comments between them."""
    return rf"{_at_the_end(escape)}\n(?:[{INDENT}]*(?:#[^\n]*)?\n)*"


def _at_the_end(escape: str) -> str:
    """The pattern of a single escape character, from which on there are but blanks in its line."""
    e = re.escape(escape)
    return rf"{e}(?<!{e}{e})[ \t]*\r*"


def _joint(escape: str) -> re.Pattern[str]:
    """A continuation in the lines of an instruction; behind the last one there may be no line, or only a comment."""
    return lazy_pattern(rf"{continuation(escape)}(?:[{INDENT}]*(?:#[^\n]*)?\Z)?|{_at_the_end(escape)}\Z")


_JOINT = {escape: _joint(escape) for escape in "\\`"}


def logical_line(text: str, start: int, stop: int, escape: str) -> MappedText:
    """The instruction that starts at `start` and whose continued lines end at `stop`, joined to one line."""
    if text.find(escape, start, stop) < 0:
        return Excerpt(text[start:stop].rstrip(SPACES), start)
    parts, pieces = _plainly_joined(text[start:stop], start, escape) or _joined(text, start, stop, escape)
    line = "".join(parts)
    joined = MappedText(line, pieces or [(0, start)])
    visible = line.strip(SPACES)
    if len(visible) == len(line):
        return joined
    indent = len(line) - len(line.lstrip(SPACES))
    return joined.slice(indent, indent + len(visible))


def _joined(text: str, start: int, stop: int, escape: str) -> tuple[list[str], list[tuple[int, int]]]:
    """What is left of continued lines, and where each part stands: in the joined line, and in the text."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    at = start
    for joint in _JOINT[escape].finditer(text, start, stop):
        end, following = joint.span()
        if end > at:
            parts.append(text[at:end])
            pieces.append((length, at))
            length += end - at
        at = following
    if stop > at:
        parts.append(text[at:stop])
        pieces.append((length, at))
    return parts, pieces


def _plainly_joined(lines: str, start: int, escape: str) -> tuple[list[str], list[tuple[int, int]]] | None:
    """The same, sooner, for lines from `start` on that all end in the escape character, with none anywhere else and no comments;
    None: they are not so plain."""
    parts = lines.split(f"{escape}\n")
    joints = len(parts) - 1
    if lines.count("\n") != joints or lines.count(escape) != joints or "#" in lines or not parts[-1]:
        return None
    pieces: list[tuple[int, int]] = []
    length = 0
    for part in parts:
        if part:
            pieces.append((length, start))
            length += len(part)
        start += len(part) + 2
    return parts, pieces
