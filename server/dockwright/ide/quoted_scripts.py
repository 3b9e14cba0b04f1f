"""Who reads the variables that a shell leaves alone, because they stand in single quotes or behind a backslash.

Another shell that is handed the text expands them; so it does with text that is written into a file of the image, where what
ENV sets is still known. To any other program, awk or sed among them, a `$NAME` is something of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.ide.shell_tokens import quoted_variables, shell_tokens
from dockwright.values import NamedTuple

SHELLS = ("sh", "bash", "dash", "ash", "ksh", "zsh")

_HANDED_OVER = re.compile(rf"(?:^|[\s/])(?:{'|'.join(SHELLS)}|su|runuser)\s(?:[^'\"]*\s)?-[A-Za-z]*c\s+$")
_FAR = 500
"""Characters between a program and what it is handed over, at most."""
_EVALUATED = re.compile(r"(?:eval|trap|envsubst)\s")
_WRITTEN = re.compile(r"^(?:/\S*/)?(?:echo|printf)\s")
_ESCAPED = re.compile(r"\\(?=[$\"`\\])")


class Mention(NamedTuple):
    """A variable in a script. `kind` is name (it is set there) or variable; `is_text`: no shell reads it during the build."""

    kind: str
    start: int
    end: int
    is_text: bool = False


def mentions(script: str) -> Iterator[Mention]:
    """The variables of a script in order, those in scripts within it included."""
    begin = last = 0  # of the command, and the end of the token before
    reader = ""
    for kind, start, end in shell_tokens(script):
        if kind == "command":
            begin = start
        elif kind in ("name", "variable"):
            yield Mention(kind, start, end)
        elif kind == "string":
            if not last or any(map(str.isspace, script[last:start])):  # a new word
                reader = _reader(script[begin:start])
            yield from _quoted(script, start, end, reader)
        last = end


def unescaped(text: str) -> str:
    """The text without the backslashes in front of quotes and dollars, every character at its place."""
    return _ESCAPED.sub(" ", text)


def _reader(before: str) -> str:
    """Who reads what is quoted behind this part of a command: shell, file or nobody."""
    if _EVALUATED.match(before) or _HANDED_OVER.search(before, max(0, len(before) - _FAR)):
        return "shell"
    return "file" if _WRITTEN.search(before) else "nobody"


def _quoted(script: str, start: int, end: int, reader: str) -> Iterator[Mention]:
    """The variables in the token script[start:end], a string or a part of one."""
    if reader == "file":
        yield from (Mention("variable", one.start, one.end, True) for one in quoted_variables(script, start, end))
    elif reader == "shell":
        for one in mentions(_unquoted(script[start:end])):
            yield one._replace(start=one.start + start, end=one.end + start)


def _unquoted(token: str) -> str:
    """What another shell sees of a token, every character at its place."""
    if token[0] == "'":
        return f" {token[1:].removesuffix(chr(39)):{len(token) - 1}}"
    return " " if token == '"' else unescaped(token)
