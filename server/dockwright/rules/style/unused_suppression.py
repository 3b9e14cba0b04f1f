from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Severity, rule
from dockwright.rules.style._suppressions import removal
from dockwright.suppressions import Suppressions


@rule(
    "unused-suppression",
    on=Suppressions,
    severity=Severity.INFO,
    fix=FixAvailability.ALWAYS,
    tags=("unnecessary",),
    invalid=(
        Invalid(
            "FROM alpine:3.20\n# dockwright: ignore[unused-suppression] on purpose\nRUN echo\n",
            "FROM alpine:3.20\nRUN echo\n",
            marked=("unused-suppression",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN echo # dockwright: ignore[unused-suppression]\n",
            "FROM alpine:3.20\nRUN echo\n",
        ),
    ),
    valid=(
        "FROM alpine:3.20\nRUN echo\n",
        'FROM alpine:3.20\nLABEL a="# dockwright: ignore[unused-suppression]"\n',
        "FROM alpine:3.20\n# hadolint ignore=DL3008\nRUN echo\n",
        "FROM alpine:3.20\n# dockwright: ignore[some-rule-that-is-switched-off]\nRUN echo\n",
    ),
)
def unused_suppression(suppressions: Suppressions) -> Iterator[Finding]:
    """A comment silences a rule that has nothing to say there.

    ## Why is this bad?
    The comment outlived what it excused. It misleads the reader, and it will hide the next finding of the rule.

    Only dockwright's own comments are judged, and only for rules that are switched on: hadolint's and BuildKit's are left
    alone as long as you use both tools.
    """
    for one in suppressions.unused:
        fix = Fix.delete("Remove it", removal(suppressions, one))
        yield Finding(one.span, f"`{one.name}` has nothing to silence here", (fix,))
