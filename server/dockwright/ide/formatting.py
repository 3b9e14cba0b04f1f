"""Formatting: white space alone, and never a token. What is formatted must read as before, else it is left as it is.

Instructions and comments begin in the first column; the lines that continue an instruction are indented by one step,
deeper ones as much deeper as before; blanks at line ends go; more than two blank lines become two; the file ends with
one line break. Shell text and here-documents are their author's: only blanks behind a line's escape go, and lines of
shell text that begin in the first column are indented, with all others of the instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.syntax import Dockerfile, Healthcheck, Instruction, Onbuild, ShellOrExec, parse
from dockwright.syntax.lines import SPACES, continues
from dockwright.text import Edit, Span, apply
from dockwright.values import NamedTuple

_BLANKS = " \t"
_ENDINGS = " \t\r"  # what may stand at the end of a line; a carriage return before blanks ends none
_SHELL_WORD = re.compile(r"""(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\])+""", re.DOTALL)
_MOST_BLANK_LINES = 2


class Style(NamedTuple):
    """What the editor wants."""

    indent_size: int = 4  # columns
    insert_spaces: bool = True
    final_newline: bool = True
    keyword_case: str = "keep"  # keep, upper, lower, or majority: as most keywords of the file

    def indentation(self, columns: int) -> str:
        if self.insert_spaces:
            return " " * columns
        tabs, spaces = divmod(columns, max(1, self.indent_size))
        return "\t" * tabs + " " * spaces


DEFAULT_STYLE = Style()


def format_document(dockerfile: Dockerfile, style: Style = DEFAULT_STYLE) -> tuple[Edit, ...]:
    """The edits that format the whole file; applied, they leave nothing to format."""
    return _sound(dockerfile, tuple(_edits(dockerfile, style)))


def format_range(dockerfile: Dockerfile, span: Span, style: Style = DEFAULT_STYLE) -> tuple[Edit, ...]:
    """Those of the edits that lie on the lines of a span."""
    lines = dockerfile.lines
    first = lines.line_start(lines.line(span.start))
    last = lines.line_end(lines.line(span.end))
    edits = _edits(dockerfile, style)
    return _sound(dockerfile, tuple(one for one in edits if first <= one.span.start and one.span.end <= last + 1))


def format_new_line(dockerfile: Dockerfile, offset: int, style: Style = DEFAULT_STYLE) -> tuple[Edit, ...]:
    """The indentation of the empty line that the cursor has come to: what it continues is indented, what it begins is not.

    Editors give a new line the indentation of the one above.
    """
    lines = dockerfile.lines
    line = lines.line(offset)
    start, end = lines.line_start(line), lines.line_end(line)
    if line == 0 or dockerfile.text[start:end].strip() or _in_heredoc(dockerfile, start):
        return ()
    wanted = _indentation_of_new_line(dockerfile, line, style)
    present = dockerfile.text[start:end].rstrip("\r")
    return (Edit(Span(start, start + len(present)), wanted),) if wanted is not None and present != wanted else ()


def _indentation_of_new_line(dockerfile: Dockerfile, line: int, style: Style) -> str | None:
    """None below a comment, an empty line, and what is no part of an instruction: there the editor knows as much."""
    lines = dockerfile.lines
    start = lines.line_start(line)
    above = dockerfile.text[lines.line_start(line - 1) : start - 1]
    instruction = next((one for one in reversed(dockerfile.instructions) if one.span.start < start), None)
    if instruction is None or not above.strip() or above.lstrip().startswith("#"):
        return None
    first = lines.line(instruction.span.start)
    if not continues(above, dockerfile.escape):
        is_over = lines.line(instruction.span.end) == line - 1
        return _blanks(dockerfile.text[lines.line_start(first) : lines.line_end(first)]) if is_over else None
    return style.indentation(style.indent_size) if first == line - 1 else _blanks(above)


def _blanks(text: str) -> str:
    """What a text begins with."""
    return text[: len(text) - len(text.lstrip(_BLANKS))]


def same_meaning(one: Dockerfile, two: Dockerfile) -> bool:
    """Whether two files have the same tokens: directives, comments, and instructions word for word."""
    return (
        [(directive.name, directive.value) for directive in one.directives]
        == [(directive.name, directive.value) for directive in two.directives]
        and [comment.text for comment in one.comments] == [comment.text for comment in two.comments]
        and len(one.instructions) == len(two.instructions)
        and all(map(_is_same, one.instructions, two.instructions))
    )


def _sound(dockerfile: Dockerfile, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits without those of instructions that they would change; none at all when the file would still differ."""
    if not edits:
        return ()
    after = parse(apply(dockerfile.text, edits))
    if same_meaning(dockerfile, after):
        return edits
    if len(after.instructions) == len(dockerfile.instructions):
        pairs = zip(dockerfile.instructions, after.instructions, strict=True)
        spoilt = [one.line_span for one, two in pairs if not _is_same(one, two)]
        edits = tuple(one for one in edits if not any(span.covers(one.span) for span in spoilt))
        if same_meaning(dockerfile, parse(apply(dockerfile.text, edits))):
            return edits
    return ()


