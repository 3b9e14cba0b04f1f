"""Quotes and expansions: where they end, and what a word says once the shell has taken its quotes away."""

from __future__ import annotations

import re

from dockwright.patterns import lazy_pattern

SINGLE_STRING = r"'[^']*'"
ANSI_STRING = r"\$'[^'\\]*(?:\\[\s\S][^'\\]*)*'"
BRACED = r"\$\{[!#]?[A-Za-z0-9_]+(?:\[[@*0-9]\])?(?:[:#%/+=?^,-][^{}'\"`$\\]*)?\}"
DOUBLE_STRING = rf"\"[^\"\\$`]*(?:(?:\\[\s\S]|{BRACED}|\$(?![({{]))[^\"\\$`]*)*\""

is_plain = re.compile(r"[\w./:=@%+,^\-]+").fullmatch  # no quoting, nothing that expands
_BRACES = re.compile(r"\{(?=[^{}\s]*\})[^{}\s]*?(?:,|\.\.)")
_GLOB = re.compile(r"[*?(]")
_SET = re.compile(r"\[[^\]]")  # of characters, `[a-z]`; the end is looked for from behind, once for all that begin
_SPECIAL = re.compile(r"[\\'\"$`]")
_DOUBLE_SPECIAL = re.compile(r"[\\\"$`]")
_BALANCED = re.compile(r"[\\'\"(){}`]")
_BALANCED_WITH_CASES = lazy_pattern(r"[\\'\"(){}`]|(?<![^\s;&|(){])(?:case(?=\s)|esac(?![^\s;&|()}<>]))")
_COMMAND_COMES = lazy_pattern(
    r"(?:\A|[;&|({}!\n)]|(?<![^\s;&|()])(?:then|do|else|elif|if|while|until)(?=\s))(?:\s|\\\n)*\Z"
)
_NAME = re.compile(r"[A-Za-z0-9_]+|[@*#?$!-]")
_ANSI = re.compile(r"[^'\\]*(?:\\[\s\S][^'\\]*)*")
_BACKTICK = re.compile(r"[^`\\]*(?:\\[\s\S][^`\\]*)*")
_ANSI_ESCAPE = r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|[\s\S])"
_ANSI_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}


def unquote(raw: str) -> tuple[str, bool]:
    """The word without its quotes, and whether it is literal.

    Expansions and substitutions stay in the value as they are written. A word is literal when the shell would hand
    exactly this value to the program: no expansion, substitution, glob, brace list or leading tilde outside quotes.
    """
    if is_plain(raw):
        return raw, True
    value: list[str] = []
    bare: list[str] = []  # the unquoted stretches, where globs and braces count
    literal = raw[:1] != "~"
    at, end = 0, len(raw)
    while True:
        found = _SPECIAL.search(raw, at)
        stop = found.start() if found else end
        value.append(raw[at:stop])
        bare.append(raw[at:stop])
        if found is None:
            break
        mark = raw[stop]
        bare.append(mark)
        if mark == "\\":
            at = stop + 2
            value.append("" if raw[stop + 1 : at] == "\n" else raw[stop + 1 : at])
            continue
        at = expansion_end(raw, stop, end)
        if mark == "'":
            value.append(_inside(raw, stop + 1, at, "'"))
        elif mark == '"':
            literal = _double_quoted(_inside(raw, stop + 1, at, '"'), value) and literal
        elif raw.startswith("$'", stop):
            value.append(re.sub(_ANSI_ESCAPE, _ansi_character, _inside(raw, stop + 2, at, "'")))
        elif raw.startswith('$"', stop):
            at = stop + 1
        else:
            value.append(raw[stop:at])
            literal = literal and at - stop == 1
    if literal:
        unquoted = "".join(bare)
        literal = not (
            _GLOB.search(unquoted) or _SET.search(unquoted, 0, max(0, unquoted.rfind("]"))) or _BRACES.search(unquoted)
        )
    return "".join(value), literal


