"""The instructions: one class per keyword; all but their position is worked out on first use and kept."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from dockwright.syntax.exec_form import Item, read_exec_form
from dockwright.syntax.flags import make_flag, split_flags
from dockwright.syntax.heredoc import opens_heredoc
from dockwright.syntax.lazy import lazy
from dockwright.syntax.lines import BLANKS, SPACES, logical_line, read_keyword, upper
from dockwright.syntax.nodes import Comment, Flag, Heredoc, Pair, Word
from dockwright.syntax.words import Bounds, find_variables, make_word, make_words, raw_word, split_blanks, split_quoted
from dockwright.text import MappedText, Span

if TYPE_CHECKING:
    from dockwright.syntax.dockerfile import Dockerfile

_new = tuple.__new__  # half the time of a call of the class


class Instruction:
    """A keyword and its arguments, on one line or several."""

    dockerfile: Dockerfile
    index: int  # position in dockerfile.instructions; a trigger has that of its ONBUILD
    keyword: str  # in upper case (its ASCII letters), as long as written
    span: Span  # from the keyword to the end of the last line, heredoc terminator included, without the line break
    text: str  # of the source at the span
    heredocs: tuple[Heredoc, ...]
    parent: Onbuild | None  # the ONBUILD that this instruction is the trigger of
    is_onbuild: bool  # whether there is one

    def __init__(
        self,
        dockerfile: Dockerfile,
        index: int,
        keyword: str,
        span: Span,
        stop: int,
        heredocs: tuple[Heredoc, ...],
        arguments: int = -1,
    ) -> None:
        self.dockerfile = dockerfile
        self.index = index
        self.keyword = keyword
        self.span = span
        self._stop = stop  # end of the continued lines, where heredoc bodies begin
        self.heredocs = heredocs
        self._arguments = arguments  # where the arguments begin; -1: there are flags, or it takes a closer look to tell
        self.parent = None
        self.is_onbuild = False
        source = dockerfile.text
        self.text = source[span[0] : span[1]]
        if arguments >= 0:  # most have no flags, and no list: told at once, this takes less time than to ask later
            self.flags = ()
            self.arguments_text = logical_line(source, arguments, stop, dockerfile.escape)
            if source[arguments] != "[" and keyword != "HEALTHCHECK":  # where the list stands behind a word
                self.is_exec = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.text!r}>"

    @property
    def line_span(self) -> Span:
        """The whole lines, with indentation and the last line break: what to delete to delete the instruction."""
        text = self.dockerfile.text
        start = max(text.rfind("\n", 0, self.span.start) + 1, int(self.dockerfile.bom))
        end = text.find("\n", self.span.end)
        return Span(start, len(text) if end < 0 else end + 1)

    @property
    def lines_but_comments(self) -> tuple[Span, ...]:
        """The whole lines but for the comment lines inside: what to delete where the comments shall stay."""
        start, end = self.line_span
        lines = self.dockerfile.lines
        spans = []
        for comment in self.dockerfile.comments_within(Span(start, end)):
            line = lines.line(comment.span.start)
            spans.append(Span(start, lines.line_start(line)))
            start = min(end, lines.line_end(line) + 1)
        return tuple(span for span in (*spans, Span(start, end)) if span.start < span.end)

    @property
    def escape(self) -> str:
        return self.dockerfile.escape

    def flag(self, name: str) -> Flag | None:
        """The last flag of that name."""
        found = None
        for flag in self.flags:
            if flag.name == name:
                found = flag
        return found

    @property
    def comments_above(self) -> tuple[Comment, ...]:
        """The comment lines directly above, without a blank line between."""
        dockerfile = self.dockerfile
        comments = dockerfile.comments
        floor = dockerfile.instructions[self.index - 1].span.end if self.index else 0
        line = dockerfile.lines.line(self.span.start)
        after = first = bisect_left(comments, self.span.start, key=lambda comment: comment.span.start)
        while first and comments[first - 1].span.start >= floor:
            line -= 1
            if dockerfile.lines.line(comments[first - 1].span.start) != line:
                break
            first -= 1
        return comments[first:after]

    @property
    def block_start(self) -> int:
        """Where its lines begin, with those of the comments directly above: what is put there stands in front of both."""
        comments = self.comments_above
        if not comments:
            return self.line_span.start
        return max(self.dockerfile.text.rfind("\n", 0, comments[0].span.start) + 1, int(self.dockerfile.bom))

    @lazy
    def logical(self) -> MappedText:
        """The instruction on one line: no continuations, no comment lines, no heredoc bodies."""
        return logical_line(self.dockerfile.text, self.span.start, self._stop, self.dockerfile.escape)

    @lazy
    def keyword_span(self) -> Span:
        start, length = self.span.start, len(self.keyword)
        text = self.text
        if text.startswith(self.keyword) or upper(text[:length]) == self.keyword:
            return _new(Span, (start, start + length))
        return self.logical.source_span(0, length)  # it goes on in the next line

    def cased(self, keyword: str) -> str:
        """A keyword in the letters that this instruction has its own in."""
        return keyword.lower() if self.keyword_span.of(self.dockerfile.text).islower() else keyword

    @lazy
    def head(self) -> MappedText:
        """What follows the keyword."""
        if self._arguments >= 0:
            return self.arguments_text
        logical = self.logical
        text = logical.text[len(self.keyword) :].lstrip(BLANKS)
        return logical.slice(len(logical.text) - len(text), len(logical.text))

    @lazy
    def flags(self) -> tuple[Flag, ...]:
        head = self.head
        if not head.text.startswith("--"):
            return ()
        bounds = split_flags(head.text)[0]
        return tuple(make_flag(self.keyword, head, start, end, self.escape) for start, end in bounds)

    @lazy
    def arguments_text(self) -> MappedText:
        """What follows the flags."""
        head = self.head
        text = head.text
        start = split_flags(text)[1] if text.startswith("--") else 0
        if start == 0 and not text[:1].isspace():
            return head
        return head.slice(len(text) - len(text[start:].lstrip(SPACES)), len(text))

    @lazy
    def words(self) -> tuple[Word, ...]:
        """The arguments as BuildKit counts them."""
        return self._blank_separated()

    def _blank_separated(self) -> tuple[Word, ...]:
        text = self.arguments_text
        return make_words(text, split_blanks(text.text), self.dockerfile.escape)

    @lazy
    def is_exec(self) -> bool:
        """Whether the arguments are a JSON list of strings."""
        return False

    @lazy
    def exec_words(self) -> tuple[Word, ...]:
        """The items of that list, values decoded, spans with the quotes."""
        return ()


class Unknown(Instruction):
    """A keyword that BuildKit does not know."""


class From(Instruction):
    """FROM image [AS name]."""

    @lazy
    def image(self) -> Word | None:
        return self.words[0] if self.words else None

    @lazy
    def as_keyword(self) -> Word | None:
        """The word AS, when it is in its place."""
        return self.words[1] if len(self.words) > 1 and self.words[1].raw.lower() == "as" else None

    @lazy
    def alias(self) -> Word | None:
        """The name of the stage, as written."""
        return self.words[2] if len(self.words) > 2 and self.as_keyword else None

    @lazy
    def platform(self) -> Flag | None:
        return self.flag("platform")


class _Listed(Instruction):
    """Arguments that are a JSON list, or else words between blanks."""

    @property
    def is_json(self) -> bool:
        return self.is_exec

    @lazy
    def is_exec(self) -> bool:
        return read_exec_form(self.arguments_text.text) is not None

    @lazy
    def exec_words(self) -> tuple[Word, ...]:
        text = self.arguments_text
        return tuple(_item_word(text, item, self.escape) for item in read_exec_form(text.text) or ())

    @lazy
    def words(self) -> tuple[Word, ...]:
        return self.exec_words if self.is_exec else self._blank_separated()


class Transfer(_Listed):
    """COPY and ADD: sources, and where they go."""

    @lazy
    def destination(self) -> Word | None:
        return self.words[-1] if len(self.words) > 1 else None

    @lazy
    def from_(self) -> Flag | None:
        return self.flag("from")

    @lazy
    def sources(self) -> tuple[Word, ...]:
        """The sources that are paths or addresses, not heredocs."""
        words = self.words[:-1]
        return tuple(word for word in words if not opens_heredoc(word.raw)) if self.heredocs else words


class Copy(Transfer):
    """COPY [flags] source... destination."""


class Add(Transfer):
    """ADD [flags] source... destination."""


class ShellOrExec(Instruction):
    """A command: a JSON list of arguments, or else a text for the shell, which is one word here."""

    @lazy
    def is_exec(self) -> bool:
        return read_exec_form(self.arguments_text.text) is not None

    @lazy
    def exec_words(self) -> tuple[Word, ...]:
        text = self.arguments_text
        return tuple(_item_word(text, item, None) for item in read_exec_form(text.text) or ())

    @lazy
    def words(self) -> tuple[Word, ...]:
        if self.is_exec:
            return self.exec_words
        text = self.arguments_text
        return (raw_word(text),) if text.text else ()


class Run(ShellOrExec):
    """RUN [flags] command."""

    @property
    def mounts(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if flag.name == "mount")


class Cmd(ShellOrExec):
    """CMD command."""


class Entrypoint(ShellOrExec):
    """ENTRYPOINT command."""


class Shell(ShellOrExec):
    """SHELL ["program", "argument"...]."""


class HealthcheckCommand(ShellOrExec):
    """What follows HEALTHCHECK CMD, as a command of its own; its keyword is that CMD."""

    @lazy
    def flags(self) -> tuple[Flag, ...]:
        return ()

    @lazy
    def arguments_text(self) -> MappedText:
        return self.head


class Healthcheck(Instruction):
    """HEALTHCHECK [flags] CMD command, or HEALTHCHECK NONE."""

    @lazy
    def type(self) -> Word | None:
        """The word CMD or NONE, as written."""
        text = self.arguments_text
        end = len(read_keyword(text.text))
        return make_word(text, 0, end, self.escape) if end else None

    @lazy
    def rest(self) -> MappedText:
        """What follows the type."""
        text = self.arguments_text
        start = len(read_keyword(text.text))
        while start < len(text.text) and text.text[start] in SPACES:
            start += 1
        return text.slice(start, len(text.text))

    @lazy
    def command(self) -> HealthcheckCommand | None:
        if self.type is None or self.type.raw.upper() != "CMD":
            return None
        span = Span(self.type.span.start, self.span.end)
        command = HealthcheckCommand(self.dockerfile, self.index, "CMD", span, self._stop, ())
        command.__dict__.update(logical=self.arguments_text, head=self.rest)
        return command

    @lazy
    def words(self) -> tuple[Word, ...]:
        if self.type is None:
            return ()
        if self.is_exec:
            return (self.type, *self.exec_words)
        return (self.type, raw_word(self.rest)) if self.rest.text else (self.type,)

    @lazy
    def is_exec(self) -> bool:
        return read_exec_form(self.rest.text) is not None

    @lazy
    def exec_words(self) -> tuple[Word, ...]:
        return tuple(_item_word(self.rest, item, None) for item in read_exec_form(self.rest.text) or ())


class _Assignments(Instruction):
    """KEY=VALUE pairs."""

    @lazy
    def words(self) -> tuple[Word, ...]:
        return make_words(self.arguments_text, self._bounds, self.escape)

    @lazy
    def pairs(self) -> tuple[Pair, ...]:
        text, escape = self.arguments_text, self.escape
        return tuple([_pair(text, start, end, escape) for start, end in self._bounds])

    @lazy
    def _bounds(self) -> list[Bounds]:
        return split_quoted(self.arguments_text.text, self.escape)


class _LegacyAssignments(_Assignments):
    """KEY=VALUE pairs, or the old `KEY value with blanks`."""

    @lazy
    def is_legacy(self) -> bool:
        """Whether this is the old form: the first word has no `=`."""
        bounds = self._bounds
        return bool(bounds) and self.arguments_text.text.find("=", *bounds[0]) < 0

    @lazy
    def words(self) -> tuple[Word, ...]:
        if not self.is_legacy:
            return make_words(self.arguments_text, self._bounds, self.escape)
        pair = self.pairs[0]
        return (pair.key,) if pair.value is None else (pair.key, pair.value)

    @lazy
    def pairs(self) -> tuple[Pair, ...]:
        text, escape = self.arguments_text, self.escape
        if self.is_legacy:
            return (_legacy_pair(text, escape),)
        return tuple([_pair(text, start, end, escape) for start, end in self._bounds])


class Env(_LegacyAssignments):
    """ENV KEY=VALUE..."""


class Label(_LegacyAssignments):
    """LABEL KEY=VALUE..."""


class Arg(_Assignments):
    """ARG NAME[=DEFAULT]..."""


class _Single(Instruction):
    """The whole text is one argument."""

    @lazy
    def words(self) -> tuple[Word, ...]:
        text = self.arguments_text
        return (make_word(text, 0, len(text.text), self.escape),) if text.text else ()

    @property
    def _word(self) -> Word | None:
        return self.words[0] if self.words else None


class Workdir(_Single):
    """WORKDIR path."""

    @property
    def path(self) -> Word | None:
        return self._word


class User(_Single):
    """USER name[:group]."""

    @property
    def user(self) -> Word | None:
        return self._word


class Stopsignal(_Single):
    """STOPSIGNAL signal."""

    @property
    def signal(self) -> Word | None:
        return self._word


class Maintainer(Instruction):
    """MAINTAINER name."""

    @property
    def name(self) -> Word | None:
        return self.words[0] if self.words else None

    @lazy
    def words(self) -> tuple[Word, ...]:
        text = self.arguments_text
        return (raw_word(text),) if text.text else ()


class Expose(Instruction):
    """EXPOSE port..."""

    @property
    def ports(self) -> tuple[Word, ...]:
        return self.words


class Volume(_Listed):
    """VOLUME path..."""

    @property
    def paths(self) -> tuple[Word, ...]:
        return self.words


class Onbuild(Instruction):
    """ONBUILD trigger. One that is itself a trigger has none: BuildKit does not go that far."""

    @lazy
    def trigger(self) -> Instruction | None:
        line = self.arguments_text
        if not line.text or self.parent is not None:
            return None
        keyword = upper(read_keyword(line.text))
        span = Span(line.source_offset(0), self.span.end)
        make = CLASSES.get(keyword, Unknown)
        trigger = make(self.dockerfile, self.index, keyword, span, self._stop, self.heredocs)
        trigger.__dict__["logical"] = line
        trigger.parent = self
        trigger.is_onbuild = True
        return trigger

    @lazy
    def words(self) -> tuple[Word, ...]:
        return () if self.parent is None else self._blank_separated()


CLASSES: dict[str, type[Instruction]] = {
    "ADD": Add,
    "ARG": Arg,
    "CMD": Cmd,
    "COPY": Copy,
    "ENTRYPOINT": Entrypoint,
    "ENV": Env,
    "EXPOSE": Expose,
    "FROM": From,
    "HEALTHCHECK": Healthcheck,
    "LABEL": Label,
    "MAINTAINER": Maintainer,
    "ONBUILD": Onbuild,
    "RUN": Run,
    "SHELL": Shell,
    "STOPSIGNAL": Stopsignal,
    "USER": User,
    "VOLUME": Volume,
    "WORKDIR": Workdir,
}


def _legacy_pair(text: MappedText, escape: str) -> Pair:
    end = len(text.text)
    key_end = len(read_keyword(text.text))
    start = end - len(text.text[key_end:].lstrip(BLANKS))
    key = make_word(text, 0, key_end, escape)
    value = make_word(text, start, end, escape) if start > key_end else None
    return Pair(text.source_span(0, end), key, value, legacy=True)


def _pair(text: MappedText, start: int, end: int, escape: str) -> Pair:
    span = text.source_span(start, end)
    equals = text.text.find("=", start, end)
    if equals < 0:
        return Pair(span, make_word(text, start, end, escape), None)
    key = make_word(text, start, equals, escape)
    if equals + 1 == end:  # an empty value stands behind the "="
        return Pair(span, key, Word(Span(span.end, span.end), "", ""))
    return Pair(span, key, make_word(text, equals + 1, end, escape))


def _item_word(text: MappedText, item: Item, escape: str | None) -> Word:
    """A string of an exec form; BuildKit expands variables in it only where `escape` is given."""
    span = text.source_span(item.start, item.end)
    raw = text.text[item.start : item.end]
    if escape is None or "$" not in item.value:
        return Word(span, raw, item.value)
    inner = item.start + 1
    if "\\" in raw:  # a decoded offset says nothing about the source: the variables get the span of the item
        return Word(span, raw, item.value, find_variables(item.value, escape, lambda _one, _two: span))
    variables = find_variables(item.value, escape, lambda one, two: text.source_span(inner + one, inner + two))
    return Word(span, raw, item.value, variables)
