from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.knowledge.peers import BUILDKIT_CHECKS
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._checks import CheckComment, check_comments
from dockwright.syntax import Dockerfile
from dockwright.text import Span

_KNOWN = frozenset(name.lower() for name in (*BUILDKIT_CHECKS, "all"))
_SEPARATOR = lazy_pattern(r"[\s,;]+|(?:skip|error|experimental)\s*=\s*")


@rule(
    "check-names-cut-off",
    on=Dockerfile,
    needs="#",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            "# check=skip=MaintainerDeprecated, UndefinedVar\nFROM alpine:3.20\n",
            "# check=skip=MaintainerDeprecated,UndefinedVar\nFROM alpine:3.20\n",
            marked=("UndefinedVar",),
        ),
        Invalid(
            "# check=skip=MaintainerDeprecated; error=true\nFROM alpine:3.20\n",
            "# check=skip=MaintainerDeprecated;error=true\nFROM alpine:3.20\n",
            marked=("error=true",),
        ),
        Invalid(
            "FROM alpine:3.20\n# check=skip=JSONArgsRecommended , UndefinedVar\nCMD x\n",
            "FROM alpine:3.20\n# check=skip=JSONArgsRecommended,UndefinedVar\nCMD x\n",
        ),
        Invalid(
            "# check=skip=MaintainerDeprecated UndefinedVar\nFROM alpine:3.20\n",
            "# check=skip=MaintainerDeprecated,UndefinedVar\nFROM alpine:3.20\n",
            title="blanks alone",
        ),
    ),
    valid=(
        "# check=skip=MaintainerDeprecated,UndefinedVar\nFROM alpine:3.20\n",
        "# check=skip=MaintainerDeprecated // the field is read by a tool\nFROM alpine:3.20\n",
        "# check=skip=MaintainerDeprecated # UndefinedVar is dealt with\nFROM alpine:3.20\n",
        "FROM alpine:3.20\n# check = the number\nRUN x\n",
    ),
)
def check_names_cut_off(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A blank ends the value of `# check=`, and what stands behind it does not count.

    ## Why is this bad?
    `# check=skip=A, B` skips `A` alone. BuildKit takes the rest for a remark.

    ## Fix safety
    Where the lost part has an `error=true`, the build may stop at what it only warns of today: the fix asks for a look.

    ## References
    - https://docs.docker.com/reference/dockerfile/#check
    """
    if not dockerfile.directives and "check" not in dockerfile.text:
        return
    for comment in check_comments(dockerfile):
        seen, blank, rest = comment.value.partition(" ")
        if not blank or "=" not in seen or not _is_meant(rest):
            continue
        lost = rest.strip(" ,;")
        start = comment.value_span.end - len(rest) + rest.index(lost)
        safety = Safety.UNSAFE if "error" in lost else Safety.SAFE
        fix = Fix.replace("Remove the blanks", comment.value_span, _joined(comment), safety)
        yield Finding(Span(start, start + len(lost)), f"the blank before `{lost}` ends the value", (fix,))


def _is_meant(rest: str) -> bool:
    """Whether what is cut off are names of checks and options."""
    words = [word for word in _SEPARATOR.split(rest) if word]
    return bool(words) and all(word.lower() in _KNOWN or word.lower() in ("true", "false") for word in words)


def _joined(comment: CheckComment) -> str:
    text = re.sub(r"\s*([,;=])\s*", r"\1", comment.value)
    return re.sub(r"\s+", ",", text).strip(",")
