"""Words: how an argument text falls into words, and what a word says without its quotes and escapes.

Two lexers, as in BuildKit: one splits (at blanks, or at blanks outside quotes), the other reads a word: it takes off
quotes and escapes and finds the variables. Offsets are those of the text handed in; the caller maps them to the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dockwright.syntax.lines import SPACES
from dockwright.syntax.nodes import Variable, Word
from dockwright.text import MappedText, Span

_WORD = re.compile(r"[^\t\v\f\r ]+")
_SPECIAL = re.compile(r"[\"'$\\`]")
_SIMPLY_QUOTED = re.compile(r"\"[^\"$\\`]*\"|'[^']*'")
_SPACE_CLASS = re.escape(SPACES)
_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"\w*")
_SPECIAL_PARAMETERS = "@*#?-$!0"
_MODIFIERS = "+-?#%"
_PATTERNS = frozenset(("#", "##", "%", "%%", "/", "//", ":#", ":%"))  # whose argument is one
_ESCAPED = frozenset("*?\\}/")  # what may stand behind a backslash there
OPERATORS = frozenset(("", ":-", "-", ":+", "+", ":?", "?", "#", "##", "%", "%%", "/", "//", ":#", ":%"))
_DEEPEST = 50  # nested ${a:-${b:-...}}; beyond that a word has no variables

_new = tuple.__new__  # half the time of a call of the class

Locate = Callable[[int, int], Span]


Bounds = tuple[int, int]  # where a word starts and ends in the text that was split


class LexError(ValueError):
    """A quote that is never closed or a `${` that BuildKit cannot read; `offset` is where it opens.

    `suggestion`: what should stand in place of the one character there.
    """

    def __init__(self, code: str, message: str, offset: int, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.suggestion = suggestion


def split_blanks(text: str) -> list[Bounds]:
    """The words between blanks; quotes mean nothing."""
    return [match.span() for match in _WORD.finditer(text)]


def split_quoted(text: str, escape: str) -> list[Bounds]:
    """The words between white space outside quotes and escapes; an escape character at the very end is dropped."""
    words = []
    for match in _QUOTED[escape].finditer(text):
        start, end = match.span()
        if end == len(text) and match["open"] is None and _trailing(text, escape) % 2 == 1:
            end -= 1
        if end > start:
            words.append((start, end))
    return words


def _quoted_word(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    double = rf'"(?:[^"{e}]+|{e}.)*(?:"|{e}?\Z)'
    single = r"'[^']*'|(?P<open>'[^']*\Z)"
    return re.compile(rf"(?:[^{_SPACE_CLASS}\"'{e}]+|{e}.|{double}|{single}|{e}\Z)+", re.DOTALL)


_QUOTED = {escape: _quoted_word(escape) for escape in "\\`"}


def _trailing(text: str, character: str) -> int:
    """How often the text ends in the character."""
    return len(text) - len(text.rstrip(character))


def make_word(text: MappedText, start: int, end: int, escape: str) -> Word:
    """The word text[start:end], read as BuildKit expands it."""
    raw = text.text[start:end]
    span = text.source_span(start, end)
    special = _SPECIAL.search(raw)
    if special is None:
        return _new(Word, (span, raw, raw, ()))
    if special.start() == 0 and _SIMPLY_QUOTED.fullmatch(raw) is not None:
        return Word(span, raw, raw[1:-1])
    reader = _Reader(raw, escape, lambda one, two: text.source_span(start + one, start + two))
    value = reader.read_leniently()
    return Word(span, raw, value, tuple(reader.variables))


def make_words(text: MappedText, bounds: list[Bounds], escape: str) -> tuple[Word, ...]:
    """The words at these bounds, found faster where none has a quote, an escape or a variable and all stand in one line."""
    source = text.text
    shift, limit = text.stretch(0)
    if limit < len(source) or _SPECIAL.search(source) is not None:
        return tuple([make_word(text, start, end, escape) for start, end in bounds])
    return tuple(
        [
            _new(Word, (_new(Span, (start + shift, end + shift)), raw := source[start:end], raw, ()))
            for start, end in bounds
        ]
    )


def raw_word(text: MappedText) -> Word:
    """The whole text as one word that nothing expands: a command for a shell, a maintainer's name."""
    return Word(text.source_span(0, len(text.text)), text.text, text.text)


def word_error(text: str, escape: str, *, quotes: bool = True) -> LexError | None:
    """What stops BuildKit from expanding a text; `quotes` as in `find_variables`."""
    if _SPECIAL.search(text) is None:
        return None
    reader = _Reader(text, escape, Span, quotes=quotes)
    try:
        reader.read()
    except LexError as error:
        return error
    for variable in reader.variables:
        for one in variable.walk():
            if one.operator not in OPERATORS:
                message = f"`{one.operator}` is no operator of a variable"
                return LexError("bad-substitution", message, one.span.start)
            fault = _pattern_error(one, escape)
            if fault is not None:
                return fault
    return None


