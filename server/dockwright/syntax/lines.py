"""Lines as BuildKit sees them: white space, continuations, and the logical line that continued lines make.

BuildKit has two ideas of white space: between words the ASCII blanks, at the ends of a line any Unicode space.
Both differ from Python's, which counts the four ASCII separators (U+001C to U+001F) too.
"""

from __future__ import annotations

import re

from dockwright.text import MappedText

BLANKS = "\t\v\f\r "
SPACES = BLANKS + "\n\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))

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


def logical_line(text: str, start: int, stop: int, escape: str) -> MappedText:
    """The instruction that starts at `start` and whose continued lines end at `stop`, joined to one line."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    offset = start
    for line in text[start:stop].split("\n"):
        content = line.rstrip("\r")
        if offset > start:
            visible = content.lstrip(SPACES)
            if not visible or visible[0] == "#":
                offset += len(line) + 1
                continue
        if continues(content, escape):
            content = content.rstrip(" \t")[:-1]
        if content:
            parts.append(content)
            pieces.append((length, offset))
            length += len(content)
        offset += len(line) + 1
    joined = MappedText("".join(parts), pieces or [(0, start)])
    visible = joined.text.strip(SPACES)
    if len(visible) == length:
        return joined
    indent = len(joined.text) - len(joined.text.lstrip(SPACES))
    return joined.slice(indent, indent + len(visible))
