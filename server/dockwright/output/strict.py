"""JSON that strict readers take: a byte that is not UTF-8 has no way to be written, and becomes U+FFFD.

Source: RFC 8259, section 8.2, and RFC 7493, section 2.1, on surrogates that stand alone.
"""

from __future__ import annotations

import json
import re

from dockwright.output.indented import dumps as indented

_ESCAPES = re.compile(r"\\(?:ud[89ab]..\\ud[c-f]..|(ud[89a-f]..)|.)")


def dumps(value: object, *, in_one_line: bool = False) -> str:
    """The value as a document of several lines, or of one, in ASCII."""
    text = json.dumps(value, separators=(",", ":")) if in_one_line else indented(value)
    text += "\n"
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
