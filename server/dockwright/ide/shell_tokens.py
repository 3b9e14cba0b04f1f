"""The tokens of shell text: what a reader tells apart at a glance. One pass, and no text is too broken for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.knowledge.table import words
from dockwright.text import MappedText, Span
from dockwright.values import NamedTuple

_VARIABLE = r"(?P<variable>\$(?:\{[#!]?(?:[A-Za-z_]\w*|[0-9]+|[@*?$!#-])|[A-Za-z_]\w*|[0-9]|[@*#?$!-]))"
_TOKEN = re.compile(
    r"(?P<blank>[ \t\r]+|\\\r?\n)"
    r"|(?P<word>(?:[^\s\\\"'$`|&;()<>]|\\(?!\r?\n)[\s\S]?)+)"
    rf"|(?P<newline>\n)|{_VARIABLE}"
    r"|(?P<open>\$\(\(?|[<>]\(|\()|(?P<close>\))|(?P<backtick>`)"
    r"|(?P<redirection>&>>?|<<<|<<-?|>>|>\||<>|[<>]&|[<>])"
    r"|(?P<operator>&&|\|\||;;|\|&|[|;&])"
    r"|(?P<single>'[^']*(?:'|\Z))|(?P<double>\")"
    r"|(?P<other>[\s\S])"
)
_IN_DOUBLE = re.compile(
    rf"(?P<string>(?:[^\\\"$`]|\\[\s\S]?)+)|{_VARIABLE}|(?P<open>\$\(\(?)|(?P<backtick>`)|(?P<double>\")|(?P<other>\$)"
)
_NAMED = re.compile(r"\$\{?[A-Za-z_]\w*")
_FLAG = re.compile(r"--?[A-Za-z0-9?][\w.-]*")
_NAME = re.compile(r"[A-Za-z_]\w*")

_DOCUMENT = re.compile(
    r"(?P<variable>\$(?:\{[#!]?(?:[A-Za-z_]\w*|[0-9]+)|[A-Za-z_]\w*|[0-9]))|(?P<string>(?:\\[\s\S]|[^\\$])+|[\s\S])"
)

KEYWORDS = words("! if then elif else fi for while until do done case esac in select function { } [[ ]]")
_COMMAND_FOLLOWS = words("! if then elif else while until do { !")
PREFIXES = words("sudo env time exec command nice nohup eval xargs")
_NAME_SETTERS = words("for select read export local declare readonly typeset unset")


class ShellToken(NamedTuple):
    """A stretch of shell text. `kind` is one of command, keyword, flag, string, variable, operator, comment, name (of a
    variable that is set here)."""

    kind: str
    start: int
    end: int


def shell_tokens(text: str) -> Iterator[ShellToken]:
    """The tokens of a script in order; what is none of these kinds, such as a plain argument, is left out."""
    if "<<" not in text:
        return _lex(text)
    return _with_documents(text)


def located(mapped: MappedText, tokens: Iterator[ShellToken]) -> Iterator[tuple[str, Span]]:
    """The tokens where they stand in the source; one that a continuation interrupts is several."""
    pieces = mapped.pieces
    last = len(pieces) - 1
    if last == 0:
        target, source = pieces[0]
        shift = source - target
        for kind, start, end in tokens:
            yield kind, Span(start + shift, end + shift)
        return
    at = 0
    for kind, start, end in tokens:
        while at < last and pieces[at + 1][0] <= start:
            at += 1
        piece = at
        while start < end:
            target, source = pieces[piece]
            stop = min(end, pieces[piece + 1][0]) if piece < last else end
            yield kind, Span(start - target + source, stop - target + source)
            start = stop
            piece += 1


def variable_name(written: str) -> str:
    """The name in the text of a variable token: `X` of `$X`, `${X`, `${#X`."""
    return written.rstrip("}").lstrip("${#!") or written[-1]


def _with_documents(text: str) -> Iterator[ShellToken]:
    """The bodies of here-documents are strings, in which variables count unless the delimiter is quoted."""
    from dockwright.shell.documents import mask_documents

    masked, documents = mask_documents(text)
    bodies = sorted((one.start, one.end, one.expands) for one in documents.values() if one.end > one.start)
    if not bodies:
        yield from _lex(text)
        return
    at = 0
    for token in _lex(masked):
        while at < len(bodies) and bodies[at][0] <= token.start:
            yield from document_tokens(text, *bodies[at])
            at += 1
        yield token
    for body in bodies[at:]:
        yield from document_tokens(text, *body)


def document_tokens(text: str, start: int, end: int, expands: bool) -> Iterator[ShellToken]:
    """The tokens of the body text[start:end] of a here-document: text and, where it expands, variables."""
    if not expands or "$" not in text[start:end]:
        yield ShellToken("string", start, end)
        return
    for match in _DOCUMENT.finditer(text, start, end):
        yield ShellToken(match.lastgroup or "string", match.start(), match.end())


def quoted_variables(text: str, start: int, end: int) -> Iterator[ShellToken]:
    """The variables written in a single quoted string: a nested shell, or a program such as envsubst, may expand them."""
    for match in _NAMED.finditer(text, start, end):
        yield ShellToken("variable", match.start(), match.end())


def _lex(text: str) -> Iterator[ShellToken]:
    return _Lexer(text).tokens()


class _Lexer:
    """Where in a script the reader is: what the next word would be, and which quotes and brackets are open."""

    __slots__ = ("brackets", "fresh", "in_double", "names", "program", "target", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.program = True  # the next word is a program
        self.names = False  # the next words are names that a builtin sets
        self.target = False  # the next word belongs to a redirection
        self.fresh = True  # a word may begin here
        self.in_double = False
        self.brackets: list[tuple[str, bool]] = []  # the open ones: what closes each, and whether it is in a string

    def tokens(self) -> Iterator[ShellToken]:
        text, length, position = self.text, len(self.text), 0
        while position < length:
            match = (_IN_DOUBLE if self.in_double else _TOKEN).match(text, position)
            if match is None:
                return
            kind, start, end = match.lastgroup, position, match.end()
            if kind == "blank":
                self.fresh = True
            elif kind == "word":
                found, end = self.word(match[0], start, end)
                if found is not None:
                    yield ShellToken(found, start, end)
            elif kind == "string":
                yield ShellToken("string", start, end)
            elif kind == "variable":
                end += text[start + 1] == "{" and text[end : end + 1] == "}"
                yield ShellToken("variable", start, end)
                self.begin_word()
            elif kind == "operator":
                yield ShellToken("operator", start, end)
                self.begin_command()
            elif kind == "newline":
                self.begin_command()
            elif kind == "single":
                yield ShellToken("string", start, end)
                self.begin_word()
            elif kind == "double":
                yield ShellToken("string", start, end)
                if not self.in_double:
                    self.begin_word()
                self.in_double = not self.in_double
            elif kind == "redirection":
                yield ShellToken("operator", start, end)
                self.target = self.fresh = True
            elif kind == "open" or kind == "close" or kind == "backtick":
                yield ShellToken("operator", start, end)
                self.bracket(match[0])
            else:
                self.begin_word()
            position = end

    def begin_command(self) -> None:
        self.program = self.fresh = True
        self.names = self.target = False

    def begin_word(self) -> None:
        """A word that is no bare text begins or goes on."""
        if self.fresh and self.target:
            self.target = False
        elif self.fresh:
            self.program = False
        self.fresh = False

    def bracket(self, mark: str) -> None:
        top = self.brackets[-1] if self.brackets else None
        if top is not None and mark == top[0]:
            self.brackets.pop()
            self.in_double = top[1]
            self.program = self.fresh = self.names = False
        elif mark != ")":
            self.brackets.append(("`" if mark == "`" else ")", self.in_double))
            if mark.endswith("(("):
                self.brackets.append((")", False))
            self.in_double = False
            self.begin_command()
            self.program = not mark.endswith("((")
        else:  # of a pattern: `a) command`
            self.begin_command()

    def word(self, word: str, start: int, end: int) -> tuple[str | None, int]:
        """What a bare word is, and where it ends."""
        if not self.fresh:
            return None, end
        if word[0] == "#":
            stop = self.text.find("\n", start)
            return "comment", stop if stop >= 0 else len(self.text)
        self.fresh = False
        if self.target:
            self.target = False
            return None, end
        equals = word.find("=")
        if equals > 0 and (self.program or self.names) and (name := _NAME.match(word)) and word[name.end()] in "+=":
            return "name", start + name.end()
        if self.program:
            return self.first_word(word), end
        if word[0] == "-":
            flag = _FLAG.match(word)
            return ("flag", start + flag.end()) if flag else (None, end)
        if word == "in" and self.names:
            self.names = False
            return "keyword", end
        if self.names and word.isidentifier():
            return "name", end
        return ("keyword", end) if word == "]]" else (None, end)

    def first_word(self, word: str) -> str:
        if word in KEYWORDS:
            self.program = word in _COMMAND_FOLLOWS
            self.names = word in _NAME_SETTERS
            return "keyword"
        if word[0] == "-":  # of a prefix such as sudo
            return "flag"
        self.program = word in PREFIXES
        self.names = word in _NAME_SETTERS
        return "command"
