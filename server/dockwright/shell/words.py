"""Quote removal: what a shell word says once the shell has taken its quotes away."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[\w./:=@%+,^\-]+")
_EXPANSION = re.compile(r"\$(?=[\w{(@*#?$!-])|`")
_BRACES = re.compile(r"\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}")
_GLOB = re.compile(r"[*?]|\[[^\]]+\]")
_SPECIAL = re.compile(r"[\\'\"$`]")
_DOUBLE_SPECIAL = re.compile(r"[\\\"$`]")
_NAME = re.compile(r"\w+|[@*#?$!-]")
_ANSI_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|c.|.)", re.DOTALL)
_ANSI_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}


def unquote(raw: str) -> tuple[str, bool]:
    """The word without its quotes, and whether it is literal.

    Expansions and substitutions stay in the value as they are written. A word is literal when the shell would hand
    exactly this value to the program: no expansion, substitution, glob, brace list or leading tilde outside quotes.
    """
    if _PLAIN.fullmatch(raw):
        return raw, True
    value: list[str] = []
    bare: list[str] = []  # the unquoted stretches, where globs and braces count
    literal = raw[0] != "~" if raw else True
    at, end = 0, len(raw)
    while at < end:
        found = _SPECIAL.search(raw, at)
        stop = found.start() if found else end
        if stop > at:
            value.append(raw[at:stop])
            bare.append(raw[at:stop])
        if found is None:
            break
        mark = raw[stop]
        if mark == "\\":
            if raw[stop + 1 : stop + 2] != "\n":
                value.append(raw[stop + 1 : stop + 2])
                bare.append("\\")
            at = stop + 2
        elif mark == "'":
            at = _quote_end(raw, stop + 1)
            value.append(raw[stop + 1 : at])
            bare.append("'")
            at += 1
        elif mark == '"':
            literal = _double_quoted(raw, stop + 1, value) and literal
            bare.append('"')
            at = _double_end(raw, stop + 1) + 1
        elif mark == "$" and raw[stop + 1 : stop + 2] == "'":
            at = _ansi_end(raw, stop + 2)
            value.append(_ANSI_ESCAPE.sub(_ansi_character, raw[stop + 2 : at]))
            bare.append("'")
            at += 1
        elif mark == "$" and raw[stop + 1 : stop + 2] == '"':
            at = stop + 1
        else:
            at = expansion_end(raw, stop)
            value.append(raw[stop:at])
            literal = literal and at - stop == 1
            bare.append("$")
    if literal:
        unquoted = "".join(bare)
        literal = not (_GLOB.search(unquoted) or _BRACES.search(unquoted))
    return "".join(value), literal


def expansion_end(text: str, start: int) -> int:
    """The end of the expansion or substitution that starts with the `$` or backtick at `start`.

    A dollar sign that begins nothing is one character long; an unclosed one reaches to the end of the text.
    """
    if text[start] == "`":
        return _backtick_end(text, start + 1)
    opener = text[start + 1 : start + 2]
    if opener == "{":
        return _balanced_end(text, start + 2, "{", "}")
    if opener == "(":
        return _balanced_end(text, start + 2, "(", ")")
    name = _NAME.match(text, start + 1)
    return name.end() if name else start + 1


def _double_quoted(raw: str, start: int, value: list[str]) -> bool:
    """Append what the double-quoted stretch from `start` says to `value`; whether nothing in it expands."""
    literal = True
    at, end = start, len(raw)
    while at < end:
        found = _DOUBLE_SPECIAL.search(raw, at)
        stop = found.start() if found else end
        value.append(raw[at:stop])
        if stop == end or raw[stop] == '"':
            break
        if raw[stop] == "\\":
            follower = raw[stop + 1 : stop + 2]
            if follower != "\n":
                value.append(follower if follower in '"\\$`' else "\\" + follower)
            at = stop + 2
            continue
        at = expansion_end(raw, stop)
        value.append(raw[stop:at])
        literal = literal and at - stop == 1
    return literal


def _double_end(raw: str, start: int) -> int:
    """The offset of the double quote that closes the stretch from `start`."""
    at, end = start, len(raw)
    while at < end:
        found = _DOUBLE_SPECIAL.search(raw, at)
        if found is None:
            return end
        at = found.start()
        if raw[at] == '"':
            return at
        at = at + 2 if raw[at] == "\\" else expansion_end(raw, at)
    return end


def _quote_end(raw: str, start: int) -> int:
    end = raw.find("'", start)
    return len(raw) if end < 0 else end


def _ansi_end(raw: str, start: int) -> int:
    at = start
    while at < len(raw) and raw[at] != "'":
        at += 2 if raw[at] == "\\" else 1
    return min(at, len(raw))


def _backtick_end(text: str, start: int) -> int:
    at = start
    while at < len(text) and text[at] != "`":
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))


_BALANCED = re.compile(r"[\\'\"(){}`]")


def _balanced_end(text: str, start: int, opener: str, closer: str) -> int:
    """The end of a bracket opened before `start`, seeing past quotes and escapes; iterative for any depth."""
    depth = 1
    quoted: list[int] = []  # the depths at which an open double quote began
    at = start
    while True:
        found = _BALANCED.search(text, at)
        if found is None:
            return len(text)
        at = found.start()
        mark = text[at]
        at += 1
        if mark == "\\":
            at += 1
        elif mark == '"':
            if quoted and quoted[-1] == depth:
                quoted.pop()
            else:
                quoted.append(depth)
        elif mark == "'" and not (quoted and quoted[-1] == depth):
            at = _quote_end(text, at) + 1
        elif mark == opener and (text[at - 2] == "$" or not (quoted and quoted[-1] == depth)):
            depth += 1
        elif mark == closer and not (quoted and quoted[-1] == depth):
            depth -= 1
            if depth == 0:
                return at


def _ansi_character(match: re.Match[str]) -> str:
    escape = match[1]
    if escape in _ANSI_SINGLE:
        return _ANSI_SINGLE[escape]
    if escape[0] in "xuU" and len(escape) > 1:
        code = int(escape[1:], 16)
        return chr(code) if code <= 0x10FFFF else match[0]
    if escape[0] in "01234567":
        return chr(int(escape, 8) & 0xFF)
    return escape if escape in "\\'\"?" else match[0]
