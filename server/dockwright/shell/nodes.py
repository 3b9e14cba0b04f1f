"""What a shell script consists of: commands, their words and redirections, each with its place in the Dockerfile.

A command keeps only offsets; words, flags, spans and the like are made when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.shell.words import unquote
from dockwright.text import MappedText, Span

if TYPE_CHECKING:
    from dockwright.shell.prefixes import Seen

TOP_LEVEL = 1
CONDITIONAL = 2
SUBSTITUTION = 4
PIPELINE = 8
NESTED = 16  # in a script of its own: sh -c '...', bash <<EOF


class ShellWord(NamedTuple):
    """One word of a command."""

    span: Span  # quotes included
    raw: str  # as the shell sees it: quotes kept
    value: str  # quotes removed; expansions and substitutions as they are written
    is_literal: bool  # no expansion, substitution, glob, brace list or leading ~


class ShellFlag(NamedTuple):
    """One option of a command; `-abc` is three of them, which share a word."""

    name: str  # without the dashes
    span: Span  # `--name`, without `=value`; for a short one of a cluster its single letter, else `-a`
    value: str | None  # what is behind the "=", None without one
    word: ShellWord


class Prefix(NamedTuple):
    """A program or keyword that runs the rest of the command: sudo, env, time, exec, nice, busybox."""

    name: str
    span: Span  # with its own options, and the blanks up to the next word: delete this to drop the prefix


class Assignment(NamedTuple):
    """`NAME=value` before a command, or a command of its own."""

    name: str
    name_span: Span
    value: ShellWord | None  # None for `NAME=` with nothing behind
    span: Span


class Redirection(NamedTuple):
    """`2>/dev/null`; `operator` is without the descriptor: > >> < >| <> >& <& &> &>> << <<- <<<."""

    operator: str
    target: ShellWord | None  # None for `>&-`
    span: Span  # descriptor, operator and target; of a here-document the delimiter, not the body


class RawRedirection(NamedTuple):
    """Offsets in the script's text. Without target the last two are -1."""

    start: int
    operator: str
    target_start: int
    target_end: int
    end: int


class RawAssignment(NamedTuple):
    """Offsets in the script's text."""

    start: int
    name_end: int
    value_start: int
    end: int


