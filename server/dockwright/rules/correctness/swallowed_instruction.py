from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.syntax import Dockerfile, Run, parse
from dockwright.text import Span

_KEYWORDS = (
    "FROM|RUN|CMD|LABEL|MAINTAINER|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|"
    "HEALTHCHECK|SHELL"
)
_LONGEST = 4_000  # characters of a swallowed part, of which each finding reads the rest
_LINE = lazy_pattern(rf"\n({_KEYWORDS})[ \t]+\S")


@rule(
    "swallowed-instruction",
    on=Run,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    uncovers=("*",),  # nobody has seen the instruction before
    invalid=(
        Invalid(
            "FROM alpine:3.20\nRUN apk add \\\n    curl \\\nENV A=b\n",
            "FROM alpine:3.20\nRUN apk add \\\n    curl\nENV A=b\n",
            marked=("ENV",),
        ),
        Invalid(
            'FROM alpine:3.20\nRUN apk add curl \\\n\n# start it\nCMD ["x"]\n',
            'FROM alpine:3.20\nRUN apk add curl\n\n# start it\nCMD ["x"]\n',
            title="over blank lines and comments",
        ),
        Invalid("FROM alpine:3.20\nRUN a && \\\nCOPY b c\n", title="something else is missing as well"),
        Invalid("FROM alpine:3.20\nRUN a\\\n  \\\nCOPY b c\n", title="the line above goes on as well"),
        Invalid(
            "FROM alpine:3.20\nRUN a \\\nEXPOSE 80 \\\nWORKDIR /b\n",
            "FROM alpine:3.20\nRUN a\nEXPOSE 80\nWORKDIR /b\n",
            marked=("EXPOSE", "WORKDIR"),
            title="what is swallowed swallows the next one: from the last one up",
        ),
        Invalid("FROM alpine:3.20\nRUN a \\\nEXPOSE 80 && \\\nb\n", title="what is swallowed is no instruction alone"),
        Invalid(
            "FROM scratch\nCOPY a a\nENV A=b\nRUN a \\\nRUN b\n",
            "FROM scratch\nCOPY a a\nENV A=b\nRUN a\nRUN b\n",
            title="whatever else is wrong",
        ),
    ),
    valid=(
        "FROM alpine:3.20\nRUN a \\\n  && b\n",
        "FROM alpine:3.20\nRUN a \\\n  ENV A=b\n",
        "FROM alpine:3.20\nRUN printf '%s\\n' 'FROM a \\\nRUN b' > Dockerfile\n",
        "FROM alpine:3.20\nRUN <<EOF\nENV A=b\nEOF\n",
        "FROM alpine:3.20\nHEALTHCHECK --retries=5 \\\nCMD a\n",
    ),
)
def swallowed_instruction(run: Run) -> Iterator[Finding]:
    """A line that looks like the next instruction is part of the RUN above it.

    ## Why is this bad?
    The escape character at the end of the line before it makes the instruction an argument of a command: it is never
    carried out, and the builder says nothing.

    ## Fix safety
    The escape character above is taken away. Look whether the command was complete.
    """
    dockerfile = run.dockerfile
    text = dockerfile.text
    if run.heredocs or _LINE.search(text, *run.span) is None:
        return
    counted, double, single = run.span.start, 0, 0  # up to where, and the quotes there
    for match in _LINE.finditer(text, *run.span):
        double += text.count('"', counted, match.start(1))
        single += text.count("'", counted, match.start(1))
        counted = match.start(1)
        if double % 2 or single % 2:
            continue
        keyword = Span(*match.span(1))
        yield Finding(keyword, f"`{match[1]}` is part of the `RUN` above", partial(_fixes, run, keyword.start))


def _fixes(run: Run, start: int) -> tuple[Fix, ...]:
    """Take the last escape character away, where the command before it can end there and what is behind it is correct."""
    dockerfile = run.dockerfile
    if not _parses(dockerfile, Span(start, run.span.end)):
        return ()
    before = dockerfile.text[run.span.start : start]
    lines = before.split("\n")[:-1]
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    above = "\n".join(lines).rstrip("\r").rstrip(" \t")
    command = above.removesuffix(dockerfile.escape).rstrip(" \t")
    if len(above) == len(command) or command.endswith(("&&", "||", "|", ";", "(", "{", "\n", dockerfile.escape)):
        return ()
    place = Span(run.span.start + len(command), run.span.start + len(above))
    return (Fix.delete("End the `RUN` before it", place, Safety.UNSAFE),)


def _parses(dockerfile: Dockerfile, span: Span) -> bool:
    """Whether a part of an instruction is correct as one of its own."""
    if span.end - span.start > _LONGEST:
        return False
    directive = "" if dockerfile.escape == "\\" else f"# escape={dockerfile.escape}\n"
    return not parse(f"{directive}FROM scratch\n{span.of(dockerfile.text)}").problems
