"""A few rules to configure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dockwright.config import Configurations, FileConfiguration
from dockwright.rule import Finding, Rule, Severity, rule
from dockwright.syntax import Dockerfile

Configure = Callable[..., Configurations]


def names(configuration: FileConfiguration) -> set[str]:
    """The rules that are switched on."""
    return {rule.name for rule in configuration.rules}


def make_rule(
    name: str,
    category: str,
    severity: Severity,
    *aliases: str,
    default: bool = True,
    presets: tuple[str, ...] | None = None,
    **options: object,
) -> Rule:
    def check(node: Dockerfile) -> Iterator[Finding]:
        """Something is wrong."""
        yield from ()

    check.__module__ = f"dockwright.rules.{category}.{name.replace('-', '_')}"
    named = {option.replace("_", "-"): value for option, value in options.items()}
    make = rule(
        name,
        on=Dockerfile,
        severity=severity,
        aliases=aliases,
        default=default,
        presets=presets,
        options=named,
        invalid=(),
        valid=(),
    )
    return make(check)


RULES = (
    make_rule("apt-lists-left-behind", "size", Severity.INFO, "DL3009"),
    make_rule("apt-recommended-packages", "size", Severity.INFO, "DL3015"),
    make_rule("untagged-base-image", "reproducibility", Severity.WARNING, "DL3006", pinned=("scratch",)),
    make_rule("stage-name-casing", "style", Severity.WARNING, "StageNameCasing", default=False),
    make_rule("undefined-stage", "stages", Severity.ERROR),
    make_rule("pinned-badly", "reproducibility", Severity.INFO, "DL3008", default=False),
    make_rule("off-for-hadolint", "security", Severity.INFO, "DL9001", default=False, presets=()),
    make_rule(
        "labelled", "correctness", Severity.INFO, default=False, presets=(), label_schema={}, strict_labels=False
    ),
    make_rule(
        "untrusted-registry", "security", Severity.ERROR, "DL3026", default=False, trusted_registries=[], strict=False
    ),
)

HADOLINT = {
    "pinned-badly",
    "apt-lists-left-behind",
    "apt-recommended-packages",
    "untagged-base-image",
    "untrusted-registry",
}
"""Those of them that hadolint reports."""