class Command:
    """One simple command: a program with its arguments, assignments and redirections."""

    __slots__ = (
        "_arguments",
        "_assignments",
        "_flags",
        "_heredocs",
        "_items",
        "_mapped",
        "_redirections",
        "_seen",
        "_where",
        "_words",
        "end_offset",
        "name",
        "next_operator",
        "operator",
        "program",
        "script",
        "start_offset",
    )

    def __init__(
        self,
        script: Script,
        mapped: MappedText,
        items: list[tuple[int, int]],
        start: int,
        end: int,
        where: int,
        operator: str,
        next_operator: str,
    ) -> None:
        self.script = script
        self._mapped = mapped
        self._items = items  # offsets of every word, those of prefixes too
        self.start_offset = start  # in the script's text
        self.end_offset = end
        self._where = where
        self.operator = operator  # what joins it to the command before it in its list
        self.next_operator = next_operator
        self.name = ""  # literal basename of the program, "" when it is not literal
        self.program = 0  # index of the program in the items
        self._seen: list[Seen] | None = None
        self._assignments: list[RawAssignment] | None = None
        self._redirections: list[RawRedirection] | None = None
        self._heredocs: list[tuple[int, int]] | None = None
        self._words: tuple[ShellWord, ...] | None = None
        self._arguments: tuple[ShellWord, ...] | None = None
        self._flags: tuple[ShellFlag, ...] | None = None

    def __repr__(self) -> str:
        return f"Command({self._mapped.text[self.start_offset : self.end_offset]!r})"

    @property
    def instruction(self) -> Any:
        """The instruction whose script this command is part of."""
        return self.script.instruction

    @property
    def is_top_level(self) -> bool:
        """Whether it stands directly in the script's list: not in a group, subshell, loop, function, sh -c or the like."""
        return bool(self._where & TOP_LEVEL)

    @property
    def is_conditional(self) -> bool:
        """Whether the script may succeed without having run it: in a branch, loop or function, behind `||`, or
        behind a test and `&&`."""
        return bool(self._where & CONDITIONAL)

    @property
    def in_substitution(self) -> bool:
        return bool(self._where & SUBSTITUTION)

    @property
    def in_pipeline(self) -> bool:
        return bool(self._where & PIPELINE)

    @property
    def span(self) -> Span:
        """From the first assignment, redirection or prefix to the last word or redirection."""
        return self._mapped.source_span(self.start_offset, self.end_offset)

    @property
    def name_span(self) -> Span:
        """The program's word; the start of the command when there is none."""
        if self.program < len(self._items):
            return self._mapped.source_span(*self._items[self.program])
        return self._mapped.source_span(self.start_offset, self.start_offset)

    @property
    def words(self) -> tuple[ShellWord, ...]:
        """The program and its arguments."""
        if self._words is None:
            self._words = tuple([word_at(self._mapped, start, end) for start, end in self._items[self.program :]])
        return self._words

    @property
    def arguments(self) -> tuple[ShellWord, ...]:
        if self._arguments is None:
            self._arguments = self.words[1:]
        return self._arguments

    @property
    def prefixes(self) -> tuple[Prefix, ...]:
        if not self._seen:
            return ()
        return tuple(
            Prefix(seen.name, self._mapped.source_span(self._items[seen.start][0], self._items[seen.end][0]))
            for seen in self._seen
        )

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        if not self._assignments:
            return ()
        return tuple(self._assignment(raw) for raw in self._assignments)

    @property
    def redirections(self) -> tuple[Redirection, ...]:
        if not self._redirections:
            return ()
        return tuple(self._redirection(raw) for raw in self._redirections)

    @property
    def subcommand(self) -> str:
        """The value of the first operand, "" without one: `install` of `apt-get -y install`."""
        for word in self.arguments:
            value = word.value
            if value[:1] != "-" or value == "-":
                return value
        return ""

    def operands(self, valued: Collection[str] = ()) -> tuple[ShellWord, ...]:
        """The arguments that are no flags.

        The word behind a flag named in `valued` is that flag's value, unless the flag's own word has a "=".
        Everything behind `--` is an operand.
        """
        found: list[ShellWord] = []
        words = iter(self.arguments)
        for word in words:
            value = word.value
            if value == "--":
                found.extend(words)
            elif value[:1] != "-" or value == "-":
                found.append(word)
            elif valued and wants_value(value, valued):
                next(words, None)
        return tuple(found)

    @property
    def flags(self) -> tuple[ShellFlag, ...]:
        """`--name[=value]` as name; `-abc` as a, b and c; neither `-` nor `--`, nor anything behind `--`."""
        if self._flags is None:
            self._flags = tuple(_flags(self.arguments))
        return self._flags

    def has_flag(self, *names: str) -> bool:
        return any(flag.name in names for flag in self.flags)

    def flag(self, *names: str) -> ShellFlag | None:
        """The first flag with one of these names."""
        for flag in self.flags:
            if flag.name in names:
                return flag
        return None

    def flag_value(self, name: str) -> ShellWord | None:
        """What is given to the flag: `=value`, or the next word."""
        flag = self.flag(name)
        if flag is None:
            return None
        if flag.value is not None:
            return _value_word(flag)
        arguments = self.arguments
        index = next(index for index, word in enumerate(arguments) if word is flag.word)
        return arguments[index + 1] if index + 1 < len(arguments) else None

    def _assignment(self, raw: RawAssignment) -> Assignment:
        mapped = self._mapped
        return Assignment(
            mapped.text[raw.start : raw.name_end],
            mapped.source_span(raw.start, raw.name_end),
            word_at(mapped, raw.value_start, raw.end) if raw.value_start < raw.end else None,
            mapped.source_span(raw.start, raw.end),
        )

    def _redirection(self, raw: RawRedirection) -> Redirection:
        target = word_at(self._mapped, raw.target_start, raw.target_end) if raw.target_start >= 0 else None
        return Redirection(raw.operator, target, self._mapped.source_span(raw.start, raw.end))


