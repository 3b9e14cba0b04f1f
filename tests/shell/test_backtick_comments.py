"""`# a comment` in backticks, in a line that goes on: it is no word, and nothing else changes."""

from __future__ import annotations

import pytest
from shell_reading import names, read

from dockwright.shell import Script


def words(script: Script) -> list[list[str]]:
    return [[word.value for word in command.words] for command in script.commands]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a `# comment` b && c", [["a", "b"], ["c"]]),
        ("`# it's (one` a b", [["a", "b"]]),
        ("a \\\n  `# one` \\\n  b \\\n  `# two` && c", [["a", "b"], ["c"]]),
    ],
)
def test_comment_is_no_word(script: str, expected: list[list[str]]) -> None:
    parsed = read(script)
    assert words(parsed) == expected
    assert not parsed.has_errors


def test_command_behind_a_comment_has_its_place() -> None:
    parsed = read("a && `# why` apt-get update")
    assert names(parsed) == "a apt-get"
    assert parsed.is_and_chain
