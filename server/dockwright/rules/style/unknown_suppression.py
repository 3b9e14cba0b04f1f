from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.suppressions import Suppressions


@rule(
    "unknown-suppression",
    on=Suppressions,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM alpine:3.20\n# dockwright: ignore[unknown-supression]\nRUN echo\n",
            "FROM alpine:3.20\n# dockwright: ignore[unknown-suppression]\nRUN echo\n",
            marked=("unknown-supression",),
        ),
        Invalid("FROM alpine:3.20\n# dockwright: ignore[never-heard-of]\nRUN echo\n"),
        Invalid("FROM alpine:3.20\n# dockwright: ignore\nRUN echo\n", title="no rule is named"),
    ),
    valid=(
        "FROM alpine:3.20\n# hadolint ignore=SC2086\nRUN echo\n",
        "FROM alpine:3.20\n# hadolint ignore=DL3005\nRUN echo\n",
        "# check=skip=FutureCheck\nFROM alpine:3.20\n",
    ),
)
def unknown_suppression(suppressions: Suppressions) -> Iterator[Finding]:
    """A comment is to silence a rule that does not exist.

    ## Why is this bad?
    A misspelt name silences nothing, and nobody notices until the finding comes up in another place.

    ## Fix safety
    The nearest rule name is a guess at what was meant.
    """
    for one in suppressions.unknown:
        from difflib import get_close_matches

        near = get_close_matches(one.name, suppressions.known, 1, 0.75)
        fixes = tuple(Fix.replace(f"Change to `{name}`", one.span, name, Safety.UNSAFE) for name in near)
        yield Finding(one.span, f"no rule is called `{one.name}`", fixes)
    for comment in suppressions.malformed:
        yield Finding(comment.span, "name the rules in brackets: `# dockwright: ignore[rule-name]`")
