"""Rust source text: its string literals, without those of comments, and which of them only the compiler reads.

Source: https://doc.rust-lang.org/reference/tokens.html (1.90).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.values import NamedTuple

LONGEST_LITERAL = 300
"""Longer ones are no paths."""

_TOKEN = re.compile(r"//|/\*|\b[bc]?r(#*)\"|\"|'(?:\\[^\n]{1,10}?|[^\\'\n])'")
_STRING = re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL)
_NESTED = re.compile(r"/\*|\*/")
_ESCAPE = re.compile(r"\\(?:(\n\s*)|u\{([0-9a-fA-F]{1,6})\}|x([0-7][0-9a-fA-F])|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}

_COMPILED_IN = re.compile(
    r"\b(?:include_str|include_bytes|include_dir|include|embed_migrations|migrate|query_file\w*|load_dotenv|i18n)!\s*[(\[{]\s*"
    r"(?:concat!\s*\(\s*)?(?:env!\s*\(\s*\"[^\"]*\"\s*\)\s*,\s*)?\Z"
)
"""What stands in front of a literal that names a file for the compiler."""

_ATTRIBUTE = re.compile(
    r"#!?\[\s*(?:template|path|doc|cfg|cfg_attr|deprecated|error|display|serde|clap|arg)\b[^\]\n]*\Z"
)
_EMBEDDED = re.compile(r"#\[\s*folder\s*=\s*\Z|\b(?:embed|load)_assets!\s*[(\[{]\s*\Z")
_BUILD_VARIABLE = re.compile(r"\b(?:option_)?env!\s*\(\s*\Z")
_EXPECTED = 240  # characters in front of a literal that are looked at


class Literal(NamedTuple):
    """A string literal."""

    value: str
    start: int  # offset of its first character, quotes included
    before: str  # the text in front of it, some of it
    end: int


def literals(text: str) -> Iterator[Literal]:
    """The string literals of a source, in order, outside of comments. Time is linear in the text."""
    position = 0
    while match := _TOKEN.search(text, position):
        token, start = match.group(), match.start()
        position = match.end()
        if token == "//":
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
        elif token == "/*":
            position = _after_comment(text, position)
        elif match[1] is not None:
            end = text.find('"' + match[1], position)
            if end < 0:
                return
            yield _literal(text, start, position, end, end + 1 + len(match[1]), is_raw=True)
            position = end + 1 + len(match[1])
        elif token == '"':
            string = _STRING.match(text, position)
            if string is None:
                return
            yield _literal(text, start, position, string.end() - 1, string.end(), is_raw=False)
            position = string.end()


def _literal(text: str, start: int, first: int, last: int, end: int, *, is_raw: bool) -> Literal:
    value = text[first:last] if last - first <= LONGEST_LITERAL else ""
    if not is_raw and "\\" in value:
        value = _ESCAPE.sub(_unescaped, value)
    return Literal(value, start, text[max(0, start - _EXPECTED) : start], end)


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is not None:
        return ""
    code = match[2] or match[3]
    if code is not None:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "?"
    return _SIMPLE.get(match[4], match[4])


def _after_comment(text: str, position: int) -> int:
    """Where a block comment ends; they nest."""
    depth = 1
    while depth and (match := _NESTED.search(text, position)):
        depth += 1 if match.group() == "/*" else -1
        position = match.end()
    return len(text) if depth else position


def is_compiled_in(literal: Literal) -> bool:
    """Whether only the compiler reads what the literal names: `include_str!("x")`, `#[template(path = "x")]`."""
    before = literal.before
    if "!" in before and _COMPILED_IN.search(before) is not None:
        return True
    return "#" in before and _ATTRIBUTE.search(before) is not None


def is_embedded(literal: Literal) -> bool:
    """Whether the literal names a directory that is compiled in where the compiler optimises: `#[folder = "static"]` of rust-embed."""
    return _EMBEDDED.search(literal.before) is not None


def is_build_variable(literal: Literal) -> bool:
    """Whether the literal names a variable of the build: `env!("X")`."""
    return "env!" in literal.before and _BUILD_VARIABLE.search(literal.before) is not None


def names_file_of_build(literal: Literal, text: str) -> bool:
    """Whether `env!("X")` stands in front of a file for the compiler: `include!(concat!(env!("OUT_DIR"), "/x.rs"))`."""
    before = _BUILD_VARIABLE.sub("", literal.before)
    return _COMPILED_IN.search(before) is not None