def _pattern_error(variable: Variable, escape: str) -> LexError | None:
    """The first backslash in the pattern of a variable that was read with its offsets, where BuildKit takes none."""
    argument = variable.argument
    if argument is None or "\\" not in argument or variable.operator not in _PATTERNS:
        return None
    at = 0
    while at < len(argument):
        character, following = argument[at], argument[at + 1 : at + 2]
        if character == "/" and variable.operator in ("/", "//"):
            return None  # the rest is what it is replaced by
        if character in "'\"$" or (character == "\\" and following in ("", "'", '"')):
            return None  # what that leaves of the pattern is another matter
        if character == "\\" and following not in _ESCAPED:
            message = f"`\\{following}` is no escape in a pattern"
            offset = variable.span.end - 1 - len(argument) + at
            return LexError("bad-substitution", message, offset, None if following == "$" else "")
        at += 2 if character in ("\\", escape) else 1
    return None


def find_variables(text: str, escape: str, locate: Locate, *, quotes: bool = True) -> tuple[Variable, ...]:
    """The variables of a text; `quotes` False where quotes mean nothing, as in the body of a heredoc."""
    if "$" not in text:
        return ()
    reader = _Reader(text, escape, locate, quotes=quotes)
    reader.read_leniently()
    return tuple(reader.variables)


def shell_words(text: str) -> list[Bounds]:
    """The words in which BuildKit looks for heredocs: raw, blanks behind `<<` belong to the word.

    Raises LexError where a quote or a `${` stays open.
    """
    words: list[Bounds] = []
    reader = _Reader(text, "\\", Span)
    start = position = 0
    in_word = False
    for match in _SHELL_STEP.finditer(text):
        if match.start() < position:
            continue
        position = match.start()
        character = text[position]
        if character in SPACES:
            if in_word:
                words.append((start, position))
            in_word = False
            position = match.end()
            continue
        if not in_word:
            start, in_word = position, True
        if character == "$":
            stop = reader.skip_variable(position)
            for space in _SPACE_RUN.finditer(text, position, stop):
                if in_word:
                    words.append((start, space.start()))
                start, in_word = space.end(), space.end() < stop
            position = stop
        elif character in "'\"":
            position = reader.skip_quoted(position)
        elif character == "\\":
            position = min(position + 2, len(text))
        else:
            position = match.end()
    if in_word:
        words.append((start, len(text)))
    return words


_SPACE_RUN = re.compile(f"[{_SPACE_CLASS}]+")
_SHELL_STEP = re.compile(rf"[{_SPACE_CLASS}]+|<<[ \t\r]*|<|[\"'$\\]|[^{_SPACE_CLASS}<\"'$\\]+")