def expansion_end(text: str, start: int, end: int) -> int:
    """The end of the quoted string, expansion or substitution that starts with the mark at `start`: ' " $ or backtick.

    A dollar sign that begins nothing is one character long; an unclosed stretch reaches to `end`.
    """
    mark = text[start]
    if mark == '"':
        return _double_end(text, start + 1, end)
    if mark == "'":
        return _quote_end(text, start + 1, end)
    if mark == "`":
        return _match_end(_BACKTICK, text, start + 1, end)
    opener = text[start + 1 : start + 2]
    if opener == "{":
        return balanced_end(text, start + 2, end, "{", "}")
    if opener == "(":
        return balanced_end(text, start + 2, end, "(", ")")
    if opener == "'":
        return _match_end(_ANSI, text, start + 2, end)
    if opener == '"':
        return _double_end(text, start + 2, end)
    name = _NAME.match(text, start + 1, end)
    return name.end() if name else start + 1


def balanced_end(text: str, start: int, end: int, opener: str, closer: str) -> int:
    """The end of a bracket opened before `start`, seeing past quotes and escapes; iterative for any depth."""
    stop = _balanced_end(_BALANCED, text, start, end, opener, closer)
    if opener == "(" and text.find("case", start, stop) >= 0:
        return _balanced_end(_BALANCED_WITH_CASES, text, start, end, opener, closer)
    return stop


def _balanced_end(pattern: re.Pattern[str], text: str, start: int, end: int, opener: str, closer: str) -> int:
    depth = 1
    quoted: list[int] = []  # the depths at which a double quote is open
    cases: list[int] = []  # those at which a `case` is, whose patterns end with a bracket that nothing has opened
    at = start
    while found := pattern.search(text, at, end):
        at = found.end()
        mark = text[at - 1]
        in_quotes = bool(quoted) and quoted[-1] == depth
        if mark == "\\":
            at += 1
        elif mark == '"':
            if in_quotes:
                quoted.pop()
            else:
                quoted.append(depth)
        elif mark == "'":
            if not in_quotes:
                at = _quote_end(text, at, end)
        elif mark == opener:
            if not in_quotes or text[at - 2] == "$":
                depth += 1
        elif mark == "e" and not in_quotes:
            if _COMMAND_COMES.search(text[max(start, at - 100) : at - 4]):
                cases.append(depth)
        elif mark == "c" and not in_quotes:
            if cases and cases[-1] == depth:
                cases.pop()
        elif mark == closer and not in_quotes and not (cases and cases[-1] == depth):
            depth -= 1
            if depth == 0:
                return at
    return end


def _inside(raw: str, start: int, end: int, quote: str) -> str:
    """What is between the quotes; the closing one may be missing."""
    return raw[start : end - 1] if end > start and raw[end - 1] == quote else raw[start:end]


def _double_quoted(inner: str, value: list[str]) -> bool:
    """Append what stands between two double quotes, escapes removed, to `value`; whether nothing in it expands."""
    literal = True
    at = 0
    while found := _DOUBLE_SPECIAL.search(inner, at):
        stop = found.start()
        value.append(inner[at:stop])
        if inner[stop] == "\\":
            at = stop + 2
            follower = inner[stop + 1 : at]
            if follower != "\n":
                value.append(follower if follower and follower in '"\\$`' else "\\" + follower)
            continue
        at = stop + 1
        if inner[stop] != '"' and inner[at : at + 1] not in ("'", '"'):
            at = expansion_end(inner, stop, len(inner))
            literal = literal and at - stop == 1
        value.append(inner[stop:at])
    value.append(inner[at:])
    return literal


def _double_end(text: str, start: int, end: int) -> int:
    """The offset behind the double quote that closes the stretch from `start`."""
    at = start
    while found := _DOUBLE_SPECIAL.search(text, at, end):
        at = found.end()
        mark = text[at - 1]
        if mark == '"':
            return at
        if mark == "\\":
            at += 1
        elif mark == "`" or text[at : at + 1] in ("(", "{"):
            at = expansion_end(text, at - 1, end)
    return end


def _quote_end(text: str, start: int, end: int) -> int:
    return text.find("'", start, end) + 1 or end


def _match_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """The offset behind the mark that ends what `pattern` matches."""
    match = pattern.match(text, start, end)
    return min(match.end() + 1, end) if match else end


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
