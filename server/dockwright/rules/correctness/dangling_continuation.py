from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, Valid, rule
from dockwright.syntax import Dockerfile
from dockwright.syntax.dangling import escapes_at_end
from dockwright.text import Edit, Span


@rule(
    "dangling-continuation",
    on=Dockerfile,
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid("FROM alpine:3.20\nRUN a \\\n", "FROM alpine:3.20\nRUN a\n", marked=("\\",)),
        Invalid("FROM alpine:3.20\nRUN a \\", "FROM alpine:3.20\nRUN a"),
        Invalid(
            "FROM alpine:3.20\nRUN a && \\\n    b \\\n# the end\n",
            "FROM alpine:3.20\nRUN a && \\\n    b\n# the end\n",
            title="comments and blank lines do not count",
        ),
        Invalid("FROM alpine:3.20\nRUN a \\\n  \\\n", "FROM alpine:3.20\nRUN a\n\n", marked=("\\",)),
    ),
    valid=(
        "FROM alpine:3.20\nRUN a \\\n  b\n",
        "FROM alpine:3.20\nENV A=C:\\\\\n",
        Valid("FROM alpine:3.20\nENV A=C\\ \\\n", title="a blank of the value, which would be the end of the line"),
        "FROM alpine:3.20\nRUN <<EOF\na \\\nEOF\n",
        "",
    ),
)
def dangling_continuation(dockerfile: Dockerfile) -> Iterator[Finding]:
    """The file ends in the middle of a continued instruction.

    ## Why is this bad?
    The last line says that the instruction goes on, and nothing follows: something was deleted or forgotten. Builders drop the
    escape character without a word; other tools refuse the file.

    The fix takes the escape character away; the builder reads the same as before.
    """
    ends = escapes_at_end(dockerfile)
    if ends:
        fix = Fix("Remove the escape character", tuple(Edit(span, "") for span in ends))
        end = ends[-1].end
        yield Finding(Span(end - 1, end), "the line goes on, but the file ends", (fix,))
