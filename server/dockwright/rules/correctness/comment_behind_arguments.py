from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.syntax import Add, Arg, Copy, Instruction, Transfer, User, Volume, Workdir
from dockwright.text import Edit, MappedText, Span


@rule(
    "comment-behind-arguments",
    on=(Add, Arg, Copy, User, Volume, Workdir),
    needs="#",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM alpine:3.20\nWORKDIR /app # the tool\n",
            "FROM alpine:3.20\n# the tool\nWORKDIR /app\n",
            marked=("# the tool",),
        ),
        Invalid(
            "FROM debian:12\n  COPY a b ./ # both\n",
            "FROM debian:12\n  # both\n  COPY a b ./\n",
            title="indentation stays",
        ),
        Invalid("FROM alpine:3.20\nARG A=1 # one\n", "FROM alpine:3.20\n# one\nARG A=1\n"),
        Invalid("FROM alpine:3.20\nVOLUME /a \\\n    /b # two\n", "FROM alpine:3.20\n# two\nVOLUME /a \\\n    /b\n"),
        Invalid("FROM alpine:3.20\nVOLUME /a # one \\\n    /b\n", marked=("# one",), title="in the middle"),
        Invalid("FROM alpine:3.20\nCOPY a #\n", marked=("#",), title="without it there is nowhere to copy to"),
    ),
    valid=(
        "FROM alpine:3.20\n# the tool\nWORKDIR /app\n",
        "FROM alpine:3.20\nRUN make # everything\n",
        "FROM alpine:3.20\nCMD app # the tool\n",
        'FROM alpine:3.20\nARG COLOR="#fff # white"\nARG MORE=a#b\n',
        "FROM alpine:3.20\nCOPY #file# /app/\n",
    ),
)
def comment_behind_arguments(instruction: Instruction) -> Iterator[Finding]:
    """A comment stands behind the arguments of an instruction, where it is an argument itself.

    ## Why is this bad?
    A comment is a line of its own. `WORKDIR /app # the tool` makes a directory of that whole name, `USER app # me` names a user
    who does not exist, and `ARG A=1 # one` declares three arguments. Behind other instructions the builder stops at the `#`.

    ## Fix safety
    The comment moves to the line above. Where the file was built as it is, the instruction now means something else, so look
    at what comes after it.
    """
    text = instruction.arguments_text
    written = text.text
    if "#" not in written or instruction.is_exec or instruction.heredocs:
        return
    start = _comment_start(written, instruction.escape)
    if start is None:
        return
    comment = _on_one_line(text, start)
    yield Finding(
        comment, "`#` behind arguments begins no comment, it is one of them", tuple(_fixes(instruction, comment))
    )


def _comment_start(text: str, escape: str) -> int | None:
    """Where ` # ` stands outside of quotes, behind an argument."""
    quote = ""
    position = 0
    while position < len(text):
        character = text[position]
        if character == escape and quote != "'":
            position += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#" and _is_alone(text, position):
            return position
        position += 1
    return None


def _is_alone(text: str, position: int) -> bool:
    """Whether a `#` has blanks around it, or stands behind a blank and before the last words."""
    return position > 0 and text[position - 1] in " \t" and text[position + 1 : position + 2] in (" ", "\t", "#", "")


def _on_one_line(text: MappedText, start: int) -> Span:
    """The comment up to the end of its line."""
    offset = text.source_offset(start)
    length = len(text.text)
    end = start
    while end < length and text.source_offset(end) - offset == end - start:
        end += 1
    stretch = text.text[start:end].rstrip()
    return Span(offset, offset + len(stretch))


def _fixes(instruction: Instruction, comment: Span) -> Iterator[Fix]:
    source = instruction.dockerfile.text
    if comment.end < len(source[: instruction.span.end].rstrip()):
        return  # something else stands behind it
    if isinstance(instruction, Transfer) and sum(one.span.end <= comment.start for one in instruction.words) < 2:
        return  # it stands where the destination should
    line = instruction.line_span.start
    indentation = source[line : instruction.span.start]
    above = f"{indentation}{comment.of(source)}{instruction.dockerfile.newline}"
    start = len(source[: comment.start].rstrip(" \t"))
    edits = (Edit(Span(line, line), above), Edit(Span(start, comment.end), ""))
    yield Fix("Move the comment above", edits, Safety.UNSAFE)
