from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.suppressions import Suppressions
from dockwright.syntax import Comment

_HADOLINT = lazy_pattern(r"hadolint\s*:?\s*(global\s|stage\s)?\s*(?:ignore|disable)\s*[=:]?\s*(.*)", re.IGNORECASE)
_CODES = lazy_pattern(r"(?:DL|SC)\d{4}(?:[\s,]+(?:DL|SC)\d{4})*", re.IGNORECASE)


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
        Invalid(
            "FROM alpine:3.20\n# hadolint ignore=DL3018,DL3019 because of the mirror\nRUN echo\n",
            "FROM alpine:3.20\n# hadolint ignore=DL3018,DL3019 # because of the mirror\nRUN echo\n",
            marked=("# hadolint ignore=DL3018,DL3019 because of the mirror",),
            title="a reason needs a `#` of its own",
        ),
        Invalid(
            "FROM alpine:3.20\n# hadolint: global ignore=dl3018\nRUN echo\n",
            "FROM alpine:3.20\n# hadolint global ignore=DL3018\nRUN echo\n",
        ),
        Invalid("FROM alpine:3.20\n# hadolint ignore=*\nRUN echo\n"),
    ),
    valid=(
        "FROM alpine:3.20\n# hadolint ignore=SC2086\nRUN echo\n",
        "FROM alpine:3.20\n# hadolint ignore=DL3005\nRUN echo\n",
        "FROM alpine:3.20\n# hadolint ignore = DL3018 , DL3019 # a reason\nRUN echo\n",
        "FROM alpine:3.20\n# hadolint ignores this\nRUN echo\n",
        "# check=skip=FutureCheck\nFROM alpine:3.20\n",
    ),
)
def unknown_suppression(suppressions: Suppressions) -> Iterator[Finding]:
    """A comment is to silence a rule that does not exist, or is not written as such comments are.

    ## Why is this bad?
    A misspelt name silences nothing, and nobody notices until the finding comes up in another place. hadolint passes over a
    comment of its own without a word when anything but codes and commas is behind `ignore=`; a reason needs a second `#`.

    ## Fix safety
    The nearest rule name is a guess at what was meant, and so are the codes of a comment that hadolint cannot read.
    """
    nearest: dict[str, list[str]] = {}
    for one in suppressions.unknown:
        from difflib import get_close_matches

        if one.name not in nearest:
            nearest[one.name] = get_close_matches(one.name, suppressions.known, 1, 0.75)
        fixes = tuple(Fix.replace(f"Change to `{name}`", one.span, name, Safety.UNSAFE) for name in nearest[one.name])
        yield Finding(one.span, f"no rule is called `{one.name}`", fixes)
    for comment in suppressions.malformed:
        if comment.text.startswith("dockwright:"):
            yield Finding(comment.span, "name the rules in brackets: `# dockwright: ignore[rule-name]`")
        else:
            message = "hadolint reads codes and commas alone: `# hadolint ignore=DL3008,DL3015 # reason`"
            yield Finding(comment.span, message, tuple(_rewritten(comment)))


def _rewritten(comment: Comment) -> Iterator[Fix]:
    """The comment as hadolint wants it, where its codes can be made out."""
    match = _HADOLINT.match(comment.text)
    codes = _CODES.match(match[2]) if match else None
    if match is None or codes is None:
        return
    scope = f"{match[1].strip().lower()} " if match[1] else ""
    names = ",".join(re.split(r"[\s,]+", codes[0].upper()))
    reason = match[2][codes.end() :].strip(" \t,#")
    text = f"# hadolint {scope}ignore={names}" + (f" # {reason}" if reason else "")
    yield Fix.replace("Write it as hadolint reads it", comment.span, text, Safety.UNSAFE)
