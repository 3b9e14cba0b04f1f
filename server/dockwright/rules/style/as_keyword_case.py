from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import From


@rule(
    "as-keyword-case",
    on=From,
    severity=Severity.STYLE,
    fix=FixAvailability.ALWAYS,
    aliases=("FromAsCasing",),
    invalid=(
        Invalid("FROM alpine:3.20 as base\n", "FROM alpine:3.20 AS base\n", marked=("as",)),
        Invalid("from alpine:3.20 AS base\n", "from alpine:3.20 as base\n"),
        Invalid("FROM alpine:3.20 As base\n", "FROM alpine:3.20 AS base\n"),
    ),
    valid=(
        "FROM alpine:3.20 AS base\n",
        "from alpine:3.20 as base\n",
        "From alpine:3.20 as base\n",
        "FROM alpine:3.20\n",
    ),
)
def as_keyword_case(instruction: From) -> Iterator[Finding]:
    """`AS` is not written in the case of its `FROM`.

    ## Why is this bad?
    Both are keywords of one instruction; in different case one of them looks like a name.

    ## References
    - https://docs.docker.com/reference/build-checks/from-as-casing/
    """
    keyword = instruction.as_keyword
    if keyword is None:
        return
    if keyword.raw == "AS" and instruction.dockerfile.text.startswith("FROM", instruction.span.start):
        return  # the usual case
    written = instruction.keyword_span.of(instruction.dockerfile.text)
    if not (written.isupper() or written.islower()):
        return
    wanted = "AS" if written.isupper() else "as"
    if keyword.raw != wanted:
        fix = Fix.replace(f"Write `{wanted}`", keyword.span, wanted)
        yield Finding(keyword.span, f"`{keyword.raw}` is not in the case of `{written}`", (fix,))
