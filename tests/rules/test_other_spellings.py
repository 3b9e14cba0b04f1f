"""The examples of all rules once more, written in other ways that mean the same: they are reported, and fixed, as before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest

from contexts import context_of
from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse, fix, lint
from dockwright.rule import DEFAULT_SETTINGS, Invalid, Rule, Safety
from dockwright.rules import BY_NAME, RULES

KEYWORD = re.compile(
    r"^((?:ONBUILD )?(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|"
    r"STOPSIGNAL|USER|VOLUME|WORKDIR))(?=[ \n])",
    re.MULTILINE,
)


class Spelling(NamedTuple):
    """A way to write a file, which leaves alone what it cannot write, and the rules that it matters to."""

    write: Callable[[str], str]
    otherwise: frozenset[str]


def with_line_ends_of_windows(text: str) -> str:
    """The shell stumbles over them in a here-document."""
    return text if "<<" in text else text.replace("\n", "\r\n")


def in_small_letters(text: str) -> str:
    named = re.sub(r"^(FROM .*) AS ", r"\1 as ", text, flags=re.MULTILINE)
    return KEYWORD.sub(lambda match: match[1].lower(), named)


def with_another_escape(text: str) -> str:
    if "`" in text or re.search(r"\\[^\n]|\\\Z", text) or text.startswith("#"):
        return text
    if "FROM example.org/" in text or "<<" in text:  # an image of Windows, perhaps; it means nothing in a here-document
        return text
    return "# escape=`\n" + text.replace("\\\n", "`\n")


SPELLINGS: Mapping[str, Spelling] = {
    "line ends of Windows": Spelling(with_line_ends_of_windows, frozenset()),
    "a byte order mark": Spelling(lambda text: f"\ufeff{text}", frozenset()),
    "keywords in small letters": Spelling(
        in_small_letters,
        frozenset({"as-keyword-case", "mixed-keyword-case", "swallowed-instruction"}),  # they look at the letters
    ),
    "another escape character": Spelling(
        with_another_escape,
        frozenset({"misplaced-parser-directive"}),  # it is about the first lines
    ),
}
CASES = [(rule, example) for rule in RULES for example in rule.invalid]
ALL_NAMES = frozenset(name for rule in RULES for name in (rule.name, *rule.aliases))


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_spelling_changes_nothing_and_stays(name: str) -> None:
    write, otherwise = SPELLINGS[name]
    differing = [
        (rule.name, example.before, report_and_fix(rule, example, write))
        for rule, example in CASES
        if rule.name not in otherwise
        and all(write(text) != text for text in (example.before, example.after or example.before))
        and report_and_fix(rule, example, write) != (True, write(example.after or example.before))
    ]
    assert differing == []


def report_and_fix(rule: Rule, example: Invalid, write: Callable[[str], str]) -> tuple[bool, str]:
    """Whether the example is reported in another spelling, and what the fixes make of it."""
    text = write(example.before)
    context = context_of(example.context)
    profile = Profile([rule], settings=example.settings or DEFAULT_SETTINGS, known=ALL_NAMES)
    result = fix(text, context, profile, safety=Safety.UNSAFE)
    assert not result.faults
    return bool(lint(analyse(text), context, profile).diagnostics), result.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FR\\\nOM a as b\n", "`as` is not in the case of `FROM`"),
        ("# escape=`\nFR`\r\nOM a as b\n", "`as` is not in the case of `FROM`"),
    ],
)
def test_a_word_that_goes_on_in_the_next_line_is_told_as_one(text: str, said: str) -> None:
    found = lint(analyse(text), UNKNOWN, Profile([BY_NAME["as-keyword-case"]])).diagnostics
    assert [one.message for one in found] == [said]


def test_what_is_to_be_written_is_told_in_one_line() -> None:
    text = "FROM a\nRUN b\nlab\\\nel a=b\n"
    (found,) = lint(analyse(text), UNKNOWN, Profile([BY_NAME["mixed-keyword-case"]])).diagnostics
    assert [one.title for one in found.fixes] == ["Write `LABEL`"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"FROM {'a' * 100_000}\n", f"`{'a' * 59}...{'a' * 39}`"),
        (f"FROM a:1\nEXPOSE {'x' * 5_000}\n", "xxx...xxx"),
        (f"FROM a:1\nRUN b\n{'ab' * 5_000} c\n", "..."),
    ],
)
def test_of_endless_words_both_ends_are_told(text: str, shown: str) -> None:
    found = lint(analyse(text), UNKNOWN, Profile(RULES)).diagnostics
    told = [one.message for one in found] + [fix.title for one in found for fix in one.fixes]
    assert any(shown in one for one in told)
    assert max(map(len, told)) < 400