class _Reader:
    """Reads one word: its value, and its variables with their spans."""

    def __init__(self, text: str, escape: str, locate: Locate, *, quotes: bool = True) -> None:
        self.text = text
        self.escape = escape
        self.locate = locate
        self.quotes = quotes
        self.variables: list[Variable] = []
        self._plain = _PLAIN[escape]
        self._double = _DOUBLE[escape]

    def read_leniently(self) -> str:
        """The value; what follows an error is taken as it is written."""
        parts: list[str] = []
        try:
            self._read_into(parts)
        except LexError as error:
            parts.append(self.text[error.offset :])
        return "".join(parts)

    def read(self) -> str:
        """The value. Raises LexError."""
        parts: list[str] = []
        self._read_into(parts)
        return "".join(parts)

    def _read_into(self, parts: list[str]) -> None:
        text, position, length = self.text, 0, len(self.text)
        while position < length:
            match = self._plain.match(text, position)
            if match is not None:
                parts.append(match[0])
                position = match.end()
                continue
            character = text[position]
            if character == self.escape:
                parts.append(text[position + 1 : position + 2])
                position += 2
            elif character == "$":
                position = self._take_variable(position, parts)
            elif not self.quotes:
                parts.append(character)
                position += 1
            elif character == "'":
                stop = self.skip_single(position)
                parts.append(text[position + 1 : stop - 1])
                position = stop
            else:
                position = self._take_double(position, parts)

    def _take_double(self, start: int, parts: list[str]) -> int:
        text, position, before = self.text, start + 1, len(parts)
        while position < len(text):
            match = self._double.match(text, position)
            if match is not None:
                parts.append(match[0])
                position = match.end()
                continue
            character = text[position]
            if character == '"':
                return position + 1
            if character == "$":
                position = self._take_variable(position, parts)
            elif text[position + 1 : position + 2] in ('"', "$", self.escape):
                parts.append(text[position + 1])
                position += 2
            else:
                parts.append(character)
                position += 1
        del parts[before:]  # what is not closed is taken from its quote on
        raise LexError("unclosed-quote", "a double quote is not closed", start)

    def _take_variable(self, start: int, parts: list[str]) -> int:
        try:
            variable, stop = self.variable(start)
        except LexError as error:
            raise LexError(error.code, error.message, start) from None
        if variable is not None:
            self.variables.append(variable)
        parts.append(self.text[start:stop])
        return stop

    def skip_variable(self, start: int) -> int:
        return self.variable(start)[1]

    def skip_quoted(self, start: int) -> int:
        """Past the quoted part that opens at `start`."""
        if self.text[start] == "'":
            return self.skip_single(start)
        return self._skip_double(start, [], 0)

    def skip_single(self, start: int) -> int:
        stop = self.text.find("'", start + 1)
        if stop < 0:
            raise LexError("unclosed-quote", "a single quote is not closed", start)
        return stop + 1

    def _skip_double(self, start: int, nested: list[Variable], depth: int) -> int:
        text, position = self.text, start + 1
        while position < len(text):
            match = self._double.match(text, position)
            if match is not None:
                position = match.end()
                continue
            character = text[position]
            if character == '"':
                return position + 1
            if character == "$":
                position = self._skip_nested(position, nested, depth)
            else:
                position += 2 if text[position + 1 : position + 2] in ('"', "$", self.escape) else 1
        raise LexError("unclosed-quote", "a double quote is not closed", start)

    def _skip_nested(self, start: int, nested: list[Variable], depth: int) -> int:
        variable, stop = self.variable(start, depth)
        if variable is not None:
            nested.append(variable)
        return stop

    def variable(self, start: int, depth: int = 0) -> tuple[Variable | None, int]:
        """The variable whose `$` is at `start`, and where it ends; None for a `$` that is only a dollar."""
        if depth > _DEEPEST:
            raise LexError("bad-substitution", "variables are nested too deeply", start)
        text = self.text
        braced = text[start + 1 : start + 2] == "{"
        name_start = start + 2 if braced else start + 1
        if braced:
            following = text[name_start : name_start + 1]
            if following == "":
                raise LexError("bad-substitution", "`${` is not closed", start)
            if following in "{}:":
                raise LexError("bad-substitution", "`${` is not followed by a name", start)
        name_end = self._name_end(name_start)
        name = text[name_start:name_end]
        name_span = self.locate(name_start, name_end)
        if not braced:
            if not name:
                return None, start + 1
            return Variable(self.locate(start, name_end), name, name_span, "", None), name_end
        return self._braced(start, name, name_span, name_end, depth)

    def _braced(self, start: int, name: str, name_span: Span, position: int, depth: int) -> tuple[Variable, int]:
        text = self.text
        character = text[position : position + 1]
        if character == "}":
            return Variable(self.locate(start, position + 1), name, name_span, "", None), position + 1
        nested: list[Variable] = []
        if character == "/":
            operator = "//" if text.startswith("//", position) else "/"
            begin = position + len(operator)
            middle = self._until("/", begin, start, nested, depth)
            end = self._until("}", middle, start, nested, depth)
        else:
            operator = self._operator(position, start)
            begin = position + len(operator)
            end = self._until("}", begin, start, nested, depth)
        span = self.locate(start, end)
        return Variable(span, name, name_span, operator, text[begin : end - 1], tuple(nested)), end

    def _operator(self, position: int, start: int) -> str:
        text = self.text
        character = text[position : position + 1]
        if character == ":":
            return text[position : position + 2]
        if character == "" or character not in _MODIFIERS:
            message = f"`{character}` is no operator of a variable" if character.strip() else "`${` is not closed"
            raise LexError("bad-substitution", message, start)
        if character in "#%" and text[position + 1 : position + 2] == character:
            return character * 2
        return character

    def _until(self, stop: str, position: int, start: int, nested: list[Variable], depth: int) -> int:
        """Past the next `stop` that is neither quoted nor escaped nor in a variable."""
        text = self.text
        while position < len(text):
            match = _ARGUMENT.match(text, position)
            if match is not None:
                position = match.end()
                continue
            character = text[position]
            if character == stop:
                return position + 1
            if character == "$":
                position = self._skip_nested(position, nested, depth + 1)
            elif character == self.escape:
                position += 2
            elif character == "'" and self.quotes:
                position = self.skip_single(position)
            elif character == '"' and self.quotes:
                position = self._skip_double(position, nested, depth + 1)
            else:
                position += 1
        raise LexError("bad-substitution", "`${` is not closed", start)

    def _name_end(self, start: int) -> int:
        text = self.text
        digits = _DIGITS.match(text, start)
        if digits is not None:
            return digits.end()
        if text[start : start + 1] in _SPECIAL_PARAMETERS and start < len(text):
            return start + 1
        match = _NAME.match(text, start)
        return match.end() if match else start


_PLAIN = {escape: re.compile(rf"[^\"'${re.escape(escape)}]+") for escape in "\\`"}
_DOUBLE = {escape: re.compile(rf"[^\"${re.escape(escape)}]+") for escape in "\\`"}
_ARGUMENT = re.compile(r"[^}/'\"$\\`]+")


def unquote(raw: str, escape: str) -> str:
    """The word without quotes and escapes, variables as written. Raises LexError."""
    return _Reader(raw, escape, Span).read() if _SPECIAL.search(raw) else raw