def _is_same(one: Instruction, two: Instruction) -> bool:
    if one.text == two.text:
        return True
    return (
        one.keyword == two.keyword
        and [(flag.name, flag.value and flag.value.raw) for flag in one.flags]
        == [(flag.name, flag.value and flag.value.raw) for flag in two.flags]
        and one.is_exec == two.is_exec
        and _same_words(one, two)
        and [(doc.name, doc.content, doc.expand) for doc in one.heredocs]
        == [(doc.name, doc.content, doc.expand) for doc in two.heredocs]
        and _same_trigger(one, two)
    )


def _same_words(one: Instruction, two: Instruction) -> bool:
    words, others = [word.raw for word in one.words], [word.raw for word in two.words]
    if words == others:
        return True
    if not _is_shell_form(one) or len(words) != len(others):
        return False
    pairs = [(_shell_words(word), _shell_words(other)) for word, other in zip(words, others, strict=True)]
    return all(first is not None and first == second for first, second in pairs)


def _same_trigger(one: Instruction, two: Instruction) -> bool:
    if not isinstance(one, Onbuild) or not isinstance(two, Onbuild):
        return True
    if one.trigger is None or two.trigger is None:
        return one.trigger is two.trigger
    return _is_same(one.trigger, two.trigger)


class _Layout(NamedTuple):
    """How the lines of one instruction may move: zero-based, both ends included."""

    instruction: Instruction
    first: int
    last: int  # of the continued lines; the bodies of here-documents come behind
    end: int  # last line of all
    lead: int | None  # columns of the least indented continuation; None: the indentation is part of the text


def _edits(dockerfile: Dockerfile, style: Style) -> Iterator[Edit]:
    """The edits in the order of the file."""
    lines = dockerfile.lines
    final = _final_line(dockerfile)
    is_upper = _is_upper(dockerfile, style)
    line = 0
    for instruction in dockerfile.instructions:
        layout = _layout(dockerfile, instruction, style)
        yield from _free_lines(dockerfile, line, layout.first, final)
        yield from _first_line(dockerfile, layout, final, is_upper)
        for one in range(layout.first + 1, min(layout.last, final) + 1):
            yield from _continued_line(dockerfile, layout, one, final, style)
        line = layout.end + 1
    yield from _free_lines(dockerfile, line, len(lines), final)
    if final < 0:
        for one in range(len(lines)):
            yield from _trim(dockerfile, one, final)
    elif not _in_heredoc(dockerfile, lines.line_start(final)):
        yield from _file_end(dockerfile, final, style)


def _layout(dockerfile: Dockerfile, instruction: Instruction, style: Style) -> _Layout:
    lines = dockerfile.lines
    first, end = lines.line(instruction.span.start), lines.line(instruction.span.end)
    last = end
    if instruction.heredocs:
        last = max(first, min(end, lines.line(instruction.heredocs[0].body.start) - 1))
    if last == first:
        return _Layout(instruction, first, last, end, None)
    contents = [_content(dockerfile, line).of(dockerfile.text) for line in range(first, last + 1)]
    empty = ("", dockerfile.escape)
    continued = [one for one in contents[1:] if one.strip(_BLANKS) not in empty and not _is_comment(one)]
    written = continued or [one for one in contents[1:] if one.strip(_BLANKS)]
    lead = min((_columns(one, style) for one in written), default=0)
    if _is_shell_form(instruction) and (lead or not _may_be_indented(dockerfile, [contents[0], *continued])):
        return _Layout(instruction, first, last, end, None)
    return _Layout(instruction, first, last, end, lead)


def _may_be_indented(dockerfile: Dockerfile, lines: list[str]) -> bool:
    """Whether blanks at the beginning of the continued lines of a shell text leave its words as they are."""
    if dockerfile.escape != "\\":
        return False  # most likely not for a POSIX shell
    pieces = [line.rstrip(SPACES).removesuffix("\\") for line in lines]
    words = _shell_words("".join(pieces))
    return words is not None and words == _shell_words(" ".join(pieces))


def _shell_words(text: str) -> list[str] | None:
    """What blanks outside quotes take apart, as it is written; None where a quote is not closed, or of a rarer kind."""
    if "$'" in text or _SHELL_WORD.sub("", text).strip():
        return None
    return _SHELL_WORD.findall(text)


def _is_shell_form(instruction: Instruction) -> bool:
    if isinstance(instruction, Onbuild):
        return instruction.trigger is None or _is_shell_form(instruction.trigger)
    return isinstance(instruction, ShellOrExec | Healthcheck) and not instruction.is_exec


