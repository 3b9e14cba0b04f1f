from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Settings, Severity, Valid, rule
from dockwright.syntax import Dockerfile, Instruction
from dockwright.text import Edit, Span

# By the character that escapes line breaks: a line that goes on, perhaps comments, and a blank line. Beginning with a letter of its
# own a pattern is quickly searched for.
_MAYBE = {
    "\\": lazy_pattern(r"\\[^\S\n]*\n(?:[^\S\n]*#[^\n]*\n)*[^\S\n]*\n"),
    "`": lazy_pattern(r"`[^\S\n]*\n(?:[^\S\n]*#[^\n]*\n)*[^\S\n]*\n"),
}


@rule(
    "empty-continuation-line",
    on=Dockerfile,
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    aliases=("NoEmptyContinuation",),
    tags=("deprecated",),
    invalid=(
        Invalid("FROM alpine:3.20\nRUN echo a && \\\n\n  echo b\n", "FROM alpine:3.20\nRUN echo a && \\\n  echo b\n"),
        Invalid(
            "FROM alpine:3.20\nRUN echo a \\\n  \n\t\n  b\nCMD []\n",
            "FROM alpine:3.20\nRUN echo a \\\n  b\nCMD []\n",
            title="several of them, with blanks",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN a && \\\n\n  b && \\\n\n\n  c\n",
            "FROM alpine:3.20\nRUN a && \\\n  b && \\\n  c\n",
            marked=("\n",),
            title="one finding for each instruction",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN a \\\n\n \n",
            "FROM alpine:3.20\nRUN a \\\n",
            settings=Settings(preset="buildkit"),
            title="BuildKit counts those at the end of the file, too",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN a \\\n\n",
            "FROM alpine:3.20\nRUN a \\\n",
            settings=Settings(preset="buildkit"),
            title="a single one there",
        ),
    ),
    valid=(
        "FROM alpine:3.20\nRUN echo a && \\\n  # why\n  echo b\n",
        "FROM alpine:3.20\n\nRUN echo a\n\nCMD []\n",
        "FROM alpine:3.20\nRUN <<EOF\necho a\n\necho b\nEOF\n",
        Valid(
            "FROM alpine:3.20\nRUN a \\\n\n",
            title="the escape character is the mistake, which dangling-continuation finds",
        ),
        Valid("FROM alpine:3.20\nRUN a\n\n", settings=Settings(preset="buildkit")),
    ),
)
def empty_continuation_line(dockerfile: Dockerfile, settings: Settings) -> Iterator[Finding]:
    """A blank line stands within an instruction.

    ## Why is this bad?
    The instruction seems to end at the blank line, but it goes on behind it. The builder warns that this will become an
    error.

    ## References
    - https://docs.docker.com/reference/build-checks/no-empty-continuation/
    """
    text = dockerfile.text
    if _MAYBE[dockerfile.escape].search(text) is None:
        return
    for instruction in dockerfile.instructions:
        start = instruction.span.start
        end = len(text) if settings.preset == "buildkit" and _dangles(instruction) else instruction.span.end
        if text.find("\n", start, end) < 0:
            continue
        if instruction.heredocs:
            end = instruction.heredocs[0].body.start
        blank = list(_blank_runs(text, Span(start, end)))
        if blank:
            edits = tuple(Edit(_within(run, instruction), "") for run in blank)
            fix = Fix("Remove it" if len(blank) == 1 else "Remove all of them", edits)
            related = tuple(Related(_shown(run), "here too") for run in blank[1:])
            message = "a blank line within an instruction will become an error"
            yield Finding(_shown(blank[0]), message, (fix,), related)


def _dangles(instruction: Instruction) -> bool:
    """Whether the instruction goes on at the end of the file."""
    dockerfile = instruction.dockerfile
    is_last = instruction is dockerfile.instructions[-1] and not instruction.heredocs
    return is_last and dockerfile.text.rstrip().endswith(dockerfile.escape)


def _within(run: Span, instruction: Instruction) -> Span:
    """The run; that at the end of the file with the line break in front of it instead of its own, which no instruction has."""
    return run if run.end <= instruction.span.end else Span(run.start - 1, run.end - 1)


def _shown(run: Span) -> Span:
    return Span(run.start, run.end - 1) if run.end - 1 > run.start else run


def _blank_runs(text: str, span: Span) -> Iterator[Span]:
    """The runs of neighbouring blank lines that end within a span."""
    position = text.find("\n", span.start, span.end) + 1
    start = None
    while 0 < position <= span.end:
        line_end = text.find("\n", position, span.end)
        if line_end < 0:
            break
        if not text[position:line_end].strip():
            start = position if start is None else start
        elif start is not None:
            yield Span(start, position)
            start = None
        position = line_end + 1
    if start is not None:
        yield Span(start, position)
