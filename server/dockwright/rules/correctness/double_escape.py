from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import Dockerfile, Instruction, Unknown
from dockwright.text import Span


@rule(
    "double-escape",
    on=Dockerfile,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM alpine:3.20\nRUN echo a \\\\\n    && echo b\n",
            "FROM alpine:3.20\nRUN echo a \\\n    && echo b\n",
            marked=("\\\\",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN a \\\\\n  && b \\\\ \n  && c\n",
            "FROM alpine:3.20\nRUN a \\\n  && b \\ \n  && c\n",
            title="on several lines",
        ),
        Invalid("# escape=`\nFROM alpine:3.20\nRUN a ``\n  -b\n", "# escape=`\nFROM alpine:3.20\nRUN a `\n  -b\n"),
        Invalid("FROM alpine:3.20\nRUN a \\\\\n  CMD b\n", title="is it one instruction, or are they two?"),
    ),
    valid=(
        "FROM alpine:3.20\nRUN echo a \\\n    && echo b\n",
        "FROM alpine:3.20\nENV A=C:\\\\dir\\\\\nRUN b\n",
        "FROM alpine:3.20\nRUN printf 'a\\\\\\\\'\n  \nRUN b\n",
        "FROM alpine:3.20\nRUN <<EOF\necho a \\\\\n  b\nEOF\n",
    ),
)
def double_escape(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Two escape characters at the end of a line do not continue it.

    ## Why is this bad?
    The first one escapes the second, so the instruction ends there, and what is meant to go on becomes an instruction of its
    own, mostly an unknown one.

    The fix keeps one of them. It is offered where the next line can be no instruction, so that the file does not build as it
    is.
    """
    double = dockerfile.escape * 2
    if double not in dockerfile.text:
        return
    text = dockerfile.text
    for one, following in zip(dockerfile.instructions, dockerfile.instructions[1:], strict=False):
        end = len(text[one.span.start : one.span.end].rstrip(" \t")) + one.span.start
        if one.heredocs or not text.endswith(double, one.span.start, end) or not _goes_on(one, following):
            continue
        pair = Span(end - 2, end)
        yield Finding(pair, f"`{double}` does not continue the line", _fixes(pair, one, following))


def _goes_on(one: Instruction, following: Instruction) -> bool:
    """Whether the next line is written as if it belonged to the instruction above it."""
    text = one.dockerfile.text
    between = text[one.span.end : following.span.start]
    if between.count("\n") != 1 or between.strip():
        return False
    if _is_no_instruction(following):
        return True
    line = text.rfind("\n", 0, one.span.start) + 1
    return len(between) - between.index("\n") - 1 > one.span.start - line


def _is_no_instruction(following: Instruction) -> bool:
    return isinstance(following, Unknown) and not following.keyword.isalpha()


def _fixes(pair: Span, one: Instruction, following: Instruction) -> tuple[Fix, ...]:
    if not _is_no_instruction(following):
        return ()
    start = following.span.start
    text = one.dockerfile.text
    whole = Span(pair.start, start + 1)
    return (Fix.replace("Keep one of them", whole, one.dockerfile.escape + text[pair.end : start + 1]),)
