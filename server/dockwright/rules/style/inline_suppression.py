from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.suppressions import Suppressions

_WIDER = lazy_pattern(r"#\s*hadolint\s+(?:global|stage)\b")  # hadolint does not tell of these


@rule(
    "inline-suppression",
    on=Suppressions,
    severity=Severity.INFO,
    aliases=("DL1001",),
    default=False,
    presets=(),  # hadolint has it switched off
    invalid=(
        Invalid("FROM debian:12\n# hadolint ignore=DL3008\nRUN x\n", marked=("# hadolint ignore=DL3008",)),
        Invalid("FROM debian:12\n# dockwright: ignore[sudo-in-run] why\nRUN x\n"),
    ),
    valid=(
        "FROM debian:12\n# ignore this\nRUN x\n",
        "FROM debian:12\n# hadolint shell=bash\nRUN x\n",
        Valid("FROM debian:12\n# hadolint global ignore=DL3008\nRUN x\n", settings=Settings(preset="hadolint")),
    ),
)
def inline_suppression(suppressions: Suppressions, settings: Settings) -> Iterator[Finding]:
    """A finding is silenced in the file.

    ## Why is this bad?
    It is not. Switch the rule on where silencing is to be done in one place only: the configuration.
    """
    text = suppressions.dockerfile.text
    for comment in sorted({one.comment for one in suppressions.names if one.form != "buildkit"}):
        if settings.preset == "hadolint" and _WIDER.match(comment.of(text)):
            continue
        yield Finding(comment, "a finding is silenced here")
