"""BuildKit's `# check=`: the directive, and the comment above an instruction."""

from __future__ import annotations

import pytest

from dockwright.config import Choices, Configurations
from dockwright.config.choices import NOTHING
from dockwright.context import UNKNOWN
from dockwright.lint import analyse, default_profile, lint
from dockwright.rule import Severity
from dockwright.rules import RULES

TWO_CMD = 'FROM alpine:3.20\n{first}CMD ["a"]\n{second}CMD ["b"]\n'


def reported(text: str, choices: Choices = NOTHING) -> dict[str, Severity]:
    """The BuildKit checks that are reported, with their severities."""
    profile = Configurations(RULES, choices, isolated=True).for_file(None).profile
    found = lint(analyse(text), UNKNOWN, profile)
    assert not found.faults
    return {
        alias: one.severity
        for one in found.diagnostics
        for alias in one.rule.aliases
        if not alias.startswith(("DL", "SC"))
    }


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        ("", {"MaintainerDeprecated", "FromAsCasing"}),
        ("# check=skip=MaintainerDeprecated\n", {"FromAsCasing"}),
        ("#check = skip=MaintainerDeprecated,FromAsCasing\n", set()),
        ("# CHECK=skip=MaintainerDeprecated\n", {"FromAsCasing"}),
        ("# Check=skip=MaintainerDeprecated\n", {"FromAsCasing"}),
        ("# check=skip=all\n", set()),
        ("# check=error=true;skip=FromAsCasing\n", {"MaintainerDeprecated"}),
        ("# syntax=docker/dockerfile:1\n# check=skip=FromAsCasing\n", {"MaintainerDeprecated"}),
        # as with BuildKit: cut at the blank, case counts, too late
        ("# check=skip=MaintainerDeprecated, FromAsCasing\n", {"FromAsCasing"}),
        ("# check=skip=maintainerdeprecated\n", {"MaintainerDeprecated", "FromAsCasing"}),
    ],
)
def test_skip(directive: str, expected: set[str]) -> None:
    assert set(reported(f"{directive}FROM alpine:3.20 as a\nMAINTAINER a\n")) == expected


@pytest.mark.parametrize(
    ("value", "is_error"),
    [("true", True), ("1", True), ("T", True), ("false", False), ("0", False), ("true // why", True)],
)
def test_error(value: str, is_error: bool) -> None:
    found = reported(f"# check=error={value}\nFROM alpine:3.20 as a\nMAINTAINER a\n")
    assert (found["FromAsCasing"] is Severity.ERROR) is is_error


def test_error_is_for_checks_of_buildkit() -> None:
    profile = default_profile(lambda rule: "DL3066" in rule.aliases)
    (one,) = lint(analyse("# check=error=true\nFROM alpine:3.20\nUSER app\n"), UNKNOWN, profile).diagnostics
    assert one.severity is Severity.INFO


DESCRIBED = "FROM alpine:3.20\n# no name of it\nARG VERSION=1\n"


@pytest.mark.parametrize(
    ("directive", "is_on"),
    [
        ("", False),
        ("# check=experimental=InvalidDefinitionDescription\n", True),
        ("# check=experimental=all\n", True),
        ("# check=experimental=Other\n", False),
        ("# check=skip=all;experimental=all\n", True),
        ("# check=skip=InvalidDefinitionDescription;experimental=all\n", False),
        ("# check=experimental=All\n", False),
    ],
)
def test_experimental(directive: str, is_on: bool) -> None:
    assert ("InvalidDefinitionDescription" in reported(directive + DESCRIBED)) is is_on


@pytest.mark.parametrize(
    ("choices", "is_on"),
    [
        (Choices(preset="buildkit"), True),
        (Choices(preset="hadolint"), False),
        (Choices(preset="none"), False),
        (Choices(ignore=("misplaced-definition-description",)), False),
        (Choices(ignore=("InvalidDefinitionDescription",)), False),
        (Choices(preset="none", select=("InvalidDefinitionDescription",)), True),
    ],
)
def test_configuration_has_the_last_word_on_experiments(choices: Choices, is_on: bool) -> None:
    text = "# check=experimental=all\n" + DESCRIBED
    assert ("InvalidDefinitionDescription" in reported(text, choices)) is is_on


@pytest.mark.parametrize(
    ("first", "second", "is_reported"),
    [
        ("", "", True),
        ("", "# check=skip=MultipleInstructionsDisallowed\n", False),  # BuildKit's place
        ("# check=skip=MultipleInstructionsDisallowed\n", "", False),  # ours
        ("", "# check=skip=MultipleInstructionsDisallowed\n#\n", True),  # an empty comment ends the block
        ("", "# check=skip=MultipleInstructionsDisallowed\n\n", False),
        ("", "# check=skip=all\n", False),
        ("", "# dockwright: ignore[overridden-cmd]\n", True),
    ],
)
def test_above_an_instruction(first: str, second: str, is_reported: bool) -> None:
    found = reported(TWO_CMD.format(first=first, second=second))
    assert ("MultipleInstructionsDisallowed" in found) is is_reported


@pytest.mark.parametrize(
    "comment",
    [
        "# check=skip=MaintainerDeprecated",
        "# hadolint ignore=DL4000",
        "# dockwright: ignore[maintainer-instruction]",
        "# dockwright: ignore-file[maintainer-instruction]",
    ],
)
def test_configuration_can_switch_comments_off(comment: str) -> None:
    text = f"FROM alpine:3.20\n{comment}\nMAINTAINER a\n"
    assert "MaintainerDeprecated" not in reported(text)
    assert "MaintainerDeprecated" in reported(text, Choices(suppressions=False))


def test_what_cannot_silence_is_not_called_unused() -> None:
    profile = Configurations(RULES, Choices(suppressions=False), isolated=True).for_file(None).profile
    text = "FROM alpine:3.20\n# dockwright: ignore[maintainer-instruction]\nRUN x\n"
    assert [one.rule.name for one in lint(analyse(text), UNKNOWN, profile).diagnostics] == []
