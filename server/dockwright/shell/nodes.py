"""What a shell script consists of: commands, their words and redirections, each with its place in the Dockerfile.

A command keeps only offsets; words, flags, spans and the like are made when somebody asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dockwright.knowledge.commands import VALUED_LETTERS
from dockwright.shell.flags import flag_names, flags_of, is_attached, letters_of, value_word, wants_value
from dockwright.shell.lexer import Lexed, RawAssignment, RawRedirection, lex
from dockwright.shell.parts import Assignment, Prefix, Redirection, ShellFlag, ShellWord, bare_words, word_at, words_of
from dockwright.shell.prefixes import WRAPPERS, Seen, see_through
from dockwright.shell.words import unquote
from dockwright.syntax.lazy import lazy
from dockwright.text import Excerpt, MappedText, Span

if TYPE_CHECKING:
    from dockwright.syntax.nodes import Word

TOP_LEVEL = 1
CONDITIONAL = 2
SUBSTITUTION = 4
PIPELINE = 8
NESTED = 16  # in a script of its own: sh -c '...', bash <<EOF
LOOSE = 32  # its failure does not make the script fail: something follows

NOTHING: frozenset[str] = frozenset()

_SIMPLE_NAME = re.compile(r"[A-Za-z0-9_./+-]+(?=[ \t]|$)")

_HIDING = re.compile(r"['\"\\]")

_STARTS_SUBSTITUTED = re.compile(r"\"?(?:`|\$\()")


class Command:
    """One simple command: a program with its arguments, assignments and redirections."""

    __slots__ = (
        "_arguments",
        "_end",
        "_flag_names",
        "_flags",
        "_is_bare",
        "_lexed",
        "_mapped",
        "_operands",
        "_plain_operands",
        "_program",
        "_seen",
        "_start",
        "_where",
        "_words",
        "instruction",
        "name",
        "next_operator",
        "operator",
        "script",
    )

    def __init__(
        self,
        script: Script,
        mapped: MappedText,
        start: int,
        end: int,
        where: int,
        operator: str,
        next_operator: str,
        name: str | None = None,
        is_bare: bool = False,
    ) -> None:
        """`name`: the first word, where somebody knows it to be a plain one; `is_bare`: whether there is a quote,
        expansion, redirection or the like nowhere in the command."""
        self.script = script
        self.instruction = script.instruction  # the one whose script this command is part of
        self.operator = operator  # what joins it to the command before it in its list: "" && || ; | & or a line break
        self.next_operator = next_operator
        self._mapped = mapped
        self._start = start  # offsets in the script's text
        self._end = end
        self._where = where
        self._program = 0  # index of the program among the words, prefixes counted
        self._seen: list[Seen] | None = None
        self._lexed: Lexed | None = None
        self._words: tuple[ShellWord, ...] | None = None
        self._arguments: tuple[ShellWord, ...] | None = None
        self._flags: tuple[ShellFlag, ...] | None = None
        self._flag_names: set[str] | None = None
        self._operands: tuple[Collection[str], tuple[ShellWord, ...]] | None = None
        self._plain_operands: tuple[Collection[str], tuple[ShellWord, ...]] | None = None  # where no flag takes a word
        self._is_bare = is_bare and name is not None  # its words are what blanks divide
        if name is None:
            name = self._first_word()
        self.name = name if "/" not in name else basename(name)  # literal basename of the program, else ""
        if self.name in WRAPPERS:
            self._unwrap([mapped.text[first:last] for first, last in self._lex().items], literal_name)

    def __repr__(self) -> str:
        return f"Command({self._mapped.text[self._start : self._end]!r})"

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
    def is_loose(self) -> bool:
        """Whether the script goes on when it fails, unless `set -e` says otherwise: it is not the last of its list, or `||` answers."""
        return bool(self._where & LOOSE)

    @property
    def in_substitution(self) -> bool:
        return bool(self._where & SUBSTITUTION)

    @property
    def in_pipeline(self) -> bool:
        return bool(self._where & PIPELINE)

    @property
    def is_nested(self) -> bool:
        """Whether it stands in a script of its own within the script: sh -c '...', bash <<EOF."""
        return bool(self._where & NESTED)

    @property
    def span(self) -> Span:
        """From the first assignment, redirection or prefix to the last word or redirection."""
        return self._mapped.source_span(self._start, self._end)

    @property
    def name_span(self) -> Span:
        """The program's word; the start of the command when there is none."""
        simple = _SIMPLE_NAME.match(self._mapped.text, self._start, self._end) if self._is_bare else None
        if simple:
            return self._mapped.source_span(*simple.span())
        items = self._lex().items
        if self._program < len(items):
            return self._mapped.source_span(*items[self._program])
        return self._mapped.source_span(self._start, self._start)

    @property
    def words(self) -> tuple[ShellWord, ...]:
        """The program and its arguments."""
        if self._words is None:
            if self._is_bare:
                self._words = bare_words(self._mapped, self._start, self._end)
            else:
                items = self._lex().items
                self._words = words_of(self._mapped, items[self._program :] if self._program else items)
        return self._words

    @property
    def arguments(self) -> tuple[ShellWord, ...]:
        found = self._arguments
        if found is None:
            found = self._arguments = self.words[1:]
        return found

    @property
    def prefixes(self) -> tuple[Prefix, ...]:
        if not self._seen:
            return ()
        items = self._lex().items
        return tuple(
            Prefix(seen.name, self._mapped.source_span(items[seen.start][0], items[seen.end][0])) for seen in self._seen
        )

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        return () if self._is_bare else tuple([self._assignment(raw) for raw in self._lex().assignments])

    @property
    def assigned(self) -> list[str]:
        """The names that are assigned in front of the program."""
        text = self._mapped.text
        if self._is_bare or (self._lexed is None and text.find("=", self._start, self._end) < 0):
            return []
        return [text[raw.start : raw.name_end] for raw in self._lex().assignments]

    @property
    def redirections(self) -> tuple[Redirection, ...]:
        if self._is_bare:
            return ()
        if self._lexed is None:
            text, start, end = self._mapped.text, self._start, self._end
            if text.find(">", start, end) < 0 and text.find("<", start, end) < 0:
                return ()
        return tuple([self._redirection(raw) for raw in self._lex().redirections])

    @property
    def subcommand(self) -> str:
        """The value of the first operand, "" without one: `install` of `apt-get -y install`."""
        for word in self._arguments or self.arguments:
            value = word.value
            if value[:1] != "-" or value == "-":
                return value
        return ""

    def operands(self, valued: Collection[str] = ()) -> tuple[ShellWord, ...]:
        """The arguments that are no flags.

        The word behind a flag named in `valued` is that flag's value, unless the flag's own word has a "=".
        Everything behind `--` is an operand.
        """
        kept = self._operands if valued else self._plain_operands
        if kept is not None and kept[0] is valued:  # neighbouring rules ask the same
            return kept[1]
        found: list[ShellWord] = []
        words = iter(self._arguments or self.arguments)
        for word in words:
            value = word.value
            if value[:1] != "-" or value == "-":
                found.append(word)
            elif value == "--":
                found.extend(words)
            elif valued and wants_value(value, valued):
                next(words, None)
        answer = tuple(found)
        if valued:
            self._operands = (valued, answer)
        else:
            self._plain_operands = (valued, answer)
        return answer

    @property
    def flags(self) -> tuple[ShellFlag, ...]:
        """`--name[=value]` as name; `-abc` as a, b and c, but for what is the value of a letter; neither `-` nor `--`,
        nor anything behind `--`."""
        if self._flags is None:
            self._flags = tuple(flags_of(self.arguments, VALUED_LETTERS.get(self.name, NOTHING)))
        return self._flags

    def has_flag(self, *names: str) -> bool:
        """Whether one of these flags is given; this does not make the flags."""
        if self._flag_names is None:
            self._flag_names = flag_names(self.arguments, VALUED_LETTERS.get(self.name, NOTHING))
        return not self._flag_names.isdisjoint(names)

    def flag(self, *names: str) -> ShellFlag | None:
        """The first flag with one of these names."""
        for flag in self.flags:
            if flag.name in names:
                return flag
        return None

    def flag_value(self, name: str) -> ShellWord | None:
        """What is given to the flag: `=value`, the rest of `-ovalue`, or the next word."""
        flag = self.flag(name)
        if flag is None:
            return None
        if flag.value is not None or is_attached(flag):
            return value_word(flag)
        arguments = self.arguments
        index = next(index for index, word in enumerate(arguments) if word is flag.word)
        return arguments[index + 1] if index + 1 < len(arguments) else None

    def flag_values(self, *names: str) -> Iterator[ShellWord | None]:
        """What is given to each flag of these names, in order: `=value`, the rest of `-qrvalue`, or the next word; None where
        nothing is. The place of what stands in the flag's own word is that of the word."""
        valued = VALUED_LETTERS.get(self.name, NOTHING).union(names)
        words = iter(self.arguments)
        for word in words:
            text = word.value
            if text[:1] != "-" or text in ("-", "--"):
                continue
            name, equals, rest = text.partition("=")
            is_named = name.lstrip("-") in names
            if not is_named:
                cluster = "" if name[1] == "-" else letters_of(text[1:], valued)
                if cluster[-1:] not in names:
                    continue
                rest = text[1 + len(cluster) :]
            yield word._replace(value=rest, raw=rest) if rest or (is_named and equals) else next(words, None)

    def may_hold(self, pattern: re.Pattern[str]) -> bool:
        """Whether a word of it may hold what the pattern finds: a quick look at how it is written, which makes no words.
        False is certain, as what quotes and escapes may hide counts as found."""
        text, start, end = self._mapped.text, self._start, self._end
        return pattern.search(text, start, end) is not None or (
            not self._is_bare and _HIDING.search(text, start, end) is not None
        )

    def _first_word(self) -> str:
        """The program as it is named, without quotes; "" when it is not literal or there is none."""
        text = self._mapped.text
        simple = _SIMPLE_NAME.match(text, self._start, self._end)
        if simple:
            return simple[0]
        if _STARTS_SUBSTITUTED.match(text, self._start, self._end):
            return ""
        items = self._lex().items
        return literal_name(text[slice(*items[0])]) if items else ""

    def _lex(self) -> Lexed:
        if self._lexed is None:
            self._lexed = _lexed(self._mapped.text, self._start, self._end)
        return self._lexed

    def _unwrap(self, words: list[str], name_of: Callable[[str], str]) -> None:
        """Find the prefixes, given the words as written and how to name one, and the program behind them."""
        seen, program = see_through(words, name_of)
        if not seen:
            return
        self._seen = seen
        self._program = program
        self._is_bare = False
        self.name = name_of(words[program])
        text = self._mapped.text
        items, found, redirections = self._lex()
        assignments = list(found)
        for prefix in seen:
            for index in range(prefix.end, prefix.end + prefix.assignments):
                start, end = items[index]
                name = words[index].partition("=")[0]
                if not text.startswith(name, start):  # an item of a JSON array
                    start, end = start + 1, end - 1
                name_end = start + len(name)
                assignments.append(RawAssignment(start, name_end - name.endswith("+"), name_end + 1, end))
        self._lexed = Lexed(items, assignments, redirections)

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


