from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._checks import CheckComment, check_comments, instruction_below, is_inside
from dockwright.rules._directives import is_refused, splits_differently
from dockwright.syntax import Arg, Dockerfile, From
from dockwright.text import Edit, Span

_DIRECTIVE = lazy_pattern(
    r"#[ \t\r\f]*(?:(?P<escape>escape)[ \t\r\f]*=[ \t\r\f]*[\\`]|(?P<syntax>syntax)[ \t\r\f]*=[ \t\r\f]*[a-z][\w./:@-]+)[ \t\r\f]*",
    re.I,
)
_REPORTED_AT_FROM = frozenset(
    {
        "FromAsCasing",
        "StageNameCasing",
        "UndefinedArgInFrom",
        "RedundantTargetPlatform",
        "FromPlatformFlagConstDisallowed",
    }
    | {"InvalidDefinitionDescription", "SecretsUsedInArgOrEnv", "UndefinedVar", "all"}
)


@rule(
    "misplaced-parser-directive",
    on=Dockerfile,
    needs="#",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "# the image of the tool\n# syntax=docker/dockerfile:1\nFROM alpine:3.20\n",
            "# syntax=docker/dockerfile:1\n# the image of the tool\nFROM alpine:3.20\n",
            marked=("# syntax=docker/dockerfile:1",),
        ),
        Invalid(
            "\n# syntax=docker/dockerfile:1\nFROM alpine:3.20\n",
            "# syntax=docker/dockerfile:1\n\nFROM alpine:3.20\n",
            title="behind a blank line",
        ),
        Invalid(
            "# syntax=docker/dockerfile:1\n\n# escape=`\nFROM alpine:3.20\n",
            "# syntax=docker/dockerfile:1\n# escape=`\n\nFROM alpine:3.20\n",
            marked=("# escape=`",),
        ),
        Invalid(
            "# the tool\n# check=skip=MaintainerDeprecated\nFROM alpine:3.20\nMAINTAINER x\n",
            "# check=skip=MaintainerDeprecated\n# the tool\nFROM alpine:3.20\nMAINTAINER x\n",
            title="it would hold for the first instruction alone",
        ),
        Invalid("FROM alpine:3.20\n# check=error=true\nRUN x\n", "# check=error=true\nFROM alpine:3.20\nRUN x\n"),
        Invalid(
            "#!/usr/bin/env docker-build\n# the tool\n# check=error=true\nFROM alpine:3.20\n",
            title="the first line of a program stays the first",
        ),
        Invalid(
            "# syntax=docker/dockerfile:1\n\n# syntax=docker/dockerfile:1.4\nFROM alpine:3.20\n",
            title="which of the two is meant?",
        ),
        Invalid("FROM alpine:3.20\n# check=error=yes\nRUN x\n", title="a directive must have a right value"),
    ),
    valid=(
        "# syntax=docker/dockerfile:1\n# check=skip=MaintainerDeprecated\nFROM alpine:3.20\n",
        "FROM alpine:3.20\n# check=skip=JSONArgsRecommended\nCMD x\n",
        "# the tool\n# check=skip=FromAsCasing\nFROM alpine:3.20 as tool\n",
        "FROM alpine:3.20\n# syntax = as in the manual\nRUN x\n",
        "#!/usr/bin/env docker-build\n# syntax=docker/dockerfile:1\nFROM alpine:3.20\n",
    ),
)
def misplaced_parser_directive(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A parser directive comes too late, so it is a mere comment.

    ## Why is this bad?
    `# syntax=`, `# escape=` and `# check=` count on the first lines of a file only: any other comment, blank line or instruction
    ends them, and the builder says nothing. A `# check=skip=` above an instruction holds for that instruction.

    ## Fix safety
    On top of the file, `syntax` and `escape` change how the whole of it is read: look at the rest of the file. `check` changes
    what BuildKit reports, and with `error=true` whether it builds.

    ## References
    - https://docs.docker.com/reference/dockerfile/#parser-directives
    """
    text = dockerfile.text
    lowered = text.lower()
    if "syntax" in lowered or "escape" in lowered:
        for comment in dockerfile.comments:
            match = _DIRECTIVE.fullmatch(text, *comment.span)
            if match is None or is_inside(dockerfile, comment):
                continue
            name = (match["escape"] or match["syntax"]).lower()
            if name == "syntax" and _is_program(text) and text.count("\n", 0, comment.span.start) == 1:
                continue  # BuildKit looks for the frontend behind such a line
            yield _finding(
                dockerfile, name, Span(comment.span.start, match.start() + len(match[0].rstrip())), Safety.UNSAFE
            )
    for check in check_comments(dockerfile) if "check" in lowered else ():
        if not check.is_directive and _is_misplaced(dockerfile, check):
            options = [option for option, _, _ in check.parts()]
            yield _finding(dockerfile, "check", check.span, Safety.SAFE if options == ["skip"] else Safety.UNSAFE)


def _is_misplaced(dockerfile: Dockerfile, check: CheckComment) -> bool:
    """Whether a `# check=` says something that does not count above an instruction."""
    options = [option for option, _, _ in check.parts()]
    if not options or not set(options) <= {"skip", "error", "experimental"}:
        return False
    if "skip" not in options:
        return True
    below = instruction_below(dockerfile, check.span.start)
    if below is None:
        return True
    names = {name for name, _ in check.names()}
    return below.index == 0 and isinstance(below, Arg | From) and names.isdisjoint(_REPORTED_AT_FROM)


def _is_program(text: str) -> bool:
    """Whether the first line says what the file is run with: it must stay the first."""
    return text.removeprefix("\ufeff").startswith("#!")


def _finding(dockerfile: Dockerfile, name: str, span: Span, safety: Safety) -> Finding:
    message = f"`{name}` counts on the first lines of the file only"
    if _is_program(dockerfile.text) or any(directive.name == name for directive in dockerfile.directives):
        return Finding(span, message)
    line = Span(dockerfile.text.rfind("\n", 0, span.start) + 1, span.end)
    end = dockerfile.text.find("\n", span.end)
    line = Span(line.start, len(dockerfile.text) if end < 0 else end + 1)
    top = _top(dockerfile)
    moved = Edit(Span(top, top), span.of(dockerfile.text) + dockerfile.newline)
    edits = (moved, Edit(line, ""))
    if (name == "escape" and splits_differently(dockerfile, edits)) or is_refused(dockerfile, edits):
        return Finding(span, message)
    return Finding(span, message, (Fix("Move it to the top of the file", edits, safety),))


def _top(dockerfile: Dockerfile) -> int:
    """Where a directive can be added: behind those that are there."""
    if not dockerfile.directives:
        return int(dockerfile.bom)
    return dockerfile.text.index("\n", dockerfile.directives[-1].span.end) + 1
