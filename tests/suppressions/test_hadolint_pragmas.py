"""hadolint's comments: what they silence, and which are void."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, lint
from dockwright.rules import RULES
from dockwright.suppressions import Suppressions
from dockwright.syntax import parse


def silenced(text: str, code: str = "DL4000") -> list[bool]:
    """For each finding that there is without comments, in order: whether the comments silence it."""
    everything = Profile([rule for rule in RULES if code in rule.aliases], suppressions=False)
    some = Profile(everything.rules)
    found = [one.span for one in lint(analyse(text), UNKNOWN, everything).diagnostics]
    kept = {one.span for one in lint(analyse(text), UNKNOWN, some).diagnostics}
    assert found
    return [span not in kept for span in found]


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=DL4000",
        "#hadolint ignore=DL4000",
        "#  hadolint  ignore = DL4000",
        "# hadolint ignore=DL3008,DL4000",
        "# hadolint ignore=DL3008 , DL4000",
        "# hadolint ignore=DL4000 # nobody reads it",
        "# hadolint ignore=DL4000 #",
        "# hadolint global ignore=DL4000",
        "# hadolint  global  ignore=DL4000",
    ],
)
def test_it_silences(comment: str) -> None:
    assert silenced(f"FROM debian:12\n{comment}\nMAINTAINER a\n") == [True]


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=DL4000 because",
        "# hadolint ignore=DL4000,",
        "# hadolint ignore=dl4000",
        "# hadolint ignore=*",
        "# hadolint ignore=DL4000;DL3008",
        "# Hadolint ignore=DL4000",
        "# hadolint: ignore=DL4000",
        "# hadolint globalignore=DL4000",
        "# hadolint ignore=DL3008",
        "# ignore=DL4000",
        "# hadolint disable=DL4000",
    ],
)
def test_it_is_void(comment: str) -> None:
    assert silenced(f"FROM debian:12\n{comment}\nMAINTAINER a\n") == [False]


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=DL4000 because",
        "# hadolint ignore=dl4000",
        "# hadolint ignore=*",
        "# Hadolint ignore=DL4000",
        "# hadolint: ignore=DL4000",
        "# hadolint ignore DL4000",
        "# hadolint disable=DL4000",
    ],
)
def test_void_ones_are_known(comment: str) -> None:
    assert [one.text for one in Suppressions(parse(f"{comment}\nFROM a\n")).malformed] == [comment[2:]]


@pytest.mark.parametrize(
    "comment",
    ["# hadolint ignores this", "# see hadolint", "# hadolint shell=bash", "# we ignore=DL3008", "# hadolint"],
)
def test_other_comments_are_none_of_our_business(comment: str) -> None:
    suppressions = Suppressions(parse(f"{comment}\nFROM a\n"))
    assert suppressions.names == ()
    assert suppressions.malformed == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a:1\n# hadolint ignore=DL4000\nMAINTAINER a\nMAINTAINER b\n", [True, False]),
        ("FROM a:1\nMAINTAINER a\n# hadolint ignore=DL4000\n", [False]),
        # more lenient than hadolint, on purpose: stacked comments, blank lines, comments between
        ("FROM a:1\n# hadolint ignore=DL4000\n# hadolint ignore=DL3008\nMAINTAINER a\n", [True]),
        ("FROM a:1\n# hadolint ignore=DL4000\n\n# why\nMAINTAINER a\n", [True]),
        # the whole file, from anywhere
        ("FROM a:1\nMAINTAINER a\n# hadolint global ignore=DL4000\nMAINTAINER b\n", [True, True]),
        # a stage
        ("# hadolint stage ignore=DL4000\nFROM a:1\nMAINTAINER a\nFROM b:1\nMAINTAINER b\n", [True, False]),
        ("FROM a:1\n# hadolint stage ignore=DL4000\nMAINTAINER a\nFROM b:1\nMAINTAINER b\n", [True, False]),
        ("FROM a:1\nMAINTAINER a\n# hadolint stage ignore=DL4000\nFROM b:1\nMAINTAINER b\n", [False, True]),
    ],
)  # fmt: skip
def test_how_far_it_reaches(text: str, expected: list[bool]) -> None:
    assert silenced(text) == expected


def test_of_two_instructions_hadolint_means_the_second() -> None:
    text = "FROM a:1\nCMD a\n# hadolint ignore=DL4003\nCMD b\n"
    assert silenced(text, "DL4003") == [True]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("DL3059", "FROM a:1\n# hadolint ignore=DL3059\nRUN a\nRUN b\n"),
        ("DL3010", "FROM a:1\nCOPY a.tar /\n# hadolint ignore=DL3010\nRUN tar -xf /a.tar\n"),
        ("DL3024", "# hadolint ignore=DL3024\nFROM a:1 AS b\nFROM c:1 AS b\n"),
    ],
)
def test_a_comment_at_what_explains_a_finding_says_nothing_of_it(code: str, text: str) -> None:
    assert silenced(text, code) == [False]
