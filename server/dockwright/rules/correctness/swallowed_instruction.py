from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.syntax import Dockerfile, Run
from dockwright.text import Span

_KEYWORDS = (
    "FROM|RUN|CMD|LABEL|MAINTAINER|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|"
    "HEALTHCHECK|SHELL"
)
_LINE = lazy_pattern(rf"\n({_KEYWORDS})[ \t]+\S")


@rule(
    "swallowed-instruction",
    on=Run,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
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
    if run.heredocs or text.find("\n", *run.span) < 0:
        return
    for match in _LINE.finditer(text, *run.span):
        before = text[run.span.start : match.start(1)]
        if before.count('"') % 2 or before.count("'") % 2:
            continue
        keyword = Span(*match.span(1))
        yield Finding(
            keyword, f"`{match[1]}` is part of the `RUN` above", tuple(_fixes(dockerfile, before, run.span.start))
        )


def _fixes(dockerfile: Dockerfile, before: str, start: int) -> Iterator[Fix]:
    """Take the last escape character away, where the command before it can end there."""
    lines = before.split("\n")[:-1]
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    above = "\n".join(lines).rstrip("\r").rstrip(" \t")
    command = above.removesuffix(dockerfile.escape).rstrip(" \t")
    if len(above) - len(command) and not command.endswith(("&&", "||", "|", ";", "(", "{", dockerfile.escape)):
        place = Span(start + len(command), start + len(above))
        yield Fix.delete("End the `RUN` before it", place, Safety.UNSAFE)
