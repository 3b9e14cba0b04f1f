"""JSON that strict readers take: a byte that is not UTF-8 has no way to be written, and becomes U+FFFD.

Source: RFC 8259, section 8.2, and RFC 7493, section 2.1, on surrogates that stand alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from dockwright.output import indented

_ESCAPES = re.compile(r"\\(?:ud[89ab]..\\ud[c-f]..|(ud[89a-f]..)|.)")


def dumps(value: object, *, in_one_line: bool = False) -> str:
    """The value as a document of several lines, or of one, in ASCII."""
    text = json.dumps(value, separators=(",", ":")) if in_one_line else indented.dumps(value)
    return _strict(text) + "\n"


def parts(value: object) -> Iterator[str]:
    """The document of several lines piece by piece; of an iterator one item at a time is a value."""
    yield from map(_strict, indented.parts(value))
    yield "\n"


def _strict(text: str) -> str:
    if "\\ud" not in text:
        return text
    return _ESCAPES.sub(lambda found: "\\ufffd" if found[1] else found[0], text)


def is_encodable(text: str) -> bool:
    """Whether the text can be written without losing anything."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