class Script:
    """The commands of one instruction."""

    def __init__(self, instruction: Any, dialect: str, is_exec: bool) -> None:
        self.instruction = instruction
        self.dialect = dialect  # posix | powershell | cmd | unknown; only posix has commands
        self.is_exec = is_exec
        self.commands: tuple[Command, ...] = ()  # every simple command anywhere, in source order
        self.has_errors = False  # the grammar could not make sense of all of it; `commands` are those that are certain
        self.is_and_chain = False  # simple commands and pipelines joined by && at top level, nothing else
        self.end = -1  # source offset where ` && x` may be appended, when is_and_chain
        self.sets_pipefail = False  # by the shell's own options, or by `set -o pipefail`
        self.sets_errexit = False

    @cached_property
    def top_level(self) -> tuple[Command, ...]:
        """The commands directly in the script's list, each member of a pipeline by itself."""
        return tuple(command for command in self.commands if command._where & TOP_LEVEL)

    @cached_property
    def has_pipe(self) -> bool:
        """Whether the script's own shell runs a pipeline; one in a nested `sh -c` is that shell's."""
        return any(command._where & (PIPELINE | NESTED) == PIPELINE for command in self.commands)


def word_at(mapped: MappedText, start: int, end: int) -> ShellWord:
    """The word at these offsets of the script's text."""
    raw = mapped.text[start:end]
    value, is_literal = unquote(raw)
    return ShellWord(mapped.source_span(start, end), raw, value, is_literal)


def wants_value(value: str, names: Collection[str]) -> bool:
    """Whether the next word belongs to this flag word: `-o`, `--option`, or a cluster that ends with it, `-yo`."""
    if "=" in value:
        return False
    if value[1] == "-":
        return value[2:] in names
    return value[1:] in names or value[-1] in names


def _flags(arguments: tuple[ShellWord, ...]) -> list[ShellFlag]:
    found: list[ShellFlag] = []
    for word in arguments:
        text = word.value
        if text[:1] != "-" or text == "-":
            continue
        if text == "--":
            break
        body, equals, rest = text.partition("=")
        value = rest if equals else None
        start = _text_start(word, body)
        if text[1] == "-":
            span = Span(start, start + len(body)) if start >= 0 else word.span
            found.append(ShellFlag(body[2:], span, value, word))
        elif len(body) == 2 or start < 0:
            span = Span(start, start + 2) if start >= 0 else word.span
            found.extend([ShellFlag(letter, span, value, word) for letter in body[1:]])
        else:
            last = len(body) - 1
            for at in range(1, last + 1):
                span = Span(start + at, start + at + 1)
                found.append(ShellFlag(body[at], span, value if at == last else None, word))
    return found


def _text_start(word: ShellWord, body: str) -> int:
    """Where the text `body` that begins the word's value stands in the source; -1 when escapes or continuations
    are inside."""
    raw, span = word.raw, word.span
    if span.end - span.start != len(raw):
        return -1
    quote = 1 if raw[0] in "\"'" else 0
    return span.start + quote if raw.startswith(body, quote) else -1


def _value_word(flag: ShellFlag) -> ShellWord:
    """The part of the flag's word behind the "="."""
    word = flag.word
    expected = flag.value or ""
    raw = word.raw
    start = raw.find("=") + 1
    end = len(raw)
    if raw[0] in "\"'" and raw[-1] == raw[0] and raw[1:-1] == word.value:
        end -= 1
    part = raw[start:end]
    if word.span.end - word.span.start != len(raw) or (end == len(raw) and unquote(part)[0] != expected):
        return ShellWord(word.span, raw, expected, word.is_literal)
    return ShellWord(Span(word.span.start + start, word.span.start + end), part, expected, word.is_literal)