class ExecCommand(Command):
    """The command of an exec form: its words are the items of a JSON array, and no shell reads them."""

    __slots__ = ()

    def __init__(self, script: Script, source: str, items: Sequence[Word]) -> None:
        spans = [(item.span.start, item.span.end) for item in items]
        self.script = script
        self.instruction = script.instruction
        self.operator = self.next_operator = ""
        self._mapped = Excerpt(source, 0)
        self._start, self._end = spans[0][0], spans[-1][1]
        self._where = TOP_LEVEL
        self._is_bare = False
        self._program = 0
        self._seen = None
        self._lexed = Lexed(spans, [], [])
        self._flags = None
        self._flag_names = None
        self._operands = self._plain_operands = None
        self.name = basename(items[0].value)
        if self.name in WRAPPERS:
            self._unwrap([item.value for item in items], basename)
        program = items[self._program :]
        self._words = tuple([ShellWord(item.span, item.raw, item.value, True) for item in program])
        self._arguments = None


class Script:
    """The commands of one instruction."""

    def __init__(self, instruction: Any, dialect: str, is_exec: bool) -> None:
        self.instruction = instruction
        self.dialect = dialect  # posix | powershell | cmd | unknown; only posix has commands
        self.is_exec = is_exec
        self.commands: tuple[Command, ...] = ()  # every simple command anywhere, in source order
        self.has_errors = False  # the grammar could not make sense of all of it; `commands` are those that are certain
        self.is_and_chain = False  # simple commands and pipelines joined by && at top level, nothing else
        self.sets_pipefail = False  # by the shell's own options, or by `set -o pipefail`
        self.sets_errexit = False

    @lazy
    def top_level(self) -> tuple[Command, ...]:
        """The commands directly in the script's list, each member of a pipeline by itself."""
        return tuple([command for command in self.commands if command._where & TOP_LEVEL])

    @lazy
    def end(self) -> int:
        """The source offset where ` && x` may be appended when is_and_chain, else -1."""
        return self.top_level[-1].span.end if self.is_and_chain else -1


# Where the words of a command are in the text of its script. An edit leaves all scripts but one as they were. The values
# are shared: nobody changes a list of theirs.
_read: dict[tuple[str, int, int], Lexed] = {}
_MOST_READ = 2048
_LONGEST_READ = 2000  # characters of a script


def _lexed(text: str, start: int, end: int) -> Lexed:
    if len(text) > _LONGEST_READ:
        return lex(text, start, end)
    found = _read.get((text, start, end))
    if found is None:
        if len(_read) >= _MOST_READ:
            _read.clear()
        found = _read[text, start, end] = lex(text, start, end)
    return found


def basename(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def literal_name(raw: str) -> str:
    """The basename of a program's word, "" when it is not literal."""
    value, is_literal = unquote(raw)
    return basename(value) if is_literal else ""