def _first_line(dockerfile: Dockerfile, layout: _Layout, final: int, is_upper: bool | None) -> Iterator[Edit]:
    keyword = layout.instruction.keyword_span
    line = _content(dockerfile, layout.first)
    if line.start < keyword.start and not line.of(dockerfile.text)[: keyword.start - line.start].strip(_BLANKS):
        yield Edit(Span(line.start, keyword.start), "")
    written = keyword.of(dockerfile.text)
    if is_upper is not None and keyword.end <= line.end and written.isascii() and written.isalpha():
        wanted = written.upper() if is_upper else written.lower()
        if wanted != written:
            yield Edit(keyword, wanted)
    yield from _trim(dockerfile, layout.first, final)


def _continued_line(dockerfile: Dockerfile, layout: _Layout, line: int, final: int, style: Style) -> Iterator[Edit]:
    span = _content(dockerfile, line)
    content = span.of(dockerfile.text)
    visible = content.lstrip(_BLANKS)
    if visible and layout.lead is not None:
        present = content[: len(content) - len(visible)]
        deeper = _columns(content, style) - layout.lead
        wanted = style.indentation(style.indent_size + max(0, deeper))
        if present != wanted:
            yield Edit(Span(span.start, span.start + len(present)), wanted)
    yield from _trim(dockerfile, line, final)


def _free_lines(dockerfile: Dockerfile, start: int, stop: int, final: int) -> Iterator[Edit]:
    """Comments, directives and blank lines between instructions."""
    lines, text = dockerfile.lines, dockerfile.text
    blank = 0
    for line in range(start, min(stop, final + 1)):
        span = _content(dockerfile, line)
        content = span.of(text)
        visible = content.lstrip(_BLANKS)
        blank = 0 if visible else blank + 1
        if blank > _MOST_BLANK_LINES and line + 1 < len(lines):
            yield Edit(Span(span.start, lines.line_start(line + 1)), "")
            continue
        if visible.startswith("#") and len(visible) < len(content):
            yield Edit(Span(span.start, span.end - len(visible)), "")
        yield from _trim(dockerfile, line, final)


def _trim(dockerfile: Dockerfile, line: int, final: int) -> Iterator[Edit]:
    """Take the blanks at the end of a line; those of the last line go with the end of the file."""
    span = _content(dockerfile, line)
    content = span.of(dockerfile.text)
    end = span.start + len(content.rstrip(_ENDINGS))
    if end < span.end and line != final:
        yield Edit(Span(end, span.end), "")


def last_content(dockerfile: Dockerfile, offset: int) -> int:
    """The end of a line without its blanks, for the line of an offset."""
    span = _content(dockerfile, dockerfile.lines.line(offset))
    return span.start + len(span.of(dockerfile.text).rstrip(_ENDINGS))


def _file_end(dockerfile: Dockerfile, final: int, style: Style) -> Iterator[Edit]:
    """One line break behind the last line that has something, and nothing more."""
    text = dockerfile.text
    span = _content(dockerfile, final)
    end = span.start + len(span.of(text).rstrip(_ENDINGS))
    rest = text[end:]
    wanted = dockerfile.newline if "\n" in rest or style.final_newline else ""
    if "\n" in rest and rest.lstrip(_BLANKS).startswith(("\n", "\r\n")):
        wanted = "\r\n" if rest.lstrip(_BLANKS)[0] == "\r" else "\n"
    if rest != wanted:
        yield Edit(Span(end, len(text)), wanted)


def _final_line(dockerfile: Dockerfile) -> int:
    """The last line that has something on it, -1 for none."""
    end = len(dockerfile.text.rstrip(" \t\r\n"))
    return dockerfile.lines.line(end - 1) if end > int(dockerfile.bom) else -1


def _content(dockerfile: Dockerfile, line: int) -> Span:
    """A line without byte order mark and line break."""
    lines, text = dockerfile.lines, dockerfile.text
    start, end = lines.line_start(line), lines.line_end(line)
    if line == 0:
        start += dockerfile.bom
    return Span(start, start + len(text[start:end].rstrip("\r")))


def _columns(content: str, style: Style) -> int:
    """How far a line is indented."""
    blanks = content[: len(content) - len(content.lstrip(_BLANKS))]
    return len(blanks.expandtabs(max(1, style.indent_size)))


def _is_comment(content: str) -> bool:
    return content.lstrip(SPACES).startswith("#")


def _is_upper(dockerfile: Dockerfile, style: Style) -> bool | None:
    """Whether keywords are to be in upper case; None: they are not to be touched."""
    if style.keyword_case != "majority":
        return {"upper": True, "lower": False}.get(style.keyword_case)
    text = dockerfile.text
    written = [one.keyword_span.of(text) for one in dockerfile.instructions]
    return 2 * sum(one.isupper() for one in written) >= sum(one.isupper() or one.islower() for one in written)


def _in_heredoc(dockerfile: Dockerfile, offset: int) -> bool:
    """Whether a line that starts here belongs to the body of a here-document."""
    return any(
        doc.body.start <= offset < doc.body.end or (doc.terminator is None and offset >= doc.body.start)
        for one in dockerfile.instructions
        for doc in one.heredocs
    )
