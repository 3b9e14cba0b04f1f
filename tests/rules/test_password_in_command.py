"""password-in-command knows every flag of its tables at a first look."""

from __future__ import annotations

import pytest
from rule_running import marked

from dockwright.knowledge.passwords import ATTACHED_FLAGS, LOGIN_FLAGS, ONLY_WITH, PASSWORD_FLAGS

RULE = "password-in-command"
GIVEN = [
    *((program, flag, "toor") for program, flags in PASSWORD_FLAGS.items() for flag in flags),
    *((program, flag, "me:toor") for program, flags in LOGIN_FLAGS.items() for flag in flags),
]


@pytest.mark.parametrize(("program", "flag", "value"), GIVEN)
def test_a_flag_with_its_value_in_the_next_word(program: str, flag: str, value: str) -> None:
    verb = "login " if program in ONLY_WITH else ""
    assert marked(RULE, f"FROM debian:12\nRUN {program} {verb}{flag} {value} a\n") == [value]


@pytest.mark.parametrize(("program", "flag"), [(one, flag) for one, flags in ATTACHED_FLAGS.items() for flag in flags])
def test_a_flag_with_its_value_in_the_same_word(program: str, flag: str) -> None:
    assert marked(RULE, f"FROM debian:12\nRUN {program} {flag}toor a\n") == [f"{flag}toor"]


@pytest.mark.parametrize(
    "command", ["curl -fsSLO https://example.org/a", "wget --no-verbose -O- https://example.org/a"]
)
def test_other_flags_have_no_password(command: str) -> None:
    assert marked(RULE, f"FROM debian:12\nRUN {command}\n") == []
