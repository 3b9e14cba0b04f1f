from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.directives import DIRECTIVES
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._directives import is_refused, splits_differently
from dockwright.syntax import Dockerfile
from dockwright.syntax.suggest import nearest
from dockwright.text import Edit, Span

_WRITTEN = lazy_pattern(
    r"#[ \t]*(?P<name>[A-Za-z]{4,8})(?P<sign>[ \t]*[=:][ \t]*|[ \t]+)"
    r"(?:(?P<syntax>(?:[\w.:-]+/){1,3}dockerfile\w*(?:[:@][\w.:-]+)?)|(?P<escape>[\\`])"
    r"|(?P<check>(?:skip|error|experimental)=\S+))[ \t\r]*"
)


@rule(
    "misspelt-parser-directive",
    on=Dockerfile,
    needs="#",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "# syntx=docker/dockerfile:1\nFROM alpine:3.20\n",
            "# syntax=docker/dockerfile:1\nFROM alpine:3.20\n",
            marked=("syntx=",),
        ),
        Invalid("# escpae=`\nFROM alpine:3.20\n", "# escape=`\nFROM alpine:3.20\n", marked=("escpae=",)),
        Invalid(
            "# syntax=docker/dockerfile:1\n# chek = skip=JSONArgsRecommended\nFROM alpine:3.20\nCMD x\n",
            "# syntax=docker/dockerfile:1\n# check = skip=JSONArgsRecommended\nFROM alpine:3.20\nCMD x\n",
        ),
        Invalid(
            "#syntax: docker/dockerfile:1.7-labs\nFROM alpine:3.20\n",
            "#syntax=docker/dockerfile:1.7-labs\nFROM alpine:3.20\n",
            marked=("syntax: ",),
            title="a colon in place of the equals sign",
        ),
        Invalid(
            "# syntax=docker/dockerfile:1\n# syntx=docker/dockerfile:1.4\nFROM alpine:3.20\n",
            title="a file can have one of them",
        ),
        Invalid("# escpae=`\n# escape=`\nFROM alpine:3.20\n", title="it would make a directive of the next line, too"),
        Invalid(
            "# escap=`\nFROM alpine:3.20\nRUN a \\\n  b\n",
            title="its lines are continued with the other character",
        ),
    ),
    valid=(
        "# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine:3.20\n",
        "# syntx=see the manual\n# author=me\n# synapse=1\nFROM alpine:3.20\n",
        "# Syntax of docker/dockerfile:1\nFROM alpine:3.20\n",
        "# image: docker/dockerfile:1\nFROM alpine:3.20\n",
        "FROM alpine:3.20\n# syntx=docker/dockerfile:1\nRUN x\n",
    ),
)
def misspelt_parser_directive(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A parser directive is misspelt, so it is a mere comment.

    ## Why is this bad?
    The builder takes a first line that is no directive for a comment, and says nothing: the file is read by another frontend, or
    with another escape character, than it says. Reported is a word that is nearly `syntax`, `escape` or `check`, above the
    first instruction, with a value that such a directive has.

    ## Fix safety
    What a directive changes holds for the whole file: `syntax` chooses what reads it, `escape` what its backslashes mean,
    and `check` what BuildKit reports.

    ## References
    - https://docs.docker.com/reference/dockerfile/#parser-directives
    """
    text = dockerfile.text
    first = dockerfile.instructions[0].span.start if dockerfile.instructions else len(text)
    if "#" not in text[:first]:
        return
    for comment in dockerfile.comments:
        if comment.span.start > first:
            return
        match = _WRITTEN.fullmatch(text, *comment.span)
        if match is None or match.lastgroup is None:
            continue
        kind, meant = match.lastgroup, nearest(match["name"], DIRECTIVES)
        if meant is None or meant.lower() != kind or (match["name"].lower() == kind and "=" in match["sign"]):
            continue
        span = Span(match.start("name"), match.end("sign"))
        message = f"`{span.of(text).strip()}` is no parser directive, `{kind}=` is"
        yield Finding(span, message, _fixes(dockerfile, span, kind))


def _fixes(dockerfile: Dockerfile, span: Span, kind: str) -> tuple[Fix, ...]:
    sign = " = " if " = " in span.of(dockerfile.text) else "="
    edit = Edit(span, kind + sign)
    if (kind == "escape" and splits_differently(dockerfile, (edit,))) or is_refused(dockerfile, (edit,)):
        return ()
    return (Fix(f"Write `{kind}`", (edit,), Safety.UNSAFE),)
