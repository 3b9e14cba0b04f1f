"""The syntax tree of a Dockerfile: plain values with exact spans; they know nothing of stages or meaning.

Instructions are cheap to make: flags, words, pairs, heredocs are worked out on first use.
All offsets are code points of the whole source text.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.text import Span
from dockwright.values import NamedTuple


class Variable(NamedTuple):
    """A `$name` or `${name<operator>argument}` inside a word. `operator` is one of "", ":-", "-", ":+", "+", ":?", "?",
    "#", "##", "%", "%%", "/", "//"; `argument` is the text behind it (None without an operator), `nested` the variables
    in that text. With "/" and "//" the argument is `pattern/replacement`."""

    span: Span  # from "$" to the last character
    name: str
    name_span: Span
    operator: str
    argument: str | None
    nested: tuple[Variable, ...] = ()

    def walk(self) -> Iterator[Variable]:
        """This variable, then those in its argument."""
        yield self
        for variable in self.nested:
            yield from variable.walk()


class Word(NamedTuple):
    """One argument of an instruction."""

    span: Span  # in the source, quotes included; spans more than one line when a continuation is inside
    raw: str  # the word as BuildKit sees it: continuations removed, quotes kept
    value: str  # quotes and escapes removed, variables kept as written
    variables: tuple[Variable, ...] = ()  # the outermost ones, in order

    def references(self) -> Iterator[Variable]:
        """Every variable of the word, those inside the arguments of others too."""
        for variable in self.variables:
            yield from variable.walk()

    @property
    def is_literal(self) -> bool:
        """Whether no variable is inside."""
        return not self.variables

    @property
    def is_quoted(self) -> bool:
        return len(self.raw) > 1 and self.raw[0] in "\"'" and self.raw[-1] == self.raw[0]


class Option(NamedTuple):
    """One `key=value` of a comma-separated flag value such as `--mount=type=cache,target=/x`; value None: a bare key."""

    span: Span
    key: str
    key_span: Span
    value: str | None
    value_span: Span | None


class Flag(NamedTuple):
    """`--name=value` before an instruction's arguments; value None for a bare `--name`."""

    span: Span
    name: str  # without the dashes
    name_span: Span  # without the dashes
    value: Word | None
    options: tuple[Option, ...] = ()  # for --mount

    def option(self, *keys: str) -> Option | None:
        """The last option with one of these keys."""
        found = None
        for option in self.options:
            if option.key.lower() in keys:
                found = option
        return found


class Heredoc(NamedTuple):
    """A here-document of RUN, COPY or ADD."""

    span: Span  # the `<<-"EOF"` word on the instruction's line
    name: str
    name_span: Span  # the delimiter without quotes
    body: Span  # whole lines, without the terminator line
    content: str  # what BuildKit would see (tabs removed when chomp)
    expand: bool  # the delimiter is not quoted
    chomp: bool  # `<<-`
    descriptor: int
    terminator: Span | None  # the closing delimiter; None when the file ends before it


class Pair(NamedTuple):
    """One KEY=VALUE of ENV, LABEL or ARG. `legacy`: the `KEY value` form. `value` None: ARG without default."""

    span: Span
    key: Word
    value: Word | None
    legacy: bool = False


class Comment(NamedTuple):
    """A comment line; `text` is what follows the `#`, stripped."""

    span: Span  # from "#" to the end of the line, without the line break
    text: str


class Directive(NamedTuple):
    """A parser directive in effect, such as `# escape=\\``. Name in lower case."""

    span: Span
    name: str
    name_span: Span
    value: str
    value_span: Span


class Token(NamedTuple):
    """A stretch of the source text; the tokens of a file joined are its text. `kind` is one of bom, blank, comment,
    directive, keyword, flag, word, continuation, punctuation (of an exec form), body and terminator (of a heredoc)."""

    kind: str
    span: Span
    text: str


class Problem(NamedTuple):
    """An error the builder would stop at, found while parsing. `code` is a stable kebab-case word."""

    code: str
    message: str
    span: Span
    suggestion: str | None = None  # the text that should stand at `place`
    place: Span | None = None  # where it is not `span`
    alternative: str | None = None  # what might stand there as well
