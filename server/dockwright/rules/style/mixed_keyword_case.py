from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.syntax import Dockerfile, Instruction, Unknown


@rule(
    "mixed-keyword-case",
    on=Dockerfile,
    severity=Severity.STYLE,
    fix=FixAvailability.ALWAYS,
    aliases=("ConsistentInstructionCasing",),
    invalid=(
        Invalid(
            "FROM alpine:3.20\nrun echo a\nRUN echo b\n", "FROM alpine:3.20\nRUN echo a\nRUN echo b\n", marked=("run",)
        ),
        Invalid("from alpine:3.20\nrun echo a\nCmd []\n", "from alpine:3.20\nrun echo a\ncmd []\n"),
        Invalid("FROM alpine:3.20\nrun echo a\n", "FROM alpine:3.20\nRUN echo a\n", title="a tie: upper case wins"),
    ),
    valid=(
        "FROM alpine:3.20\nRUN echo a\n",
        "from alpine:3.20\nrun echo a\n",
        "arg A=1\nFROM alpine:3.20\nRUN echo a\n",
        "FROM alpine:3.20\nONBUILD run echo a\n",
    ),
)
def mixed_keyword_case(dockerfile: Dockerfile) -> Iterator[Finding]:
    """An instruction's keyword is not written in the case of the others.

    ## Why is this bad?
    The builder takes any case, but a keyword in another case than its neighbours is easily overlooked.

    ## References
    - https://docs.docker.com/reference/build-checks/consistent-instruction-casing/
    """
    for one in dockerfile.instructions:
        if not one.text.startswith(one.keyword):
            break
    else:
        return  # all in upper case
    written = [(one, _written(one)) for one in _judged(dockerfile)]
    lower = sum(word.islower() for _, word in written)
    upper = sum(word.isupper() for _, word in written)
    if lower == len(written) or upper == len(written):
        return
    for instruction, word in written:
        wanted = word.lower() if lower > upper else word.upper()
        if word != wanted:
            fix = Fix.replace(f"Write `{wanted}`", instruction.keyword_span, wanted)
            yield Finding(instruction.keyword_span, f"the other keywords are not written like `{word}`", (fix,))


def _written(instruction: Instruction) -> str:
    """The keyword as it stands in the file."""
    start = instruction.span.start
    word = instruction.dockerfile.text[start : start + len(instruction.keyword)]
    return word if word.isalpha() else instruction.keyword_span.of(instruction.dockerfile.text)


def _judged(dockerfile: Dockerfile) -> Iterator[Instruction]:
    """FROM and what follows it, without words that are no keywords."""
    started = False
    for instruction in dockerfile.instructions:
        started = started or instruction.keyword == "FROM"
        if started and not isinstance(instruction, Unknown):
            yield instruction
