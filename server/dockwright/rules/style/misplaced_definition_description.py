from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.syntax import Arg, Comment, From
from dockwright.text import Span


@rule(
    "misplaced-definition-description",
    on=(Arg, From),
    needs="#",
    severity=Severity.INFO,
    aliases=("InvalidDefinitionDescription",),
    default=False,
    presets=(),  # experimental: BuildKit reports it only when asked to
    invalid=(
        Invalid("# the base image\nFROM alpine:3.20 AS base\n", marked=("# the base image",)),
        Invalid("FROM alpine:3.20\n# which version\nARG VERSION=1\n", marked=("# which version",)),
    ),
    valid=(
        "# base is where all starts\nFROM alpine:3.20 AS base\n",
        "FROM alpine:3.20\n# VERSION of the program\nARG VERSION=1\n",
        "# just a remark\n#\nFROM alpine:3.20 AS base\n",
        "# no name, no description\nFROM alpine:3.20\n",
    ),
)
def misplaced_definition_description(instruction: Arg | From) -> Iterator[Finding]:
    """The comment above a named stage or build argument does not begin with the name, so it is no description.

    ## Why is this bad?
    `docker build --call=outline` and `--call=targets` show the comment above a stage or argument when it begins with its
    name. End other comments with an empty `#` line.

    The rule is off unless it is asked for: few people ask for these descriptions, and comments are written for readers.

    ## References
    - https://docs.docker.com/reference/build-checks/invalid-definition-description/
    """
    comment = _comment_above(instruction)
    if comment is None or not comment.text:
        return
    if isinstance(instruction, From):
        names = {instruction.alias.value} if instruction.alias is not None else set()
    else:
        names = {pair.key.value for pair in instruction.pairs}
    if (
        not names
        or comment.text.split(None, 1)[0] in names
        or comment.text.lower().startswith(("check=", "syntax=", "escape="))
    ):
        return
    if comment.text.startswith(("hadolint ", "dockwright:", "tally ")):
        return
    yield Finding(comment.span, f"the comment does not begin with the name that it describes: `# {min(names)} …`")


def _comment_above(instruction: Arg | From) -> Comment | None:
    """The comment on the line above."""
    dockerfile = instruction.dockerfile
    text = dockerfile.text
    end = text.rfind("\n", 0, instruction.span.start)
    start = text.rfind("\n", 0, max(end, 0)) + 1
    if text.find("#", start, max(end, 0)) < 0:  # most have none
        return None
    before = dockerfile.instructions[instruction.index - 1].span.end if instruction.index else 0
    found = dockerfile.comments_within(Span(max(start, before), end))
    return found[-1] if found else None
