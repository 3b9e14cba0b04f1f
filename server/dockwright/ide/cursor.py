"""Where a cursor stands in a Dockerfile that somebody is typing: read from what is before it, whatever follows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from dockwright.syntax import Dockerfile, From, Heredoc, Instruction
from dockwright.syntax.lines import BLANKS, continues, logical_line, read_keyword, upper
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.context import BuildContext
    from dockwright.semantics import SemanticModel, Stage

_FLAGS = re.compile(r"(?:--[^\s]*[\t\v\f\r ]+)*")
_DEFERRING = "ONBUILD"
_PROGRAMS = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL")


def instruction_around(dockerfile: Dockerfile, offset: int) -> Instruction | None:
    """The instruction whose lines hold an offset, the line that it is about to be continued on included."""
    instructions = dockerfile.instructions
    index = bisect_right(instructions, offset, key=lambda one: one.span.start) - 1
    if index < 0:
        return None
    found = instructions[index]
    if found.heredocs and found.heredocs[-1].terminator is None:
        return found
    between = dockerfile.text[found.span.end : offset] if offset > found.span.end else ""
    if "\n" not in between:
        return found
    last = dockerfile.text[found.line_span.start : found.span.end].rpartition("\n")[2]
    goes_on = between.count("\n") == 1 and continues(last, found.escape) and not found.heredocs
    return found if goes_on else None


class Cursor:
    """A place in a text, and what has been typed there so far.

    `place`: "keyword" (a keyword may stand here), "arguments" (behind one), "comment", "heredoc", or "nowhere".
    """

    def __init__(self, model: SemanticModel, context: BuildContext, offset: int) -> None:
        self.model = model
        self.context = context
        self.text = text = model.dockerfile.text
        self.offset = offset = max(int(model.dockerfile.bom), min(offset, len(text)))
        self.line_start = max(text.rfind("\n", 0, offset) + 1, int(model.dockerfile.bom))
        self.instruction = instruction_around(model.dockerfile, offset)
        self.heredoc = self._find_heredoc()  # whose body the cursor is in
        self.keyword = ""  # the innermost one before the cursor, in upper case
        self.before = ""  # from behind that keyword to the cursor, on one line, without blanks in front
        self.is_deferred = False  # whether the keyword is that of a trigger
        self.is_cut = False  # whether there was too much to offer all of it
        self.place = self._place()

    # What surrounds the cursor

    @property
    def line(self) -> str:
        """The physical line up to the cursor."""
        return self.text[self.line_start : self.offset]

    @property
    def rest(self) -> str:
        """The physical line from the cursor on."""
        end = self.text.find("\n", self.offset)
        return self.text[self.offset : len(self.text) if end < 0 else end].rstrip("\r")

    @cached_property
    def stage(self) -> Stage | None:
        return self.model.stage_of(self.instruction) if self.instruction is not None else None

    @property
    def is_windows(self) -> bool:
        """Whether the image is one of Windows, where paths, shells and accounts are others."""
        return self.instruction is not None and self.model.state_before(self.instruction).is_windows

    @property
    def is_before_first_stage(self) -> bool:
        """Whether no FROM stands above."""
        first = next((one for one in self.model.dockerfile.instructions if isinstance(one, From)), None)
        return first is None or self.offset <= first.span.start

    @property
    def keyword_above(self) -> str:
        """The keyword of the last instruction that begins above the cursor's line; "" without one."""
        instructions = self.model.dockerfile.instructions
        index = bisect_left(instructions, self.line_start, key=lambda one: one.span.start) - 1
        return instructions[index].keyword if index >= 0 else ""

    @cached_property
    def is_lower(self) -> bool:
        """Whether the file writes its keywords in lower case; one that is being typed only counts when it is alone."""
        typed = self.instruction if self.place == "keyword" else None
        spans = [one.keyword_span for one in self.model.dockerfile.instructions if one is not typed]
        if not spans:
            return self.word.islower()
        lower = sum(span.of(self.text).islower() for span in spans)
        return 2 * lower > len(spans)

    def cased(self, keyword: str) -> str:
        """A keyword as this file writes keywords."""
        return keyword.lower() if self.is_lower else keyword

    # What has been typed

    @property
    def word(self) -> str:
        """What is typed of the word at the cursor."""
        before = self.before
        return before[max(map(before.rfind, BLANKS)) + 1 :]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words before it."""
        return tuple(self.before[: len(self.before) - len(self.word)].split())

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """The words before it that are no flags."""
        return tuple(self.operands[: len(self.operands) - len(self.word)].split())

    @property
    def operands(self) -> str:
        """What is typed behind the flags."""
        flags = _FLAGS.match(self.before)
        return self.before[flags.end() if flags else 0 :]

    @property
    def json_list(self) -> str | None:
        """What is typed of a JSON list, from its bracket on; None where there is none."""
        text = self.operands
        if self.keyword == "HEALTHCHECK" and upper(text[:3]) == "CMD":
            text = text[3:].lstrip(BLANKS)
        return text if text.startswith("[") else None

    @property
    def is_exec_form(self) -> bool:
        """Whether a program is being given as a JSON list."""
        return self.keyword in _PROGRAMS and self.json_list is not None

    @property
    def may_be_flag(self) -> bool:
        """Whether the word at the cursor stands where flags do."""
        return not self.arguments

    def flag_value(self, name: str) -> str | None:
        """The value of a flag before the cursor."""
        start = f"--{name}="
        return next((word[len(start) :] for word in reversed(self.words) if word.startswith(start)), None)

    def replacing(self, prefix: str, following: str = r"[\w-]*") -> Span | None:
        """What a completion of `prefix` replaces: it and what goes on behind the cursor as the pattern says.

        None when a continuation is inside, which no edit of one line can replace.
        """
        start = self.offset - len(prefix)
        if start < self.line_start or self.text[start : self.offset] != prefix:
            return None
        match = re.compile(following).match(self.rest)
        return Span(start, self.offset + (match.end() if match else 0))

    # How it is found

    def _place(self) -> str:
        heredoc = self.heredoc
        if heredoc is None and self.line.lstrip(BLANKS).startswith("#"):
            return "comment"
        if self.instruction is None:
            self.before = self.line.lstrip(BLANKS)
            return "keyword" if not self.before and not self.rest.strip() else "nowhere"
        if self.offset < self.instruction.span.start:
            return "nowhere"
        typed = self.text[self.instruction.span.start : self.offset] + "\0"
        self._read(logical_line(typed, 0, len(typed), self.instruction.escape).text[:-1] if heredoc is None else "")
        if heredoc is not None:
            self.keyword = self.instruction.keyword
            self.before = self.line
            return "heredoc"
        return "arguments" if self.keyword else "keyword"

    def _read(self, typed: str) -> None:
        """Split what is typed of an instruction into keyword and rest."""
        keyword = read_keyword(typed)
        rest = typed[len(keyword) :]
        if not rest:
            self.before = keyword
            return
        self.before = rest.lstrip(BLANKS)
        if upper(keyword) == _DEFERRING and not self.is_deferred:
            self.is_deferred = True
            self._read(self.before)
        else:
            self.keyword = upper(keyword)

    def _find_heredoc(self) -> Heredoc | None:
        for one in self.instruction.heredocs if self.instruction is not None else ():
            has_begun = one.body.start <= self.offset and self.text.startswith("\n", one.body.start - 1)
            if has_begun and (self.offset < one.body.end or one.terminator is None):
                return one
        return None
