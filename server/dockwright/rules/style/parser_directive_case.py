from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import Dockerfile


@rule(
    "parser-directive-case",
    on=Dockerfile,
    needs="#",
    severity=Severity.STYLE,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            "# Syntax=docker/dockerfile:1\nFROM alpine:3.20\n",
            "# syntax=docker/dockerfile:1\nFROM alpine:3.20\n",
            marked=("Syntax",),
        ),
        Invalid(
            "# syntax=docker/dockerfile:1\n#ESCAPE = `\nFROM alpine:3.20\n",
            "# syntax=docker/dockerfile:1\n#escape = `\nFROM alpine:3.20\n",
            marked=("ESCAPE",),
        ),
    ),
    valid=(
        "# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine:3.20\n",
        "# Syntax of this file: see below\nFROM alpine:3.20\n",
        "FROM alpine:3.20\n# ESCAPE=`\nRUN x\n",
    ),
)
def parser_directive_case(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A parser directive is not in lower case.

    ## Why is this bad?
    The builder takes any case. By convention directives are in lower case, and programs that look for `# syntax=` to update
    it may not find another spelling.

    ## References
    - https://docs.docker.com/reference/dockerfile/#parser-directives
    """
    for directive in dockerfile.directives:
        if directive.name_span.of(dockerfile.text) != directive.name:
            fix = Fix.replace(f"Write `{directive.name}`", directive.name_span, directive.name)
            yield Finding(directive.name_span, f"the directive `{directive.name}` should be in lower case", (fix,))
